// SPDX-License-Identifier: MIT
//
// When something is due that takes a while: nanoseconds since the epoch end in the year 2262,
// and what would be due after that never is.
#pragma once

#include <cstdint>

#include "weir/quota/rate_gate.h"

namespace weir::local_internal {

// `duration_nanos`, which is not negative, after `nanos`; kNever if no clock gets so far.
constexpr std::int64_t Later(std::int64_t nanos, std::int64_t duration_nanos) {
  return nanos > kNever - duration_nanos ? kNever : nanos + duration_nanos;
}

}  // namespace weir::local_internal
