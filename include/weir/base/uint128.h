// SPDX-License-Identifier: MIT
//
// A Uint128 is an unsigned 128-bit number: a hash, or a bound of a hash range.
//
// Not absl::uint128: its header costs 0.4 s to parse, and it prints and parses
// no decimals, which is how Kinesis writes hash keys. Not the compiler's
// __int128 either: it has no two halves to read, and -Wpedantic refuses it.
// Arithmetic wraps at 2^128. Not a big-number library: what is here is what
// routing and hash ranges need.
//
//   constexpr weir::Uint128 third = weir::Uint128::TwoTo128DividedBy(3);
//   third.ToDecimal();                                     // "1134274556403128211544…"
//   weir::Uint128::FromDecimal("340282366920938463463374607431768211456");   // nullopt: 2^128
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      two registers; ToDecimal() builds a string, nothing else allocates.
// Lifetime:  a value.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/base/check.h"

namespace weir {
namespace base_internal {

// __extension__ is what lets -Wpedantic accept a type that ISO C++ lacks.
__extension__ typedef unsigned __int128 NativeUint128;

}  // namespace base_internal

struct Uint128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  static constexpr Uint128 Max() { return {.high = ~std::uint64_t{0}, .low = ~std::uint64_t{0}}; }

  // 2^128 / `divisor`, rounded down; `divisor` is at least 1. Divided by 1 it
  // is 2^128 itself, which wraps to 0.
  static constexpr Uint128 TwoTo128DividedBy(std::uint64_t divisor) {
    // 2^128 does not fit, but 2^128 - 1 does. One more to divide reaches the
    // next multiple of `divisor` exactly when the remainder was the largest.
    const bool is_multiple = Max() % divisor == divisor - 1;
    return Max() / divisor + Uint128{.low = is_multiple ? 1u : 0u};
  }

  // Reads what ToDecimal() writes, and nothing else: "0", or up to 39 digits of
  // which the first is not 0 (the form of Kinesis's hash keys). Returns nullopt
  // for any other form, and for a number above 2^128 - 1.
  static constexpr std::optional<Uint128> FromDecimal(std::string_view decimal);

  // Without leading zeros.
  std::string ToDecimal() const;

  friend constexpr auto operator<=>(const Uint128&, const Uint128&) = default;

  friend constexpr Uint128 operator+(Uint128 a, Uint128 b) {
    return FromNative(a.ToNative() + b.ToNative());
  }
  friend constexpr Uint128 operator-(Uint128 a, Uint128 b) {
    return FromNative(a.ToNative() - b.ToNative());
  }
  friend constexpr Uint128 operator*(Uint128 a, std::uint64_t b) {
    return FromNative(a.ToNative() * b);
  }
  friend constexpr Uint128 operator/(Uint128 a, std::uint64_t b) {
    WEIR_CHECK(b != 0, "a divisor is not zero");
    return FromNative(a.ToNative() / b);
  }
  friend constexpr std::uint64_t operator%(Uint128 a, std::uint64_t b) {
    WEIR_CHECK(b != 0, "a divisor is not zero");
    return static_cast<std::uint64_t>(a.ToNative() % b);
  }

 private:
  static constexpr Uint128 FromNative(base_internal::NativeUint128 native) {
    return {.high = static_cast<std::uint64_t>(native >> 64),
            .low = static_cast<std::uint64_t>(native)};
  }
  constexpr base_internal::NativeUint128 ToNative() const {
    return base_internal::NativeUint128{high} << 64 | low;
  }
};

// The digits of 2^128 - 1.
inline constexpr std::size_t kUint128DigitsMax = 39;

constexpr std::optional<Uint128> Uint128::FromDecimal(std::string_view decimal) {
  if (decimal.empty() || decimal.size() > kUint128DigitsMax) return std::nullopt;
  if (decimal.front() == '0' && decimal.size() > 1) return std::nullopt;
  Uint128 value;
  for (const char character : decimal) {
    if (character < '0' || character > '9') return std::nullopt;
    const Uint128 digit{.low = static_cast<std::uint64_t>(character - '0')};
    // Whether 10 * value + digit fits, asked without computing it. 2^128 - 1
    // ends in 5, so below its tenth every digit fits.
    constexpr Uint128 kMaxTenth = Max() / 10;
    constexpr Uint128 kMaxLastDigit{.low = Max() % 10};
    if (value > kMaxTenth || (value == kMaxTenth && digit > kMaxLastDigit)) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

inline std::string Uint128::ToDecimal() const {
  std::array<char, kUint128DigitsMax> digits;
  std::size_t first = digits.size();
  Uint128 rest = *this;
  do {
    const Uint128 quotient = rest / 10;
    // The last digit is below 10, so the low halves suffice to find it.
    digits[--first] = static_cast<char>('0' + (rest.low - quotient.low * 10));
    rest = quotient;
  } while (rest != Uint128{});
  return std::string(digits.data() + first, digits.size() - first);
}

}  // namespace weir
