// SPDX-License-Identifier: MIT
//
// A Violation is one place that breaks one rule, and what to do about it.
#pragma once

#include <string>
#include <vector>

namespace weir::tidy {

struct Violation {
  std::string path;
  // From 1.
  int line = 1;
  // One word, by which allowlist.txt names the rule.
  std::string rule;
  // The rule in one sentence, and the way out.
  std::string sentence;
};

using Violations = std::vector<Violation>;

inline void Append(Violations& all, const Violations& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// One line each, in the form that editors jump to.
inline std::string Report(const Violations& violations) {
  std::string report;
  for (const Violation& violation : violations) {
    report += violation.path + ":" + std::to_string(violation.line) + ": [" + violation.rule +
              "] " + violation.sentence + "\n";
  }
  return report;
}

// Where they are, for the rules' own tests.
inline std::vector<int> LinesOf(const Violations& violations) {
  std::vector<int> lines;
  for (const Violation& violation : violations) lines.push_back(violation.line);
  return lines;
}

}  // namespace weir::tidy
