// SPDX-License-Identifier: MIT
//
// How far apart two words must lie so that writing one does not slow the other.
//
// Not std::hardware_destructive_interference_size: clang 14 lacks it, and its
// value may differ between two compilers of one program, which in a header
// would be two layouts of one class. Not for bytes on disk or on a wire.
//
//   alignas(weir::kDestructiveBytes) std::uint64_t written_by_producers;
//
// Threads:   constants.
// Progress:  wait-free.
// Cost:      none at run time.
// Lifetime:  static.
#pragma once

#include <cstddef>

namespace weir {

// One cache line on every machine this runs on. Words that one thread uses
// together belong on one line.
inline constexpr std::size_t kCacheLineBytes = 64;

// Words of different threads belong this far apart: x86 fetches lines in
// neighbouring pairs, so 64 would still let one writer slow another.
inline constexpr std::size_t kDestructiveBytes = 128;

static_assert(kDestructiveBytes % kCacheLineBytes == 0,
              "a destructive distance is a whole number of lines");

}  // namespace weir
