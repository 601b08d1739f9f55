// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.9 of IncreaseStreamRetentionPeriod.
#include <cstdint>
#include <optional>
#include <string>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::increase_stream_retention_period_test {
namespace {

using kinesis::ShardIteratorType;
using kinesis::StreamStatus;
using testing::Answer;
using testing::LocalTest;
using testing::Texts;
using testing::TextsOf;

std::string Increase(LocalTest& test, std::optional<std::int32_t> hours) {
  return Answer(test.kinesis.IncreaseStreamRetentionPeriod(
      {.stream_name = "s", .retention_period_hours = hours}));
}

std::string Decrease(LocalTest& test, std::int32_t hours) {
  return Answer(test.kinesis.DecreaseStreamRetentionPeriod(
      {.stream_name = "s", .retention_period_hours = hours}));
}

Texts ReadAll(LocalTest& test) {
  return TextsOf(test.Read(test.Iterator(ShardIteratorType::kTrimHorizon)));
}

TEST_CASE("retention grows to a year, and not beyond", "[local][increase_retention]") {
  // Rules 2.9.
  LocalTest test;
  test.CreateStream();
  CHECK(Increase(test, 23) ==
        "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested "
        "retention period (23 hours) is too short.");
  CHECK(Increase(test, -1) ==
        "InvalidArgumentException: Minimum allowed retention period is 24 hours. Requested "
        "retention period (-1 hours) is too short.");
  CHECK(Increase(test, 24) == "OK");
  CHECK(Increase(test, 25) == "OK");
  CHECK(Increase(test, 8'759) == "OK");
  CHECK(Increase(test, 8'760) == "OK");
  CHECK(test.Summary().retention_period_hours == 8'760);
  CHECK(Increase(test, 8'761) ==
        "InvalidArgumentException: Maximum allowed retention period is 8760 hours. Requested "
        "retention period (8761 hours) is too long.");
  CHECK(test.Summary().retention_period_hours == 8'760);
}

TEST_CASE("what is called an increase does not shorten", "[local][increase_retention]") {
  // Rules 2.9.
  LocalTest test;
  test.CreateStream();
  REQUIRE(Increase(test, 48) == "OK");
  CHECK(Increase(test, 47) ==
        "InvalidArgumentException: Requested retention period (47 hours) for stream s can not be "
        "shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.");
  CHECK(Increase(test, 48) == "OK");
  CHECK(test.Summary().retention_period_hours == 48);
}

TEST_CASE("records that are there are kept for the longer period", "[local][increase_retention]") {
  // Rules 2.9.
  LocalTest test;
  test.CreateStream();
  test.Put("a");
  test.clock.Advance(absl::Hours(24));
  REQUIRE(Increase(test, 48) == "OK");
  test.clock.Advance(absl::Hours(24));
  CHECK(ReadAll(test) == Texts{"a"});
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(ReadAll(test).empty());
}

TEST_CASE("records that have expired do not come back", "[local][increase_retention]") {
  // Rules 2.9.
  LocalTest test;
  test.CreateStream();
  test.Put("a");
  test.clock.Advance(absl::Hours(1));
  test.Put("b");
  test.clock.Advance(absl::Hours(23) + absl::Milliseconds(1));
  REQUIRE(Increase(test, 8'760) == "OK");
  CHECK(ReadAll(test) == Texts{"b"});
  // Nor by way of a shorter one.
  REQUIRE(Decrease(test, 24) == "OK");
  test.clock.Advance(absl::Hours(1));
  REQUIRE(Increase(test, 8'760) == "OK");
  CHECK(ReadAll(test).empty());
}

TEST_CASE("a stream is UPDATING while its retention grows, and records are kept at once",
          "[local][increase_retention]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_updating = absl::Hours(10)}});
  test.CreateStream();
  test.Put("a");
  test.clock.Advance(absl::Hours(20));
  REQUIRE(Increase(test, 48) == "OK");
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  CHECK(test.Summary().retention_period_hours == 24);
  CHECK(Increase(test, 72) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "UPDATING");
  // Reads and writes go on, and the record outlives the period that it had.
  test.clock.Advance(absl::Hours(10) - absl::Nanoseconds(1));
  test.Put("b");
  CHECK(ReadAll(test) == Texts{"a", "b"});
  CHECK(test.Summary().stream_status == StreamStatus::kUpdating);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Summary().stream_status == StreamStatus::kActive);
  CHECK(test.Summary().retention_period_hours == 48);
}

TEST_CASE("retention is of a stream that is there, and ACTIVE", "[local][increase_retention]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(1),
                                      .stream_deleting = absl::Seconds(1)}});
  // A stream that is not there goes before a period that cannot be.
  CHECK(Increase(test, 0) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  test.CreateStream();
  CHECK(Increase(test, 48) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "CREATING");
  test.clock.Advance(absl::Seconds(1));
  const char arn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  CHECK(Answer(test.kinesis.IncreaseStreamRetentionPeriod(
            {.stream_arn = arn, .retention_period_hours = 48})) == "OK");
  CHECK(Increase(test, std::nullopt) ==
        "ValidationException: 1 validation error detected: Value null at 'retentionPeriodHours' "
        "failed to satisfy constraint: Member must not be null");
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Increase(test, 48) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
}

TEST_CASE("IncreaseStreamRetentionPeriod may be called five times a second",
          "[local][increase_retention]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) CHECK(Increase(test, 24) == "OK");
  CHECK(Increase(test, 24) ==
        "LimitExceededException: Rate exceeded for operation IncreaseStreamRetentionPeriod under "
        "account 111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir::increase_stream_retention_period_test
