// SPDX-License-Identifier: MIT
//
// A WindowedRate turns a value that is looked at now and then into its change
// per second over the last half second or so.
//
// Not the change since the last look: the kernel counts processor time in steps
// of 10 ms, so at 50 looks a second that would be 0 %, 50 % or 100 % and nothing
// between.
//
//   WindowedRate rate(absl::Milliseconds(500));
//   std::optional<double> bytes_per_second = rate.Update(now_nanos, bytes_total);
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace live_telemetry {

class WindowedRate {
 public:
  explicit WindowedRate(absl::Duration window)
      : step_nanos_(absl::ToInt64Nanoseconds(window) / static_cast<std::int64_t>(kPointsMax)) {}

  // The change per second since the oldest value kept; nothing until there are
  // two that are far enough apart.
  std::optional<double> Update(std::int64_t now_nanos, double value) {
    std::optional<double> rate;
    if (points_ > 0) {
      const Point& oldest = ring_[(next_ + kPointsMax - points_) % kPointsMax];
      const std::int64_t elapsed_nanos = now_nanos - oldest.nanos;
      if (elapsed_nanos >= step_nanos_) {
        rate = (value - oldest.value) * 1e9 / static_cast<double>(elapsed_nanos);
      }
    }
    // Values that come faster than a step are not kept, or the ring would cover
    // less than the window.
    const Point& newest = ring_[(next_ + kPointsMax - 1) % kPointsMax];
    if (points_ == 0 || now_nanos - newest.nanos >= step_nanos_) {
      ring_[next_] = {.nanos = now_nanos, .value = value};
      next_ = (next_ + 1) % kPointsMax;
      if (points_ < kPointsMax) ++points_;
    }
    return rate;
  }

 private:
  struct Point {
    std::int64_t nanos = 0;
    double value = 0;
  };

  static constexpr std::size_t kPointsMax = 8;

  std::int64_t step_nanos_;
  std::array<Point, kPointsMax> ring_{};
  std::size_t next_ = 0;
  std::size_t points_ = 0;
};

}  // namespace live_telemetry
