// SPDX-License-Identifier: MIT
//
// What the tests of the program's parts share.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "support/catch.h"
#include "support/temporary_folder.h"
#include "weir/base/status.h"

namespace weir::testing {

// "INVALID_ARGUMENT: its message", or "OK".
inline std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StatusCodeToString(status.code()).append(": ").append(FromAbsl(status.message()));
}

}  // namespace weir::testing
