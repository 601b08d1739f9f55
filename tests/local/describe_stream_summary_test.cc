// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.9 of DescribeStreamSummary: what it says of a stream.
#include <cstdint>
#include <optional>
#include <string>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::describe_stream_summary_test {
namespace {

using kinesis::StreamDescriptionSummary;
using kinesis::StreamMode;
using kinesis::StreamStatus;
using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

TEST_CASE("a summary says what a provisioned stream is", "[local][describe_stream_summary]") {
  // Rules 1.2.
  LocalTest test;
  test.clock.Advance(absl::Milliseconds(700));
  test.CreateStream("s", 3);
  const StreamDescriptionSummary summary = test.Summary();
  CHECK(summary.stream_name == "s");
  CHECK(summary.stream_arn == kArn);
  CHECK(summary.stream_status == StreamStatus::kActive);
  CHECK(summary.stream_mode == StreamMode::kProvisioned);
  CHECK(summary.retention_period_hours == 24);
  // To the second.
  CHECK(summary.stream_creation_timestamp == absl::FromUnixSeconds(1'735'689'600));
  REQUIRE(summary.enhanced_monitoring.size() == 1);
  CHECK(summary.enhanced_monitoring[0].shard_level_metrics.empty());
  CHECK(summary.encryption_type == kinesis::EncryptionType::kNone);
  CHECK(summary.key_id == std::nullopt);
  CHECK(summary.open_shard_count == 3);
  CHECK(summary.consumer_count == 0);
  CHECK_FALSE(summary.warm_throughput.has_value());
  CHECK(summary.max_record_size_in_kib == 1024);
}

TEST_CASE("a summary says what an on-demand stream is", "[local][describe_stream_summary]") {
  // Rules 2.9.
  LocalTest test;
  REQUIRE(Answer(test.kinesis.CreateStream(
              {.stream_name = "s",
               .stream_mode_details = kinesis::StreamModeDetails{StreamMode::kOnDemand},
               .warm_throughput_mibps = 6,
               .max_record_size_in_kib = 10'240})) == "OK");
  const StreamDescriptionSummary summary = test.Summary();
  CHECK(summary.stream_mode == StreamMode::kOnDemand);
  CHECK(summary.open_shard_count == 6);
  REQUIRE(summary.warm_throughput.has_value());
  CHECK(summary.warm_throughput->target_mibps == 6);
  CHECK(summary.warm_throughput->current_mibps == 6);
  CHECK(summary.max_record_size_in_kib == 10'240);
}

TEST_CASE("a summary is of a stream by its name, its ARN, or both",
          "[local][describe_stream_summary]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  const auto answer = [&test](const kinesis::DescribeStreamSummaryRequest& request) {
    return Answer(test.kinesis.DescribeStreamSummary(request));
  };
  CHECK(answer({.stream_name = "s"}) == "OK");
  CHECK(answer({.stream_arn = kArn}) == "OK");
  CHECK(answer({.stream_name = "s", .stream_arn = kArn}) == "OK");
  CHECK(answer({.stream_name = "t"}) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  CHECK(answer({.stream_name = "t", .stream_arn = kArn}) ==
        std::string("InvalidArgumentException: StreamName t does not agree with StreamARN ") +
            kArn + ".");
  CHECK(answer({}) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(answer({.stream_name = ""}) ==
        "ValidationException: 2 validation errors detected: Value '' at 'streamName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater "
        "than or equal to 1");
}

TEST_CASE("a summary follows a stream from CREATING to its end",
          "[local][describe_stream_summary]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10),
                                      .stream_deleting = absl::Seconds(20)}});
  test.CreateStream("s", 2);
  CHECK(test.Summary().stream_status == StreamStatus::kCreating);
  // It has no shards by then.
  CHECK(test.Summary().open_shard_count == 0);
  test.clock.Advance(absl::Seconds(10) - absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == StreamStatus::kCreating);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Summary().open_shard_count == 2);
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  test.clock.Advance(absl::Seconds(20) - absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == StreamStatus::kDeleting);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(Answer(test.kinesis.DescribeStreamSummary({.stream_name = "s"})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("DescribeStreamSummary may be called 20 times a second, by each account",
          "[local][describe_stream_summary]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 20; ++i) test.Summary();
  CHECK(Answer(test.kinesis.DescribeStreamSummary({.stream_name = "s"})) ==
        "LimitExceededException: Rate exceeded for operation DescribeStreamSummary under account "
        "111111111111: 20 calls per second.");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kControlCalls) == 1);
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other->DescribeStreamSummary({.stream_name = "s"})) ==
        "ResourceNotFoundException: Stream s under account 222222222222 not found.");
}

}  // namespace
}  // namespace weir::describe_stream_summary_test
