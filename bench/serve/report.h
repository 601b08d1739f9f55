// SPDX-License-Identifier: MIT
//
// What was measured, and whether it is what was aimed at.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "serve/spread.h"

namespace weir::bench {

// What a goal is about.
enum class Judged { kOurs, kRatio };
enum class Bound { kAtLeast, kAtMost };

struct Goal {
  std::string name;
  Judged judged = Judged::kOurs;
  Bound bound = Bound::kAtMost;
  double limit = 0;
};

enum class Verdict {
  kNone,
  // The median is within the goal.
  kMet,
  // The median is not, but a round was.
  kWithinSpread,
  // No round was, nor was the floor in any: nobody could.
  kOutOfReach,
  // No round was.
  kMissed,
};

struct Row {
  std::string what;
  // "requests/s", "us".
  std::string metric;
  // One of each round; the other's are of the same rounds, or there are none.
  std::vector<double> ours = {};
  std::vector<double> others = {};
  std::optional<Goal> goal = std::nullopt;
  // Of the goal of a ratio: what does no more than nobody can do without; or there are none.
  std::vector<double> floors = {};

  // Ours as a multiple of the other's in the same round.
  std::vector<double> Ratios() const { return RatiosOf(ours); }
  Verdict Judge() const;

 private:
  std::vector<double> RatiosOf(const std::vector<double>& rounds) const;
};

struct Report {
  // What machine, what versions; a name and a value each.
  std::vector<std::pair<std::string, std::string>> facts;
  std::string peer;
  std::vector<Row> rows = {};
};

void WriteTable(const Report& report, std::FILE* out);
void WriteJson(const Report& report, std::FILE* out);

}  // namespace weir::bench
