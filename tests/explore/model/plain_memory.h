// SPDX-License-Identifier: MIT
//
// Finds data races on plain bytes: two accesses that overlap, of which one writes, and
// neither happens before the other. In which order they happened to run does not
// matter, so a race is found in executions in which nothing came of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explore/model/call_site.h"
#include "explore/model/memory.h"

namespace weir::explore {

class PlainMemory {
 public:
  enum class Kind : std::uint8_t { kRead, kWrite, kFree };

  struct Access {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    Kind kind = Kind::kRead;
    int thread = 0;
    std::uint32_t step = 0;
    CallSite site;
  };

  void Begin() { accesses_.clear(); }

  // What is wrong with this access, and which earlier one it collides with; nullptr if
  // nothing is. The viewer's clock has ticked for it.
  const char* Note(Kind kind, const void* bytes, std::size_t count, const Viewer& viewer,
                   const CallSite& site, Access& other);

 private:
  std::vector<Access> accesses_;
};

}  // namespace weir::explore
