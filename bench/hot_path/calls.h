// SPDX-License-Identifier: MIT
//
// Counts what a piece of work asks of others: memory of the allocator, locks, and the
// system.
//
// The work runs in a process of its own, a copy of this one, that is traced: so every
// system call is seen, whoever makes it, and not only those of some list. Needs Linux, and
// that a process may trace its own children.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace weir::bench {

struct Calls {
  std::int64_t allocations = 0;
  // Of pthread_mutex_lock, which may wait. An attempt that does not wait is none.
  std::int64_t locks = 0;
  std::int64_t system_calls = 0;
  // The number of the first of them, as <sys/syscall.h> has it.
  std::int64_t first_system_call = -1;

  bool AreNone() const { return allocations == 0 && locks == 0 && system_calls == 0; }
};

// Calls `prepare()` once, and what it returned twice: what the second time called. Nothing
// if that process did not come to its end.
std::optional<Calls> CallsOf(const std::function<std::function<void()>()>& prepare);

// Whether processes may be traced here.
bool CanTrace();

}  // namespace weir::bench
