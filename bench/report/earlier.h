// SPDX-License-Identifier: MIT
//
// Reads what an earlier run wrote into its report.json.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report/results.h"

namespace weir::bench {

struct Run {
  // "cpu", "compiler" and so on, in their order.
  std::vector<std::pair<std::string, std::string>> facts;
  Results results;
};

// Nothing, and why on stderr, if it cannot be read or has no cases.
std::optional<Run> ReadRun(const std::string& path);

}  // namespace weir::bench
