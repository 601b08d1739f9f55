// SPDX-License-Identifier: MIT
//
// How a cursor waits: it looks again for a moment, then sleeps until it is woken.
#pragma once

#include <algorithm>
#include <cstdint>

#include "absl/time/time.h"
#include "weir/base/atomic.h"
#include "weir/base/parking_spot.h"

namespace weir::stream_internal {

// Real time, which a test may replace.
struct SteadyTime {
  static std::int64_t Nanos();
  // Sleeps so long, and nobody wakes it.
  static void Nap(std::int64_t nanos);
};

// The real time until which to wait, in steady nanoseconds.
std::int64_t DeadlineAfter(absl::Duration timeout);

// What is between a reader that found nothing to read and its next record.
enum class Obstacle : std::uint8_t {
  // There is none yet: whoever puts it wakes.
  kNothingThere,
  // It is claimed, and perhaps not finished.
  kClaim,
  // The read limit, which does not wake, and whose clock may stand still or jump.
  kReadLimit,
};

// Looks again for as long as is worth it. What comes sooner than a sleeper wakes, some
// 40 us, is had sooner; a look at ten thousand shards takes as long as that, so it is
// time that is counted, not looks.
template <class Atomics, class Time, class IsReady>
bool SpinFor(std::int64_t deadline_nanos, IsReady& is_ready) {
  constexpr std::int64_t kSpinNanos = 5'000;
  const std::int64_t until_nanos = std::min(Time::Nanos() + kSpinNanos, deadline_nanos);
  while (Time::Nanos() < until_nanos) {
    Atomics::Pause();
    if (is_ready()) return true;
  }
  return false;
}

// Sleeps on `spot` until `is_ready()`, or the deadline; returns which. `find_obstacle()`
// tells, after the announcement, what there is to wait for. If the deadline is over, it
// looks once.
template <class Time = SteadyTime, class Atomics, class IsReady, class FindObstacle>
bool WaitOn(BasicParkingSpot<Atomics>& spot, std::int64_t deadline_nanos, IsReady is_ready,
            FindObstacle find_obstacle) {
  // Who puts wakes. But one that stops for good in the midst of waking, after it has made
  // the tickets void and before its system call, leaves nobody for the next to wake.
  constexpr std::int64_t kSleepNanos = 1'000'000'000;
  // Behind an unfinished claim nobody wakes; look again this often.
  constexpr std::int64_t kClaimNapNanos = 100'000;
  // Nor behind a limit, which takes longer to go away. Not on the spot: there every
  // record that adds to what is held back would wake the reader for nothing.
  constexpr std::int64_t kLimitNapNanos = 1'000'000;
  if (is_ready()) return true;
  if (SpinFor<Atomics, Time>(deadline_nanos, is_ready)) return true;
  for (;;) {
    const std::int64_t left_nanos = deadline_nanos - Time::Nanos();
    if (left_nanos <= 0) return false;
    const std::uint32_t ticket = spot.Announce();
    switch (find_obstacle()) {
      case Obstacle::kNothingThere:
        spot.Park(ticket, std::min(left_nanos, kSleepNanos));
        break;
      case Obstacle::kClaim:
        if (is_ready()) return true;
        spot.Park(ticket, std::min(left_nanos, kClaimNapNanos));
        break;
      case Obstacle::kReadLimit:
        Time::Nap(std::min(left_nanos, kLimitNapNanos));
        break;
    }
    if (is_ready()) return true;
  }
}

}  // namespace weir::stream_internal
