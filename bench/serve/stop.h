// SPDX-License-Identifier: MIT
//
// How a measurement ends that cannot go on: a figure of a server that answers wrongly would
// be a figure of nothing.
#pragma once

#include <string_view>

namespace weir::bench {

// Says why on standard error, ends the servers and the program. From any thread.
[[noreturn]] void Stop(std::string_view why);

}  // namespace weir::bench
