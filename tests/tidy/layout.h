// SPDX-License-Identifier: MIT
//
// Rule "layout": the top level is a table of contents with eight entries.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"
#include "tidy/violation.h"

namespace weir::tidy {

inline constexpr std::array<std::string_view, 8> kTopLevel = {
    "CMakeLists.txt", "LICENSE", "README.md", "bench", "examples", "include", "src", "tests"};

// Whether a line of .gitignore names the top-level entry `name`: itself, or as
// far as a "*" at the line's end.
inline bool IsIgnored(std::string_view name, std::string_view gitignore) {
  for (std::string_view pattern : Lines(gitignore)) {
    pattern = Trimmed(pattern);
    if (pattern.starts_with('/')) pattern.remove_prefix(1);
    if (pattern.ends_with('/')) pattern.remove_suffix(1);
    if (pattern.empty() || pattern.starts_with('#')) continue;
    const bool is_prefix = pattern.ends_with('*') && pattern.size() > 1;
    if (is_prefix ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern) {
      return true;
    }
  }
  return false;
}

// `names` are the entries of the source root; `gitignore` may be empty.
inline Violations CheckTopLevel(const std::vector<std::string>& names, std::string_view gitignore) {
  Violations violations;
  for (const std::string& name : names) {
    const bool is_known = std::count(kTopLevel.begin(), kTopLevel.end(), name) != 0;
    // "build" is where the README builds, in an unpacked archive too.
    const bool is_build = name == "build" || IsIgnored(name, gitignore);
    if (is_known || is_build || name.starts_with('.')) continue;
    violations.push_back({name, 1, "layout",
                          "the top level holds only what layout.h lists; move it into one of the "
                          "folders"});
  }
  return violations;
}

}  // namespace weir::tidy
