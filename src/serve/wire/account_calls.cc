// SPDX-License-Identifier: MIT
#include <tuple>

#include "serve/wire/call.h"
#include "serve/wire/operation_call.h"
#include "serve/wire/shape.h"
#include "weir/service/account_requests.h"
#include "weir/service/kinesis.h"

namespace weir::serve_internal {

using kinesis::DescribeAccountSettingsRequest;
using kinesis::DescribeAccountSettingsResult;
using kinesis::DescribeLimitsRequest;
using kinesis::DescribeLimitsResult;
using kinesis::MinimumThroughputBillingCommitment;
using kinesis::MinimumThroughputBillingCommitmentInput;
using kinesis::UpdateAccountSettingsRequest;
using kinesis::UpdateAccountSettingsResult;

template <>
struct Shape<MinimumThroughputBillingCommitment> {
  static constexpr std::tuple kMembers = {
      Member{"Status", &MinimumThroughputBillingCommitment::status},
      Member{"StartedAt", &MinimumThroughputBillingCommitment::started_at},
      Member{"EndedAt", &MinimumThroughputBillingCommitment::ended_at},
      Member{"EarliestAllowedEndAt", &MinimumThroughputBillingCommitment::earliest_allowed_end_at}};
};

template <>
struct Shape<MinimumThroughputBillingCommitmentInput> {
  static constexpr std::tuple kMembers = {
      Member{"Status", &MinimumThroughputBillingCommitmentInput::status}};
};

template <>
struct Shape<DescribeAccountSettingsRequest> {
  using Request = DescribeAccountSettingsRequest;
  static constexpr std::tuple<> kMembers = {};
};

template <>
struct Shape<DescribeAccountSettingsResult> {
  using Result = DescribeAccountSettingsResult;
  static constexpr std::tuple kMembers = {
      Member{"MinimumThroughputBillingCommitment", &Result::minimum_throughput_billing_commitment}};
};

template <>
struct Shape<DescribeLimitsRequest> {
  using Request = DescribeLimitsRequest;
  static constexpr std::tuple<> kMembers = {};
};

template <>
struct Shape<DescribeLimitsResult> {
  using Result = DescribeLimitsResult;
  static constexpr std::tuple kMembers = {
      Member{"ShardLimit", &Result::shard_limit},
      Member{"OpenShardCount", &Result::open_shard_count},
      Member{"OnDemandStreamCount", &Result::on_demand_stream_count},
      Member{"OnDemandStreamCountLimit", &Result::on_demand_stream_count_limit}};
};

template <>
struct Shape<UpdateAccountSettingsRequest> {
  using Request = UpdateAccountSettingsRequest;
  static constexpr std::tuple kMembers = {Member{"MinimumThroughputBillingCommitment",
                                                 &Request::minimum_throughput_billing_commitment}};
};

template <>
struct Shape<UpdateAccountSettingsResult> {
  using Result = UpdateAccountSettingsResult;
  static constexpr std::tuple kMembers = {
      Member{"MinimumThroughputBillingCommitment", &Result::minimum_throughput_billing_commitment}};
};

CallReply CallDescribeAccountSettings(const CallInput& input) {
  return Call(input, &Kinesis::DescribeAccountSettings);
}
CallReply CallDescribeLimits(const CallInput& input) {
  return Call(input, &Kinesis::DescribeLimits);
}
CallReply CallUpdateAccountSettings(const CallInput& input) {
  return Call(input, &Kinesis::UpdateAccountSettings);
}

}  // namespace weir::serve_internal
