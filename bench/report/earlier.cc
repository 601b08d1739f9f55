// SPDX-License-Identifier: MIT
#include "report/earlier.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "report/json_line.h"

namespace weir::bench {
namespace {

// The string behind `"name": "` in the line; empty if there is none.
std::string StringOf(const std::string& line, const std::string& name) {
  const std::string before = "\"" + name + "\": \"";
  const std::size_t begin = line.find(before);
  if (begin == std::string::npos) return {};
  const std::size_t from = begin + before.size();
  return line.substr(from, line.find('"', from) - from);
}

// `{"case": "A/B", "metric": "ns", "rounds": {"1": 2.5, "3": 2.4}}`
bool AddCase(const std::string& line, Results& results) {
  const std::string name = StringOf(line, "case");
  const std::string metric = StringOf(line, "metric");
  const std::string before = "\"rounds\": {";
  std::size_t at = line.find(before);
  if (name.empty() || metric.empty() || at == std::string::npos) return false;
  at += before.size();
  while (at < line.size() && line[at] == '"') {
    char* end = nullptr;
    const int round = static_cast<int>(std::strtol(&line[at + 1], &end, 10));
    if (std::string_view(end, 3) != "\": ") return false;
    results.cases[name][metric][round] = std::strtod(end + 3, &end);
    at = static_cast<std::size_t>(end - line.data());
    if (line.compare(at, 2, ", ") == 0) at += 2;
  }
  return true;
}

}  // namespace

std::optional<Run> ReadRun(const std::string& path) {
  std::ifstream file(path);
  Run run;
  bool is_in_facts = false;
  for (std::string line; std::getline(file, line);) {
    if (line.find("\"facts\": {") != std::string::npos) {
      is_in_facts = true;
    } else if (line.starts_with("  }")) {
      is_in_facts = false;
    } else if (const auto fact = ParseMember(line); is_in_facts && fact) {
      run.facts.emplace_back(fact->name, fact->value);
    } else if (line.find("{\"case\": ") != std::string::npos && !AddCase(line, run.results)) {
      std::fprintf(stderr, "%s: not understood: %s\n", path.c_str(), line.c_str());
      return {};
    }
  }
  if (!run.results.cases.empty()) return run;
  std::fprintf(stderr, "%s: no results of an earlier run\n", path.c_str());
  return {};
}

}  // namespace weir::bench
