// SPDX-License-Identifier: MIT
#include "local/internal/stream_limits.h"

#include <algorithm>
#include <cstdint>
#include <shared_mutex>

#include "absl/status/status.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

template <class Predicate>
std::int64_t CountStreams(const Account& account, const Predicate& predicate) {
  std::int64_t count = 0;
  for (const auto& [name, stream] : account.streams) {
    const std::shared_lock lock(stream->mutex);
    if (predicate(*stream)) ++count;
  }
  return count;
}

}  // namespace

std::int64_t CountOnDemandStreams(const Account& account) {
  return CountStreams(account, [](const LocalStream& stream) {
    return stream.next_mode.value_or(stream.mode) == kinesis::StreamMode::kOnDemand ||
           stream.mode == kinesis::StreamMode::kOnDemand;
  });
}

absl::Status CheckOnDemandLimit(Account& account) {
  World& world = account.world;
  const CountLimit& limit = world.options.limits.on_demand_streams;
  if (limit.mode == LimitMode::kOff || CountOnDemandStreams(account) < limit.max ||
      !world.Exceeds(KinesisLimit::kOnDemandStreams, limit.mode)) {
    return absl::OkStatus();
  }
  return KinesisError(KinesisException::kLimitExceeded,
                      Concat("This request would exceed the limit of ", limit.max,
                             " on-demand streams for the account ", account.account_id, " in ",
                             account.region, "."));
}

absl::Status CheckStreamLimits(Account& account, kinesis::StreamMode mode) {
  World& world = account.world;
  const CountLimit& creating = world.options.limits.streams_creating;
  if (creating.mode != LimitMode::kOff) {
    const std::int64_t count = CountStreams(account, [](const LocalStream& stream) {
      return stream.status == kinesis::StreamStatus::kCreating;
    });
    if (count >= creating.max && world.Exceeds(KinesisLimit::kStreamsCreating, creating.mode)) {
      return KinesisError(
          KinesisException::kLimitExceeded,
          Concat("Request will exceed allowed concurrent number of stream creations for account ",
                 account.account_id, ": ", creating.max, "."));
    }
  }
  return mode == kinesis::StreamMode::kOnDemand ? CheckOnDemandLimit(account) : absl::OkStatus();
}

std::int64_t OnDemandStreamLimit(const Account& account) {
  const CountLimit& limit = account.world.options.limits.on_demand_streams;
  const bool is_said = limit.mode != LimitMode::kOff || limit.max > 0;
  return is_said ? limit.max : KinesisLimits::Aws().on_demand_streams.max;
}

std::int32_t OnDemandShardCount(std::int32_t warm_throughput_mibps) {
  constexpr std::int32_t kAtFirst = 4;
  return std::max(kAtFirst, warm_throughput_mibps);
}

}  // namespace weir::local_internal
