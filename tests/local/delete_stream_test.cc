// SPDX-License-Identifier: MIT
//
// Rules 1.2, 2.2, 2.4 and 2.9 of DeleteStream: how a stream ends, and what its name begins
// again.
#include <array>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "local/support.h"
#include "stream/allocation_counter.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::delete_stream_test {
namespace {

using kinesis::ShardIteratorType;
using kinesis::StreamStatus;
using testing::Answer;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
constexpr char kNotFound[] =
    "ResourceNotFoundException: Stream s under account 111111111111 not found.";

std::string Delete(LocalTest& test,
                   const kinesis::DeleteStreamRequest& request = {.stream_name = "s"}) {
  return Answer(test.kinesis.DeleteStream(request));
}

std::string PutAnswer(LocalTest& test) {
  return Answer(
      test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")}));
}

TEST_CASE("a stream that is deleted is not there any more", "[local][delete_stream]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  CHECK(Delete(test) == "OK");
  CHECK(Answer(test.kinesis.DescribeStreamSummary({.stream_name = "s"})) == kNotFound);
  CHECK(PutAnswer(test) == kNotFound);
  CHECK(Delete(test) == kNotFound);
}

TEST_CASE("a stream is deleted by its name, its ARN, or both", "[local][delete_stream]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  CHECK(Delete(test, {.stream_arn = kArn}) == "OK");
  test.CreateStream();
  CHECK(Delete(test, {.stream_name = "s", .stream_arn = kArn}) == "OK");
  test.CreateStream();
  CHECK(Delete(test, {.stream_name = "t", .stream_arn = kArn}) ==
        std::string("InvalidArgumentException: StreamName t does not agree with StreamARN ") +
            kArn + ".");
  CHECK(Delete(test, {}) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(Delete(test, {.stream_name = "?"}).starts_with("ValidationException: 1 validation"));
}

TEST_CASE("a stream that is DELETING goes on until it is gone", "[local][delete_stream]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  test.CreateStream();
  test.Put("a");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  CHECK(Delete(test) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kDeleting);
  test.Put("b");
  CHECK(TextsOf(test.Read(iterator)) == Texts{"a", "b"});
  CHECK(Delete(test) ==
        "ResourceInUseException: Stream s under account 111111111111 is already being deleted.");
  test.clock.Advance(absl::Seconds(10) - absl::Nanoseconds(1));
  test.Put("c");
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(PutAnswer(test) == kNotFound);
}

TEST_CASE("a stream may be deleted while it is CREATING", "[local][delete_stream]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10),
                                      .stream_deleting = absl::Seconds(10)}});
  test.CreateStream();
  test.clock.Advance(absl::Seconds(9));
  CHECK(Delete(test) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kDeleting);
  // It is not ACTIVE when it would have been.
  test.clock.Advance(absl::Seconds(9));
  CHECK(test.Summary().stream_status == StreamStatus::kDeleting);
  test.clock.Advance(absl::Seconds(1));
  CHECK(Answer(test.kinesis.DescribeStreamSummary({.stream_name = "s"})) == kNotFound);
}

TEST_CASE("what was under way is not finished in a stream that is deleted",
          "[local][delete_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(20),
                                      .stream_updating = absl::Seconds(10)}});
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.UpdateMaxRecordSize(
              {.stream_arn = kArn, .max_record_size_in_kib = 2048})) == "OK");
  CHECK(Delete(test) == "OK");
  test.clock.Advance(absl::Seconds(10));
  CHECK(test.Summary().stream_status == StreamStatus::kDeleting);
  CHECK(test.Summary().max_record_size_in_kib == 1024);
}

TEST_CASE("an iterator of a stream that is gone finds no shard", "[local][delete_stream]") {
  // Rules 2.4.
  LocalTest test;
  test.CreateStream();
  test.Put("a");
  const std::string iterator = test.Iterator(ShardIteratorType::kTrimHorizon);
  REQUIRE(Delete(test) == "OK");
  constexpr char kNoShard[] =
      "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
      "111111111111 does not exist";
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) == kNoShard);
  // Nor does it read another that has taken the name.
  test.CreateStream();
  test.Put("b");
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator})) == kNoShard);
  CHECK(TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon))) == Texts{"b"});
}

TEST_CASE("a stream that takes a name again has greater sequence numbers",
          "[local][delete_stream]") {
  // Rules 2.2. Within one second of the clock, where its numbers would be the same.
  LocalTest test;
  std::optional<KinesisSequenceNumber> last;
  for (int i = 0; i < 5; ++i) {
    CAPTURE(i);
    test.CreateStream("s", 2);
    const auto shards =
        test.kinesis.DescribeStream({.stream_name = "s"})->stream_description.shards;
    for (const kinesis::Shard& shard : shards) {
      const KinesisSequenceNumber start = shard.sequence_number_range.starting_sequence_number;
      if (last.has_value()) CHECK(start > *last);
    }
    // Of both shards.
    for (const std::string_view key : {"a", "b", "c", "d", "e", "f"}) {
      const KinesisSequenceNumber number = test.Put("x", key).sequence_number;
      if (!last.has_value() || number > *last) last = number;
    }
    REQUIRE(Delete(test) == "OK");
  }
}

TEST_CASE("a stream in the engine lives on, closed, when the contract deletes it",
          "[local][delete_stream]") {
  LocalTest test;
  test.CreateStream();
  auto engine = test.kinesis.FindStream({.stream_name = "s"});
  REQUIRE(Answer(engine) == "OK");
  REQUIRE((*engine)->Put({.partition_key = "k", .data = AsBytes("x")}).ok());
  REQUIRE(Delete(test) == "OK");
  CHECK_FALSE((*engine)->Put({.partition_key = "k", .data = AsBytes("x")}).ok());
  CHECK(Answer(test.kinesis.FindStream({.stream_name = "s"})) == kNotFound);
}

TEST_CASE("another account deletes a stream with its leave only", "[local][delete_stream]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other->DeleteStream({.stream_arn = kArn})) ==
        std::string("AccessDeniedException: User: arn:aws:iam::222222222222:root is not "
                    "authorized to perform: kinesis:DeleteStream on resource: ") +
            kArn + " because no resource-based policy allows the kinesis:DeleteStream action");
  CHECK(Answer(other->DeleteStream({.stream_name = "s"})) ==
        "ResourceNotFoundException: Stream s under account 222222222222 not found.");
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
}

TEST_CASE("DeleteStream may be called five times a second", "[local][delete_stream]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  for (int i = 0; i < 5; ++i) CHECK(Delete(test) == kNotFound);
  CHECK(Delete(test) ==
        "LimitExceededException: Rate exceeded for operation DeleteStream under account "
        "111111111111: 5 calls per second.");
}

// Four threads make, use, list and delete streams of two names, each of which may be there or
// not.
//   allowed:    OK | already exists | not found
//   forbidden:  anything else | a deadlock | a shard that is counted when all are gone
TEST_CASE("streams are made and deleted by many at once", "[local][delete_stream]") {
  LocalTest test(
      {.limits = KinesisLimits::Unlimited(), .stream_memory_bytes_max = 32 * 1024 * 1024});
  std::array<std::vector<std::string>, 4> odd;
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < odd.size(); ++thread) {
    threads.emplace_back([&test, &odd, thread] {
      LocalKinesis kinesis = test.kinesis;
      const auto allow = [&](const absl::Status& status, KinesisException exception) {
        if (status.ok() || KinesisExceptionOf(status) == exception) return;
        odd[thread].push_back(Answer(status));
      };
      using enum KinesisException;
      for (std::size_t i = 0; i < 100; ++i) {
        const std::string_view name = (i + thread) % 3 == 0 ? "a" : "b";
        allow(kinesis.CreateStream({.stream_name = name, .shard_count = 2}), kResourceInUse);
        allow(kinesis.PutRecord({.stream_name = name, .partition_key = "k", .data = AsBytes("x")})
                  .status(),
              kResourceNotFound);
        allow(kinesis.DescribeStream({.stream_name = name}).status(), kResourceNotFound);
        allow(kinesis.ListStreams({}).status(), kInvalidArgument);
        allow(kinesis.DescribeLimits({}).status(), kLimitExceeded);
        allow(kinesis.DeleteStream({.stream_name = name}), kResourceNotFound);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<std::string>& answers : odd) CHECK(answers == std::vector<std::string>{});
  for (const std::string_view name : {"a", "b"}) {
    test.kinesis.DeleteStream({.stream_name = name}).IgnoreError();
  }
  CHECK(test.kinesis.DescribeLimits({})->open_shard_count == 0);
  CHECK(test.kinesis.ListStreams({})->stream_names.empty());
}

TEST_CASE("a stream whose deletion ends without memory is gone nevertheless",
          "[local][delete_stream]") {
  if (!testing::kNewIsReplaced) return;
  bool has_failed = true;
  for (std::uint64_t first = 1; has_failed; ++first) {
    LocalTest test;
    test.CreateStream("s", 3);
    bool is_deleted = false;
    {
      testing::FailingAllocations failures(first, testing::Failing::kOnce);
      try {
        is_deleted = test.kinesis.DeleteStream({.stream_name = "s"}).ok();
      } catch (const std::bad_alloc&) {
        is_deleted = false;
      }
      has_failed = failures.Stop();
    }
    CAPTURE(first, is_deleted);
    if (first % 2 == 0) {
      // Whoever looks first, by its name or at all, finds it whole or not at all.
      const auto put =
          test.kinesis.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")});
      CHECK((put.ok() || Answer(put).starts_with("ResourceNotFoundException")));
    }
    const bool is_listed = !test.kinesis.ListStreams({})->stream_names.empty();
    CHECK_FALSE((is_deleted && is_listed));
    CHECK(test.kinesis.DescribeLimits({})->open_shard_count == (is_listed ? 3 : 0));
    if (!is_listed) test.CreateStream("s", 2);
  }
}

TEST_CASE("what a stream that is DELETING was going to be counts no more",
          "[local][delete_stream]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited(),
                                 .state_durations = {.stream_deleting = absl::Seconds(10),
                                                     .stream_updating = absl::Seconds(10)}};
  LocalTest test(options);
  test.CreateStream("s", 2);
  REQUIRE(Answer(test.kinesis.UpdateShardCount(
              {.stream_name = "s",
               .target_shard_count = 4,
               .scaling_type = kinesis::ScalingType::kUniformScaling})) == "OK");
  test.CreateStream("t", 1);
  REQUIRE(Answer(test.kinesis.UpdateStreamMode({.stream_arn = test.Summary("t").stream_arn,
                                                .stream_mode_details = kinesis::StreamModeDetails{
                                                    kinesis::StreamMode::kOnDemand}})) == "OK");
  CHECK(test.kinesis.DescribeLimits({})->open_shard_count == 5);
  CHECK(test.kinesis.DescribeLimits({})->on_demand_stream_count == 1);
  for (const std::string_view name : {"s", "t"}) {
    REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = name})) == "OK");
  }
  CHECK(test.kinesis.DescribeLimits({})->open_shard_count == 3);
  CHECK(test.kinesis.DescribeLimits({})->on_demand_stream_count == 0);
}

}  // namespace
}  // namespace weir::delete_stream_test
