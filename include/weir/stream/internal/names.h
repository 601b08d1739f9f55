// SPDX-License-Identifier: MIT
//
// Rules that several of a stream's methods check.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace weir::stream_internal {

// Of streams and consumers.
inline constexpr std::string_view kNameRule = "a name is 1 to 128 of [a-zA-Z0-9_.-]";
bool IsValidName(std::string_view name);

// InvalidArgument unless it is 1 s to 8,760 h.
absl::Status CheckRetentionPeriod(absl::Duration period);

}  // namespace weir::stream_internal
