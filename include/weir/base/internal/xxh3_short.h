// SPDX-License-Identifier: MIT
//
// XXH3 of 9 to 16 bytes, as its specification has it, without a call.
//
// xxhash.h has it too, but in one function for inputs of all lengths, which g++ inlines
// only where a program calls it once. Of the 51 instructions of a call, 16 looked for the
// right branch, kept registers, and made a half that nobody asked for.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "weir/base/uint128.h"

namespace weir::base_internal {

inline bool IsXxh3Short(std::string_view bytes) {
  // The words of the input are read as they lie in memory.
  return std::endian::native == std::endian::little && bytes.size() - 9 < 8;
}

[[gnu::always_inline]] inline Uint128 Xxh3Short(std::string_view bytes) {
  // The specification's PRIME64_1, PRIME64_2, PRIME32_2; and of its default secret, each
  // two words by exclusive or.
  constexpr std::uint64_t kFirstPrime = 0x9e3779b185ebca87;
  constexpr std::uint64_t kSecondPrime = 0xc2b2ae3d27d4eb4f;
  constexpr std::uint32_t kShortPrime = 0x85ebca77;
  constexpr std::uint64_t kFirstSecret = 0x59973f0033362349;
  constexpr std::uint64_t kSecondSecret = 0xc202797692d63d58;

  std::uint64_t first;
  std::uint64_t last;
  std::memcpy(&first, bytes.data(), sizeof(first));
  std::memcpy(&last, bytes.data() + bytes.size() - sizeof(last), sizeof(last));

  const auto product = NativeUint128{first ^ last ^ kFirstSecret} * kFirstPrime;
  const std::uint64_t low =
      static_cast<std::uint64_t>(product) + (std::uint64_t{bytes.size() - 1} << 54);
  last ^= kSecondSecret;
  const std::uint64_t high =
      static_cast<std::uint64_t>(product >> 64) + last + (last & 0xffffffff) * (kShortPrime - 1);
  const auto mixed = NativeUint128{low ^ __builtin_bswap64(high)} * kSecondPrime;
  const auto avalanche = [](std::uint64_t half) {
    half ^= half >> 37;
    half *= 0x165667919e3779f9;
    return half ^ half >> 32;
  };
  return {.high = avalanche(static_cast<std::uint64_t>(mixed >> 64) + high * kSecondPrime),
          .low = avalanche(static_cast<std::uint64_t>(mixed))};
}

}  // namespace weir::base_internal
