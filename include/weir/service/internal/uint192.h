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
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

// What is left, and how often ten to the 19th is in it.
struct DividedByTenTo19 {
  std::uint64_t quotient = 0;
  std::uint64_t remainder = 0;
};

// Ten to the 19th is the largest power of ten that a word holds.
inline constexpr std::uint64_t kTenTo19 = 10'000'000'000'000'000'000u;

// `high` is below kTenTo19, so that the quotient is a word. Two multiplications in place of
// a division of 128 bits, which a compiler leaves to a function that does not know the
// divisor: "Improved division by invariant integers", Moeller and Granlund, 2011, algorithm
// 4. It wants a divisor with the highest bit set, and this one has it.
constexpr DividedByTenTo19 DivideByTenTo19(std::uint64_t high, std::uint64_t low) {
  using base_internal::NativeUint128;
  static_assert(kTenTo19 >> 63 == 1);
  constexpr auto kReciprocal =
      static_cast<std::uint64_t>(~NativeUint128{0} / kTenTo19 - (NativeUint128{1} << 64));
  const NativeUint128 product =
      NativeUint128{kReciprocal} * high + (NativeUint128{high} << 64 | low);
  std::uint64_t quotient = static_cast<std::uint64_t>(product >> 64) + 1;
  std::uint64_t remainder = low - quotient * kTenTo19;
  // One too many, most of the time; and one too few, hardly ever.
  if (remainder > static_cast<std::uint64_t>(product)) {
    --quotient;
    remainder += kTenTo19;
  }
  if (remainder >= kTenTo19) [[unlikely]] {
    ++quotient;
    remainder -= kTenTo19;
  }
  return {.quotient = quotient, .remainder = remainder};
}

// Writes eight digits, with zeros in front. Halves, not one digit after the other: none of
// them has to wait for the last one.
inline void WriteEightDigits(std::uint64_t value, char* digits) {
  static constexpr auto kPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      pairs[i] = static_cast<char>('0' + (i % 2 == 0 ? i / 20 : i / 2 % 10));
    }
    return pairs;
  }();
  const auto write_four = [](std::uint64_t four, char* to) {
    std::memcpy(to, &kPairs[four / 100 * 2], 2);
    std::memcpy(to + 2, &kPairs[four % 100 * 2], 2);
  };
  write_four(value / 10'000, digits);
  write_four(value % 10'000, digits + 4);
}

inline std::string Uint192::ToDecimal() const {
  // 19 digits at a time, as many as a word holds: three long divisions instead of 58.
  constexpr std::size_t kPartDigits = 19;
  constexpr std::uint64_t kTenTo8 = 100'000'000;
  std::array<char, (kUint192DigitsMax / kPartDigits + 1) * kPartDigits> digits;
  char* const end = digits.data() + digits.size();
  char* first = end;
  Uint192 rest = *this;
  do {
    std::uint64_t part = 0;
    for (std::uint64_t* const word : {&rest.high, &rest.middle, &rest.low}) {
      if (part == 0 && *word < kTenTo19) {
        part = std::exchange(*word, 0);
        continue;
      }
      const DividedByTenTo19 divided = DivideByTenTo19(part, *word);
      *word = divided.quotient;
      part = divided.remainder;
    }
    first -= kPartDigits;
    WriteEightDigits(part % kTenTo8, first + 11);
    part /= kTenTo8;
    WriteEightDigits(part % kTenTo8, first + 3);
    part /= kTenTo8;
    first[0] = static_cast<char>('0' + part / 100);
    first[1] = static_cast<char>('0' + part / 10 % 10);
    first[2] = static_cast<char>('0' + part % 10);
  } while (rest != Uint192{});
  while (first != end - 1 && *first == '0') ++first;
  return std::string(first, end);
}

}  // namespace weir::service_internal
