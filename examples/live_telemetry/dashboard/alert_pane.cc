// SPDX-License-Identifier: MIT
//
// The pane about alerts: the latest ones, and below them the rules, those that
// are nearest to firing first, so that it says something on a quiet machine too.

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "live_telemetry/alerts/rule.h"
#include "live_telemetry/dashboard/charts.h"
#include "live_telemetry/dashboard/panes.h"
#include "live_telemetry/quantity.h"
#include "live_telemetry/time_text.h"
#include "weir/base/concat.h"

namespace live_telemetry {
namespace {

void DrawAlert(Canvas& canvas, Area row, const Alert& alert) {
  const bool is_fired = alert.event == Alert::Event::kFired;
  const Style style = is_fired ? Style::kBad : Style::kGood;
  DrawText(canvas, row, TimeOfDayText(alert.unix_nanos), Style::kFaint);
  DrawText(canvas, row, is_fired ? " ▲ " : " ▼ ", style);
  DrawText(canvas, row, alert.sensor, style);
  DrawText(canvas, row, "  " + alert.text);
}

void DrawRule(Canvas& canvas, Area row, const RuleStatus& status) {
  Area name = row.TakeLeft(15);
  DrawText(canvas, name, status.rule->name, Style::kFaint);
  const double nearness = Nearness(*status.rule, status.nearest_measured);
  DrawBar(canvas, row.TakeLeft(9), nearness, StyleOfShare(nearness));
  Area measured = row.TakeLeft(10, 2);
  DrawTextRight(canvas, measured, MeasuredText(*status.rule, status.nearest_measured));
  Area sensor = row.TakeLeft(std::max(18, row.width / 3));
  DrawText(canvas, sensor, status.nearest_sensor);
  DrawText(canvas, row, ToText(*status.rule), Style::kFaint);
}

}  // namespace

void DrawAlerts(Canvas& canvas, Area area, const Picture& picture) {
  Area heading = area.TakeTop(1);
  DrawText(canvas, heading,
           weir::Concat("alerts    ", WithThousands(picture.alerts_fired), " fired by ",
                        picture.rules.size(), " rules, those nearest to firing first"),
           Style::kFaint);
  for (std::size_t i = picture.alerts.size(); i-- > 0 && area.height > 0;) {
    DrawAlert(canvas, area.TakeTop(1), picture.alerts[i]);
  }
  std::vector<RuleStatus> rules = picture.rules;
  std::erase_if(rules, [](const RuleStatus& status) { return status.sensors == 0; });
  std::stable_sort(rules.begin(), rules.end(), [](const RuleStatus& a, const RuleStatus& b) {
    return Nearness(*a.rule, a.nearest_measured) > Nearness(*b.rule, b.nearest_measured);
  });
  for (const RuleStatus& status : rules) {
    if (area.height > 0) DrawRule(canvas, area.TakeTop(1), status);
  }
}

}  // namespace live_telemetry
