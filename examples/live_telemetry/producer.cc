// SPDX-License-Identifier: MIT

#include "live_telemetry/producer.h"

#include <algorithm>
#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weir/base/clock.h"

namespace live_telemetry {
namespace {

// A round that gives few samples is not repeated faster than this, and one that
// gives none (its files are gone) no faster than that.
constexpr std::int64_t kRoundNanosMin = 5'000'000;
constexpr std::int64_t kEmptyRoundNanos = 200'000'000;

}  // namespace

void Producer::Run(const std::stop_token& stop) {
  const weir::Clock& clock = weir::SystemClock::Get();
  std::int64_t due_nanos = clock.NowNanos();
  while (!stop.stop_requested()) {
    readings_.Clear();
    for (const std::unique_ptr<Source>& source : sources_) {
      source->Read(clock.NowNanos(), readings_);
    }
    status_ = publisher_.Publish(readings_.Entries());
    if (!status_.ok()) return;
    // The next round is due when this one's share of a second is over.
    const double seconds = static_cast<double>(readings_.size()) / options_.samples_per_second;
    due_nanos += readings_.size() == 0
                     ? kEmptyRoundNanos
                     : std::max(static_cast<std::int64_t>(seconds * 1e9), kRoundNanosMin);
    // Late by a throttle or a busy machine: go on from here, do not catch up.
    const std::int64_t now_nanos = clock.NowNanos();
    due_nanos = std::max(due_nanos, now_nanos);
    absl::SleepFor(absl::Nanoseconds(due_nanos - now_nanos));
  }
}

}  // namespace live_telemetry
