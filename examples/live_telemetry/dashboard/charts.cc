// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/charts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace live_telemetry {
namespace {

// As few as make `cells` cells reach back ten seconds.
std::size_t ValuesPerCell(int cells) {
  for (const int values : {1, 2, 3, 4}) {
    if (cells * values >= 10 * kValuesPerSecond) return static_cast<std::size_t>(values);
  }
  return 5;
}

}  // namespace

void DrawBar(Canvas& canvas, Area area, double share, Style style) {
  if (area.height == 0) return;
  // In half cells. Something is never shown as nothing.
  const int halves_max = 2 * area.width;
  int halves = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * halves_max));
  if (share > 0) halves = std::max(halves, 1);
  for (int i = 0; i < area.width; ++i) {
    const int filled = std::clamp(halves - 2 * i, 0, 2);
    const char32_t character = filled == 2 ? U'━' : filled == 1 ? U'╸' : U'─';
    canvas.Set(area.row, area.column + i,
               {.character = character, .style = filled > 0 ? style : Style::kFaint});
  }
}

void DrawCells(Canvas& canvas, Area area, std::span<const double> values, double value_max) {
  constexpr std::array<char32_t, 8> kLevels = {U'▁', U'▂', U'▃', U'▄', U'▅', U'▆', U'▇', U'█'};
  if (area.height == 0) return;
  for (const double value : values) {
    if (area.width == 0) return;
    const double share = value_max > 0 ? std::clamp(value / value_max, 0.0, 1.0) : 0.0;
    const auto level = std::min(kLevels.size() - 1, static_cast<std::size_t>(share * 8));
    canvas.Set(area.row, area.column,
               {.character = kLevels[level], .style = value > 0 ? Style::kAccent : Style::kFaint});
    area.TakeLeft(1, 0);
  }
}

std::vector<double> CellsFor(const Area& area, const History& history) {
  return history.Cells(static_cast<std::size_t>(area.width), ValuesPerCell(area.width));
}

std::string SpanText(const Area& area) {
  const auto values = static_cast<std::size_t>(area.width) * ValuesPerCell(area.width);
  return "last " + std::to_string(values / kValuesPerSecond) + " s";
}

Style StyleOfShare(double share) {
  if (share >= 0.9) return Style::kBad;
  return share >= 0.7 ? Style::kWarning : Style::kGood;
}

}  // namespace live_telemetry
