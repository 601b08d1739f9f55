// SPDX-License-Identifier: MIT
//
// UpdateStreamWarmThroughput, rule by rule; what follows from it is in
// on_demand_scaling_test.cc.

#include <string>

#include "local/on_demand_support.h"

namespace weir {
namespace {

using kinesis::StreamStatus;
using testing::Answer;
using testing::kOnDemandDetails;
using testing::kProvisionedDetails;
using testing::OnDemandTest;
using testing::WithUpdating;

// ---- Rules 1.2 and 2.9 ----

TEST_CASE("warm throughput goes with the on-demand mode alone", "[local][warm_throughput]") {
  OnDemandTest test(WithUpdating(absl::Seconds(30)));
  test.CreateStream("s", 2);
  CHECK(Answer(test.TryMode(kProvisionedDetails, 10)) ==
        "ValidationException: WarmThroughputMiBps must not be provided for PROVISIONED mode "
        "streams.");
  CHECK(Answer(test.TryWarm(10)) ==
        "ValidationException: UpdateStreamWarmThroughput is for ON_DEMAND mode streams only; "
        "stream s under account 111111111111 is PROVISIONED.");
  REQUIRE(Answer(test.TryMode(kOnDemandDetails, 10)) == "OK");
  CHECK(test.OpenCount() == 2);
  test.clock.Advance(absl::Seconds(30));
  CHECK(test.OpenCount() == 10);
  REQUIRE(test.Summary().warm_throughput.has_value());
  CHECK(test.Summary().warm_throughput->current_mibps == 10);
  // Which is gone with it.
  REQUIRE(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  test.clock.Advance(absl::Seconds(30));
  CHECK(test.OpenCount() == 10);
  CHECK_FALSE(test.Summary().warm_throughput.has_value());
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  test.clock.Advance(absl::Seconds(30));
  CHECK(test.Summary().warm_throughput->current_mibps == 0);
}

TEST_CASE("warm throughput is reached when the stream is ACTIVE again",
          "[local][warm_throughput]") {
  OnDemandTest test(WithUpdating(absl::Seconds(30)));
  test.CreateOnDemand();
  const auto warm = test.TryWarm(9);
  REQUIRE(Answer(warm) == "OK");
  CHECK(warm->stream_name == "s");
  CHECK(warm->stream_arn == test.Summary().stream_arn);
  CHECK(warm->warm_throughput.target_mibps == 9);
  CHECK(warm->warm_throughput.current_mibps == 0);
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  CHECK(test.Summary().warm_throughput->target_mibps == 9);
  CHECK(test.Summary().warm_throughput->current_mibps == 0);
  CHECK(test.OpenCount() == 4);
  CHECK(Answer(test.TryWarm(8)) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state UPDATING");
  test.clock.Advance(absl::Seconds(30));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Summary().warm_throughput->current_mibps == 9);
  CHECK(test.OpenCount() == 9);
  // It holds however long nothing is written.
  test.clock.Advance(absl::Hours(24 * 40));
  CHECK(test.OpenCount() == 9);
  // With less, shards that nothing needs are merged from the next day on.
  REQUIRE(Answer(test.TryWarm(6)) == "OK");
  test.clock.Advance(absl::Hours(24));
  CHECK(test.OpenCount() == 6);
}

TEST_CASE("warm throughput is what a region gives at most", "[local][warm_throughput]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()};
  options.region = "eu-central-1";
  OnDemandTest test(options);
  test.CreateOnDemand();
  CHECK(Answer(test.TryWarm(201)) ==
        "LimitExceededException: WarmThroughputMiBps 201 of stream s under account 111111111111 "
        "is more than a stream may have in eu-central-1: 200.");
  CHECK(Answer(test.TryMode(kOnDemandDetails, 201)) != "OK");
  CHECK(test.OpenCount() == 4);
  CHECK(Answer(test.TryWarm(200)) == "OK");
  CHECK(test.OpenCount() == 200);
}

TEST_CASE("UpdateStreamWarmThroughput may be called 5 times a second", "[local][warm_throughput]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()};
  options.limits.control_calls = LimitMode::kEnforce;
  OnDemandTest test(options);
  test.CreateOnDemand();
  for (int i = 0; i < 5; ++i) CHECK(Answer(test.TryWarm(4)) == "OK");
  CHECK(Answer(test.TryWarm(4)).starts_with("LimitExceededException: Rate exceeded"));
}

TEST_CASE("UpdateStreamWarmThroughput finds a stream by its name, its ARN or both",
          "[local][warm_throughput]") {
  OnDemandTest test;
  test.CreateOnDemand();
  const std::string arn = test.Summary().stream_arn;
  const auto warm = [&](std::optional<std::string_view> name,
                        std::optional<std::string_view> by_arn) {
    return Answer(test.kinesis.UpdateStreamWarmThroughput(
        {.stream_name = name, .stream_arn = by_arn, .warm_throughput_mibps = 4}));
  };
  CHECK(warm("s", std::nullopt) == "OK");
  CHECK(warm(std::nullopt, arn) == "OK");
  CHECK(warm("s", arn) == "OK");
  CHECK(warm("t", arn) ==
        "InvalidArgumentException: StreamName t does not agree with StreamARN " + arn + ".");
  CHECK(warm(std::nullopt, std::nullopt) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(warm("t", std::nullopt) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

}  // namespace
}  // namespace weir
