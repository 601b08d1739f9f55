// SPDX-License-Identifier: MIT
#include "report/goals.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <istream>
#include <sstream>

namespace weir::bench {
namespace {

std::vector<double> ValuesOf(const Results::Rounds& rounds) {
  std::vector<double> values;
  for (const auto& [round, value] : rounds) values.push_back(value);
  return values;
}

std::optional<Comparison> ParseComparison(std::istream& words) {
  Comparison comparison;
  std::string kind;
  std::string at_most;
  std::string more;
  if (!(words >> comparison.goal >> comparison.metric >> kind >> at_most >> comparison.ours >>
        comparison.peer) ||
      words >> more || (kind != "ratio" && kind != "difference")) {
    return {};
  }
  comparison.kind = kind == "ratio" ? Kind::kRatio : Kind::kDifference;
  if (comparison.goal == "-") comparison.goal.clear();
  if (at_most != "-") {
    char* end = nullptr;
    comparison.at_most = std::strtod(at_most.c_str(), &end);
    if (*end != '\0') return {};
  }
  // A goal has a number, and a number a goal.
  if (comparison.goal.empty() == comparison.at_most.has_value()) return {};
  return comparison;
}

Verdict Judge(const Comparison& comparison, const std::optional<Spread>& value) {
  if (!value) return Verdict::kAbsent;
  if (!comparison.at_most) return Verdict::kNone;
  if (value->median <= *comparison.at_most) return Verdict::kMet;
  return value->min <= *comparison.at_most ? Verdict::kWithinSpread : Verdict::kMissed;
}

}  // namespace

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      return "";
    case Verdict::kAbsent:
      return "peer absent";
    case Verdict::kMet:
      return "met";
    case Verdict::kWithinSpread:
      return "within spread";
    case Verdict::kMissed:
      return "MISSED";
    case Verdict::kFailed:
      return "FAILED";
  }
  return "";
}

std::optional<Goals> ReadGoals(const std::string& path) {
  std::ifstream file(path);
  Goals goals;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string what;
    if (!(words >> what)) continue;
    Panel panel;
    if (what == "compare") {
      if (const std::optional<Comparison> comparison = ParseComparison(words)) {
        goals.comparisons.push_back(*comparison);
        continue;
      }
    } else if (what == "panel" && words >> panel.metric >> panel.cases >> std::ws &&
               std::getline(words, panel.title)) {
      goals.panels.push_back(panel);
      continue;
    }
    std::fprintf(stderr, "%s: not understood: %s\n", path.c_str(), line.c_str());
    return {};
  }
  if (goals.comparisons.empty()) {
    std::fprintf(stderr, "%s: nothing to compare\n", path.c_str());
    return {};
  }
  return goals;
}

Outcome Compare(const Comparison& comparison, const Results& results) {
  const Results::Rounds& ours = results.Of(comparison.ours, comparison.metric);
  const Results::Rounds& peer = results.Of(comparison.peer, comparison.metric);
  std::vector<double> values;
  for (const auto& [round, value] : ours) {
    const auto other = peer.find(round);
    if (other == peer.end()) continue;
    values.push_back(comparison.kind == Kind::kRatio ? value / other->second
                                                     : value - other->second);
  }
  Outcome outcome{comparison, SpreadOf(ValuesOf(ours)), SpreadOf(ValuesOf(peer)), SpreadOf(values),
                  Verdict::kNone};
  const bool is_wrong = results.failed.contains(comparison.ours) ||
                        results.failed.contains(comparison.peer) || ours.empty() ||
                        (peer.empty() && results.absent.empty());
  outcome.verdict = is_wrong ? Verdict::kFailed : Judge(comparison, outcome.value);
  return outcome;
}

}  // namespace weir::bench
