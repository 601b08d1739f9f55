// SPDX-License-Identifier: MIT
//
// A History keeps the last values of something, for a sparkline.
//
// A sparkline may have fewer cells than there is to show; then each cell is the
// mean of a few values. Which values share a cell is fixed when they come, so
// that the line moves and does not shimmer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace live_telemetry {

// How often values are added.
inline constexpr int kValuesPerSecond = 4;

class History {
 public:
  void Add(double value) {
    // Dropping half at a time, and an even number, keeps what shares a cell.
    if (values_.size() == kValuesMax) {
      values_.erase(values_.begin(), values_.begin() + kValuesMax / 2);
    }
    values_.push_back(value);
  }

  // The means of `per_cell` values each, oldest first, `cells` at most; the
  // newest may be of fewer. `per_cell` divides 240.
  std::vector<double> Cells(std::size_t cells, std::size_t per_cell) const {
    std::vector<double> means;
    const std::size_t all = (values_.size() + per_cell - 1) / per_cell;
    for (std::size_t cell = all - std::min(all, cells); cell < all; ++cell) {
      const std::size_t begin = cell * per_cell;
      means.push_back(
          MeanOf(std::span(values_).subspan(begin, std::min(per_cell, values_.size() - begin))));
    }
    return means;
  }

  // The mean of the last `count` values at most; 0 if there is none.
  double Mean(std::size_t count) const {
    return MeanOf(std::span(values_).last(std::min(count, values_.size())));
  }

 private:
  static constexpr std::size_t kValuesMax = 960;

  static double MeanOf(std::span<const double> values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
  }

  std::vector<double> values_;
};

}  // namespace live_telemetry
