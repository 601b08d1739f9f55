// SPDX-License-Identifier: MIT
//
// Keeps two threads that talk to each other on two cores. Where other programs run, the
// scheduler may put both on one, and leave them there: then a trip is two changes of
// threads, twenty times as long, for whomever that befalls.
#pragma once

#if defined(__linux__)
#include <sched.h>
#endif

namespace weir::bench {

enum class Side { kHere, kThere };

// While it lives, the current thread is on the first or on the last of the cores that it
// may use: two that are seldom one core's two threads. Where it cannot be moved, it stays
// where it is.
class OwnCore {
 public:
#if defined(__linux__)
  explicit OwnCore(Side side) {
    if (sched_getaffinity(0, sizeof(before_), &before_) != 0) return;
    int first = -1;
    int last = -1;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (!CPU_ISSET(cpu, &before_)) continue;
      if (first < 0) first = cpu;
      last = cpu;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(side == Side::kHere ? first : last, &one);
    is_moved_ = sched_setaffinity(0, sizeof(one), &one) == 0;
  }
  OwnCore(const OwnCore&) = delete;
  OwnCore& operator=(const OwnCore&) = delete;
  ~OwnCore() {
    if (is_moved_) sched_setaffinity(0, sizeof(before_), &before_);
  }

 private:
  cpu_set_t before_{};
  bool is_moved_ = false;
#else
  explicit OwnCore(Side) {}
#endif
};

}  // namespace weir::bench
