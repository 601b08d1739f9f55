// SPDX-License-Identifier: MIT
//
// Copies payload into a frame.
//
// Short copies are done in place with overlapping moves of a fixed size, since
// calling memcpy for 16 or 100 bytes costs more than moving them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace weir::log_internal {

// Sixteen bytes in a register. Not an array, which g++ 12 would take through the
// stack.
using Block __attribute__((vector_size(16))) = unsigned char;

template <class Word>
inline Word LoadWord(const std::byte* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}
template <class Word>
inline void StoreWord(std::byte* to, const Word& word) {
  std::memcpy(to, &word, sizeof(word));
}

// `count` bytes, one word to two: two moves that may overlap.
template <class Word>
inline void CopyTwoWords(std::byte* to, const std::byte* from, std::size_t count) {
  const Word first = LoadWord<Word>(from);
  const Word last = LoadWord<Word>(from + count - sizeof(Word));
  StoreWord(to, first);
  StoreWord(to + count - sizeof(Word), last);
}

// `count` bytes, 32 to 64: four moves that may overlap.
inline void CopyFourBlocks(std::byte* to, const std::byte* from, std::size_t count) {
  const std::byte* const rest = from + count - 2 * sizeof(Block);
  const Block first = LoadWord<Block>(from);
  const Block second = LoadWord<Block>(from + sizeof(Block));
  const Block third = LoadWord<Block>(rest);
  const Block fourth = LoadWord<Block>(rest + sizeof(Block));
  StoreWord(to, first);
  StoreWord(to + sizeof(Block), second);
  StoreWord(to + count - 2 * sizeof(Block), third);
  StoreWord(to + count - sizeof(Block), fourth);
}

[[gnu::always_inline]] inline void CopyBytes(std::byte* to, const std::byte* from,
                                             std::size_t count) {
  // The compiler must not know what the pointers point to: where it knows a
  // length, it would warn of the branches that this length never takes.
  asm("" : "+r"(from), "+r"(to));
  if (count > 128) {
    std::memcpy(to, from, count);
  } else if (count > 64) {
    CopyFourBlocks(to, from, 64);
    CopyFourBlocks(to + count - 64, from + count - 64, 64);
  } else if (count > 32) {
    CopyFourBlocks(to, from, count);
  } else if (count >= 16) {
    CopyTwoWords<Block>(to, from, count);
  } else if (count >= 8) {
    CopyTwoWords<std::uint64_t>(to, from, count);
  } else if (count >= 4) {
    CopyTwoWords<std::uint32_t>(to, from, count);
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
  }
}

// The same, for what is mostly 16 to 32 bytes long.
[[gnu::always_inline]] inline void CopyShortBytes(std::byte* to, const std::byte* from,
                                                  std::size_t count) {
  if (__builtin_expect(count - sizeof(Block) <= sizeof(Block), 1)) {
    // As in CopyBytes().
    asm("" : "+r"(from), "+r"(to));
    CopyTwoWords<Block>(to, from, count);
  } else {
    CopyBytes(to, from, count);
  }
}

}  // namespace weir::log_internal
