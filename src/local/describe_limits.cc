// SPDX-License-Identifier: MIT
//
// DescribeLimits says how many shards and on-demand streams the account may have, and has.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <shared_mutex>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/open_stream.h"
#include "local/internal/stream_limits.h"
#include "local/internal/world.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::Account;

namespace {

// A limit may be more than the contract can say.
std::int32_t Clamped(std::int64_t count) {
  return static_cast<std::int32_t>(
      std::min<std::int64_t>(count, std::numeric_limits<std::int32_t>::max()));
}

}  // namespace

absl::StatusOr<kinesis::DescribeLimitsResult> LocalKinesis::DescribeLimits(
    const kinesis::DescribeLimitsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  Account& account = *account_;
  status = account.CountCall(KinesisOperation::kDescribeLimits, world_->clock.NowNanos());
  if (!status.ok()) return status;
  // Of streams whose deletion is over nothing counts any more.
  local_internal::SettleAll(account);
  const std::shared_lock lock(account.mutex);
  return kinesis::DescribeLimitsResult{
      .shard_limit = Clamped(account.ShardLimit()),
      .open_shard_count = Clamped(account.open_shard_count()),
      .on_demand_stream_count = Clamped(local_internal::CountOnDemandStreams(account)),
      .on_demand_stream_count_limit = Clamped(local_internal::OnDemandStreamLimit(account))};
}

}  // namespace weir
