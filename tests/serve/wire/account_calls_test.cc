// SPDX-License-Identifier: MIT
#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Converse;
using testing::Exchange;
using Op = KinesisOperation;

TEST_CASE("an account has its limits and its settings", "[serve][account]") {
  const Exchange exchanges[] = {
      {Op::kDescribeLimits, R"({})",
       R"({"ShardLimit":20000,"OpenShardCount":0,"OnDemandStreamCount":0,)"
       R"("OnDemandStreamCountLimit":50})"},
      {Op::kDescribeAccountSettings, R"({})",
       R"({"MinimumThroughputBillingCommitment":{"Status":"DISABLED"}})"},
      {Op::kUpdateAccountSettings, R"({"MinimumThroughputBillingCommitment":{"Status":"ENABLED"}})",
       R"({"MinimumThroughputBillingCommitment":{"Status":"ENABLED",)"
       R"("StartedAt":1735689603,"EarliestAllowedEndAt":1735776003}})"},
      {Op::kDescribeAccountSettings, R"({"x":1})",
       R"({"MinimumThroughputBillingCommitment":{"Status":"ENABLED",)"
       R"("StartedAt":1735689603,"EarliestAllowedEndAt":1735776003}})"},
      {Op::kUpdateAccountSettings,
       R"({"MinimumThroughputBillingCommitment":{"Status":"DISABLED"}})",
       R"({"MinimumThroughputBillingCommitment":{"Status":"ENABLED_UNTIL_EARLIEST_ALLOWE)"
       R"(D_END","StartedAt":1735689603,"EarliestAllowedEndAt":1735776003}})"},
  };
  Converse(exchanges);
}

}  // namespace
}  // namespace weir
