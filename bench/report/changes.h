// SPDX-License-Identifier: MIT
//
// What changed between two runs, case by case.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/goals.h"
#include "report/results.h"

namespace weir::bench {

enum class Trend {
  // What both runs had in common is more than what is between them.
  kWithinSpread,
  // The worst round of now is better than the best of then.
  kBetter,
  // The best round of now is worse than the worst of then.
  kWorse,
  // There is nothing of it in the earlier run, or in the later.
  kNew,
  kGone,
};
const char* TrendName(Trend trend);

struct Change {
  std::string name;
  std::string metric;
  // What it was put beside in each round; empty if nothing.
  std::string reference;
  // As measured. Nothing of a case that was not.
  std::optional<Spread> before;
  std::optional<Spread> after;
  // How many times as much it is now, beside the reference: the machine's share is out.
  std::optional<double> factor;
  Trend trend = Trend::kWithinSpread;
};

// Of all cases of either run, by name.
std::vector<Change> ChangesOf(const Results& before, const Results& after,
                              const std::vector<Reference>& references);

}  // namespace weir::bench
