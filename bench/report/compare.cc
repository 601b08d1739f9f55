// SPDX-License-Identifier: MIT
//
// Says what changed between two runs of run.sh.
//
//   bench_compare GOALS OLD.json NEW.json
//
// Both are reports of run.sh, of this machine or another, this compiler or another. Exits
// with 0, or 2 if something cannot be read: what a change is worth is the reader's to say.

#include <algorithm>
#include <cstdio>
#include <string>

#include "report/changes.h"
#include "report/earlier.h"
#include "report/goals.h"

namespace weir::bench {
namespace {

std::string FactOf(const Run& run, const std::string& name) {
  for (const auto& [fact_name, fact] : run.facts) {
    if (fact_name == name) return fact;
  }
  return "-";
}

// What was the same once, and what was not twice.
void WriteFacts(const Run& before, const Run& after) {
  for (const auto& [name, fact] : after.facts) {
    const std::string then = FactOf(before, name);
    if (then == fact) {
      std::printf("%s: %s\n", name.c_str(), fact.c_str());
    } else {
      std::printf("%s: %s, and now %s\n", name.c_str(), then.c_str(), fact.c_str());
    }
  }
}

void WriteSpread(const std::optional<Spread>& spread) {
  if (spread) {
    std::printf(" %10.2f", spread->median);
  } else {
    std::printf(" %10s", "-");
  }
}

bool HasFewRounds(const Results& results) {
  std::size_t rounds = 0;
  for (const auto& [name, metrics] : results.cases) {
    for (const auto& [metric, values] : metrics) rounds = std::max(rounds, values.size());
  }
  return rounds < kRoundsMin;
}

void WriteChange(const Change& change) {
  std::printf("%-38s %-18s", change.name.c_str(), change.metric.c_str());
  WriteSpread(change.before);
  WriteSpread(change.after);
  if (change.factor) {
    std::printf("  x%6.2f", *change.factor);
  } else {
    std::printf("  %7s", "-");
  }
  std::printf("  %-6s  %s\n", TrendName(change.trend), change.reference.c_str());
}

int CompareRuns(const char* goals_path, const char* before_path, const char* after_path) {
  const std::optional<Goals> goals = ReadGoals(goals_path);
  if (!goals) return 2;
  const std::optional<Run> before = ReadRun(before_path);
  const std::optional<Run> after = ReadRun(after_path);
  if (!before || !after) return 2;
  WriteFacts(*before, *after);
  std::printf("\n%-38s %-18s %10s %10s  %7s  %-6s  %s\n", "case", "", "then", "now", "factor", "",
              "beside");
  const std::vector<Change> changes = ChangesOf(before->results, after->results, goals->references);
  for (const Change& change : changes) WriteChange(change);
  std::printf(
      "\nthen, now: medians, in nanoseconds an item unless another unit is named. factor: how "
      "many\n"
      "times as much it is now; with a case beside it, both as multiples of that case in the same\n"
      "round. better, WORSE: no round of one run is like any of the other.\n\n");
  if (HasFewRounds(before->results) || HasFewRounds(after->results)) {
    std::printf("Fewer than %d rounds in one of them: that may be chance.\n\n", kRoundsMin);
  }
  for (const Trend trend : {Trend::kWorse, Trend::kBetter, Trend::kNew, Trend::kGone}) {
    const auto count = std::count_if(changes.begin(), changes.end(),
                                     [trend](const Change& c) { return c.trend == trend; });
    std::printf("%s: %d of %zu\n", TrendName(trend), static_cast<int>(count), changes.size());
  }
  return 0;
}

}  // namespace
}  // namespace weir::bench

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: bench_compare GOALS OLD.json NEW.json\n", stderr);
    return 2;
  }
  return weir::bench::CompareRuns(argv[1], argv[2], argv[3]);
}
