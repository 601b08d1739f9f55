// SPDX-License-Identifier: MIT
//
// A Uint192 is an unsigned 192-bit number: room for the 188 bits of a Kinesis
// sequence number. It compares, reads and writes decimals, and takes bits out and
// puts them in; it has no other arithmetic, for nothing here needs any.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/base/uint128.h"

namespace weir::service_internal {

// A run of bits, of which bit 0 is the lowest of the number.
struct BitRange {
  unsigned first = 0;
  // 1 to 64.
  unsigned count = 0;

  constexpr std::uint64_t Mask() const { return ~std::uint64_t{0} >> (64 - count); }
};

struct Uint192 {
  std::uint64_t high = 0;
  std::uint64_t middle = 0;
  std::uint64_t low = 0;

  static constexpr Uint192 Max() {
    return {.high = ~std::uint64_t{0}, .middle = ~std::uint64_t{0}, .low = ~std::uint64_t{0}};
  }

  // Reads what ToDecimal() writes, and nothing else: "0", or digits of which the first
  // is not 0. Returns nullopt for any other form, and for a number above Max(); it
  // looks at no more digits than such a number has.
  static constexpr std::optional<Uint192> FromDecimal(std::string_view decimal);

  // Without leading zeros.
  std::string ToDecimal() const;

  // The number that the bits of `range` make.
  constexpr std::uint64_t Bits(BitRange range) const {
    return ShiftedRight(range.first).low & range.Mask();
  }

  // This number with `bits` where `range` is. What does not fit there is left out. Inlined,
  // where ranges are constants and little is left to do: a page has 10,000 numbers.
  [[gnu::always_inline]] constexpr Uint192 WithBits(BitRange range, std::uint64_t bits) const {
    const Uint192 mask = Uint192{.low = range.Mask()}.ShiftedLeft(range.first);
    const Uint192 placed = Uint192{.low = bits & range.Mask()}.ShiftedLeft(range.first);
    return {.high = (high & ~mask.high) | placed.high,
            .middle = (middle & ~mask.middle) | placed.middle,
            .low = (low & ~mask.low) | placed.low};
  }

  // By less than 192 bits.
  constexpr Uint192 ShiftedRight(unsigned bits) const {
    if (bits >= 128) return {.low = high >> (bits - 128)};
    if (bits >= 64) {
      return Uint192{.middle = high, .low = middle}.ShiftedRight(bits - 64);
    }
    if (bits == 0) return *this;
    return {.high = high >> bits,
            .middle = middle >> bits | high << (64 - bits),
            .low = low >> bits | middle << (64 - bits)};
  }
  constexpr Uint192 ShiftedLeft(unsigned bits) const {
    if (bits >= 128) return {.high = low << (bits - 128)};
    if (bits >= 64) {
      return Uint192{.high = middle, .middle = low}.ShiftedLeft(bits - 64);
    }
    if (bits == 0) return *this;
    return {.high = high << bits | middle >> (64 - bits),
            .middle = middle << bits | low >> (64 - bits),
            .low = low << bits};
  }

  friend constexpr auto operator<=>(const Uint192&, const Uint192&) = default;
};

// The digits of 2^192 - 1.
inline constexpr std::size_t kUint192DigitsMax = 58;

constexpr std::optional<Uint192> Uint192::FromDecimal(std::string_view decimal) {
  using base_internal::NativeUint128;
  if (decimal.empty() || decimal.size() > kUint192DigitsMax) return std::nullopt;
  if (decimal.front() == '0' && decimal.size() > 1) return std::nullopt;
  Uint192 value;
  for (const char character : decimal) {
    if (character < '0' || character > '9') return std::nullopt;
    // 10 * value + digit, word by word; none of the sums exceeds 128 bits.
    NativeUint128 carry = static_cast<NativeUint128>(character - '0');
    for (std::uint64_t* const word : {&value.low, &value.middle, &value.high}) {
      carry += NativeUint128{*word} * 10;
      *word = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    if (carry != 0) return std::nullopt;
  }
  return value;
}

inline std::string Uint192::ToDecimal() const {
  using base_internal::NativeUint128;
  // 19 digits at a time, as many as a word holds: three long divisions instead of 58.
  constexpr std::uint64_t kTenTo19 = 10'000'000'000'000'000'000u;
  std::array<char, kUint192DigitsMax> digits;
  std::size_t first = digits.size();
  Uint192 rest = *this;
  while (true) {
    NativeUint128 part = 0;
    for (std::uint64_t* const word : {&rest.high, &rest.middle, &rest.low}) {
      part = part << 64 | *word;
      *word = static_cast<std::uint64_t>(part / kTenTo19);
      part %= kTenTo19;
    }
    const bool is_last = rest == Uint192{};
    auto last_digits = static_cast<std::uint64_t>(part);
    for (int count = 0; is_last ? last_digits != 0 : count < 19; ++count) {
      digits[--first] = static_cast<char>('0' + last_digits % 10);
      last_digits /= 10;
    }
    if (is_last) break;
  }
  if (first == digits.size()) digits[--first] = '0';
  return std::string(digits.data() + first, digits.size() - first);
}

}  // namespace weir::service_internal
