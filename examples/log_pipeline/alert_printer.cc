// SPDX-License-Identifier: MIT
#include "log_pipeline/alert_printer.h"

#include <cstddef>
#include <cstdio>

#include "log_pipeline/printable.h"
#include "support/atomic_file.h"

namespace log_pipeline {
namespace {

constexpr std::size_t kLineShownBytes = 1'000;
constexpr std::size_t kKeyShownBytes = 80;

}  // namespace

void AlertPrinter::Refill() {
  const SteadyClock::time_point now = SteadyClock::now();
  if (now - second_begin_ < std::chrono::seconds(1)) return;
  second_begin_ = now;
  allowed_ = alerts_per_second_;
  if (held_back_ == 0) return;
  output_ += "alert: " + WithCommas(held_back_) + " more that match\n";
  held_back_ = 0;
}

void AlertPrinter::Alert(const weir::RecordView& record) {
  ++alerts_;
  // Only a match that could be shown is worth a look at the clock.
  if (allowed_ == 0) {
    ++alerts_not_shown_;
    ++held_back_;
    return;
  }
  --allowed_;
  output_ += "alert: [";
  AppendPrintable(record.partition_key, kKeyShownBytes, output_);
  output_ += "] ";
  AppendPrintable(weir::AsText(record.data), kLineShownBytes, output_);
  output_ += '\n';
}

absl::Status AlertPrinter::Flush() {
  Refill();
  if (output_.empty()) return absl::OkStatus();
  const std::size_t written = std::fwrite(output_.data(), 1, output_.size(), stdout);
  const bool is_written = written == output_.size() && std::fflush(stdout) == 0;
  output_.clear();
  return is_written ? absl::OkStatus() : examples::ErrnoStatus("write standard output");
}

}  // namespace log_pipeline
