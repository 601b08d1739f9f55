// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2, 2.1, 2.2, 2.7, 2.9 and 2.10 of CreateStream: what it makes, and when it
// makes nothing.
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"
#include "stream/allocation_counter.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using kinesis::CreateStreamRequest;
using kinesis::StreamMode;
using kinesis::StreamModeDetails;
using kinesis::StreamStatus;
using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;

const std::optional<StreamModeDetails> kOnDemand = StreamModeDetails{StreamMode::kOnDemand};

std::string Create(LocalTest& test, const CreateStreamRequest& request) {
  return Answer(test.kinesis.CreateStream(request));
}

// How many streams there are.
std::size_t StreamCount(LocalTest& test) {
  return test.kinesis.ListStreams({})->stream_names.size();
}

TEST_CASE("a provisioned stream has the shards that were asked for", "[local][create_stream]") {
  // Rules 1.2 and 2.1.
  LocalTest test;
  CHECK(Create(test, {.stream_name = "s", .shard_count = 4}) == "OK");
  CHECK(test.Summary().stream_mode == StreamMode::kProvisioned);
  auto shards = test.kinesis.DescribeStream({.stream_name = "s"})->stream_description.shards;
  REQUIRE(shards.size() == 4);
  CHECK(shards[0].hash_key_range.starting_hash_key.ToString() == "0");
  CHECK(shards[0].hash_key_range.ending_hash_key.ToString() ==
        "85070591730234615865843651857942052863");
  CHECK(shards[3].hash_key_range.ending_hash_key.ToString() ==
        "340282366920938463463374607431768211455");
  CHECK(Create(test, {.stream_name = "t",
                      .shard_count = 1,
                      .stream_mode_details = StreamModeDetails{StreamMode::kProvisioned}}) == "OK");
}

TEST_CASE("an on-demand stream begins with four shards, or as many as it is to take at once",
          "[local][create_stream]") {
  // Rules 2.9.
  LocalTest test;
  const auto shards = [&test](std::optional<std::int32_t> warm_throughput_mibps) {
    REQUIRE(Create(test, {.stream_name = "s",
                          .stream_mode_details = kOnDemand,
                          .warm_throughput_mibps = warm_throughput_mibps}) == "OK");
    const auto summary = test.Summary();
    CHECK(summary.warm_throughput->target_mibps == warm_throughput_mibps.value_or(0));
    REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
    return summary.open_shard_count;
  };
  CHECK(shards(std::nullopt) == 4);
  CHECK(shards(0) == 4);
  CHECK(shards(4) == 4);
  CHECK(shards(5) == 5);
}

TEST_CASE("a mode and its numbers must go together", "[local][create_stream]") {
  // Rules 1.2.
  LocalTest test;
  CHECK(Create(test, {.stream_name = "s"}) ==
        "ValidationException: ShardCount must be provided for PROVISIONED mode streams.");
  CHECK(Create(test, {.stream_name = "s", .shard_count = 1, .warm_throughput_mibps = 1}) ==
        "ValidationException: WarmThroughputMiBps must not be provided for PROVISIONED mode "
        "streams.");
  CHECK(Create(test, {.stream_name = "s", .shard_count = 1, .stream_mode_details = kOnDemand}) ==
        "ValidationException: ShardCount must not be provided for ON_DEMAND mode streams.");
  CHECK(StreamCount(test) == 0);
}

TEST_CASE("each parameter keeps its constraint", "[local][create_stream]") {
  // Rules 1.1.
  LocalTest test;
  CHECK(Create(test, {.shard_count = 0}) ==
        "ValidationException: 2 validation errors detected: Value '0' at 'shardCount' failed to "
        "satisfy constraint: Member must have value greater than or equal to 1; Value null at "
        "'streamName' failed to satisfy constraint: Member must not be null");
  CHECK(Create(test, {.stream_name = std::string(129, 'x'), .shard_count = 1})
            .starts_with("ValidationException: 1 validation error detected: "));
  const std::string longest(128, 'x');
  CHECK(Create(test, {.stream_name = longest, .shard_count = 1}) == "OK");
  CHECK(Create(test, {.stream_name = "s", .shard_count = 1, .max_record_size_in_kib = 1023})
            .starts_with("ValidationException: 1 validation error detected: "));
  CHECK(Create(test, {.stream_name = "s", .shard_count = 1, .max_record_size_in_kib = 10'241})
            .starts_with("ValidationException: 1 validation error detected: "));
  CHECK(StreamCount(test) == 1);
}

TEST_CASE("a stream's largest record may be chosen when it is made", "[local][create_stream]") {
  // Rules 2.5.
  LocalTest test;
  CHECK(Create(test, {.stream_name = "s", .shard_count = 1, .max_record_size_in_kib = 2048}) ==
        "OK");
  CHECK(test.Summary().max_record_size_in_kib == 2048);
  test.Put(std::string(2'097'151, 'x'));
  const std::string data(2'097'152, 'x');
  CHECK(Answer(test.kinesis.PutRecord(
            {.stream_name = "s", .partition_key = "k", .data = AsBytes(data)})) ==
        "InvalidArgumentException: A record of 2097153 bytes, data and partition key together, "
        "exceeds 2097152 bytes, the maximum record size of stream s under account 111111111111.");
}

TEST_CASE("a name is taken once per account and region", "[local][create_stream]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10),
                                      .stream_deleting = absl::Seconds(10)}});
  const CreateStreamRequest request = {.stream_name = "s", .shard_count = 1};
  constexpr char kExists[] =
      "ResourceInUseException: Stream s under account 111111111111 already exists.";
  CHECK(Create(test, request) == "OK");
  CHECK(Create(test, request) == kExists);
  test.clock.Advance(absl::Seconds(10));
  CHECK(Create(test, request) == kExists);
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Create(test, request) == kExists);
  test.clock.Advance(absl::Seconds(10) - absl::Nanoseconds(1));
  CHECK(Create(test, request) == kExists);
  test.clock.Advance(absl::Nanoseconds(1));
  // Nobody has looked since.
  CHECK(Create(test, request) == "OK");
  for (const CallerScope& scope :
       {CallerScope{.account_id = "222222222222", .region = "us-east-1"},
        CallerScope{.account_id = "111111111111", .region = "eu-west-1"}}) {
    auto other = test.kinesis.ForCaller(scope);
    CHECK(Answer(other->CreateStream(request)) == "OK");
  }
}

TEST_CASE("a stream that is CREATING is described, and neither written nor read",
          "[local][create_stream]") {
  // Rules 2.3, 2.5 and 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10)}});
  test.CreateStream();
  CHECK(test.Summary().stream_status == StreamStatus::kCreating);
  const auto put = [&test] {
    return Answer(
        test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")}));
  };
  const auto puts = [&test] {
    const std::vector<kinesis::PutRecordsRequestEntry> records = {
        {.partition_key = "k", .data = AsBytes("x")}};
    return Answer(test.kinesis.PutRecords({.stream_name = "s", .records = records}));
  };
  const auto iterate = [&test] {
    return Answer(test.kinesis.GetShardIterator(
        {.stream_name = "s",
         .shard_id = testing::kShard0,
         .shard_iterator_type = kinesis::ShardIteratorType::kLatest}));
  };
  constexpr char kNotFound[] =
      "ResourceNotFoundException: Stream s under account 111111111111 not found.";
  CHECK(put() == kNotFound);
  CHECK(puts() == kNotFound);
  CHECK(iterate() ==
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
        "111111111111 does not exist");
  test.clock.Advance(absl::Seconds(10) - absl::Nanoseconds(1));
  CHECK(put() == kNotFound);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(put() == "OK");
  CHECK(puts() == "OK");
  CHECK(iterate() == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
}

TEST_CASE("five streams are CREATING at once", "[local][create_stream]") {
  // Rules 1.2.
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.streams_creating = KinesisLimits::Aws().streams_creating;
  LocalTest test({.limits = limits, .state_durations = {.stream_creating = absl::Seconds(10)}});
  for (const std::string_view name : {"a", "b", "c", "d", "e"}) {
    CHECK(Create(test, {.stream_name = name, .shard_count = 1}) == "OK");
    test.clock.Advance(absl::Seconds(1));
  }
  CHECK(Create(test, {.stream_name = "f", .shard_count = 1}) ==
        "LimitExceededException: Request will exceed allowed concurrent number of stream creations "
        "for account 111111111111: 5.");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kStreamsCreating) == 1);
  // The first has been made by then.
  test.clock.Advance(absl::Seconds(5));
  CHECK(Create(test, {.stream_name = "f", .shard_count = 1}) == "OK");
  CHECK(Create(test, {.stream_name = "g", .shard_count = 1}).starts_with("LimitExceeded"));
  // Another account has a count of its own.
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other->CreateStream({.stream_name = "a", .shard_count = 1})) == "OK");
}

TEST_CASE("an account has no more shards than it may have", "[local][create_stream]") {
  // Rules 2.7.
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.shards = {.mode = LimitMode::kEnforce, .max = 5};
  LocalTest test({.limits = limits});
  CHECK(Create(test, {.stream_name = "a", .shard_count = 3}) == "OK");
  CHECK(Create(test, {.stream_name = "b", .shard_count = 3}) ==
        "LimitExceededException: This request would exceed the shard limit for the account "
        "111111111111 in us-east-1. Current shard count for the account: 3. Limit: 5. Number of "
        "additional shards that would have resulted from this request: 3. Refer to the AWS Service "
        "Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for "
        "current limits and how to request higher limits.");
  CHECK(Create(test, {.stream_name = "b", .stream_mode_details = kOnDemand})
            .starts_with("LimitExceededException: This request would exceed the shard limit"));
  // What was refused is not counted, nor is what is gone.
  CHECK(Create(test, {.stream_name = "b", .shard_count = 2}) == "OK");
  CHECK(Create(test, {.stream_name = "c", .shard_count = 1}).starts_with("LimitExceeded"));
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "b"})) == "OK");
  CHECK(Create(test, {.stream_name = "c", .shard_count = 2}) == "OK");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kShards) == 3);
}

TEST_CASE("a name that is taken is found out before any limit", "[local][create_stream]") {
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.shards = {.mode = LimitMode::kEnforce, .max = 1};
  LocalTest test({.limits = limits});
  test.CreateStream();
  CHECK(Create(test, {.stream_name = "s", .shard_count = 2}) ==
        "ResourceInUseException: Stream s under account 111111111111 already exists.");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kShards) == 0);
}

TEST_CASE("an account has fifty on-demand streams at most", "[local][create_stream]") {
  // Rules 2.9.
  KinesisLimits limits = KinesisLimits::Unlimited();
  limits.on_demand_streams = KinesisLimits::Aws().on_demand_streams;
  LocalTest test({.limits = limits, .stream_memory_bytes_max = 32 * 1024 * 1024});
  for (int i = 0; i < 50; ++i) {
    const std::string name = "s" + std::to_string(i);
    REQUIRE(Create(test, {.stream_name = name, .stream_mode_details = kOnDemand}) == "OK");
  }
  CHECK(Create(test, {.stream_name = "t", .stream_mode_details = kOnDemand}) ==
        "LimitExceededException: This request would exceed the limit of 50 on-demand streams for "
        "the account 111111111111 in us-east-1.");
  CHECK(Create(test, {.stream_name = "t", .shard_count = 1}) == "OK");
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s0"})) == "OK");
  CHECK(Create(test, {.stream_name = "u", .stream_mode_details = kOnDemand}) == "OK");
}

TEST_CASE("a stream is made with its tags, or not at all", "[local][create_stream]") {
  // Rules 2.10.
  LocalTest test;
  CHECK(Create(test, {.stream_name = "s", .shard_count = 1, .tags = TagMap{{"a", "1"}}}) == "OK");
  CHECK(test.kinesis.ListTagsForStream({.stream_name = "s"})->tags ==
        std::vector<kinesis::Tag>{{"a", "1"}});
  CHECK(Create(test, {.stream_name = "t", .shard_count = 1, .tags = TagMap{{"a;", "1"}}}) ==
        "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
        "Unicode letters, digits, white space, _ . / = + - % @ :.");
  CHECK(Create(test, {.stream_name = "t", .shard_count = 1, .tags = TagMap{{"a%", "1"}}}) ==
        "InvalidArgumentException: Failed to add tags to stream t under account 111111111111 "
        "because some tags contained illegal characters. The allowed characters are Unicode "
        "letters, white-spaces, '_',',','/','=','+','-','@',':'.");
  TagMap tags;
  for (int i = 0; i < 51; ++i) tags[std::to_string(i)] = "v";
  CHECK(Create(test, {.stream_name = "t", .shard_count = 1, .tags = tags}) ==
        "InvalidArgumentException: Failed to add tags to stream t under account 111111111111 "
        "because a given stream cannot have more than 50 tags associated with it.");
  CHECK(StreamCount(test) == 1);
  tags.erase("0");
  CHECK(Create(test, {.stream_name = "t", .shard_count = 1, .tags = tags}) == "OK");
}

TEST_CASE("a stream has ten thousand shards at most", "[local][create_stream]") {
  // Rules 2.7.
  LocalTest test;
  CHECK(Create(test, {.stream_name = "s", .shard_count = 10'001}) ==
        "InvalidArgumentException: ShardCount is 10001; a stream has 10000 shards at most.");
  CHECK(Create(test, {.stream_name = "s", .shard_count = 2'147'483'647}) ==
        "InvalidArgumentException: ShardCount is 2147483647; a stream has 10000 shards at most.");
  // Each takes 1 MiB/s.
  CHECK(Create(test, {.stream_name = "s",
                      .stream_mode_details = kOnDemand,
                      .warm_throughput_mibps = 10'001}) ==
        "InvalidArgumentException: WarmThroughputMiBps is 10001; a stream has 10000 shards at "
        "most, which take 1 MiB/s each.");
  CHECK(StreamCount(test) == 0);
  CHECK(test.kinesis.DescribeLimits({})->open_shard_count == 0);
  CHECK(Create(test, {.stream_name = "s", .shard_count = 10'000}) == "OK");
  CHECK(test.Summary().open_shard_count == 10'000);
}

TEST_CASE("CreateStream may be called five times a second", "[local][create_stream]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  for (const std::string_view name : {"a", "b", "c", "d", "e"}) test.CreateStream(name);
  CHECK(Create(test, {.stream_name = "f", .shard_count = 1}) ==
        "LimitExceededException: Rate exceeded for operation CreateStream under account "
        "111111111111: 5 calls per second.");
  // Before anything else but the parameters by themselves.
  CHECK(Create(test, {.stream_name = "f"}).starts_with("LimitExceededException: "));
  CHECK(Create(test, {}).starts_with("ValidationException: "));
}

TEST_CASE("a stream that is not made for want of memory counts for nothing",
          "[local][create_stream]") {
  if (!testing::kNewIsReplaced) return;
  bool has_failed = true;
  for (std::uint64_t first = 1; has_failed; ++first) {
    LocalTest test;
    bool is_made = false;
    {
      testing::FailingAllocations failures(first, testing::Failing::kOnce);
      try {
        is_made = test.kinesis.CreateStream({.stream_name = "s", .shard_count = 3}).ok();
      } catch (const std::bad_alloc&) {
        is_made = false;
      }
      has_failed = failures.Stop();
    }
    CAPTURE(first);
    CHECK(test.kinesis.DescribeLimits({})->open_shard_count == (is_made ? 3 : 0));
    CHECK(StreamCount(test) == (is_made ? 1 : 0));
  }
}

}  // namespace
}  // namespace weir
