// SPDX-License-Identifier: MIT
#include "local/internal/retention.h"

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

absl::Status InvalidRetention(std::string_view message) {
  return KinesisError(KinesisException::kInvalidArgument, message);
}

absl::Status CheckRange(std::int32_t hours) {
  if (hours < kRetentionHoursMin) {
    return InvalidRetention(Concat("Minimum allowed retention period is ", kRetentionHoursMin,
                                   " hours. Requested retention period (", hours,
                                   " hours) is too short."));
  }
  if (hours > kRetentionHoursMax) {
    return InvalidRetention(Concat("Maximum allowed retention period is ", kRetentionHoursMax,
                                   " hours. Requested retention period (", hours,
                                   " hours) is too long."));
  }
  return absl::OkStatus();
}

// The period that it has already is right in either direction.
absl::Status CheckDirection(const LocalStream& stream, RetentionChange change, std::int32_t hours) {
  const std::int32_t existing = stream.retention_period_hours;
  const bool is_increase = change == RetentionChange::kIncrease;
  if (is_increase ? hours >= existing : hours <= existing) return absl::OkStatus();
  return InvalidRetention(Concat(
      "Requested retention period (", hours, " hours) for stream ", stream.arn.stream_name,
      " can not be ", is_increase ? "shorter" : "longer", " than existing retention period (",
      existing, " hours). Use ", is_increase ? "Decrease" : "Increase", "RetentionPeriod API."));
}

}  // namespace

absl::Status ChangeRetention(const OwnedStream& stream, RetentionChange change,
                             std::int32_t hours) {
  LocalStream& state = *stream;
  absl::Status status = CheckRange(hours);
  if (status.ok()) status = state.RequireActive();
  if (status.ok()) status = CheckDirection(state, change, hours);
  if (!status.ok()) return status;
  state.KeepFor(hours, stream.now_nanos);
  state.UpdateThen(stream.now_nanos,
                   [&state, hours](std::int64_t) { state.retention_period_hours = hours; });
  return absl::OkStatus();
}

}  // namespace weir::local_internal
