// SPDX-License-Identifier: MIT
//
// What happened in an execution, one line a step: thread, place in the source, the
// atomic's name as it stands there, the operation, the value.
#pragma once

#include <string>
#include <vector>

#include "explore/model/explorer.h"

namespace weir::explore {

std::string InterleavingText(const std::vector<TraceStep>& trace);

}  // namespace weir::explore
