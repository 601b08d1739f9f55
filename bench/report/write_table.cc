// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "report/writers.h"

namespace weir::bench {
namespace {

// As wide as what they hold.
struct Widths {
  explicit Widths(const std::vector<Outcome>& outcomes) {
    const auto widen = [](int& width, const std::string& text) {
      width = std::max(width, static_cast<int>(text.size()));
    };
    for (const Outcome& outcome : outcomes) {
      widen(ours, outcome.comparison.ours);
      widen(peer, outcome.comparison.peer);
      widen(metric, outcome.comparison.metric);
    }
  }

  int ours = 4;
  int peer = 4;
  int metric = 2;
};

void Cell(std::FILE* out, const std::optional<Spread>& spread) {
  if (spread) {
    std::fprintf(out, " %9.*f", spread->median < 10 ? 2 : 1, spread->median);
  } else {
    std::fprintf(out, " %9s", "-");
  }
}

const char* SignOf(Kind kind) {
  switch (kind) {
    case Kind::kRatio:
      return "x";
    case Kind::kDifference:
      return "+";
    case Kind::kValue:
      return "=";
  }
  return "";
}

void Row(std::FILE* out, const Widths& widths, const Outcome& outcome) {
  const Comparison& of = outcome.comparison;
  std::fprintf(out, "%-4s %-*s %-*s %-*s", of.goal.c_str(), widths.ours, of.ours.c_str(),
               widths.peer, of.peer.c_str(), widths.metric, of.metric.c_str());
  Cell(out, outcome.ours);
  Cell(out, outcome.peer);
  if (outcome.value) {
    std::fprintf(out, "  %s %8.2f %8.2f %8.2f", SignOf(of.kind), outcome.value->min,
                 outcome.value->median, outcome.value->max);
  } else {
    std::fprintf(out, "  %s %8s %8s %8s", SignOf(of.kind), "-", "-", "-");
  }
  if (of.at_most) {
    std::fprintf(out, "  %7.2f", *of.at_most);
  } else {
    std::fprintf(out, "  %7s", "");
  }
  if (outcome.floor) {
    std::fprintf(out, "  %7.2f", outcome.floor->median);
  } else {
    std::fprintf(out, "  %7s", "");
  }
  std::fprintf(out, "  %s\n", VerdictName(outcome.verdict));
}

}  // namespace

void WriteTable(const Report& report, std::FILE* out) {
  for (const auto& [name, fact] : report.facts) {
    std::fprintf(out, "%s: %s\n", name.c_str(), fact.c_str());
  }
  const Widths widths(report.outcomes);
  std::fprintf(out, "\n%-4s %-*s %-*s %-*s %9s %9s    %8s %8s %8s  %7s  %7s\n", "goal", widths.ours,
               "ours", widths.peer, "peer", widths.metric, "", "ours", "peer", "min", "median",
               "max", "most", "floor");
  for (const Outcome& outcome : report.outcomes) Row(out, widths, outcome);
  std::fprintf(out,
               "\nours, peer: medians, in nanoseconds an item unless another unit is named.\n"
               "x: the ratios of ours to the peer's, round by round; +: the differences; =: ours.\n"
               "most: what meets the goal; floor: the median of what does no more than it must.\n");
}

}  // namespace weir::bench
