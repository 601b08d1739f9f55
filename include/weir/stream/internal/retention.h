// SPDX-License-Identifier: MIT
//
// How long a stream keeps its records, and the time before which they are expired.
//
// Two words, because a longer period must not bring back what has expired: the
// floor is raised before the period grows, and who sees the one sees the other.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/log/log_reader.h"

namespace weir::stream_internal {

template <class Atomics>
class BasicRetention {
 public:
  explicit BasicRetention(std::int64_t period_nanos) : period_nanos_(period_nanos) {}

  // What arrived before this is expired.
  std::int64_t HorizonNanos(std::int64_t now_nanos) const {
    // Edge L, acquire: pairs with SetPeriod().
    const std::int64_t period = period_nanos_.LoadAcquire();
    // Relaxed: at least the floor that the period came with.
    const std::int64_t floor = floor_nanos_.LoadRelaxed();
    return now_nanos - period > floor ? now_nanos - period : floor;
  }

  // What is expired at `now_nanos` stays so, however long the period becomes. One
  // thread at a time.
  void SetPeriod(std::int64_t period_nanos, std::int64_t now_nanos) {
    floor_nanos_.StoreRelaxed(HorizonNanos(now_nanos));  // Relaxed: published below.
    // Edge L, release: the floor before the period.
    period_nanos_.StoreRelease(period_nanos);
  }

  // Relaxed: a setting to look at.
  std::int64_t period_nanos() const { return period_nanos_.LoadRelaxed(); }

 private:
  // Written under the stream's reshard mutex, read by everybody.
  typename Atomics::template Atomic<std::int64_t> period_nanos_;
  // Nothing before this comes back.
  typename Atomics::template Atomic<std::int64_t> floor_nanos_{kNoTime};
};

using Retention = BasicRetention<StdAtomics>;

}  // namespace weir::stream_internal
