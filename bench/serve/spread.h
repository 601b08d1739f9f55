// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::bench {

// Of what the rounds measured.
struct Spread {
  double min = 0;
  double median = 0;
  double max = 0;
};

// `rounds` has at least one.
inline Spread SpreadOf(std::vector<double> rounds) {
  std::sort(rounds.begin(), rounds.end());
  const std::size_t half = rounds.size() / 2;
  const double median =
      rounds.size() % 2 == 1 ? rounds[half] : (rounds[half - 1] + rounds[half]) / 2;
  return {.min = rounds.front(), .median = median, .max = rounds.back()};
}

// That below which `percent` of them are; there is at least one. Leaves them sorted.
inline double PercentileMicros(std::vector<std::int64_t>& nanos, int percent) {
  std::sort(nanos.begin(), nanos.end());
  const std::size_t at = nanos.size() * static_cast<std::size_t>(percent) / 100;
  return static_cast<double>(nanos[std::min(at, nanos.size() - 1)]) / 1e3;
}

}  // namespace weir::bench
