// SPDX-License-Identifier: MIT
//
// The time that deadlines are measured in: it never jumps, and means nothing outside.
#pragma once

#include <chrono>
#include <cstdint>

namespace weir::serve_internal {

inline std::int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace weir::serve_internal
