// SPDX-License-Identifier: MIT
//
// What an execution gets when it maps memory.
#pragma once

namespace weir::explore {

// From here to the end of the execution the system has no more memory for a slab.
void RefuseMappings();
// Before each execution.
void AllowMappings();

}  // namespace weir::explore
