// SPDX-License-Identifier: MIT
//
// A Fiber is a thread of execution that runs only when it is switched to.
//
// Real threads would take 5 us to hand over to one another; this takes 5 ns, and an
// exploration does it ten million times. A fiber may be left for good in the
// middle of a function: its stack is used again, and destructors do not run.
//
// Sanitizers do not know these stacks, so the explorer is not built with them.
#pragma once

#include <cstddef>

// Elsewhere, or where it is asked for, the C library switches, with a system call.
#if defined(__x86_64__) && !defined(WEIR_EXPLORE_UCONTEXT)
#define WEIR_EXPLORE_OWN_SWITCH 1
#else
#define WEIR_EXPLORE_OWN_SWITCH 0
#include <ucontext.h>
#endif

namespace weir::explore {

class Fiber {
 public:
  // The one that is running already, to come back to.
  Fiber() = default;
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  ~Fiber();

  // The next switch to this fiber calls `entry(argument)`, which must not return.
  void Prepare(void (*entry)(void*), void* argument);

  // Goes on in `to`; returns when somebody switches back to `from`, which runs now.
  static void Switch(Fiber& from, Fiber& to);

 private:
  static constexpr std::size_t kStackBytes = 256 * 1024;

  // Mapped at the first Prepare(), behind a page that faults.
  std::byte* stack_ = nullptr;
#if WEIR_EXPLORE_OWN_SWITCH
  void* stack_pointer_ = nullptr;
#else
  ucontext_t context_{};
#endif
};

}  // namespace weir::explore
