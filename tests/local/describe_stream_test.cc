// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2, 2.2 and 2.9 of DescribeStream: what it says of a stream and of its shards,
// and its pages.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::describe_stream_test {
namespace {

using kinesis::DescribeStreamRequest;
using kinesis::StreamDescription;
using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

StreamDescription Describe(LocalTest& test, const DescribeStreamRequest& request) {
  auto result = test.kinesis.DescribeStream(request);
  REQUIRE(Answer(result) == "OK");
  return result->stream_description;
}

// The indexes of the shards of a page.
std::vector<std::uint32_t> Indexes(const StreamDescription& description) {
  std::vector<std::uint32_t> indexes;
  for (const kinesis::Shard& shard : description.shards) indexes.push_back(shard.shard_id.index);
  return indexes;
}

TEST_CASE("a description says what the stream is", "[local][describe_stream]") {
  // Rules 1.2.
  LocalTest test;
  test.clock.Advance(absl::Milliseconds(700));
  test.CreateStream("s", 3);
  const StreamDescription description = Describe(test, {.stream_name = "s"});
  CHECK(description.stream_name == "s");
  CHECK(description.stream_arn == kArn);
  CHECK(description.stream_status == kinesis::StreamStatus::kActive);
  CHECK(description.stream_mode == kinesis::StreamMode::kProvisioned);
  CHECK(description.retention_period_hours == 24);
  // To the second.
  CHECK(description.stream_creation_timestamp == absl::FromUnixSeconds(1'735'689'600));
  REQUIRE(description.enhanced_monitoring.size() == 1);
  CHECK(description.enhanced_monitoring[0].shard_level_metrics.empty());
  CHECK(description.encryption_type == kinesis::EncryptionType::kNone);
  CHECK(description.key_id == std::nullopt);
  CHECK_FALSE(description.has_more_shards);
  REQUIRE(description.shards.size() == 3);
  const kinesis::Shard& last = description.shards[2];
  CHECK(last.shard_id == ShardId{2});
  CHECK(last.parent_shard_id == std::nullopt);
  CHECK(last.adjacent_parent_shard_id == std::nullopt);
  // Rules 2.1.
  CHECK(last.hash_key_range.starting_hash_key.ToString() ==
        "226854911280625642308916404954512140970");
  CHECK(last.hash_key_range.ending_hash_key.ToString() ==
        "340282366920938463463374607431768211455");
  // Rules 2.2: an open shard has no end.
  CHECK(last.sequence_number_range.ending_sequence_number == std::nullopt);
}

TEST_CASE("a stream is described by its name, its ARN, or both", "[local][describe_stream]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  CHECK(Describe(test, {.stream_name = "s"}).stream_arn == kArn);
  CHECK(Describe(test, {.stream_arn = kArn}).stream_arn == kArn);
  CHECK(Describe(test, {.stream_name = "s", .stream_arn = kArn}).stream_arn == kArn);
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "t", .stream_arn = kArn})) ==
        std::string("InvalidArgumentException: StreamName t does not agree with StreamARN ") +
            kArn + ".");
  CHECK(Answer(test.kinesis.DescribeStream({})) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
}

TEST_CASE("a stream that is not there is not described", "[local][describe_stream]") {
  // Rules 2.5.
  LocalTest test;
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s"})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  test.CreateStream();
  // No endpoint knows the streams of another region.
  const char other[] = "arn:aws:kinesis:eu-west-1:111111111111:stream/s";
  CHECK(Answer(test.kinesis.DescribeStream({.stream_arn = other})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("a page has a hundred shards at most", "[local][describe_stream]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream("s", 101);
  for (const std::optional<std::int32_t> limit : {std::optional<std::int32_t>(), std::optional(100),
                                                  std::optional(101), std::optional(10'000)}) {
    CAPTURE(limit.value_or(0));
    const StreamDescription page = Describe(test, {.stream_name = "s", .limit = limit});
    CHECK(page.shards.size() == 100);
    CHECK(page.has_more_shards);
  }
  const StreamDescription shorter = Describe(test, {.stream_name = "s", .limit = 99});
  CHECK(shorter.shards.size() == 99);
  CHECK(shorter.has_more_shards);
  const StreamDescription rest =
      Describe(test, {.stream_name = "s", .exclusive_start_shard_id = "shardId-000000000099"});
  CHECK(Indexes(rest) == std::vector<std::uint32_t>{100});
  CHECK_FALSE(rest.has_more_shards);
}

TEST_CASE("a page that takes the last shard says that there is no more",
          "[local][describe_stream]") {
  LocalTest test;
  test.CreateStream("s", 3);
  CHECK(Describe(test, {.stream_name = "s", .limit = 2}).has_more_shards);
  CHECK_FALSE(Describe(test, {.stream_name = "s", .limit = 3}).has_more_shards);
  CHECK_FALSE(Describe(test, {.stream_name = "s", .limit = 4}).has_more_shards);
}

TEST_CASE("a page begins behind the shard that is named", "[local][describe_stream]") {
  // Rules 1.2, and 2.3 of how a shard may be named.
  LocalTest test;
  test.CreateStream("s", 4);
  const auto behind = [&test](std::string_view shard_id) {
    return Indexes(Describe(test, {.stream_name = "s", .exclusive_start_shard_id = shard_id}));
  };
  CHECK(behind("shardId-000000000000") == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(behind("shardId-000000000002") == std::vector<std::uint32_t>{3});
  CHECK(behind("2") == std::vector<std::uint32_t>{3});
  CHECK(behind("shardId-000000000003").empty());
  // It need not be there.
  CHECK(behind("shardId-000000000077").empty());
  CHECK(Answer(test.kinesis.DescribeStream(
            {.stream_name = "s", .exclusive_start_shard_id = "shard"})) ==
        "ResourceNotFoundException: Could not find shard shard in stream s under account "
        "111111111111.");
}

TEST_CASE("a limit is 1 to 10,000", "[local][describe_stream]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s", .limit = 1})) == "OK");
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s", .limit = 0})) ==
        "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to satisfy "
        "constraint: Member must have value greater than or equal to 1");
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s", .limit = 10'001})) ==
        "ValidationException: 1 validation error detected: Value '10001' at 'limit' failed to "
        "satisfy constraint: Member must have value less than or equal to 10000");
}

TEST_CASE("a stream that is CREATING shows no shards", "[local][describe_stream]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10)}});
  test.CreateStream("s", 2);
  StreamDescription description = Describe(test, {.stream_name = "s"});
  CHECK(description.stream_status == kinesis::StreamStatus::kCreating);
  CHECK(description.shards.empty());
  CHECK_FALSE(description.has_more_shards);
  test.clock.Advance(absl::Seconds(10));
  description = Describe(test, {.stream_name = "s"});
  CHECK(description.stream_status == kinesis::StreamStatus::kActive);
  CHECK(description.shards.size() == 2);
}

TEST_CASE("a stream that is DELETING shows its shards until it is gone",
          "[local][describe_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  test.CreateStream("s", 2);
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  const StreamDescription description = Describe(test, {.stream_name = "s"});
  CHECK(description.stream_status == kinesis::StreamStatus::kDeleting);
  CHECK(description.shards.size() == 2);
  test.clock.Advance(absl::Seconds(10));
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s"})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("DescribeStream may be called ten times a second", "[local][describe_stream]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 10; ++i) {
    CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s"})) == "OK");
  }
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s"})) ==
        "LimitExceededException: Rate exceeded for operation DescribeStream under account "
        "111111111111: 10 calls per second.");
  test.clock.Advance(absl::Milliseconds(100));
  CHECK(Answer(test.kinesis.DescribeStream({.stream_name = "s"})) == "OK");
}

}  // namespace
}  // namespace weir::describe_stream_test
