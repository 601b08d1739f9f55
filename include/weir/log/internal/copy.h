// SPDX-License-Identifier: MIT
//
// Copies payload into a frame.
//
// Short copies are done in place with overlapping moves of a fixed size, since
// calling memcpy for 16 or 100 bytes costs more than moving them. Long ones fetch what
// the next one will write, and the longest go past the caches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/log/internal/poison.h"

namespace weir::log_internal {

// So far ahead of what is being written, lines are fetched that will be written soon.
inline constexpr std::size_t kFetchAheadBytes = 2'048;
// So many of them by each claim, which is the whole of a short frame.
inline constexpr std::size_t kFetchedByClaimBytes = 3 * kCacheLineBytes;

// A copy from here on leaves the caches to others: before a line is written whole, it need
// not be read.
inline constexpr std::size_t kPastCachesBytes = 256 * 1024;

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

#ifdef __SSE2__
// `count` bytes, by stores that fill a line and send it off. They come before every later
// store: so before the publication.
inline void CopyPastCaches(std::byte* to, const std::byte* from, std::size_t count) {
  const std::size_t in_line = reinterpret_cast<std::uintptr_t>(to) % kCacheLineBytes;
  std::size_t head = (kCacheLineBytes - in_line) % kCacheLineBytes;
  if (head > count) head = count;
  std::memcpy(to, from, head);
  to += head;
  from += head;
  count -= head;
  for (; count >= kCacheLineBytes; count -= kCacheLineBytes) {
    auto* const line = reinterpret_cast<__m128i*>(to);
    const auto* const source = reinterpret_cast<const __m128i*>(from);
    const __m128i first = _mm_loadu_si128(source);
    const __m128i second = _mm_loadu_si128(source + 1);
    const __m128i third = _mm_loadu_si128(source + 2);
    const __m128i fourth = _mm_loadu_si128(source + 3);
    _mm_stream_si128(line, first);
    _mm_stream_si128(line + 1, second);
    _mm_stream_si128(line + 2, third);
    _mm_stream_si128(line + 3, fourth);
    to += kCacheLineBytes;
    from += kCacheLineBytes;
  }
  std::memcpy(to, from, count);
  // A release store would let such stores pass, of which the memory model knows nothing.
  _mm_sfence();
}
#endif

// More than 128 bytes.
[[gnu::noinline]] inline void CopyLongBytes(std::byte* to, const std::byte* from,
                                            std::size_t count) {
  // The swap of the next claim waits until this copy has reached the cache. The processor
  // itself foresees a long one, but not where a short one goes on.
  if (count <= kFetchAheadBytes) {
    const std::byte* const ahead = to + count + kFetchAheadBytes;
    for (std::size_t i = kFetchedByClaimBytes; i < count; i += kCacheLineBytes) {
      __builtin_prefetch(ahead + i, /*write=*/1);
    }
  }
#if defined(__SSE2__) && !defined(WEIR_ADDRESS_SANITIZER) && !WEIR_THREAD_SANITIZER
  // Not where somebody watches each store.
  if (count >= kPastCachesBytes) {
    CopyPastCaches(to, from, count);
    return;
  }
#endif
  std::memcpy(to, from, count);
}

[[gnu::always_inline]] inline void CopyBytes(std::byte* to, const std::byte* from,
                                             std::size_t count) {
  // The compiler must not know what the pointers point to: where it knows a
  // length, it would warn of the branches that this length never takes.
  asm("" : "+r"(from), "+r"(to));
  if (count > 128) {
    CopyLongBytes(to, from, count);
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
