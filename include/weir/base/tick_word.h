// SPDX-License-Identifier: MIT
//
// A TickWord is the time of a clock that stands still until somebody ticks it.
//
// Not a plain atomic: time never goes back, however many threads tick, and who sees
// a tick sees what its ticker did before. Users want a Clock; this is what one is
// made of that many threads read.
//
//   weir::TickWord word(0);
//   word.AdvanceTo(7);
//   std::int64_t now_nanos = word.NowNanos();  // 7
//
// Threads:   any may read and tick.
// Progress:  reading is wait-free, ticking lock-free.
// Cost:      a reading is one load; a tick is one exchange, if time has moved.
// Lifetime:  must outlive who reads it.
#pragma once

#include <cstdint>
#include <limits>

#include "weir/base/atomic.h"
#include "weir/base/check.h"

namespace weir {

template <class Atomics>
class BasicTickWord {
 public:
  explicit BasicTickWord(std::int64_t now_nanos) : now_nanos_(now_nanos) {}

  std::int64_t NowNanos() const {
    // Edge C, acquire: pairs with both ticks below, so that who sees a tick sees what
    // came before it.
    return now_nanos_.LoadAcquire();
  }

  // Moves on to `nanos`, unless it is there or beyond.
  void AdvanceTo(std::int64_t nanos) {
    // Relaxed: a first guess; the exchange below decides.
    std::int64_t now = now_nanos_.LoadRelaxed();
    // Edge C, release: pairs with NowNanos(). A compare-exchange and not a store: of
    // two threads that tick, the later reading must win, or time would go back.
    while (now < nanos && !now_nanos_.CompareExchangeAcqRel(now, nanos)) {
    }
  }

  // Moves on by `nanos`, which are not negative and do not lead beyond 2262.
  void AdvanceBy(std::int64_t nanos) {
    WEIR_CHECK(nanos >= 0, "a clock never goes back: Advance takes no negative step");
    // Relaxed: a first guess; the exchange below decides.
    std::int64_t now = now_nanos_.LoadRelaxed();
    do {
      WEIR_CHECK(now <= std::numeric_limits<std::int64_t>::max() - nanos,
                 "a clock ends in 2262: Advance takes no step beyond");
      // Edge C, release: as in AdvanceTo().
    } while (!now_nanos_.CompareExchangeAcqRel(now, now + nanos));
  }

 private:
  // Written by whoever ticks.
  typename Atomics::template Atomic<std::int64_t> now_nanos_;
};

using TickWord = BasicTickWord<StdAtomics>;

}  // namespace weir
