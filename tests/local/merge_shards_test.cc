// SPDX-License-Identifier: MIT
//
// MergeShards, rule by rule; what reads and puts see of it is in reshard_read_test.cc.

#include <string>

#include "local/reshard_support.h"

namespace weir::merge_shards_test {
namespace {

using testing::Answer;
using testing::Indexes;
using testing::IndexesOf;
using testing::LineageTexts;
using testing::ReshardTest;
using testing::ShardName;
using testing::Texts;
using testing::WithUpdating;

// ---- Rules 1.1 and 1.2 ----

TEST_CASE("parameters of MergeShards are checked by themselves", "[local][merge_shards]") {
  ReshardTest test;
  CHECK(Answer(test.kinesis.MergeShards({.stream_name = "s", .shard_to_merge = "0"})) ==
        "ValidationException: 1 validation error detected: Value null at "
        "'adjacentShardToMerge' failed to satisfy constraint: Member must not be null");
}

TEST_CASE("MergeShards finds a stream by its name, its ARN or both", "[local][merge_shards]") {
  ReshardTest test;
  test.CreateStream("s", 4);
  const std::string arn = test.Summary().stream_arn;
  const auto merge = [&](std::optional<std::string_view> name,
                         std::optional<std::string_view> by_arn, std::string_view shard_id,
                         std::string_view adjacent) {
    return Answer(test.kinesis.MergeShards({.stream_name = name,
                                            .stream_arn = by_arn,
                                            .shard_to_merge = shard_id,
                                            .adjacent_shard_to_merge = adjacent}));
  };
  CHECK(merge("s", std::nullopt, "0", "1") == "OK");
  CHECK(merge(std::nullopt, arn, "4", "2") == "OK");
  CHECK(merge("s", arn, "5", "3") == "OK");
  CHECK(merge("t", arn, "0", "1") ==
        "InvalidArgumentException: StreamName t does not agree with StreamARN " + arn + ".");
  CHECK(merge(std::nullopt, std::nullopt, "0", "1") ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(merge("t", std::nullopt, "0", "1") ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  CHECK(test.Summary().open_shard_count == 1);
}

TEST_CASE("MergeShards is refused to another account without a policy", "[local][merge_shards]") {
  ReshardTest test;
  test.CreateStream("s", 2);
  const std::string arn = test.Summary().stream_arn;
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Answer(other->MergeShards(
                   {.stream_arn = arn, .shard_to_merge = "0", .adjacent_shard_to_merge = "1"}))
            .starts_with("AccessDeniedException: "));
}

TEST_CASE("MergeShards may be called 5 times a second", "[local][merge_shards]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.control_calls = LimitMode::kEnforce;
  ReshardTest test({.limits = limits});
  test.CreateStream("s", 2);
  for (int i = 0; i < 5; ++i) CHECK(Answer(test.TryMerge("1", "0")) != "OK");
  CHECK(Answer(test.TryMerge("0", "1")).starts_with("LimitExceededException: Rate exceeded"));
}

// ---- Rules 2.7 ----

TEST_CASE("a merge makes one shard of two neighbours", "[local][merge_shards]") {
  ReshardTest test;
  test.CreateStream("s", 3);
  test.Merge(1, 2);
  CHECK(LineageTexts(test.Shards()) ==
        Texts{"0: 0-113427455640312821154458202477256070484",
              "1: 113427455640312821154458202477256070485-"
              "226854911280625642308916404954512140969",
              "2: 226854911280625642308916404954512140970-"
              "340282366920938463463374607431768211455",
              "3: of 1 and 2 113427455640312821154458202477256070485-"
              "340282366920938463463374607431768211455"});
  CHECK(test.Summary().open_shard_count == 2);
  test.Merge(0, 3);
  CHECK(LineageTexts(test.Shards())[4] ==
        "4: of 0 and 3 0-340282366920938463463374607431768211455");
}

TEST_CASE("the second of two shards to merge begins where the first ends",
          "[local][merge_shards]") {
  ReshardTest test;
  test.CreateStream("s", 3);
  const auto refusal = [](std::uint32_t first, std::uint32_t second) {
    return "InvalidArgumentException: Shards " + ShardName(first) + " and " + ShardName(second) +
           " in stream s under account 111111111111 are not an adjacent pair of shards eligible "
           "for merging";
  };
  // In the other order, with itself, over a gap, and around the end of all hash keys.
  CHECK(Answer(test.TryMerge("1", "0")) == refusal(1, 0));
  CHECK(Answer(test.TryMerge("1", "1")) == refusal(1, 1));
  CHECK(Answer(test.TryMerge("0", "2")) == refusal(0, 2));
  CHECK(Answer(test.TryMerge("2", "0")) == refusal(2, 0));
  CHECK(test.Summary().open_shard_count == 3);
}

TEST_CASE("shards to merge must be there, and open", "[local][merge_shards]") {
  ReshardTest test;
  test.CreateStream("s", 3);
  const auto not_found = [](std::string_view text) {
    return "ResourceNotFoundException: Could not find shard " + std::string(text) +
           " in stream s under account 111111111111.";
  };
  CHECK(Answer(test.TryMerge("7", "1")) == not_found("shardId-000000000007"));
  CHECK(Answer(test.TryMerge("0", "7")) == not_found("shardId-000000000007"));
  CHECK(Answer(test.TryMerge("a-b", "7")) == not_found("a-b"));
  CHECK(Answer(test.TryMerge("0", "a-b")) == not_found("a-b"));
  test.Merge(0, 1);
  const auto closed = [](std::uint32_t shard) {
    return "InvalidArgumentException: Shard " + ShardName(shard) +
           " in stream s under account 111111111111 has already been merged or split, and thus "
           "is not eligible for merging or splitting.";
  };
  CHECK(Answer(test.TryMerge("0", "1")) == closed(0));
  CHECK(Answer(test.TryMerge("1", "2")) == closed(1));
  test.Split(2, "300000000000000000000000000000000000000");
  CHECK(Answer(test.TryMerge("3", "2")) == closed(2));
  test.clock.Advance(absl::Hours(24) + absl::Nanoseconds(1));
  CHECK(Answer(test.TryMerge("0", "1")) == not_found("shardId-000000000000"));
}

TEST_CASE("a stream is UPDATING while shards are merged", "[local][merge_shards]") {
  ReshardTest test(WithUpdating(absl::Seconds(30)));
  test.CreateStream("s", 3);
  test.Merge(0, 1);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(test.Summary().open_shard_count == 3);
  CHECK(Answer(test.TryMerge("1", "2")) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state UPDATING");
  test.clock.Advance(absl::Seconds(30) - absl::Nanoseconds(1));
  CHECK(IndexesOf(test.Shards()) == Indexes{0, 1, 2});
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(IndexesOf(test.Shards()) == Indexes{0, 1, 2, 3});
  CHECK(test.Summary().open_shard_count == 2);
}

TEST_CASE("a merge of an on-demand stream's shards is refused", "[local][merge_shards]") {
  ReshardTest test;
  REQUIRE(Answer(test.kinesis.CreateStream(
              {.stream_name = "s",
               .stream_mode_details = kinesis::StreamModeDetails{
                   .stream_mode = kinesis::StreamMode::kOnDemand}})) == "OK");
  CHECK(Answer(test.TryMerge("0", "1")) ==
        "ValidationException: MergeShards is for PROVISIONED mode streams only; stream s under "
        "account 111111111111 is ON_DEMAND.");
}

// ---- Rules 2.2 ----

TEST_CASE("a merged shard's numbers are above those of both parents", "[local][merge_shards]") {
  ReshardTest test;
  test.CreateStream("s");
  // The parents of one second, by a clock that stands still, are of different generations.
  test.Split(0, "1000");
  test.Split(2, "2000");
  test.Merge(3, 4);
  test.Merge(1, 5);
  const auto start = test.Shard(6).sequence_number_range.starting_sequence_number;
  for (const std::uint32_t parent : {1u, 3u, 4u, 5u}) {
    const auto end = test.Shard(parent).sequence_number_range.ending_sequence_number;
    REQUIRE(end.has_value());
    CHECK(*end < start);
  }
  CHECK(test.PutAt("0", "new").sequence_number > start);
}

}  // namespace
}  // namespace weir::merge_shards_test
