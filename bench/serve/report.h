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

enum class Verdict { kNone, kMet, kWithinSpread, kMissed };

struct Row {
  std::string what;
  // "requests/s", "us".
  std::string metric;
  // One of each round; the other's are of the same rounds, or there are none.
  std::vector<double> ours = {};
  std::vector<double> others = {};
  std::optional<Goal> goal = std::nullopt;

  // Ours as a multiple of the other's in the same round.
  std::vector<double> Ratios() const;
  // Met if the median is within it, missed if no round is; in between, nobody can tell.
  Verdict Judge() const;
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
