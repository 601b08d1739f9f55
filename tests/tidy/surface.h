// SPDX-License-Identifier: MIT
//
// Rules "blanks" and "license": what every file has in common, whatever it is
// written in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"
#include "tidy/violation.h"

namespace weir::tidy {

// No tabs, no carriage returns, no blanks at a line's end, a newline at the file's.
inline Violations CheckBlanks(const Source& source) {
  Violations violations;
  const auto complain = [&](std::size_t index, const std::string& sentence) {
    violations.push_back({source.path, static_cast<int>(index) + 1, "blanks", sentence});
  };
  const std::vector<std::string_view> lines = Lines(source.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (Contains(lines[i], "\t")) complain(i, "text is indented with blanks; replace the tab");
    if (Contains(lines[i], "\r")) complain(i, "lines end with a newline; remove the return");
    if (lines[i].ends_with(' ')) complain(i, "a line ends with a character; cut the blanks off");
  }
  if (source.text.empty()) {
    complain(0, "a file says something; fill it or remove it");
  } else if (source.text.back() != '\n') {
    complain(lines.size() - 1, "a file ends with a newline; add it");
  } else if (lines.back().empty()) {
    complain(lines.size() - 1, "a file ends with its last line; remove the empty ones");
  }
  return violations;
}

// The license is the first line, behind the #! if there is one.
inline Violations CheckLicense(const Source& source) {
  std::string expected = "SPDX-License-Identifier: MIT";
  if (source.IsCpp()) {
    expected = "// " + expected;
  } else if (source.IsCMake() || source.IsScript()) {
    expected = "# " + expected;
  } else {
    return {};
  }
  const std::vector<std::string_view> lines = Lines(source.text);
  const std::size_t index = source.text.starts_with("#!") ? 1 : 0;
  if (index < lines.size() && lines[index] == expected) return {};
  return {{source.path, static_cast<int>(index) + 1, "license",
           "a source begins with its license; write \"" + expected + "\" as line " +
               std::to_string(index + 1)}};
}

}  // namespace weir::tidy
