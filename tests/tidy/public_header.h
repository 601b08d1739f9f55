// SPDX-License-Identifier: MIT
//
// Rule "header": a public header opens with the license, what it is, an example,
// and the four lines that every user of a concurrent library looks for.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"
#include "tidy/violation.h"

namespace weir::tidy {

inline constexpr std::array<std::string_view, 4> kPromises = {
    "// Threads:", "// Progress:", "// Cost:", "// Lifetime:"};

inline bool IsPublicHeader(const Source& source) {
  return source.IsHeader() && source.IsUnder("include/") && !Contains(source.path, "/internal/");
}

// An indented line of comment that holds code, and not a drawing or a list.
inline bool IsExampleLine(std::string_view line) {
  return line.starts_with("//   ") && line.find_first_of("(;{") != std::string_view::npos;
}

inline bool IsContinuation(std::string_view line) { return line.starts_with("//   "); }

inline Violations CheckPublicHeader(const Source& source) {
  Violations violations;
  if (!IsPublicHeader(source)) return violations;
  const auto complain = [&](std::size_t index, const std::string& sentence) {
    violations.push_back({source.path, static_cast<int>(index) + 1, "header", sentence});
  };
  const std::vector<std::string_view> lines = Lines(source.text);
  std::size_t end = 0;
  while (end < lines.size() && lines[end].starts_with("//")) ++end;
  if (end == lines.size() || lines[end] != "#pragma once") {
    complain(end, "#pragma once follows the opening comment directly; put it there");
  }
  if (end < 3 || lines[1] != "//" || lines[2].size() < 4) {
    complain(0, "behind the license and a line \"//\" a header says in one sentence what it is");
  }
  std::size_t promised = 0;
  bool has_example = false;
  for (std::size_t i = 0; i < end; ++i) {
    if (promised == 0 && IsExampleLine(lines[i])) has_example = true;
    std::size_t which = 0;
    while (which < kPromises.size() && !lines[i].starts_with(kPromises[which])) ++which;
    if (which == kPromises.size()) {
      if (promised != 0 && !IsContinuation(lines[i])) {
        complain(i,
                 "nothing stands between and behind the four lines but their continuations, "
                 "indented; move it above them");
      }
      continue;
    }
    if (which != promised) {
      complain(i, "the four lines are Threads, Progress, Cost, Lifetime, once each in this order");
    }
    promised = which + 1;
    if (Trimmed(lines[i].substr(kPromises[which].size())).empty()) {
      complain(i, "a promise says something; complete the line, with \"none\" at the least");
    }
  }
  if (promised != kPromises.size()) {
    complain(end == 0 ? 0 : end - 1,
             "the opening comment ends with the four lines Threads, "
             "Progress, Cost, Lifetime; add what is missing");
  }
  if (!has_example) {
    complain(0,
             "the opening comment has a short example, indented by three blanks, above the "
             "four lines; add one that compiles");
  }
  return violations;
}

}  // namespace weir::tidy
