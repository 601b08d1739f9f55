// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.9 of UpdateAccountSettings: when a commitment begins and when it may end.
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::update_account_settings_test {
namespace {

using kinesis::MinimumThroughputBillingCommitment;
using kinesis::MinimumThroughputBillingCommitmentInput;
using Wanted = kinesis::MinimumThroughputBillingCommitmentInputStatus;
using Status = kinesis::MinimumThroughputBillingCommitmentStatus;
using testing::Answer;
using testing::LocalTest;

MinimumThroughputBillingCommitment Update(LocalKinesis& kinesis, Wanted status) {
  auto result = kinesis.UpdateAccountSettings(
      {.minimum_throughput_billing_commitment = MinimumThroughputBillingCommitmentInput{status}});
  REQUIRE(Answer(result) == "OK");
  return result->minimum_throughput_billing_commitment;
}

MinimumThroughputBillingCommitment Describe(LocalKinesis& kinesis) {
  auto result = kinesis.DescribeAccountSettings({});
  REQUIRE(Answer(result) == "OK");
  return result->minimum_throughput_billing_commitment;
}

TEST_CASE("a commitment begins at once, for a day at least", "[local][update_account_settings]") {
  // Rules 2.9.
  LocalTest test;
  const absl::Time begin = test.clock.Now();
  const MinimumThroughputBillingCommitment commitment = Update(test.kinesis, Wanted::kEnabled);
  CHECK(commitment.status == Status::kEnabled);
  CHECK(commitment.started_at == begin);
  CHECK(commitment.ended_at == std::nullopt);
  CHECK(commitment.earliest_allowed_end_at == begin + absl::Hours(24));
  // Asked for again, it is the same.
  test.clock.Advance(absl::Hours(100));
  CHECK(Update(test.kinesis, Wanted::kEnabled).started_at == begin);
  CHECK(Describe(test.kinesis).status == Status::kEnabled);
  CHECK(Describe(test.kinesis).earliest_allowed_end_at == begin + absl::Hours(24));
}

TEST_CASE("a commitment that may end ends at once", "[local][update_account_settings]") {
  LocalTest test;
  const absl::Time begin = test.clock.Now();
  Update(test.kinesis, Wanted::kEnabled);
  const absl::Duration after = GENERATE(absl::Hours(24), absl::Hours(30));
  test.clock.Advance(after);
  const MinimumThroughputBillingCommitment commitment = Update(test.kinesis, Wanted::kDisabled);
  CHECK(commitment.status == Status::kDisabled);
  CHECK(commitment.started_at == begin);
  CHECK(commitment.ended_at == begin + after);
  // And begins anew.
  test.clock.Advance(absl::Hours(1));
  const MinimumThroughputBillingCommitment next = Update(test.kinesis, Wanted::kEnabled);
  CHECK(next.started_at == begin + after + absl::Hours(1));
  CHECK(next.ended_at == std::nullopt);
  CHECK(next.earliest_allowed_end_at == begin + after + absl::Hours(25));
}

TEST_CASE("a commitment that may not end yet ends by itself when it may",
          "[local][update_account_settings]") {
  // Rules 2.9.
  LocalTest test;
  const absl::Time end = test.clock.Now() + absl::Hours(24);
  Update(test.kinesis, Wanted::kEnabled);
  test.clock.Advance(absl::Hours(1));
  MinimumThroughputBillingCommitment commitment = Update(test.kinesis, Wanted::kDisabled);
  CHECK(commitment.status == Status::kEnabledUntilEarliestAllowedEnd);
  CHECK(commitment.ended_at == std::nullopt);
  CHECK(commitment.earliest_allowed_end_at == end);
  test.clock.Advance(absl::Hours(23) - absl::Nanoseconds(1));
  CHECK(Describe(test.kinesis).status == Status::kEnabledUntilEarliestAllowedEnd);
  test.clock.Advance(absl::Hours(2));
  commitment = Describe(test.kinesis);
  CHECK(commitment.status == Status::kDisabled);
  CHECK(commitment.ended_at == end);
  CHECK(Update(test.kinesis, Wanted::kDisabled).ended_at == end);
}

TEST_CASE("an end that is to come is called off by asking for the commitment again",
          "[local][update_account_settings]") {
  LocalTest test;
  const absl::Time begin = test.clock.Now();
  Update(test.kinesis, Wanted::kEnabled);
  Update(test.kinesis, Wanted::kDisabled);
  const MinimumThroughputBillingCommitment commitment = Update(test.kinesis, Wanted::kEnabled);
  CHECK(commitment.status == Status::kEnabled);
  CHECK(commitment.started_at == begin);
  test.clock.Advance(absl::Hours(24));
  CHECK(Describe(test.kinesis).status == Status::kEnabled);
  // Once it has ended there is nothing to call off: another begins.
  Update(test.kinesis, Wanted::kDisabled);
  Update(test.kinesis, Wanted::kEnabled);
  Update(test.kinesis, Wanted::kDisabled);
  test.clock.Advance(absl::Hours(24));
  CHECK(Update(test.kinesis, Wanted::kEnabled).started_at == begin + absl::Hours(48));
}

TEST_CASE("ending what never began changes nothing", "[local][update_account_settings]") {
  LocalTest test;
  const MinimumThroughputBillingCommitment commitment = Update(test.kinesis, Wanted::kDisabled);
  CHECK(commitment.status == Status::kDisabled);
  CHECK(commitment.started_at == std::nullopt);
  CHECK(commitment.ended_at == std::nullopt);
  CHECK(commitment.earliest_allowed_end_at == std::nullopt);
}

TEST_CASE("a commitment is of one account in one region", "[local][update_account_settings]") {
  LocalTest test;
  Update(test.kinesis, Wanted::kEnabled);
  for (const CallerScope& scope :
       {CallerScope{.account_id = "222222222222", .region = "us-east-1"},
        CallerScope{.account_id = "111111111111", .region = "eu-west-1"}}) {
    auto other = test.kinesis.ForCaller(scope);
    CHECK(Describe(*other).status == Status::kDisabled);
  }
}

TEST_CASE("a status must be said", "[local][update_account_settings]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  CHECK(Answer(test.kinesis.UpdateAccountSettings({})) ==
        "ValidationException: 1 validation error detected: Value null at "
        "'minimumThroughputBillingCommitment' failed to satisfy constraint: Member must not be "
        "null");
  CHECK(Answer(test.kinesis.UpdateAccountSettings(
                   {.minimum_throughput_billing_commitment =
                        MinimumThroughputBillingCommitmentInput{
                            EnumValue<Wanted>::FromText("ENABLED_UNTIL_EARLIEST_ALLOWED_END")}}))
            .starts_with("ValidationException: 1 validation error detected: "));
  for (int i = 0; i < 5; ++i) Update(test.kinesis, Wanted::kEnabled);
  CHECK(Answer(test.kinesis.UpdateAccountSettings(
            {.minimum_throughput_billing_commitment =
                 MinimumThroughputBillingCommitmentInput{Wanted::kEnabled}})) ==
        "LimitExceededException: Rate exceeded for operation UpdateAccountSettings under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir::update_account_settings_test
