// SPDX-License-Identifier: MIT
//
// A RandomReader is what a thread has that opens cursors at random while the stream is
// in use: whose stream and pace, and the traces of all its cursors.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "stress/support/fast_random.h"
#include "stress/support/horizon.h"
#include "stress/support/pace.h"
#include "stress/support/trace.h"
#include "weir/base/status.h"
#include "weir/stream/stream.h"

namespace weir::testing {

class RandomReader {
 public:
  RandomReader(Stream& stream, const Horizon& horizon, Pace& pace, std::uint64_t pause_max,
               std::uint64_t seed)
      : stream_(stream), horizon_(horizon), pace_(pace), pause_max_(pause_max), random_(seed) {}

  std::vector<Trace>& traces() { return traces_; }

 protected:
  // That the cursor of `trace` was not opened, which none is refused.
  void Complain(Trace trace, const absl::Status& status) {
    trace.complaint = std::string(FromAbsl(status.message()));
    traces_.push_back(std::move(trace));
  }

  // Each notes in `trace` from when on the cursor reads.
  Position AtHorizon(Trace& trace) const {
    trace.start_nanos = horizon_.min_nanos();
    return Position::TrimHorizon();
  }
  Position AtDrawnTime(Trace& trace) {
    const std::int64_t horizon_nanos = horizon_.min_nanos();
    const auto ago = static_cast<std::uint64_t>(horizon_.clock().NowNanos() - horizon_nanos);
    trace.start_nanos = horizon_nanos + static_cast<std::int64_t>(random_.Below(ago + 1));
    return Position::AtTimestamp(absl::FromUnixNanos(*trace.start_nanos));
  }

  // Set at construction, never written again.
  Stream& stream_;
  const Horizon& horizon_;
  Pace& pace_;
  const std::uint64_t pause_max_;
  // Of the running thread.
  FastRandom random_;
  std::vector<Trace> traces_;
};

}  // namespace weir::testing
