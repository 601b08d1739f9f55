// SPDX-License-Identifier: MIT
//
// An AlertPrinter prints records that match, as they come, so many a second and
// no more; the others it counts, and says so.
//
// Threads: one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "weir/model/record.h"

namespace log_pipeline {

class AlertPrinter {
 public:
  explicit AlertPrinter(std::int64_t alerts_per_second)
      : alerts_per_second_(alerts_per_second), allowed_(alerts_per_second) {}

  // Shows `record`, or counts it as not shown.
  void Alert(const weir::RecordView& record);

  // Prints what there is to print: after each batch, and now and then at rest.
  absl::Status Flush();

  std::uint64_t alerts() const { return alerts_; }
  std::uint64_t alerts_not_shown() const { return alerts_not_shown_; }

 private:
  using SteadyClock = std::chrono::steady_clock;

  // Begins another second if it is time.
  void Refill();

  const std::int64_t alerts_per_second_;
  SteadyClock::time_point second_begin_ = SteadyClock::now();
  std::int64_t allowed_;
  // Not shown in this second.
  std::uint64_t held_back_ = 0;
  std::uint64_t alerts_ = 0;
  std::uint64_t alerts_not_shown_ = 0;
  std::string output_;
};

}  // namespace log_pipeline
