// SPDX-License-Identifier: MIT
//
// CheckTree applies every rule to a whole tree.
#pragma once

#include <string>
#include <string_view>

#include "tidy/allowlist.h"
#include "tidy/atomics.h"
#include "tidy/edges.h"
#include "tidy/floors.h"
#include "tidy/layout.h"
#include "tidy/lengths.h"
#include "tidy/public_header.h"
#include "tidy/surface.h"
#include "tidy/test_names.h"
#include "tidy/tree.h"
#include "tidy/violation.h"
#include "tidy/words_refused.h"

namespace weir::tidy {

// What breaks a rule and is not excused.
inline Violations CheckTree(const Tree& tree) {
  const auto text_of = [&tree](std::string_view path) -> std::string_view {
    const Source* const source = tree.Find(path);
    return source == nullptr ? std::string_view() : source->text;
  };
  const Floors floors = ParseFloors(text_of(kFloorsPath));
  Violations found = floors.violations;
  for (const Source& source : tree.sources) {
    Append(found, CheckFloors(source, floors));
    for (const auto check :
         {CheckLengths, CheckAtomics, CheckPublicHeader, CheckBlanks, CheckLicense, CheckUnfinished,
          CheckUsing, CheckAssert, CheckExceptions, CheckTestNames}) {
      Append(found, check(source));
    }
  }
  Append(found, CheckEdges(tree.sources, tree.Find(kArchitecturePath)));
  Append(found, CheckTopLevel(tree.top_level, text_of(".gitignore")));
  return Unexcused(found, ParseAllowlist(text_of(kAllowlistPath)));
}

}  // namespace weir::tidy
