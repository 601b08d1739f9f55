// SPDX-License-Identifier: MIT
//
// Md5 is the hash by which Amazon Kinesis maps a partition key to a shard.
//
// It is here for that agreement only: where nobody compares shards with
// Kinesis, Xxh3_128() spreads keys as well at a fraction of the cost. An own
// implementation of RFC 1321, because the core depends on nothing that has one.
// Not for security: two texts with one MD5 are easily made.
//
//   weir::Md5("a");    // {.high = 0x0cc175b9c0f1b6a8, .low = 0x31c399e269772661}
//
// Threads:   any.
// Progress:  wait-free.
// Cost:      about 100 ns for a key of up to 55 bytes, and as much again for
//            each further 64; no allocation.
// Lifetime:  nothing is kept.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "weir/base/uint128.h"

namespace weir {
namespace base_internal {

// 64 bytes of text, read as little-endian words.
using Md5Block = std::array<std::uint32_t, 16>;
inline constexpr std::size_t kMd5BlockBytes = sizeof(Md5Block);

inline Md5Block LoadMd5Block(const char* text) {
  // Spelt with shifts, it is right on every machine, and one load on most.
  const auto byte = [text](std::size_t i) -> std::uint32_t {
    return static_cast<unsigned char>(text[i]);
  };
  Md5Block block;
  for (std::size_t i = 0; i < block.size(); ++i) {
    block[i] = byte(4 * i) | byte(4 * i + 1) << 8 | byte(4 * i + 2) << 16 | byte(4 * i + 3) << 24;
  }
  return block;
}

struct Md5State {
  std::uint32_t a = 0x67452301;
  std::uint32_t b = 0xefcdab89;
  std::uint32_t c = 0x98badcfe;
  std::uint32_t d = 0x10325476;
};

// The constant that each of the 64 steps adds: the integer part of
// 2^32 * |sin(step)|, the first step being 1 radian.
inline constexpr std::array<std::uint32_t, 64> kMd5Sines = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

// The four rounds of 16 steps differ in the order in which they take the
// block's words, in how far their steps rotate, and in how they mix three words
// of the state, of which `x` is the one just computed: the longest way through
// Md5 is through it, so the mixes are written to need it late.

struct Md5RoundF {
  static constexpr std::size_t kFirstStep = 0;
  static constexpr std::size_t WordIndex(std::size_t step) { return step % 16; }
  static constexpr std::array<int, 4> kRotations = {7, 12, 17, 22};
  // The bits of y where x is set, those of z where it is not.
  static std::uint32_t Mix(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return z ^ (x & (y ^ z));
  }
};

struct Md5RoundG {
  static constexpr std::size_t kFirstStep = 16;
  static constexpr std::size_t WordIndex(std::size_t step) { return (5 * step + 1) % 16; }
  static constexpr std::array<int, 4> kRotations = {5, 9, 14, 20};
  // The bits of x where z is set, those of y where it is not. The halves have
  // no bit in common, so that a sum is as good as an or, and can be reordered.
  static std::uint32_t Mix(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return (x & z) + (y & ~z);
  }
};

struct Md5RoundH {
  static constexpr std::size_t kFirstStep = 32;
  static constexpr std::size_t WordIndex(std::size_t step) { return (3 * step + 5) % 16; }
  static constexpr std::array<int, 4> kRotations = {4, 11, 16, 23};
  static std::uint32_t Mix(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return x ^ (y ^ z);
  }
};

struct Md5RoundI {
  static constexpr std::size_t kFirstStep = 48;
  static constexpr std::size_t WordIndex(std::size_t step) { return 7 * step % 16; }
  static constexpr std::array<int, 4> kRotations = {6, 10, 15, 21};
  static std::uint32_t Mix(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return y ^ (x | ~z);
  }
};

template <class Round>
inline void RunMd5Round(const Md5Block& block, Md5State& state) {
  auto& [a, b, c, d] = state;
  for (std::size_t step = 0; step < 16; step += 4) {
    const auto addend = [&block, step](std::size_t i) {
      return block[Round::WordIndex(step + i)] + kMd5Sines[Round::kFirstStep + step + i];
    };
    a = b + std::rotl(a + addend(0) + Round::Mix(b, c, d), Round::kRotations[0]);
    d = a + std::rotl(d + addend(1) + Round::Mix(a, b, c), Round::kRotations[1]);
    c = d + std::rotl(c + addend(2) + Round::Mix(d, a, b), Round::kRotations[2]);
    b = c + std::rotl(b + addend(3) + Round::Mix(c, d, a), Round::kRotations[3]);
  }
}

inline void AbsorbMd5Block(const Md5Block& block, Md5State& state) {
  const Md5State before = state;
  RunMd5Round<Md5RoundF>(block, state);
  RunMd5Round<Md5RoundG>(block, state);
  RunMd5Round<Md5RoundH>(block, state);
  RunMd5Round<Md5RoundI>(block, state);
  state.a += before.a;
  state.b += before.b;
  state.c += before.c;
  state.d += before.d;
}

}  // namespace base_internal

// The digest's 16 bytes, read as one big-endian number, as Kinesis reads them.
inline Uint128 Md5(std::string_view text) {
  using base_internal::kMd5BlockBytes;
  base_internal::Md5State state;
  std::string_view rest = text;
  for (; rest.size() >= kMd5BlockBytes; rest.remove_prefix(kMd5BlockBytes)) {
    base_internal::AbsorbMd5Block(base_internal::LoadMd5Block(rest.data()), state);
  }

  // The rest is followed by one set bit, by zeros, and in the last 8 bytes of a
  // block, the next one if it must be, by the length of the text in bits.
  std::array<char, kMd5BlockBytes> padded{};
  rest.copy(padded.data(), rest.size());
  padded[rest.size()] = '\x80';
  base_internal::Md5Block last = base_internal::LoadMd5Block(padded.data());
  if (rest.size() >= kMd5BlockBytes - sizeof(std::uint64_t)) {
    base_internal::AbsorbMd5Block(last, state);
    last = {};
  }
  const std::uint64_t text_bits = std::uint64_t{text.size()} * 8;
  last[14] = static_cast<std::uint32_t>(text_bits);
  last[15] = static_cast<std::uint32_t>(text_bits >> 32);
  base_internal::AbsorbMd5Block(last, state);

  // The digest is the four words' bytes, the lowest first.
  const auto two_words = [](std::uint32_t first, std::uint32_t second) {
    return std::uint64_t{__builtin_bswap32(first)} << 32 | __builtin_bswap32(second);
  };
  return {.high = two_words(state.a, state.b), .low = two_words(state.c, state.d)};
}

}  // namespace weir
