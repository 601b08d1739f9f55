// SPDX-License-Identifier: MIT
//
// What is compared and drawn, as bench/goals.txt says, and what came of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/results.h"

namespace weir::bench {

enum class Kind {
  kRatio,
  kDifference,
  // Ours alone: a count, or bytes.
  kValue,
};
const char* KindName(Kind kind);

struct Comparison {
  // Empty where the line only informs.
  std::string goal;
  std::string metric;
  Kind kind = Kind::kRatio;
  std::optional<double> at_most;
  std::string ours;
  // Empty of a value.
  std::string peer;
  // Empty, but of a ratio: what nobody can be faster than.
  std::string floor;
};

// Cases that have `part` in their names need a package, or a right, of this name.
struct Need {
  std::string name;
  std::string part;
};

// Cases that begin with `prefix` are put beside `name` when two runs are compared.
struct Reference {
  std::string prefix;
  std::string name;
};

struct Panel {
  std::string metric;
  std::string cases;
  std::string title;
};

// How a case is called in the picture; `name` is what follows the panel's cases.
struct Label {
  std::string name;
  std::string text;
};

struct Goals {
  std::vector<Comparison> comparisons;
  std::vector<Need> needs;
  std::vector<Reference> references;
  std::vector<Panel> panels;
  std::vector<Label> labels;
};

enum class Verdict {
  // There is no goal.
  kNone,
  // A case was not measured, as what it needs is not there.
  kAbsent,
  // The median is within the goal.
  kMet,
  // The median is not, but a round was.
  kWithinSpread,
  // No round was, nor was the floor in any.
  kOutOfReach,
  // No round was.
  kMissed,
  // A case is wrong, or was not measured although it needs nothing that is absent.
  kFailed,
};
const char* VerdictName(Verdict verdict);

struct Outcome {
  Comparison comparison;
  // Nothing of a case that was not measured.
  std::optional<Spread> ours;
  std::optional<Spread> peer;
  // Of the ratios, differences or values of the rounds, not of those of the medians.
  std::optional<Spread> value;
  // The same of the floor in our place.
  std::optional<Spread> floor;
  Verdict verdict = Verdict::kNone;
};

// Nothing, and why on stderr, if a line is not as it should be.
std::optional<Goals> ReadGoals(const std::string& path);

Outcome Compare(const Comparison& comparison, const std::vector<Need>& needs,
                const Results& results);

}  // namespace weir::bench
