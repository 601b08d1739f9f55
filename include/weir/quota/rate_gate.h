// SPDX-License-Identifier: MIT
//
// A RateGate says whether something may pass, given how much has passed before
// and what time it is: a token bucket in one word that somebody else counts for.
//
// Not a bucket that holds tokens: tokens would have to be taken out and, when the
// taker then fails, put back. The gate keeps no count at all. It is asked with
// the running total of what was admitted, which for a log is its tail, and keeps
// the one thing that the total does not tell: how much was lost because the
// bucket was full. In tokens, with in(t) = rate * t rounded down:
//
//   ceiling = the least of  total(s) + burst - in(s)  over all moments s looked at
//   admit   = total + n <= ceiling + in(now)
//
// Both sides are whole numbers, so nothing is ever rounded away, however long it
// runs: what is granted in any time t is at most rate * t + burst, exactly.
//
//   weir::RateGate gate;
//   gate.Check({.per_second = 1000, .burst = 1000}, total, 1, nanos_since_start)
//
// Threads:   any. Exact if the caller's total then changes by compare-and-swap
//            from the value asked with, and its clock never goes back.
// Progress:  lock-free.
// Cost:      two multiplications; one exchange when the bucket had been full.
// Lifetime:  none.
#pragma once

#include <cstdint>
#include <limits>

#include "weir/base/atomic.h"
#include "weir/model/limits.h"

namespace weir {

// What a gate says.
struct GateVerdict {
  // 0 if admitted, else how long until it would be, had nobody else come; the
  // largest number if never.
  std::int64_t retry_after_nanos = 0;

  bool IsAdmitted() const { return retry_after_nanos == 0; }
};

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

template <class Atomics>
class BasicRateGate {
 public:
  // May `count` more pass, when `total` have, `now_nanos` after the start? Both
  // are at least 0. Changes nothing but what a full bucket has lost.
  GateVerdict Check(const Rate& rate, std::uint64_t total, std::uint64_t count,
                    std::int64_t now_nanos) {
    const std::int64_t tokens_in = TokensIn(rate, now_nanos);
    const std::int64_t missing = Missing(rate, total, count, tokens_in);
    if (__builtin_expect(missing <= 0, 1)) return {};
    if (static_cast<std::int64_t>(count) > rate.EffectiveBurst()) return {kNever};
    const std::int64_t until_nanos = NanosUntil(rate, tokens_in + missing);
    // Not later only where TokensIn() has ended: nothing more comes in.
    return {until_nanos == kNever || until_nanos <= now_nanos ? kNever : until_nanos - now_nanos};
  }

  // The same for who has TokensIn() already: how many tokens there are too few; 0 or
  // less if none.
  std::int64_t Missing(const Rate& rate, std::uint64_t total, std::uint64_t count,
                       std::int64_t tokens_in) {
    const auto passed = static_cast<std::int64_t>(total);
    const std::int64_t full = passed + rate.EffectiveBurst() - tokens_in;
    // Relaxed, load and exchange: the caller's total is ordered by its own edge,
    // and whoever admitted the last of it had lowered this before.
    std::int64_t ceiling = ceiling_.LoadRelaxed();
    while (full < ceiling && !ceiling_.CompareExchangeRelaxed(ceiling, full)) {
    }
    if (full < ceiling) ceiling = full;
    return passed + static_cast<std::int64_t>(count) - ceiling - tokens_in;
  }

  // Whether Missing() would be 0 or less and change nothing: the bucket holds `count`
  // tokens and has lost none since. `balance` is the total less TokensIn(). A rate
  // without limit passes with the largest burst there is and no tokens in.
  bool IsWithin(std::int64_t burst, std::int64_t balance, std::uint64_t count) const {
    // Relaxed: as in Missing(). A ceiling that was never set wraps to a negative room.
    const auto room = static_cast<std::int64_t>(static_cast<std::uint64_t>(ceiling_.LoadRelaxed()) -
                                                static_cast<std::uint64_t>(balance));
    return room >= static_cast<std::int64_t>(count) && room <= burst;
  }

  // Lets `count` of the total not count: it was over the limit and let through.
  void Forgive(std::uint64_t count) {
    // Relaxed: as in Check().
    ceiling_.FetchAddRelaxed(static_cast<std::int64_t>(count));
  }

  // How many tokens came in by then. Ends at kTokensMax: for a rate of up to a billion
  // not before all clocks do, for the fastest after 29 years.
  static std::int64_t TokensIn(const Rate& rate, std::int64_t now_nanos) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    // In two steps, so that 64 bits are enough.
    std::int64_t tokens = 0;
    if (__builtin_expect(__builtin_mul_overflow(rate.per_second, now_nanos / kSecond, &tokens),
                         0)) {
      return kTokensMax;
    }
    if (__builtin_expect(tokens > kTokensMax - rate.per_second, 0)) return kTokensMax;
    return tokens + static_cast<std::int64_t>(static_cast<std::uint64_t>(rate.per_second) *
                                              static_cast<std::uint64_t>(now_nanos % kSecond) /
                                              static_cast<std::uint64_t>(kSecond));
  }

  // The first moment at which `tokens` have come in; kNever if no clock comes so far.
  static std::int64_t NanosUntil(const Rate& rate, std::int64_t tokens) {
    constexpr std::int64_t kSecond = 1'000'000'000;
    const std::int64_t seconds = tokens / rate.per_second;
    if (seconds >= kNever / kSecond) return kNever;
    const auto rest = static_cast<std::uint64_t>(tokens % rate.per_second);
    const auto per_second = static_cast<std::uint64_t>(rate.per_second);
    return seconds * kSecond +
           static_cast<std::int64_t>((rest * kSecond + per_second - 1) / per_second);
  }

 private:
  // So that a burst and a request more do not overflow.
  static constexpr std::int64_t kTokensMax = kNever - 4 * kRatePerSecondMax;

  // Starts as "a full bucket, whenever that is".
  typename Atomics::template Atomic<std::int64_t> ceiling_{kNever};
};

using RateGate = BasicRateGate<StdAtomics>;

static_assert(kNever / kRatePerSecondMax > 900'000'000,
              "at the fastest rate, 28 years of tokens fit 64 bits");
static_assert(static_cast<std::uint64_t>(kRatePerSecondMax) <=
                  std::numeric_limits<std::uint64_t>::max() / 1'000'000'000,
              "a rate times a second's nanoseconds fits 64 bits");

}  // namespace weir
