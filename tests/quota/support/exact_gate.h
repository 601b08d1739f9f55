// SPDX-License-Identifier: MIT
//
// What a rate gate must say, by its definition and in numbers that cannot
// overflow: slow, and plain enough to be believed.
#pragma once

#include <algorithm>
#include <cstdint>

#include "weir/model/limits.h"
#include "weir/quota/rate_gate.h"

namespace weir::testing {

__extension__ typedef __int128 Wide;

inline constexpr std::int64_t kSecond = 1'000'000'000;

// Tokens that came in by `now_nanos`: rate * t, rounded down.
inline Wide TokensIn(const Rate& rate, std::int64_t now_nanos) {
  return Wide{rate.per_second} * now_nanos / kSecond;
}

class ExactGate {
 public:
  GateVerdict Check(const Rate& rate, std::uint64_t total, std::uint64_t count,
                    std::int64_t now_nanos) {
    const Wide in = TokensIn(rate, now_nanos);
    ceiling_ = std::min(ceiling_, Wide{total} + rate.EffectiveBurst() - in);
    const Wide needed = Wide{total} + count - ceiling_;
    if (needed <= in) return {};
    if (count > static_cast<std::uint64_t>(rate.EffectiveBurst())) return {kNever};
    // The first nanosecond t with rate * t / 10^9 >= needed.
    const Wide at = (needed * kSecond + rate.per_second - 1) / rate.per_second;
    return {static_cast<std::int64_t>(at) - now_nanos};
  }
  void Forgive(std::uint64_t count) { ceiling_ += count; }

 private:
  Wide ceiling_ = Wide{1} << 100;
};

}  // namespace weir::testing
