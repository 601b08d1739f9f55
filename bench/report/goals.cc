// SPDX-License-Identifier: MIT
#include "report/goals.h"

#include <algorithm>
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

std::optional<Kind> ParseKind(const std::string& name) {
  for (const Kind kind : {Kind::kRatio, Kind::kDifference, Kind::kValue}) {
    if (name == KindName(kind)) return kind;
  }
  return {};
}

std::optional<Comparison> ParseComparison(std::istream& words) {
  Comparison comparison;
  std::string kind_name;
  std::string at_most;
  std::string more;
  if (!(words >> comparison.goal >> comparison.metric >> kind_name >> at_most >> comparison.ours >>
        comparison.peer)) {
    return {};
  }
  if (words >> comparison.floor && words >> more) return {};
  const std::optional<Kind> kind = ParseKind(kind_name);
  if (!kind) return {};
  comparison.kind = *kind;
  if (comparison.goal == "-") comparison.goal.clear();
  if (comparison.peer == "-") comparison.peer.clear();
  if (comparison.peer.empty() != (comparison.kind == Kind::kValue)) return {};
  if (!comparison.floor.empty() && (comparison.kind != Kind::kRatio || at_most == "-")) return {};
  if (at_most != "-") {
    char* end = nullptr;
    comparison.at_most = std::strtod(at_most.c_str(), &end);
    if (*end != '\0') return {};
  }
  // A goal has a number, and a number a goal.
  if (comparison.goal.empty() == comparison.at_most.has_value()) return {};
  return comparison;
}

// Whether it is known why a case was not measured.
bool IsExcused(const std::string& name, const std::vector<Need>& needs, const Results& results) {
  return std::any_of(needs.begin(), needs.end(), [&](const Need& need) {
    return name.find(need.part) != std::string::npos && results.absent.contains(need.name);
  });
}

double ValueOf(Kind kind, double ours, double peer) {
  return kind == Kind::kRatio ? ours / peer : ours - peer;
}

// The values of the rounds in which both were measured.
std::vector<double> ValuesOf(Kind kind, const Results::Rounds& ours, const Results::Rounds& peer) {
  if (kind == Kind::kValue) return ValuesOf(ours);
  std::vector<double> values;
  for (const auto& [round, value] : ours) {
    const auto other = peer.find(round);
    if (other != peer.end()) values.push_back(ValueOf(kind, value, other->second));
  }
  return values;
}

Verdict Judge(const Comparison& comparison, const std::optional<Spread>& value,
              const std::optional<Spread>& floor) {
  if (!value) return Verdict::kAbsent;
  if (!comparison.at_most) return Verdict::kNone;
  if (value->median <= *comparison.at_most) return Verdict::kMet;
  if (value->min <= *comparison.at_most) return Verdict::kWithinSpread;
  return floor && floor->min > *comparison.at_most ? Verdict::kOutOfReach : Verdict::kMissed;
}

}  // namespace

const char* KindName(Kind kind) {
  switch (kind) {
    case Kind::kRatio:
      return "ratio";
    case Kind::kDifference:
      return "difference";
    case Kind::kValue:
      return "value";
  }
  return "";
}

const char* VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      return "";
    case Verdict::kAbsent:
      return "absent";
    case Verdict::kMet:
      return "met";
    case Verdict::kWithinSpread:
      return "within spread";
    case Verdict::kOutOfReach:
      return "out of reach";
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
    Need need;
    Reference reference;
    Panel panel;
    Label label;
    if (what == "compare") {
      if (const std::optional<Comparison> comparison = ParseComparison(words)) {
        goals.comparisons.push_back(*comparison);
        continue;
      }
    } else if (what == "needs" && words >> need.name >> need.part) {
      goals.needs.push_back(need);
      continue;
    } else if (what == "reference" && words >> reference.prefix >> reference.name) {
      goals.references.push_back(reference);
      continue;
    } else if (what == "panel" && words >> panel.metric >> panel.cases >> std::ws &&
               std::getline(words, panel.title)) {
      goals.panels.push_back(panel);
      continue;
    } else if (what == "label" && words >> label.name >> std::ws &&
               std::getline(words, label.text)) {
      goals.labels.push_back(label);
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

Outcome Compare(const Comparison& comparison, const std::vector<Need>& needs,
                const Results& results) {
  const bool has_peer = comparison.kind != Kind::kValue;
  const Results::Rounds& ours = results.Of(comparison.ours, comparison.metric);
  const Results::Rounds& peer = results.Of(comparison.peer, comparison.metric);
  const Results::Rounds& floor = results.Of(comparison.floor, comparison.metric);
  Outcome outcome{comparison,
                  SpreadOf(ValuesOf(ours)),
                  SpreadOf(ValuesOf(peer)),
                  SpreadOf(ValuesOf(comparison.kind, ours, peer)),
                  SpreadOf(ValuesOf(comparison.kind, floor, peer)),
                  Verdict::kNone};
  const auto is_wrong = [&](const std::string& name, const Results::Rounds& rounds) {
    return results.failed.contains(name) || (rounds.empty() && !IsExcused(name, needs, results));
  };
  const bool is_failed = is_wrong(comparison.ours, ours) ||
                         (has_peer && is_wrong(comparison.peer, peer)) ||
                         (!comparison.floor.empty() && is_wrong(comparison.floor, floor));
  outcome.verdict = is_failed ? Verdict::kFailed : Judge(comparison, outcome.value, outcome.floor);
  return outcome;
}

}  // namespace weir::bench
