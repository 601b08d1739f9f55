// SPDX-License-Identifier: MIT
//
// How a stream changes its retention, closes and ends.

#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/mutex.h"
#include "weir/stream/internal/names.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace stream_internal {

bool StreamCore::CloseShard(Shard& shard) {
  const bool is_first = shard.log.Close();
  if (is_first) {
    // Read now that nothing can arrive any more, so that it is not before the last
    // record: every claim read the clock before its swap, and the closing came after.
    shard.closed_nanos = clock.NowNanos();
    open_shard_count.FetchSubRelaxed(1);  // Relaxed: statistics.
  }
  shard.log.parking_spot().WakeAll();
  return is_first;
}

void StreamCore::CloseAllShards() {
  // Edge X, release: pairs with readers that find the end of a shard.
  is_closed.StoreRelease(1);
  const std::uint32_t count = shards.size();
  for (std::uint32_t i = 0; i < count; ++i) CloseShard(*shards.At(i));
  parking_spot.WakeAll();
}

}  // namespace stream_internal

void Stream::Close() {
  MutexLock lock(core_->reshard_mutex);
  core_->CloseAllShards();
}

Stream::~Stream() {
  if (core_ == nullptr) return;
  MutexLock lock(core_->reshard_mutex);
  // Edge X, release: pairs with Read().
  core_->is_destroyed.StoreRelease(1);
  core_->CloseAllShards();
}

Stream& Stream::operator=(Stream&& other) noexcept {
  // The one that was here ends as if destroyed.
  Stream old(std::exchange(core_, std::exchange(other.core_, nullptr)));
  return *this;
}

absl::Status Stream::SetRetentionPeriod(absl::Duration retention_period) {
  absl::Status status = base_internal::OrOutOfMemory(
      [&] { return stream_internal::CheckRetentionPeriod(retention_period); });
  if (!status.ok()) return status;
  MutexLock lock(core_->reshard_mutex);
  core_->retention.SetPeriod(absl::ToInt64Nanoseconds(retention_period), core_->clock.NowNanos());
  return absl::OkStatus();
}

absl::Duration Stream::retention_period() const {
  return absl::Nanoseconds(core_->retention.period_nanos());
}

const std::string& Stream::name() const { return core_->options.name; }

}  // namespace weir
