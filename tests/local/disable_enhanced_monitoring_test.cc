// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of DisableEnhancedMonitoring.
#include <string>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using kinesis::DisableEnhancedMonitoringResult;
using kinesis::MetricsName;
using testing::Answer;
using testing::LocalTest;
using Asked = std::vector<EnumValue<MetricsName>>;
using Metrics = std::vector<MetricsName>;

void CreateMonitored(LocalTest& test, const Asked& metrics) {
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.EnableEnhancedMonitoring(
              {.stream_name = "s", .shard_level_metrics = metrics})) == "OK");
}

DisableEnhancedMonitoringResult Disable(LocalTest& test, const Asked& metrics) {
  auto result =
      test.kinesis.DisableEnhancedMonitoring({.stream_name = "s", .shard_level_metrics = metrics});
  REQUIRE(Answer(result) == "OK");
  return *std::move(result);
}

Metrics MetricsOf(LocalTest& test) {
  return test.Summary().enhanced_monitoring[0].shard_level_metrics;
}

TEST_CASE("metrics are taken from those that are on", "[local][disable_monitoring]") {
  // Rules 1.2.
  LocalTest test;
  CreateMonitored(test, {MetricsName::kIncomingBytes, MetricsName::kIncomingRecords});
  // That one is off already is no error.
  const DisableEnhancedMonitoringResult result =
      Disable(test, {MetricsName::kIncomingRecords, MetricsName::kOutgoingBytes});
  CHECK(result.stream_name == "s");
  CHECK(result.stream_arn == "arn:aws:kinesis:us-east-1:111111111111:stream/s");
  CHECK(result.current_shard_level_metrics ==
        Metrics{MetricsName::kIncomingBytes, MetricsName::kIncomingRecords});
  CHECK(result.desired_shard_level_metrics == Metrics{MetricsName::kIncomingBytes});
  CHECK(MetricsOf(test) == Metrics{MetricsName::kIncomingBytes});
}

TEST_CASE("ALL turns all metrics off", "[local][disable_monitoring]") {
  // Rules 1.1.
  LocalTest test;
  CreateMonitored(test, {MetricsName::kAll});
  const DisableEnhancedMonitoringResult result = Disable(test, {MetricsName::kAll});
  CHECK(result.current_shard_level_metrics.size() == 7);
  CHECK(result.desired_shard_level_metrics.empty());
  CHECK(MetricsOf(test).empty());
}

TEST_CASE("a stream is UPDATING while metrics are turned off", "[local][disable_monitoring]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Seconds(10)}});
  CreateMonitored(test, {MetricsName::kAll});
  CHECK(Answer(test.kinesis.DisableEnhancedMonitoring(
            {.stream_name = "s", .shard_level_metrics = Asked{MetricsName::kAll}})) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  test.clock.Advance(absl::Seconds(10));
  Disable(test, {MetricsName::kIncomingBytes});
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(MetricsOf(test).size() == 7);
  test.clock.Advance(absl::Seconds(10));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(MetricsOf(test).size() == 6);
}

TEST_CASE("metrics are turned off of a stream that is there", "[local][disable_monitoring]") {
  // Rules 1.1 and 1.2.
  LocalTest test;
  CHECK(Answer(test.kinesis.DisableEnhancedMonitoring(
            {.stream_name = "s", .shard_level_metrics = Asked{MetricsName::kAll}})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.DisableEnhancedMonitoring({.stream_name = "s"})) ==
        "ValidationException: 1 validation error detected: Value null at 'shardLevelMetrics' "
        "failed to satisfy constraint: Member must not be null");
}

TEST_CASE("DisableEnhancedMonitoring may be called five times a second",
          "[local][disable_monitoring]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) Disable(test, {MetricsName::kAll});
  CHECK(Answer(test.kinesis.DisableEnhancedMonitoring(
            {.stream_name = "s", .shard_level_metrics = Asked{MetricsName::kAll}})) ==
        "LimitExceededException: Rate exceeded for operation DisableEnhancedMonitoring under "
        "account 111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
