// SPDX-License-Identifier: MIT
#include "local/internal/daily_count.h"

#include <cstdint>
#include <deque>

namespace weir::local_internal {

bool CountDaily(World& world, KinesisLimit which, const CountLimit& limit,
                std::deque<std::int64_t>& times_nanos, std::int64_t now_nanos) {
  if (limit.mode == LimitMode::kOff) return true;
  while (!times_nanos.empty() && times_nanos.front() <= now_nanos - kNanosPerDay) {
    times_nanos.pop_front();
  }
  if (static_cast<std::int64_t>(times_nanos.size()) >= limit.max &&
      world.Exceeds(which, limit.mode)) {
    return false;
  }
  times_nanos.push_back(now_nanos);
  return true;
}

}  // namespace weir::local_internal
