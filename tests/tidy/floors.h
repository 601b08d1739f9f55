// SPDX-License-Identifier: MIT
//
// Rule "floors": an include goes down the house, along an arrow of floors.txt.
//
// The compiler accepts any include that finds its file, so the architecture
// holds only as long as something reads the table.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/include_directive.h"
#include "tidy/source.h"
#include "tidy/violation.h"

namespace weir::tidy {

inline constexpr std::string_view kFloorsPath = "tests/tidy/floors.txt";

struct Floors {
  bool Knows(const std::string& floor) const { return below.count(floor) != 0; }
  bool MayInclude(const std::string& floor, const std::string& other) const {
    const std::vector<std::string>& allowed = below.at(floor);
    return floor == other || std::count(allowed.begin(), allowed.end(), other) != 0;
  }

  // The floors that each floor may include, itself left out.
  std::map<std::string, std::vector<std::string>> below;
  // What is wrong with the table itself.
  Violations violations;
};

inline Floors ParseFloors(std::string_view table) {
  Floors floors;
  int line_number = 0;
  for (const std::string_view line : Lines(table)) {
    ++line_number;
    if (Trimmed(line).empty() || line.starts_with('#')) continue;
    const auto complain = [&](const std::string& sentence) {
      floors.violations.push_back({std::string(kFloorsPath), line_number, "floors", sentence});
    };
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      complain("a line reads \"floor: floors that it may include\"; the colon is missing");
      continue;
    }
    const std::string floor(Trimmed(line.substr(0, colon)));
    if (floors.Knows(floor)) complain("a floor has one line; join the two of " + floor);
    std::istringstream names{std::string(line.substr(colon + 1))};
    std::vector<std::string> allowed;
    for (std::string name; names >> name;) {
      // Only known names may be used, so no cycle can be written down.
      if (!floors.Knows(name)) {
        complain("a floor names only floors on lines above its own, or there would be a cycle; " +
                 name + " is not above " + floor);
      }
      allowed.push_back(name);
    }
    floors.below[floor] = allowed;
  }
  return floors;
}

// "log" for log/frame.h; empty for a file without a folder.
inline std::string FirstFolder(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

// Of a file below include/weir/ or src/; empty for an umbrella header. The
// version is a constant that includes nothing of ours, so every floor may know it.
inline std::string FloorOfFile(std::string_view path) {
  if (path == "include/weir/version.h") return "base";
  for (const std::string_view root : {"include/weir/", "src/"}) {
    if (path.starts_with(root)) return FirstFolder(path.substr(root.size()));
  }
  return "";
}

// The floor that an include leads to; empty if it leads out of the library. A
// private header of src/ may be named from the source root or from src/.
inline std::string FloorOfInclude(const IncludeDirective& directive, const Floors& floors) {
  std::string_view path = directive.path;
  if (path.starts_with("weir/")) return FloorOfFile("include/" + directive.path);
  if (path.starts_with("src/")) path.remove_prefix(4);
  const std::string folder = FirstFolder(path);
  return directive.is_quoted && floors.Knows(folder) ? folder : "";
}

inline Violations CheckFloors(const Source& source, const Floors& floors) {
  Violations violations;
  if (!source.IsLibrary()) return violations;
  const auto complain = [&](int line, const std::string& sentence) {
    violations.push_back({source.path, line, "floors", sentence});
  };
  const std::string floor = FloorOfFile(source.path);
  const bool is_umbrella = floor.empty() && source.IsUnder("include/weir/");
  if (!is_umbrella && !floors.Knows(floor)) {
    complain(1, "a file of the library lies in the folder of a floor of floors.txt; move it there");
    return violations;
  }
  for (const IncludeDirective& directive : IncludeDirectives(source)) {
    const bool is_ours = directive.path.starts_with("weir/");
    const std::string target = FloorOfInclude(directive, floors);
    if (Contains(directive.path, "..")) {
      complain(directive.line, "an include names its file from a root; write it without \"..\"");
    } else if (source.IsUnder("include/") && directive.is_quoted && !is_ours &&
               !directive.path.starts_with("absl/")) {
      complain(directive.line,
               "include/ is installed without src/, so it quotes only weir/ and absl/; move what "
               "it needs to include/");
    } else if (is_umbrella || (!is_ours && target.empty())) {
      continue;
    } else if (!floors.Knows(target)) {
      complain(directive.line,
               "an include names a floor of floors.txt; include the header that is meant");
    } else if (!floors.MayInclude(floor, target)) {
      complain(directive.line, "a floor includes only what floors.txt says, and " + floor +
                                   " may not include " + target +
                                   "; move the code down, or declare a seam in " + floor);
    }
  }
  return violations;
}

}  // namespace weir::tidy
