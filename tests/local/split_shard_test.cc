// SPDX-License-Identifier: MIT
//
// SplitShard, rule by rule; what reads and puts see of it is in reshard_read_test.cc.

#include <string>

#include "local/reshard_support.h"

namespace weir::split_shard_test {
namespace {

using testing::Answer;
using testing::Indexes;
using testing::IndexesOf;
using testing::kLastHashKey;
using testing::kMiddle;
using testing::LineageTexts;
using testing::ReshardTest;
using testing::ShardName;
using testing::Texts;
using testing::WithUpdating;

// ---- Rules 1.1 and 1.2 ----

TEST_CASE("parameters of SplitShard are checked by themselves", "[local][split_shard]") {
  ReshardTest test;
  CHECK(Answer(test.kinesis.SplitShard({.stream_name = "s", .shard_to_split = "0"})) ==
        "ValidationException: 1 validation error detected: Value null at 'newStartingHashKey' "
        "failed to satisfy constraint: Member must not be null");
  CHECK(Answer(test.TrySplit("0", "01")) ==
        "ValidationException: 1 validation error detected: Value '01' at 'newStartingHashKey' "
        "failed to satisfy constraint: Member must satisfy regular expression pattern: "
        "0|([1-9]\\d{0,38})");
}

TEST_CASE("SplitShard finds a stream by its name, its ARN or both", "[local][split_shard]") {
  ReshardTest test;
  test.CreateStream("s", 4);
  const std::string arn = test.Summary().stream_arn;
  const auto split = [&](std::optional<std::string_view> name,
                         std::optional<std::string_view> by_arn, std::string_view shard_id,
                         std::string_view key) {
    return Answer(test.kinesis.SplitShard({.stream_name = name,
                                           .stream_arn = by_arn,
                                           .shard_to_split = shard_id,
                                           .new_starting_hash_key = key}));
  };
  CHECK(split("s", std::nullopt, "0", "1000") == "OK");
  CHECK(split(std::nullopt, arn, "4", "500") == "OK");
  CHECK(split("s", arn, "6", "250") == "OK");
  CHECK(split("t", arn, "8", "100") ==
        "InvalidArgumentException: StreamName t does not agree with StreamARN " + arn + ".");
  CHECK(split(std::nullopt, std::nullopt, "8", "100") ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(split("t", std::nullopt, "0", "100") ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  CHECK(test.Summary().open_shard_count == 7);
}

TEST_CASE("SplitShard is refused to another account without a policy", "[local][split_shard]") {
  ReshardTest test;
  test.CreateStream("s");
  const std::string arn = test.Summary().stream_arn;
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Answer(other->SplitShard(
                   {.stream_arn = arn, .shard_to_split = "0", .new_starting_hash_key = kMiddle}))
            .starts_with("AccessDeniedException: "));
}

TEST_CASE("SplitShard may be called 5 times a second", "[local][split_shard]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.control_calls = LimitMode::kEnforce;
  ReshardTest test({.limits = limits});
  test.CreateStream("s");
  for (int i = 0; i < 5; ++i) CHECK(Answer(test.TrySplit("9", "1")) != "OK");
  CHECK(Answer(test.TrySplit("0", kMiddle)).starts_with("LimitExceededException: Rate exceeded"));
  test.clock.Advance(absl::Milliseconds(200));
  CHECK(Answer(test.TrySplit("0", kMiddle)) == "OK");
}

// ---- Rules 2.7 ----

TEST_CASE("a split divides a shard at the new starting hash key", "[local][split_shard]") {
  ReshardTest test;
  test.CreateStream("s", 2);
  test.Split(1, "255211775190703847597530955573826158592");
  CHECK(LineageTexts(test.Shards()) == Texts{"0: 0-170141183460469231731687303715884105727",
                                             "1: 170141183460469231731687303715884105728-"
                                             "340282366920938463463374607431768211455",
                                             "2: of 1 170141183460469231731687303715884105728-"
                                             "255211775190703847597530955573826158591",
                                             "3: of 1 255211775190703847597530955573826158592-"
                                             "340282366920938463463374607431768211455"});
  CHECK(test.Summary().open_shard_count == 3);
}

TEST_CASE("the new starting hash key is greater than one plus the start, and less than the end",
          "[local][split_shard]") {
  ReshardTest test;
  test.CreateStream("s", 2);
  const auto refusal = [](std::string_view key, std::string_view shard, std::string_view range) {
    const auto dash = range.find('-');
    return "InvalidArgumentException: NewStartingHashKey " + std::string(key) +
           " used in SplitShard() on shard " + std::string(shard) +
           " in stream s under account 111111111111 is not both greater than one plus the shard's "
           "StartingHashKey " +
           std::string(range.substr(0, dash)) + " and less than the shard's EndingHashKey " +
           std::string(range.substr(dash + 1)) + ".";
  };
  const std::string lower = "0-170141183460469231731687303715884105727";
  for (const std::string_view key :
       {"0", "1", "170141183460469231731687303715884105727",
        "170141183460469231731687303715884105728", "340282366920938463463374607431768211455",
        "340282366920938463463374607431768211456", "999999999999999999999999999999999999999"}) {
    CHECK(Answer(test.TrySplit("0", key)) == refusal(key, ShardName(0), lower));
  }
  const std::string upper =
      "170141183460469231731687303715884105728-340282366920938463463374607431768211455";
  for (const std::string_view key :
       {"0", "170141183460469231731687303715884105728", "170141183460469231731687303715884105729",
        "340282366920938463463374607431768211455"}) {
    CHECK(Answer(test.TrySplit("1", key)) == refusal(key, ShardName(1), upper));
  }
  // At the borders.
  CHECK(Answer(test.TrySplit("0", "2")) == "OK");
  CHECK(Answer(test.TrySplit("1", "340282366920938463463374607431768211454")) == "OK");
  // Two hash keys are left of it, which are too few.
  CHECK(Answer(test.TrySplit("2", "1")) == refusal("1", ShardName(2), "0-1"));
}

TEST_CASE("a shard to split must be there, and open", "[local][split_shard]") {
  ReshardTest test;
  test.CreateStream("s");
  CHECK(Answer(test.TrySplit("shardId-000000000001", kMiddle)) ==
        "ResourceNotFoundException: Could not find shard shardId-000000000001 in stream s under "
        "account 111111111111.");
  CHECK(Answer(test.TrySplit("a-b", kMiddle)) ==
        "ResourceNotFoundException: Could not find shard a-b in stream s under account "
        "111111111111.");
  test.Split(0, kMiddle);
  CHECK(Answer(test.TrySplit("0", kMiddle)) ==
        "InvalidArgumentException: Shard shardId-000000000000 in stream s under account "
        "111111111111 has already been merged or split, and thus is not eligible for merging or "
        "splitting.");
  // Expired, it is no shard any more.
  test.clock.Advance(absl::Hours(24) + absl::Nanoseconds(1));
  CHECK(Answer(test.TrySplit("0", kMiddle)) ==
        "ResourceNotFoundException: Could not find shard shardId-000000000000 in stream s under "
        "account 111111111111.");
}

TEST_CASE("a stream is UPDATING while a shard is split", "[local][split_shard]") {
  LocalKinesisOptions options = WithUpdating(absl::Seconds(30));
  options.state_durations.stream_creating = absl::Seconds(30);
  options.state_durations.stream_deleting = absl::Seconds(30);
  ReshardTest test(options);
  test.CreateStream("s");
  // Rules 2.3: a stream that is CREATING has no shards yet.
  CHECK(Answer(test.TrySplit("0", kMiddle)) ==
        "ResourceNotFoundException: Could not find shard shardId-000000000000 in stream s under "
        "account 111111111111.");
  test.clock.Advance(absl::Seconds(30));
  test.Split(0, kMiddle);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(test.Summary().open_shard_count == 1);
  CHECK(Answer(test.TrySplit("0", kMiddle)) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state UPDATING");
  test.clock.Advance(absl::Seconds(30) - absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(IndexesOf(test.Shards()) == Indexes{0});
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(test.Summary().open_shard_count == 2);
  CHECK(IndexesOf(test.Shards()) == Indexes{0, 1, 2});
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Answer(test.TrySplit("1", "1000")) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state DELETING");
}

TEST_CASE("a split has happened when it was due, whenever somebody looks", "[local][split_shard]") {
  ReshardTest test(WithUpdating(absl::Seconds(30)));
  test.CreateStream("s");
  const absl::Time split = test.clock.Now();
  test.Split(0, kMiddle);
  test.clock.Advance(absl::Hours(20));
  const kinesis::ShardFilter at = {.type = kinesis::ShardFilterType::kAtTimestamp,
                                   .timestamp = split + absl::Seconds(31)};
  CHECK(IndexesOf(test.Listed({.stream_name = "s", .shard_filter = at})) == Indexes{1, 2});
  CHECK(test.Shard(1).sequence_number_range.starting_sequence_number.shard_create_seconds() ==
        absl::ToUnixSeconds(split) + 31);
  // And so it expires 24 hours after that.
  test.clock.Advance(absl::Hours(4) + absl::Seconds(30) + absl::Nanoseconds(1));
  CHECK(IndexesOf(test.Shards()) == Indexes{1, 2});
}

TEST_CASE("a split needs room in the account's shards", "[local][split_shard]") {
  LocalKinesisOptions options = WithUpdating(absl::Seconds(30));
  options.limits.shards = {.mode = LimitMode::kEnforce, .max = 3};
  ReshardTest test(options);
  test.CreateStream("s", 2);
  const std::string over =
      "LimitExceededException: This request would exceed the shard limit for the account "
      "111111111111 in us-east-1. Current shard count for the account: 3. Limit: 3. Number of "
      "additional shards that would have resulted from this request: 1. Refer to the AWS Service "
      "Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for "
      "current limits and how to request higher limits.";
  // What is refused for another reason takes no room.
  for (int i = 0; i < 3; ++i) CHECK(Answer(test.TrySplit("0", "1")) != "OK");
  test.Split(0, "1000");
  // What is to come counts.
  CHECK(Answer(test.kinesis.CreateStream({.stream_name = "t", .shard_count = 1})) == over);
  test.clock.Advance(absl::Seconds(30));
  CHECK(Answer(test.TrySplit("1", kLastHashKey)) == over);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kShards) == 2);
  // A merge gives back.
  test.Merge(2, 3);
  test.clock.Advance(absl::Seconds(30));
  CHECK(Answer(test.TrySplit("4", "1000")) == "OK");
  // So does a deletion amid a split.
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Answer(test.kinesis.CreateStream({.stream_name = "t", .shard_count = 3})) == "OK");
}

TEST_CASE("what is over gives its room back, whether or not somebody looked",
          "[local][split_shard]") {
  LocalKinesisOptions options = WithUpdating(absl::Seconds(30));
  options.limits.shards = {.mode = LimitMode::kEnforce, .max = 3};
  ReshardTest test(options);
  test.CreateStream("s");
  test.CreateStream("t", 2);
  REQUIRE(Answer(test.kinesis.MergeShards(
              {.stream_name = "t", .shard_to_merge = "0", .adjacent_shard_to_merge = "1"})) ==
          "OK");
  CHECK(Answer(test.TrySplit("0", kMiddle)).starts_with("LimitExceededException: "));
  test.clock.Advance(absl::Seconds(30));
  CHECK(Answer(test.TrySplit("0", kMiddle)) == "OK");
}

TEST_CASE("a split of an on-demand stream is refused", "[local][split_shard]") {
  ReshardTest test;
  REQUIRE(Answer(test.kinesis.CreateStream(
              {.stream_name = "s",
               .stream_mode_details = kinesis::StreamModeDetails{
                   .stream_mode = kinesis::StreamMode::kOnDemand}})) == "OK");
  CHECK(Answer(test.TrySplit("0", "1000")) ==
        "ValidationException: SplitShard is for PROVISIONED mode streams only; stream s under "
        "account 111111111111 is ON_DEMAND.");
}

// ---- Rules 2.2 ----

TEST_CASE("a split shard's numbers end, and its children's begin a second later",
          "[local][split_shard]") {
  ReshardTest test;
  test.CreateStream("s");
  test.clock.Advance(absl::Minutes(5));
  const auto last = test.PutAt("0", "last");
  CHECK_FALSE(test.Shard(0).sequence_number_range.ending_sequence_number.has_value());
  const std::int64_t closed = absl::ToUnixSeconds(test.clock.Now());
  test.Split(0, kMiddle);
  const auto end = test.Shard(0).sequence_number_range.ending_sequence_number;
  REQUIRE(end.has_value());
  CHECK(end->sequence_index() == KinesisSequenceNumber::kSequenceIndexMax);
  CHECK(end->time_seconds() == closed);
  CHECK(last.sequence_number < *end);
  for (const std::uint32_t child : {1u, 2u}) {
    const auto start = test.Shard(child).sequence_number_range.starting_sequence_number;
    CHECK(start.sequence_index() == 0);
    CHECK(start.shard_create_seconds() == closed + 1);
    CHECK(start.shard_index() == child);
    CHECK(*end < start);
    const auto put = test.PutAt(child == 1 ? "0" : kLastHashKey, "new");
    CHECK(put.shard_id.index == child);
    CHECK(start < put.sequence_number);
  }
}

}  // namespace
}  // namespace weir::split_shard_test
