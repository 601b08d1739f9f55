// SPDX-License-Identifier: MIT
//
// The one place where what the standard library throws, for want of memory or of a
// thread, becomes an error that is returned. Weir throws nothing, and lets nothing
// through.
#pragma once

#include <new>
#include <system_error>
#include <utility>

#include "weir/base/status.h"

namespace weir::base_internal {

// What `action` returns, or ResourceExhausted if memory ran out on the way. The
// action must leave everything as it was until its last allocation is done. The
// message is empty, because making one would allocate.
template <class Action>
auto OrOutOfMemory(Action&& action) -> decltype(action()) {
#ifdef __cpp_exceptions
  try {
    return std::forward<Action>(action)();
  } catch (const std::bad_alloc&) {
    return absl::Status(absl::StatusCode::kResourceExhausted, absl::string_view());
  }
#else
  return std::forward<Action>(action)();
#endif
}

// OK once `start` has started a thread; ResourceExhausted if the system has none.
template <class Start>
absl::Status OrNoThread(Start&& start) {
#ifdef __cpp_exceptions
  try {
    std::forward<Start>(start)();
  } catch (const std::system_error&) {
    return absl::Status(absl::StatusCode::kResourceExhausted, absl::string_view());
  }
#else
  std::forward<Start>(start)();
#endif
  return absl::OkStatus();
}

}  // namespace weir::base_internal
