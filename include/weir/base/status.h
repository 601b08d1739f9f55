// SPDX-License-Identifier: MIT
//
// The border to Abseil: its errors, made from std::string_view.
//
// Where Abseil was built for C++17 its string_view is the standard one; where
// it was built for C++14, as Debian's is, it is a type of its own, and neither
// converts to the other. Weir speaks std::string_view everywhere and crosses
// here, so that the same source builds with both.
//
//   if (count > limit) return weir::InvalidArgument(weir::Concat("count ", count, "…"));
//   std::string_view text = weir::FromAbsl(status.message());
//
// Threads:   any.
// Progress:  wait-free, but for the allocation of a status.
// Cost:      a status that is an error allocates; a crossing is free. The header
//            parses in 0.6 s, so what is on the hot path does without it.
// Lifetime:  a status owns its message; a view that crosses points where it did.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace weir {

// The same bytes, which must outlive the result.
inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}
inline std::string_view FromAbsl(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

// One function per code that Weir returns. `message` is copied.

// The caller's mistake, whatever the state: the message names value and limit.
inline absl::Status InvalidArgument(std::string_view message) {
  return absl::Status(absl::StatusCode::kInvalidArgument, ToAbsl(message));
}
// A limit on rate, memory or number is reached; later may do.
inline absl::Status ResourceExhausted(std::string_view message) {
  return absl::Status(absl::StatusCode::kResourceExhausted, ToAbsl(message));
}
// Not in this state: the caller must change the state first.
inline absl::Status FailedPrecondition(std::string_view message) {
  return absl::Status(absl::StatusCode::kFailedPrecondition, ToAbsl(message));
}
inline absl::Status NotFound(std::string_view message) {
  return absl::Status(absl::StatusCode::kNotFound, ToAbsl(message));
}
inline absl::Status AlreadyExists(std::string_view message) {
  return absl::Status(absl::StatusCode::kAlreadyExists, ToAbsl(message));
}
// A position before the oldest record held, or after the newest.
inline absl::Status OutOfRange(std::string_view message) {
  return absl::Status(absl::StatusCode::kOutOfRange, ToAbsl(message));
}
// Somebody asked for the wait or the work to end.
inline absl::Status Cancelled(std::string_view message) {
  return absl::Status(absl::StatusCode::kCancelled, ToAbsl(message));
}
inline absl::Status DeadlineExceeded(std::string_view message) {
  return absl::Status(absl::StatusCode::kDeadlineExceeded, ToAbsl(message));
}
// Not now, through nobody's fault: trying again is right.
inline absl::Status Unavailable(std::string_view message) {
  return absl::Status(absl::StatusCode::kUnavailable, ToAbsl(message));
}
// Something outside Weir broke its word, as a file that changed underneath. A
// broken invariant of Weir's own is a WEIR_CHECK.
inline absl::Status Internal(std::string_view message) {
  return absl::Status(absl::StatusCode::kInternal, ToAbsl(message));
}

}  // namespace weir
