// SPDX-License-Identifier: MIT
//
// Counts what the current thread allocates, in this test program, and lets its
// allocations fail.
//
// All forms of operator new are replaced; with glibc and without a sanitizer, which
// brings its own, malloc and its kin too, and mmap, which is not counted and fails.
// Nothing under clang's ThreadSanitizer, which lets nobody replace its operator new:
// there, nothing is counted and nothing fails.
#pragma once

#include <cstdint>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WEIR_TEST_HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WEIR_TEST_HAS_SANITIZER 1
#endif
#if __has_feature(thread_sanitizer)
#define WEIR_TEST_KEEPS_NEW 1
#endif
#endif

namespace weir::testing {

// Whether anything is replaced.
#ifdef WEIR_TEST_KEEPS_NEW
inline constexpr bool kNewIsReplaced = false;
#else
inline constexpr bool kNewIsReplaced = true;
#endif

// Whether malloc and mmap are replaced, not only operator new.
#if defined(__GLIBC__) && !defined(WEIR_TEST_HAS_SANITIZER)
inline constexpr bool kMallocIsReplaced = true;
#else
inline constexpr bool kMallocIsReplaced = false;
#endif

struct Allocations {
  std::uint64_t count = 0;
  // Bytes asked for, not what the allocator made of them.
  std::uint64_t bytes = 0;
};

// Since the thread began.
Allocations AllocationsOfThisThread();

// Which allocations fail: one, or it and all that follow.
enum class Failing : std::uint8_t { kOnce, kFromThenOn };

// While it lives, allocations of the current thread fail, and pages that it maps. One
// at a time. A check that is made meanwhile allocates too: call Stop() before.
class FailingAllocations {
 public:
  // The first to fail, counted from 1.
  FailingAllocations(std::uint64_t first, Failing failing);
  FailingAllocations(const FailingAllocations&) = delete;
  FailingAllocations& operator=(const FailingAllocations&) = delete;
  ~FailingAllocations();

  // Ends it. True if any allocation failed.
  bool Stop();
};

}  // namespace weir::testing
