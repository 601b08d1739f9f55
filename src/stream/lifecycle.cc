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
void Stream::Close() {
  MutexLock lock(core_->reshard_mutex);
  core_->end.Close(core_->map, core_->parking_spot, core_->clock);
}

Stream::~Stream() {
  if (core_ == nullptr) return;
  MutexLock lock(core_->reshard_mutex);
  core_->end.Destroy(core_->map, core_->parking_spot, core_->clock);
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
