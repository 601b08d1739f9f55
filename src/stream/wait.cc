// SPDX-License-Identifier: MIT
#include "weir/stream/internal/wait.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace weir::stream_internal {

std::int64_t SteadyTime::Nanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void SteadyTime::Nap(std::int64_t nanos) { absl::SleepFor(absl::Nanoseconds(nanos)); }

std::int64_t DeadlineAfter(absl::Duration timeout) {
  // A century is as good as for ever, and does not overflow; nor does what is over.
  const absl::Duration capped = std::clamp(timeout, absl::ZeroDuration(), absl::Hours(24) * 36'525);
  return SteadyTime::Nanos() + absl::ToInt64Nanoseconds(capped);
}

}  // namespace weir::stream_internal
