// SPDX-License-Identifier: MIT
//
// Copies payload into a frame.
//
// Short copies are done in place with two overlapping moves of a fixed size, since
// calling memcpy for 16 or 100 bytes costs more than moving them.
#pragma once

#include <cstddef>
#include <cstring>

namespace weir::log_internal {

// `count` bytes from 2 * kHalf to kHalf at the least: two moves that may overlap.
template <std::size_t kHalf>
inline void CopyTwoHalves(std::byte* to, const std::byte* from, std::size_t count) {
  std::byte head[kHalf];
  std::byte tail[kHalf];
  std::memcpy(head, from, kHalf);
  std::memcpy(tail, from + count - kHalf, kHalf);
  std::memcpy(to, head, kHalf);
  std::memcpy(to + count - kHalf, tail, kHalf);
}

[[gnu::always_inline]] inline void CopyBytes(std::byte* to, const std::byte* from,
                                             std::size_t count) {
  // The compiler must not know what the pointers point to: where it knows a
  // length, it would warn of the branches that this length never takes.
  asm("" : "+r"(from), "+r"(to));
  if (count > 128) {
    std::memcpy(to, from, count);
  } else if (count > 64) {
    CopyTwoHalves<64>(to, from, count);
  } else if (count > 32) {
    CopyTwoHalves<32>(to, from, count);
  } else if (count >= 16) {
    CopyTwoHalves<16>(to, from, count);
  } else if (count >= 8) {
    CopyTwoHalves<8>(to, from, count);
  } else if (count >= 4) {
    CopyTwoHalves<4>(to, from, count);
  } else {
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i];
  }
}

}  // namespace weir::log_internal
