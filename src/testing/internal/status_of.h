// SPDX-License-Identifier: MIT
//
// The status of an operation's answer, of whichever kind it is.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace weir::testing_internal {

inline const absl::Status& StatusOf(const absl::Status& answer) { return answer; }

template <class Result>
const absl::Status& StatusOf(const absl::StatusOr<Result>& answer) {
  return answer.status();
}

}  // namespace weir::testing_internal
