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

#include "absl/time/time.h"
#include "weir/base/clock.h"
#include "weir/base/tick_word.h"

namespace weir::testing {

class ManualClock final : public Clock {
 public:
  // Starts at `start`: by default 2025-01-01 00:00:00 UTC, so that a test that
  // prints times prints the same every day.
  explicit ManualClock(absl::Time start = absl::FromUnixSeconds(1'735'689'600))
      : Clock(&now_), now_(absl::ToUnixNanos(start)) {}

  absl::Time Now() const { return absl::FromUnixNanos(NowNanos()); }

  // Moves on by `step`, which must not be negative: no Clock ever goes back. Nor may
  // it be infinite, or lead beyond the year 2262, where nanoseconds end.
  void Advance(absl::Duration step) { now_.AdvanceBy(absl::ToInt64Nanoseconds(step)); }

 private:
  std::int64_t ReadNanos() const override { return NowNanos(); }

  // Written by Advance().
  TickWord now_;
};

}  // namespace weir::testing
