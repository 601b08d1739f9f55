// SPDX-License-Identifier: MIT
//
// The small charts of the dashboard: a bar for a share, a sparkline for how
// something went over time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "live_telemetry/dashboard/canvas.h"
#include "live_telemetry/dashboard/history.h"

namespace live_telemetry {

// Fills the first row of `area` with a bar; `share` is 0 to 1.
void DrawBar(Canvas& canvas, Area area, double share, Style style);

// One cell for each of `values`, from the left of the first row of `area`;
// `value_max` is a full cell.
void DrawCells(Canvas& canvas, Area area, std::span<const double> values, double value_max);

// How `history` went, in `area`: the last ten seconds at least.
std::vector<double> CellsFor(const Area& area, const History& history);

// "last 12 s", as CellsFor() fills `area`.
std::string SpanText(const Area& area);

// Green, yellow or red by how much of something is used.
Style StyleOfShare(double share);

}  // namespace live_telemetry
