// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.9 of DescribeAccountSettings.
#include <optional>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using testing::Answer;
using testing::LocalTest;

TEST_CASE("an account has committed itself to nothing at first",
          "[local][describe_account_settings]") {
  // Rules 2.9.
  LocalTest test;
  auto result = test.kinesis.DescribeAccountSettings({});
  REQUIRE(Answer(result) == "OK");
  const auto& commitment = result->minimum_throughput_billing_commitment;
  CHECK(commitment.status == kinesis::MinimumThroughputBillingCommitmentStatus::kDisabled);
  CHECK(commitment.started_at == std::nullopt);
  CHECK(commitment.ended_at == std::nullopt);
  CHECK(commitment.earliest_allowed_end_at == std::nullopt);
}

TEST_CASE("DescribeAccountSettings may be called five times a second",
          "[local][describe_account_settings]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  for (int i = 0; i < 5; ++i) CHECK(Answer(test.kinesis.DescribeAccountSettings({})) == "OK");
  CHECK(Answer(test.kinesis.DescribeAccountSettings({})) ==
        "LimitExceededException: Rate exceeded for operation DescribeAccountSettings under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
