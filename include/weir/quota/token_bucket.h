// SPDX-License-Identifier: MIT
//
// A TokenBucket is a RateGate with the count that it needs.
//
// For what has no tail to count by: reads. Not for puts; see WriteQuota.
//
//   weir::TokenBucket bucket;
//   if (bucket.Take(rate, 1, now_nanos).IsAdmitted()) ...
//
// Threads:   any.
// Progress:  lock-free.
// Cost:      as RateGate, and one exchange.
// Lifetime:  none.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/model/limits.h"
#include "weir/quota/rate_gate.h"

namespace weir {

template <class Atomics>
class BasicTokenBucket {
 public:
  // Takes `count` tokens, or none if there are not as many.
  GateVerdict Take(const Rate& rate, std::uint64_t count, std::int64_t now_nanos) {
    // Edge Q, acquire: pairs with the exchange below. Who sees a total sees the
    // gate as it was left by whoever made it.
    std::uint64_t taken = taken_.LoadAcquire();
    for (;;) {
      const GateVerdict verdict = gate_.Check(rate, taken, count, now_nanos);
      if (!verdict.IsAdmitted()) return verdict;
      // Edge Q, release: what this thread did to the gate, before the total.
      if (taken_.CompareExchangeAcqRel(taken, taken + count)) return verdict;
    }
  }

  // `count` that were taken were not needed after all. The bucket is no fuller for it
  // than it can be; and a Take() that began before them may lose them, for to its total
  // the bucket was full.
  void GiveBack(std::uint64_t count) {
    // Not out of the total: another thread may have asked the gate with it. What is
    // more than a burst, the next look takes off the gate.
    gate_.Forgive(count);
  }

  // Whether a token is there, which is not taken: for who learns only afterwards
  // how much it takes.
  GateVerdict Look(const Rate& rate, std::int64_t now_nanos) {
    // Edge Q, acquire: as Take().
    return gate_.Check(rate, taken_.LoadAcquire(), 1, now_nanos);
  }

  // Takes `count` tokens, also those that are not there yet.
  void Overdraw(std::uint64_t count) {
    // Relaxed: the gate was left by Look(), and the total alone has changed.
    taken_.FetchAddRelaxed(count);
  }

 private:
  BasicRateGate<Atomics> gate_;
  typename Atomics::template Atomic<std::uint64_t> taken_{0};
};

using TokenBucket = BasicTokenBucket<StdAtomics>;

}  // namespace weir
