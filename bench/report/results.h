// SPDX-License-Identifier: MIT
//
// What the benchmarks measured, round by round, as Google Benchmark wrote it.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weir::bench {

// Fewer rounds have no median to speak of.
inline constexpr int kRoundsMin = 7;

struct Spread {
  double min = 0;
  double median = 0;
  double max = 0;
  std::size_t rounds = 0;
};

// Nothing of no values.
std::optional<Spread> SpreadOf(std::vector<double> values);

struct Results {
  using Rounds = std::map<int, double>;

  // The values of a metric of a case; empty if it was not measured.
  const Rounds& Of(const std::string& name, const std::string& metric) const;

  // By case, then metric. Metrics: "ns", an item; and each counter that says what it
  // counts, as IsMetric() knows it.
  std::map<std::string, std::map<std::string, Rounds>> cases;
  // Cases that said that something was wrong, and what they said first.
  std::map<std::string, std::string> failed;
  // What was not there: packages of peers, mostly.
  std::set<std::string> absent;
  std::set<std::string> build_types;
};

// Whether a counter of this name is a metric: it ends in "_ns", "_bytes" or "_count".
bool IsMetric(const std::string& name);

// Adds what the file of one benchmark says of one round; false if it cannot be read.
// Google Benchmark writes one member of an object per line, which this relies on.
bool AddFile(const std::string& path, int round, Results& results);

}  // namespace weir::bench
