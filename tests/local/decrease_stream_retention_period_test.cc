// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.9 of DecreaseStreamRetentionPeriod.
#include <cstdint>
#include <optional>
#include <string>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using kinesis::ShardIteratorType;
using kinesis::StreamStatus;
using testing::Answer;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

std::string Decrease(LocalTest& test, std::optional<std::int32_t> hours) {
  return Answer(test.kinesis.DecreaseStreamRetentionPeriod(
      {.stream_name = "s", .retention_period_hours = hours}));
}

void CreateKeeping(LocalTest& test, std::int32_t hours) {
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.IncreaseStreamRetentionPeriod(
              {.stream_name = "s", .retention_period_hours = hours})) == "OK");
}

TEST_CASE("retention shrinks to a day, and not below", "[local][decrease_retention]") {
  // Rules 2.9.
  LocalTest test;
  CreateKeeping(test, 72);
  CHECK(Decrease(test, 72) == "OK");
  CHECK(Decrease(test, 25) == "OK");
  CHECK(Decrease(test, 24) == "OK");
  CHECK(test.Summary().retention_period_hours == 24);
  CHECK(Decrease(test, 23) ==
        "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested "
        "retention period (23 hours) is too short.");
  CHECK(test.Summary().retention_period_hours == 24);
}

TEST_CASE("what is called a decrease does not lengthen", "[local][decrease_retention]") {
  // Rules 2.9.
  LocalTest test;
  CreateKeeping(test, 48);
  CHECK(Decrease(test, 49) ==
        "InvalidArgumentException: Requested retention period (49 hours) for stream s can not be "
        "longer than existing retention period (48 hours). Use IncreaseRetentionPeriod API.");
  CHECK(Decrease(test, 8'761) ==
        "InvalidArgumentException: Maximum allowed retention period is 8760 hours. Requested "
        "retention period (8761 hours) is too long.");
}

TEST_CASE("records that are older are gone at once", "[local][decrease_retention]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Seconds(10)}});
  CreateKeeping(test, 48);
  test.clock.Advance(absl::Seconds(10));
  test.Put("a");
  test.clock.Advance(absl::Milliseconds(1));
  test.Put("b");
  test.clock.Advance(absl::Hours(24));
  const std::string at_a = test.Iterator(ShardIteratorType::kTrimHorizon);
  REQUIRE(Decrease(test, 24) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  CHECK(test.Summary().retention_period_hours == 48);
  // Rules 2.4: an iterator that is older goes on at the horizon.
  CHECK(TextsOf(test.Read(at_a)) == Texts{"b"});
  CHECK(TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon))) == Texts{"b"});
  test.clock.Advance(absl::Seconds(10));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Summary().retention_period_hours == 24);
}

TEST_CASE("retention shrinks of a stream that is there, and ACTIVE",
          "[local][decrease_retention]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Seconds(10)}});
  CHECK(Decrease(test, 0) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CreateKeeping(test, 48);
  CHECK(Decrease(test, 24) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  CHECK(Decrease(test, std::nullopt) ==
        "ValidationException: 1 validation error detected: Value null at 'retentionPeriodHours' "
        "failed to satisfy constraint: Member must not be null");
  test.clock.Advance(absl::Seconds(10));
  const char arn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  CHECK(Answer(test.kinesis.DecreaseStreamRetentionPeriod(
            {.stream_arn = arn, .retention_period_hours = 24})) == "OK");
}

TEST_CASE("DecreaseStreamRetentionPeriod may be called five times a second",
          "[local][decrease_retention]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) CHECK(Decrease(test, 24) == "OK");
  CHECK(Decrease(test, 24) ==
        "LimitExceededException: Rate exceeded for operation DecreaseStreamRetentionPeriod under "
        "account 111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
