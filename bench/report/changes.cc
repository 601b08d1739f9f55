// SPDX-License-Identifier: MIT
#include "report/changes.h"

#include <set>
#include <utility>

namespace weir::bench {
namespace {

bool IsTime(const std::string& metric) { return metric == "ns" || metric.ends_with("_ns"); }

std::string ReferenceOf(const std::string& name, const std::vector<Reference>& references) {
  const Reference* longest = nullptr;
  for (const Reference& reference : references) {
    const bool is_longer = longest == nullptr || reference.prefix.size() > longest->prefix.size();
    if (name.starts_with(reference.prefix) && is_longer) longest = &reference;
  }
  return longest == nullptr || longest->name == name ? std::string() : longest->name;
}

// The values of each round, as multiples of the reference's in it.
std::optional<Spread> Beside(const Results::Rounds& rounds, const Results::Rounds* reference) {
  std::vector<double> values;
  for (const auto& [round, value] : rounds) {
    if (reference == nullptr) {
      values.push_back(value);
    } else if (const auto of_round = reference->find(round); of_round != reference->end()) {
      values.push_back(value / of_round->second);
    }
  }
  return SpreadOf(values);
}

Trend TrendOf(const Spread& before, const Spread& after) {
  if (after.max < before.min) return Trend::kBetter;
  return after.min > before.max ? Trend::kWorse : Trend::kWithinSpread;
}

Change ChangeOf(const std::string& name, const std::string& metric, const Results& before,
                const Results& after, const std::vector<Reference>& references) {
  const Results::Rounds& then = before.Of(name, metric);
  const Results::Rounds& now = after.Of(name, metric);
  Change change{.name = name,
                .metric = metric,
                .reference = IsTime(metric) ? ReferenceOf(name, references) : std::string(),
                .before = Beside(then, nullptr),
                .after = Beside(now, nullptr),
                .factor = {}};
  if (!change.before || !change.after) {
    change.trend = change.after ? Trend::kNew : Trend::kGone;
    return change;
  }
  const Results::Rounds* reference_then = &before.Of(change.reference, metric);
  const Results::Rounds* reference_now = &after.Of(change.reference, metric);
  if (reference_then->empty() || reference_now->empty()) {
    change.reference.clear();
    reference_then = reference_now = nullptr;
  }
  const std::optional<Spread> beside_then = Beside(then, reference_then);
  const std::optional<Spread> beside_now = Beside(now, reference_now);
  // No round has both: there is nothing to say.
  if (!beside_then || !beside_now) return change;
  if (beside_then->median > 0) change.factor = beside_now->median / beside_then->median;
  change.trend = TrendOf(*beside_then, *beside_now);
  return change;
}

}  // namespace

const char* TrendName(Trend trend) {
  switch (trend) {
    case Trend::kWithinSpread:
      return "";
    case Trend::kBetter:
      return "better";
    case Trend::kWorse:
      return "WORSE";
    case Trend::kNew:
      return "new";
    case Trend::kGone:
      return "gone";
  }
  return "";
}

std::vector<Change> ChangesOf(const Results& before, const Results& after,
                              const std::vector<Reference>& references) {
  std::set<std::pair<std::string, std::string>> names;
  for (const Results* results : {&before, &after}) {
    for (const auto& [name, metrics] : results->cases) {
      for (const auto& [metric, rounds] : metrics) names.emplace(name, metric);
    }
  }
  std::vector<Change> changes;
  for (const auto& [name, metric] : names) {
    changes.push_back(ChangeOf(name, metric, before, after, references));
  }
  return changes;
}

}  // namespace weir::bench
