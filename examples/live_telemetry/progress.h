// SPDX-License-Identifier: MIT
//
// Progress is what a consumer lets others see of it while it runs: how much it
// has read and how far behind it was.
//
// Only the thread that has a cursor may ask it for its lag; this is where it
// writes the answer down for the dashboard.
//
// Threads: any; a lock that is held for a few loads and stores.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "weir/base/mutex.h"
#include "weir/stream/cursor.h"

namespace live_telemetry {

// The larger of two in each figure.
inline weir::Lag LargerLag(const weir::Lag& a, const weir::Lag& b) {
  return {.records = std::max(a.records, b.records),
          .bytes = std::max(a.bytes, b.bytes),
          .milliseconds = std::max(a.milliseconds, b.milliseconds)};
}

class Progress {
 public:
  struct Snapshot {
    std::uint64_t records = 0;
    // The largest since the previous Take().
    weir::Lag lag;
  };

  void NoteLag(const weir::Lag& lag) {
    const weir::MutexLock lock(mutex_);
    now_.lag = LargerLag(now_.lag, lag);
  }

  void NoteRecords(std::uint64_t records) {
    const weir::MutexLock lock(mutex_);
    now_.records = records;
  }

  Snapshot Take() {
    const weir::MutexLock lock(mutex_);
    return std::exchange(now_, {.records = now_.records, .lag = {}});
  }

 private:
  weir::Mutex mutex_;
  Snapshot now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace live_telemetry
