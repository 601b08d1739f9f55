// SPDX-License-Identifier: MIT
//
// Counts what the current thread allocates, in this test program.
//
// All forms of operator new are replaced; with glibc and without a sanitizer, which
// brings its own, malloc and its kin too.
#pragma once

#include <cstdint>

namespace weir::testing {

struct Allocations {
  std::uint64_t count = 0;
  // Bytes asked for, not what the allocator made of them.
  std::uint64_t bytes = 0;
};

// Since the thread began.
Allocations AllocationsOfThisThread();

}  // namespace weir::testing
