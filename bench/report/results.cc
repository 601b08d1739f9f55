// SPDX-License-Identifier: MIT
#include "report/results.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "report/json_line.h"

namespace weir::bench {
namespace {

// Without what Google Benchmark appends of how often and how the case is measured.
std::string CaseName(const std::string& name) {
  return name.substr(0, std::min({name.find("/iterations:"), name.find("/min_time:"),
                                  name.find("/manual_time"), name.size()}));
}

}  // namespace

std::optional<Spread> SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return Spread{values.front(), median, values.back(), values.size()};
}

const Results::Rounds& Results::Of(const std::string& name, const std::string& metric) const {
  static const Rounds* const nothing = new Rounds;
  const auto of_case = cases.find(name);
  if (of_case == cases.end()) return *nothing;
  const auto of_metric = of_case->second.find(metric);
  return of_metric == of_case->second.end() ? *nothing : of_metric->second;
}

bool IsMetric(const std::string& name) {
  return name.ends_with("_ns") || name.ends_with("_bytes") || name.ends_with("_count");
}

bool AddFile(const std::string& path, int round, Results& results) {
  std::ifstream file(path);
  std::string name;
  bool has_cases = false;
  for (std::string line; std::getline(file, line);) {
    const std::optional<Member> member = ParseMember(line);
    if (!member) continue;
    if (member->name == "name") {
      name = CaseName(member->value);
      has_cases = true;
    } else if (member->name == "error_occurred" && member->value == "true") {
      results.failed.try_emplace(name);
    } else if (member->name == "error_message") {
      std::string& message = results.failed[name];
      if (message.empty()) message = member->value;
    } else if (member->name == "items_per_second") {
      const double per_second = std::strtod(member->value.c_str(), nullptr);
      if (per_second > 0) results.cases[name]["ns"][round] = 1e9 / per_second;
    } else if (IsMetric(member->name)) {
      results.cases[name][member->name][round] = std::strtod(member->value.c_str(), nullptr);
    } else if (member->name == "weir_build_type") {
      results.build_types.insert(member->value);
    } else if (member->name == "weir_absent_peers") {
      std::istringstream packages(member->value);
      for (std::string package; packages >> package;) results.absent.insert(package);
    }
  }
  return has_cases;
}

}  // namespace weir::bench
