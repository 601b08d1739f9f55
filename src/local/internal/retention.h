// SPDX-License-Identifier: MIT
//
// What IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod share.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "local/internal/open_stream.h"

namespace weir::local_internal {

inline constexpr std::int32_t kRetentionHoursMin = 24;
inline constexpr std::int32_t kRetentionHoursMax = 8'760;

enum class RetentionChange : std::uint8_t { kIncrease, kDecrease };

// Changes the retention period of the stream, which is UPDATING for a while. What there is of
// records follows at once. InvalidArgumentException if no stream may have it, or it leads
// into the other direction; ResourceInUseException.
absl::Status ChangeRetention(const OwnedStream& stream, RetentionChange change, std::int32_t hours);

}  // namespace weir::local_internal
