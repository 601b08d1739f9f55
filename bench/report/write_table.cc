// SPDX-License-Identifier: MIT
#include <cstdio>

#include "report/writers.h"

namespace weir::bench {
namespace {

void Cell(std::FILE* out, const std::optional<Spread>& spread) {
  if (spread) {
    std::fprintf(out, " %9.1f", spread->median);
  } else {
    std::fprintf(out, " %9s", "-");
  }
}

void Row(std::FILE* out, const Outcome& outcome) {
  const Comparison& of = outcome.comparison;
  std::fprintf(out, "%-4s %-30s %-36s %-12s", of.goal.c_str(), of.ours.c_str(), of.peer.c_str(),
               of.metric.c_str());
  Cell(out, outcome.ours);
  Cell(out, outcome.peer);
  const char* const unit = of.kind == Kind::kRatio ? "x" : of.kind == Kind::kDifference ? "+" : " ";
  if (outcome.value) {
    std::fprintf(out, "  %s%7.2f %7.2f %7.2f", unit, outcome.value->min, outcome.value->median,
                 outcome.value->max);
  } else {
    std::fprintf(out, "  %s%7s %7s %7s", unit, "-", "-", "-");
  }
  if (of.at_most) {
    std::fprintf(out, "  %5.2f", *of.at_most);
  } else {
    std::fprintf(out, "  %5s", "");
  }
  std::fprintf(out, "  %s\n", VerdictName(outcome.verdict));
}

}  // namespace

void WriteTable(const Report& report, std::FILE* out) {
  for (const auto& [name, fact] : report.facts) {
    std::fprintf(out, "%s: %s\n", name.c_str(), fact.c_str());
  }
  std::fprintf(out, "\n%-4s %-30s %-36s %-12s %9s %9s  %8s %7s %7s  %5s\n", "goal", "ours", "peer",
               "", "ours", "peer", "min", "median", "max", "most");
  for (const Outcome& outcome : report.outcomes) Row(out, outcome);
  std::fprintf(
      out,
      "\nours, peer: medians, in nanoseconds an item unless another unit is named. x: the\n"
      "ratios of ours to the peer's, round by round; +: the differences. most: what\n"
      "meets the goal.\n");
}

}  // namespace weir::bench
