// SPDX-License-Identifier: MIT
//
// An Allowlist excuses single places from single rules, for a reason each.
#pragma once

#include <cstddef>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "tidy/source.h"
#include "tidy/violation.h"

namespace weir::tidy {

inline constexpr std::string_view kAllowlistPath = "tests/tidy/allowlist.txt";
inline constexpr std::size_t kReasonCharactersMin = 15;

struct AllowlistEntry {
  int line = 1;
  int count = 0;
};

struct Allowlist {
  // By rule and path.
  std::map<std::pair<std::string, std::string>, AllowlistEntry> entries;
  // What is wrong with the list itself.
  Violations violations;
};

inline Allowlist ParseAllowlist(std::string_view text) {
  Allowlist allowlist;
  int line_number = 0;
  for (const std::string_view line : Lines(text)) {
    ++line_number;
    if (Trimmed(line).empty() || line.starts_with('#')) continue;
    std::istringstream fields{std::string(line)};
    std::string rule;
    std::string path;
    int count = 0;
    std::string reason;
    fields >> rule >> path >> count;
    std::getline(fields, reason);
    if (count < 1 || Trimmed(reason).size() < kReasonCharactersMin) {
      allowlist.violations.push_back({std::string(kAllowlistPath), line_number, "allowlist",
                                      "an entry reads \"rule path count reason\", and the reason "
                                      "is a sentence; complete it"});
      continue;
    }
    allowlist.entries[{rule, path}] = {line_number, count};
  }
  return allowlist;
}

// What the allowlist does not excuse. A file with an entry is excused if it breaks
// the rule exactly as often as the entry says, and else shown as a whole.
inline Violations Unexcused(const Violations& violations, const Allowlist& allowlist) {
  std::map<std::pair<std::string, std::string>, int> counts;
  for (const Violation& violation : violations) ++counts[{violation.rule, violation.path}];
  Violations unexcused = allowlist.violations;
  for (const Violation& violation : violations) {
    const std::pair key(violation.rule, violation.path);
    const auto entry = allowlist.entries.find(key);
    if (entry == allowlist.entries.end() || entry->second.count != counts[key]) {
      unexcused.push_back(violation);
    }
  }
  for (const auto& [key, entry] : allowlist.entries) {
    const int is = counts[key];
    if (is == entry.count) continue;
    unexcused.push_back(
        {std::string(kAllowlistPath), entry.line, "allowlist",
         "an entry says how often its file breaks the rule: " + std::to_string(entry.count) +
             ", and it is " + std::to_string(is) + "; mend the file or the entry"});
  }
  return unexcused;
}

}  // namespace weir::tidy
