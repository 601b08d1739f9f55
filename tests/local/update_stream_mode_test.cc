// SPDX-License-Identifier: MIT
//
// UpdateStreamMode, rule by rule; what follows from the mode is in on_demand_scaling_test.cc.

#include <string>

#include "local/on_demand_support.h"

namespace weir::update_stream_mode_test {
namespace {

using kinesis::StreamMode;
using kinesis::StreamStatus;
using testing::Answer;
using testing::Indexes;
using testing::kOnDemandDetails;
using testing::kProvisionedDetails;
using testing::OnDemandTest;
using testing::WithUpdating;

// ---- Rules 1.1 and 1.2 ----

TEST_CASE("parameters of UpdateStreamMode are checked by themselves", "[local][stream_mode]") {
  OnDemandTest test;
  CHECK(Answer(test.kinesis.UpdateStreamMode({.stream_mode_details = kOnDemandDetails})) ==
        "ValidationException: 1 validation error detected: Value null at 'streamARN' failed to "
        "satisfy constraint: Member must not be null");
}

TEST_CASE("UpdateStreamMode finds a stream by its ARN", "[local][stream_mode]") {
  OnDemandTest test;
  test.CreateStream("s");
  const auto update = [&](LocalKinesis& kinesis, std::string_view arn) {
    return Answer(
        kinesis.UpdateStreamMode({.stream_arn = arn, .stream_mode_details = kOnDemandDetails}));
  };
  CHECK(update(test.kinesis, "arn:aws:kinesis:us-east-1:111111111111:stream/t") ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  // Which of its exceptions says that access is denied, there is none.
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(update(*other, test.Summary().stream_arn) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(update(test.kinesis, test.Summary().stream_arn) == "OK");
}

// ---- Rules 2.9 ----

TEST_CASE("a switch of the mode keeps the shards", "[local][stream_mode]") {
  OnDemandTest test;
  test.CreateStream("s", 3);
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  CHECK(test.Summary().stream_mode == StreamMode::kOnDemand);
  CHECK(test.Open() == Indexes{0, 1, 2});
  REQUIRE(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  CHECK(test.Summary().stream_mode == StreamMode::kProvisioned);
  CHECK(test.Open() == Indexes{0, 1, 2});
}

TEST_CASE("the mode that is there already is no switch", "[local][stream_mode]") {
  LocalKinesisOptions options = WithUpdating(absl::Seconds(30));
  options.limits.mode_switches = {.mode = LimitMode::kEnforce, .max = 0};
  options.limits.on_demand_streams = {.mode = LimitMode::kEnforce, .max = 1};
  OnDemandTest test(options);
  test.CreateStream("s");
  CHECK(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  test.CreateOnDemand();
  CHECK(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(Answer(test.TryMode(kOnDemandDetails, 5)) == "OK");
  test.clock.Advance(absl::Seconds(30));
  CHECK(test.OpenCount() == 5);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kOnDemandStreams) == 0);
}

TEST_CASE("a stream is UPDATING while its mode is switched", "[local][stream_mode]") {
  OnDemandTest test(WithUpdating(absl::Seconds(30)));
  test.CreateStream("s");
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  CHECK(test.Summary().stream_mode == StreamMode::kProvisioned);
  CHECK(Answer(test.TryMode(kProvisionedDetails)) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in "
        "state UPDATING");
  test.clock.Advance(absl::Seconds(30) - absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Summary().stream_mode == StreamMode::kOnDemand);
}

TEST_CASE("the mode is switched twice in any 24 hours", "[local][stream_mode]") {
  LocalKinesisOptions options = {.limits = KinesisLimits::Unlimited()};
  options.limits.mode_switches = {.mode = LimitMode::kEnforce, .max = 2};
  OnDemandTest test(options);
  test.CreateStream("s");
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  test.clock.Advance(absl::Hours(1));
  REQUIRE(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  const std::string over =
      "LimitExceededException: The mode of stream s under account 111111111111 was switched 2 "
      "times within 24 hours, which is the limit.";
  CHECK(Answer(test.TryMode(kOnDemandDetails)) == over);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kModeSwitches) == 1);
  test.clock.Advance(absl::Hours(23) - absl::Nanoseconds(1));
  CHECK(Answer(test.TryMode(kOnDemandDetails)) == over);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  CHECK(Answer(test.TryMode(kProvisionedDetails)) == over);
}

TEST_CASE("an account has so many on-demand streams", "[local][stream_mode]") {
  LocalKinesisOptions options = WithUpdating(absl::Seconds(30));
  options.limits.on_demand_streams = {.mode = LimitMode::kEnforce, .max = 1};
  OnDemandTest test(options);
  test.CreateStream("s");
  test.CreateStream("t");
  const std::string over =
      "LimitExceededException: This request would exceed the limit of 1 on-demand streams for the "
      "account 111111111111 in us-east-1.";
  const std::string t = test.Summary("t").stream_arn;
  const auto switch_t = [&](const kinesis::StreamModeDetails& details) {
    return Answer(test.kinesis.UpdateStreamMode({.stream_arn = t, .stream_mode_details = details}));
  };
  REQUIRE(Answer(test.TryMode(kOnDemandDetails)) == "OK");
  // What is to come counts, and what is to go still does.
  CHECK(switch_t(kOnDemandDetails) == over);
  CHECK(Answer(test.kinesis.CreateStream(
            {.stream_name = "u", .stream_mode_details = kOnDemandDetails})) == over);
  test.clock.Advance(absl::Seconds(30));
  CHECK(switch_t(kOnDemandDetails) == over);
  REQUIRE(Answer(test.TryMode(kProvisionedDetails)) == "OK");
  CHECK(switch_t(kOnDemandDetails) == over);
  test.clock.Advance(absl::Seconds(30));
  CHECK(switch_t(kOnDemandDetails) == "OK");
}

}  // namespace
}  // namespace weir::update_stream_mode_test
