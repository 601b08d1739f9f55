// SPDX-License-Identifier: MIT
//
// WEIR_CHECK states what must hold for the library's own code to be right.
//
// It is for broken invariants only: a caller's mistake is an error returned,
// and expected life (throttled, trimmed, closed) is a value. It stays on in
// release builds, because an engine that goes on after a broken invariant
// loses records silently. Not for anything that input can cause.
//
//   WEIR_CHECK(offset_bytes <= capacity_bytes, "a frame ends inside its segment");
//
// Threads:   any.
// Progress:  wait-free while it holds.
// Cost:      one predicted branch.
// Lifetime:  the sentence must be a literal.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace weir::base_internal {

// Prints where and what, then aborts.
[[noreturn]] [[gnu::cold]] [[gnu::noinline]] inline void CheckFailed(const char* file, int line,
                                                                     const char* condition,
                                                                     const char* sentence) {
  std::fprintf(stderr, "%s:%d: weir: broken invariant: %s (%s)\n", file, line, sentence, condition);
  std::abort();
}

}  // namespace weir::base_internal

#define WEIR_CHECK(condition, sentence)                                                 \
  (__builtin_expect(static_cast<bool>(condition), 1)                                    \
       ? static_cast<void>(0)                                                           \
       : ::weir::base_internal::CheckFailed(__FILE__, __LINE__, #condition, sentence))
