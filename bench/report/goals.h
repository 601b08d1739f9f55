// SPDX-License-Identifier: MIT
//
// What is compared and drawn, as bench/goals.txt says, and what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/results.h"

namespace weir::bench {

enum class Kind { kRatio, kDifference };

struct Comparison {
  // Empty where the line only informs.
  std::string goal;
  std::string metric;
  Kind kind = Kind::kRatio;
  std::optional<double> at_most;
  std::string ours;
  std::string peer;
};

struct Panel {
  std::string metric;
  std::string cases;
  std::string title;
};

struct Goals {
  std::vector<Comparison> comparisons;
  std::vector<Panel> panels;
};

enum class Verdict {
  // There is no goal.
  kNone,
  // The peer was not measured, as some are not there.
  kAbsent,
  // The median is within the goal.
  kMet,
  // The median is not, but a round was.
  kWithinSpread,
  // No round was.
  kMissed,
  // A case is wrong, or was not measured although no peer is absent.
  kFailed,
};
const char* VerdictName(Verdict verdict);

struct Outcome {
  Comparison comparison;
  // Nothing of a case that was not measured.
  std::optional<Spread> ours;
  std::optional<Spread> peer;
  // Of the ratios or differences of the rounds, and not of those of the medians.
  std::optional<Spread> value;
  Verdict verdict = Verdict::kNone;
};

// Nothing, and why on stderr, if a line is not as it should be.
std::optional<Goals> ReadGoals(const std::string& path);

Outcome Compare(const Comparison& comparison, const Results& results);

}  // namespace weir::bench
