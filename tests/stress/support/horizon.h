// SPDX-License-Identifier: MIT
//
// A Horizon moves a stream's clock and retention period, and knows at every moment
// between which two times the horizon lies, before which records have expired.
//
// The upper bound is raised before a change and the lower one after it, so who reads
// the lower before a call, and the upper behind it, has the horizon of that call
// between them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/stream/stream.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

class Horizon {
 public:
  Horizon(ManualClock& clock, absl::Duration period)
      : clock_(clock), period_nanos_(absl::ToInt64Nanoseconds(period)) {
    min_nanos_ = max_nanos_ = clock.NowNanos() - period_nanos_;
  }

  // ---- By any thread ----

  std::int64_t min_nanos() const { return min_nanos_; }
  std::int64_t max_nanos() const { return max_nanos_; }
  const ManualClock& clock() const { return clock_; }

  // ---- By one thread at a time ----

  absl::Duration period() const { return absl::Nanoseconds(period_nanos_); }

  void Advance(absl::Duration step) {
    Announce(clock_.NowNanos() + absl::ToInt64Nanoseconds(step) - period_nanos_);
    clock_.Advance(step);
    Confirm();
  }

  absl::Status SetPeriod(Stream& stream, absl::Duration period) {
    Announce(clock_.NowNanos() - absl::ToInt64Nanoseconds(period));
    absl::Status status = stream.SetRetentionPeriod(period);
    if (status.ok()) period_nanos_ = absl::ToInt64Nanoseconds(period);
    Confirm();
    return status;
  }

 private:
  // The horizon never goes back: a longer period brings nothing back.
  void Announce(std::int64_t nanos) { max_nanos_ = std::max<std::int64_t>(max_nanos_, nanos); }
  void Confirm() {
    min_nanos_ = std::max<std::int64_t>(min_nanos_, clock_.NowNanos() - period_nanos_);
  }

  ManualClock& clock_;
  // Of the thread that makes the changes.
  std::int64_t period_nanos_;
  // Written by that thread, read by all.
  std::atomic<std::int64_t> min_nanos_;
  std::atomic<std::int64_t> max_nanos_;
};

}  // namespace weir::testing
