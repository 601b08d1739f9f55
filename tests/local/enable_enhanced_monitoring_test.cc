// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of EnableEnhancedMonitoring.
#include <cstdint>
#include <string>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::enable_enhanced_monitoring_test {
namespace {

using kinesis::EnableEnhancedMonitoringResult;
using kinesis::MetricsName;
using testing::Answer;
using testing::LocalTest;
using Asked = std::vector<EnumValue<MetricsName>>;
using Metrics = std::vector<MetricsName>;

EnableEnhancedMonitoringResult Enable(LocalTest& test, const Asked& metrics) {
  auto result =
      test.kinesis.EnableEnhancedMonitoring({.stream_name = "s", .shard_level_metrics = metrics});
  REQUIRE(Answer(result) == "OK");
  return *std::move(result);
}

Metrics MetricsOf(LocalTest& test) {
  return test.Summary().enhanced_monitoring[0].shard_level_metrics;
}

const Metrics kAllSeven = {MetricsName::kIncomingBytes,
                           MetricsName::kIncomingRecords,
                           MetricsName::kOutgoingBytes,
                           MetricsName::kOutgoingRecords,
                           MetricsName::kWriteProvisionedThroughputExceeded,
                           MetricsName::kReadProvisionedThroughputExceeded,
                           MetricsName::kIteratorAgeMilliseconds};

TEST_CASE("metrics are added to those that are on", "[local][enable_monitoring]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  EnableEnhancedMonitoringResult result = Enable(
      test,
      {MetricsName::kOutgoingBytes, MetricsName::kIncomingBytes, MetricsName::kOutgoingBytes});
  CHECK(result.stream_name == "s");
  CHECK(result.stream_arn == "arn:aws:kinesis:us-east-1:111111111111:stream/s");
  CHECK(result.current_shard_level_metrics.empty());
  const Metrics two = {MetricsName::kIncomingBytes, MetricsName::kOutgoingBytes};
  CHECK(result.desired_shard_level_metrics == two);
  CHECK(MetricsOf(test) == two);
  result = Enable(test, {MetricsName::kIncomingRecords});
  CHECK(result.current_shard_level_metrics == two);
  CHECK(result.desired_shard_level_metrics == Metrics{MetricsName::kIncomingBytes,
                                                      MetricsName::kIncomingRecords,
                                                      MetricsName::kOutgoingBytes});
}

TEST_CASE("ALL turns all seven metrics on", "[local][enable_monitoring]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  CHECK(Enable(test, {MetricsName::kAll}).desired_shard_level_metrics == kAllSeven);
  CHECK(MetricsOf(test) == kAllSeven);
  CHECK(
      Enable(test, {MetricsName::kAll, MetricsName::kIncomingBytes}).current_shard_level_metrics ==
      kAllSeven);
}

TEST_CASE("a stream is UPDATING while metrics are turned on", "[local][enable_monitoring]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Seconds(10)}});
  test.CreateStream();
  CHECK(Enable(test, {MetricsName::kAll}).desired_shard_level_metrics == kAllSeven);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  CHECK(MetricsOf(test).empty());
  CHECK(Answer(test.kinesis.EnableEnhancedMonitoring(
            {.stream_name = "s", .shard_level_metrics = Asked{MetricsName::kAll}})) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  test.clock.Advance(absl::Seconds(10));
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(MetricsOf(test) == kAllSeven);
}

TEST_CASE("1 to 7 metrics are named, by their names", "[local][enable_monitoring]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  const auto answer = [&test](const std::optional<Asked>& metrics) {
    return Answer(test.kinesis.EnableEnhancedMonitoring(
        {.stream_name = "s", .shard_level_metrics = metrics}));
  };
  CHECK(answer(std::nullopt) ==
        "ValidationException: 1 validation error detected: Value null at 'shardLevelMetrics' "
        "failed to satisfy constraint: Member must not be null");
  CHECK(answer(Asked{}).starts_with("ValidationException: 1 validation error detected: "));
  CHECK(answer(Asked(7, MetricsName::kAll)) == "OK");
  CHECK(answer(Asked(8, MetricsName::kAll))
            .starts_with("ValidationException: 1 validation error detected: "));
  CHECK(answer(Asked{EnumValue<MetricsName>::FromText("all")})
            .starts_with("ValidationException: 1 validation error detected: "));
  CHECK(Answer(test.kinesis.EnableEnhancedMonitoring(
            {.stream_name = "t", .shard_level_metrics = Asked{MetricsName::kAll}})) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

TEST_CASE("EnableEnhancedMonitoring may be called five times a second",
          "[local][enable_monitoring]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) Enable(test, {MetricsName::kAll});
  CHECK(Answer(test.kinesis.EnableEnhancedMonitoring(
            {.stream_name = "s", .shard_level_metrics = Asked{MetricsName::kAll}})) ==
        "LimitExceededException: Rate exceeded for operation EnableEnhancedMonitoring under "
        "account 111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir::enable_enhanced_monitoring_test
