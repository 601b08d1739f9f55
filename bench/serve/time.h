// SPDX-License-Identifier: MIT
#pragma once

#include <time.h>

#include <cstdint>

namespace weir::bench {

inline constexpr std::int64_t kNanosPerMilli = 1'000'000;
inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

inline std::int64_t MonotonicNanos() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNanosPerSecond + now.tv_nsec;
}

inline void SleepUntil(std::int64_t nanos) {
  const timespec until = {.tv_sec = nanos / kNanosPerSecond, .tv_nsec = nanos % kNanosPerSecond};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) {
  }
}

inline void SleepMillis(std::int64_t millis) {
  SleepUntil(MonotonicNanos() + millis * kNanosPerMilli);
}

}  // namespace weir::bench
