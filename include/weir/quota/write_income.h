// SPDX-License-Identifier: MIT
//
// A WriteIncome is how many tokens the limits on puts have let in by a moment.
//
// It is the same for all shards of a stream, and as long as a ticked clock stands
// still it is the same for all puts. So an IncomeMemo keeps that of the last moment
// that was asked for, and most of the arithmetic of a put's limits is saved. It is
// pure arithmetic remembered, nothing is decided by it. Not for a clock that moves
// with every reading: then remembering costs more than counting.
//
//   weir::IncomeMemo memo;
//   const weir::WriteIncome income = memo.At(limits, {.now_nanos = now_nanos});
//
// Threads:   any.
// Progress:  lock-free.
// Cost:      four loads, where the moment is the last one.
// Lifetime:  one memo for one set of limits.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/model/limits.h"
#include "weir/quota/rate_gate.h"

namespace weir {

// A reading of the clock, and the one that limits count from.
struct IncomeMoment {
  std::int64_t now_nanos = 0;
  std::int64_t start_nanos = 0;

  std::int64_t Passed() const { return now_nanos > start_nanos ? now_nanos - start_nanos : 0; }
};

// Tokens since the stream began.
struct WriteIncome {
  std::int64_t bytes = 0;
  std::int64_t records = 0;

  // 0 of what is not limited.
  static WriteIncome By(const Limits& limits, IncomeMoment moment) {
    WriteIncome income;
    if (limits.write_bytes.IsLimited()) {
      income.bytes = RateGate::TokensIn(limits.write_bytes, moment.Passed());
    }
    if (limits.write_records.IsLimited()) {
      income.records = RateGate::TokensIn(limits.write_records, moment.Passed());
    }
    return income;
  }

  friend bool operator==(const WriteIncome&, const WriteIncome&) = default;
};

template <class Atomics>
class BasicIncomeMemo {
 public:
  // WriteIncome::By(), remembered. Always with the same limits and the same start;
  // `now_nanos` is at least 0.
  WriteIncome At(const Limits& limits, IncomeMoment moment) {
    WriteIncome income;
    return Recall(moment.now_nanos, income) ? income : Remember(limits, moment);
  }

  // Only if `now_nanos` is the moment that is remembered.
  [[gnu::always_inline]] inline bool Recall(std::int64_t now_nanos, WriteIncome& income) const {
    // Edge I, acquire, three times: pairs with Remember(). If the moment is the same
    // before and after, both numbers are of that moment: whoever writes others makes
    // it kBusy first, and no moment comes twice.
    if (__builtin_expect(moment_nanos_.LoadAcquire() != now_nanos, 0)) return false;
    income.bytes = bytes_.LoadAcquire();      // Edge I, acquire.
    income.records = records_.LoadAcquire();  // Edge I, acquire.
    // Relaxed: the loads before it have acquired what made their numbers.
    return __builtin_expect(moment_nanos_.LoadRelaxed() == now_nanos, 1);
  }

 private:
  static constexpr std::int64_t kBusy = -1;

  [[gnu::noinline]] WriteIncome Remember(const Limits& limits, IncomeMoment moment) {
    const WriteIncome income = WriteIncome::By(limits, moment);
    // Relaxed: a first guess; the exchange decides.
    std::int64_t before = moment_nanos_.LoadRelaxed();
    // Only forward, and one at a time: who comes second does without.
    if (before == kBusy || before >= moment.now_nanos) return income;
    // Edge I, acquire: the numbers of the moment before come before these. Were they
    // not known here, they could take their place behind these. kBusy itself reaches a
    // reader with the numbers, which are released after it.
    if (!moment_nanos_.CompareExchangeAcqRel(before, kBusy)) return income;
    // Edge I, release, three times: pairs with Recall().
    bytes_.StoreRelease(income.bytes);
    records_.StoreRelease(income.records);         // Edge I, release.
    moment_nanos_.StoreRelease(moment.now_nanos);  // Edge I, release.
    return income;
  }

  // The moment whose income this is; kBusy while it is being written. -2: none yet.
  typename Atomics::template Atomic<std::int64_t> moment_nanos_{-2};
  typename Atomics::template Atomic<std::int64_t> bytes_{0};
  typename Atomics::template Atomic<std::int64_t> records_{0};
};

using IncomeMemo = BasicIncomeMemo<StdAtomics>;

}  // namespace weir
