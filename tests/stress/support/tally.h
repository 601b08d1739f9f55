// SPDX-License-Identifier: MIT
//
// A Tally is what a stress test came to, printed as one line that a script can add up:
//
//   tally: rounds=4 put=2000000 read=6000000 trimmed=100000
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iostream>
#include <string_view>
#include <utility>

namespace weir::testing {

// `put` counts a record only if its fate was checked: a cursor read it and found it to
// be what was put, or was told that it was trimmed. `read` counts it for each cursor.
inline void PrintTally(std::initializer_list<std::pair<std::string_view, std::uint64_t>> figures) {
  std::cout << "tally:";
  for (const auto& [name, figure] : figures) std::cout << ' ' << name << '=' << figure;
  std::cout << std::endl;
}

}  // namespace weir::testing
