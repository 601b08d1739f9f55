// SPDX-License-Identifier: MIT
//
// A ManualClock stands still until a test moves it.
//
// With it, everything in Weir that depends on time (retention, limits, lag,
// arrival times) is tested in microseconds and without luck. Wait() with a
// deadline still waits in real time for a thread to act; only what is stored
// and decided follows this clock. Not for production: use SystemClock.
//
//   weir::testing::ManualClock clock;
//   auto stream = weir::Stream::Create({.retention_period = absl::Hours(1), .clock = &clock});
//   clock.Advance(absl::Hours(2));                 // everything in it is now expired
//
// Threads:   any thread may read and advance.
// Progress:  lock-free.
// Cost:      one load a reading.
// Lifetime:  must outlive the streams and cursors that use it.
#pragma once

#include <cstdint>
#include <limits>

#include "absl/time/time.h"
#include "weir/base/check.h"
#include "weir/base/clock.h"

namespace weir::testing {

class ManualClock final : public Clock {
 public:
  // Starts at `start`: by default 2025-01-01 00:00:00 UTC, so that a test that
  // prints times prints the same every day.
  explicit ManualClock(absl::Time start = absl::FromUnixSeconds(1'735'689'600))
      : Clock(&now_nanos_), now_nanos_(absl::ToUnixNanos(start)) {}

  absl::Time Now() const { return absl::FromUnixNanos(NowNanos()); }

  // Moves on by `step`, which must not be negative: no Clock ever goes back. Nor may
  // it be infinite, or lead beyond the year 2262, where nanoseconds end.
  void Advance(absl::Duration step) {
    const std::int64_t nanos = absl::ToInt64Nanoseconds(step);
    WEIR_CHECK(nanos >= 0, "a clock never goes back: Advance takes no negative step");
    // Relaxed: a first guess; the exchange below decides.
    std::int64_t now = now_nanos_.LoadRelaxed();
    do {
      WEIR_CHECK(nanos <= std::numeric_limits<std::int64_t>::max() - now,
                 "a clock ends in 2262: Advance takes no step beyond");
      // Edge C, release: pairs with Clock::NowNanos().
    } while (!now_nanos_.CompareExchangeAcqRel(now, now + nanos));
  }

 private:
  std::int64_t ReadNanos() const override { return NowNanos(); }

  // Written by Advance().
  TickWord now_nanos_;
};

}  // namespace weir::testing
