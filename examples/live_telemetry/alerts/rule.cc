// SPDX-License-Identifier: MIT

#include "live_telemetry/alerts/rule.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace live_telemetry {
namespace {

constexpr double kMebibyte = 1024 * 1024;

constexpr std::array<Rule, 9> kRules = {{
    {.name = "processors busy",
     .pattern = "cpu.all.busy",
     .fires_at = {90, Unit::kPercent},
     .ends_at = 75,
     .hold = absl::Seconds(2)},
    {.name = "process busy",
     .pattern = "proc.*.cpu",
     .fires_at = {90, Unit::kPercent},
     .ends_at = 60,
     .hold = absl::Seconds(2)},
    {.name = "process grows",
     .pattern = "proc.*.rss",
     .measure = Measure::kRise,
     .fires_at = {50 * kMebibyte, Unit::kBytes},
     .ends_at = 10 * kMebibyte,
     .hold = absl::Seconds(1)},
    {.name = "memory short",
     .pattern = "mem.available_share",
     .side = Side::kBelow,
     .fires_at = {5, Unit::kPercent},
     .ends_at = 8,
     .hold = absl::Seconds(1)},
    {.name = "some work waits",
     .pattern = "psi.*.some_avg10",
     .fires_at = {20, Unit::kPercent},
     .ends_at = 10,
     .hold = absl::Seconds(1)},
    {.name = "all work waits",
     .pattern = "psi.*.full_avg10",
     .fires_at = {5, Unit::kPercent},
     .ends_at = 2,
     .hold = absl::Seconds(1)},
    {.name = "disk saturated",
     .pattern = "disk.*.busy",
     .fires_at = {90, Unit::kPercent},
     .ends_at = 60,
     .hold = absl::Seconds(2)},
    {.name = "network jumps",
     .pattern = "net.*.rx",
     .measure = Measure::kTimesAverage,
     .fires_at = {10, Unit::kCount},
     .ends_at = 3,
     .hold = absl::Seconds(1),
     .average_min = kMebibyte / 10},
    {.name = "forks",
     .pattern = "system.forks",
     .fires_at = {500, Unit::kPerSecond},
     .ends_at = 200,
     .hold = absl::Seconds(1)},
}};

}  // namespace

std::span<const Rule> Rules() { return kRules; }

bool MatchesPattern(std::string_view pattern, std::string_view sensor) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == sensor;
  if (!sensor.starts_with(pattern.substr(0, star))) return false;
  sensor.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (std::size_t skipped = 0; skipped <= sensor.size(); ++skipped) {
    if (MatchesPattern(pattern, sensor.substr(skipped))) return true;
  }
  return false;
}

std::string MeasuredText(const Rule& rule, double measured) {
  switch (rule.measure) {
    case Measure::kRise:
      return ToHuman({measured, rule.fires_at.unit}) + "/s";
    case Measure::kTimesAverage:
      return WithDecimals(measured, 1) + " x avg";
    case Measure::kValue:
      break;
  }
  return ToHuman({measured, rule.fires_at.unit});
}

std::string ToText(const Rule& rule) {
  std::string threshold = MeasuredText(rule, rule.fires_at.value);
  // Thresholds are round: "5 %" and not "5.0 %".
  if (const std::size_t zero = threshold.find(".0 "); zero != std::string::npos) {
    threshold.erase(zero, 2);
  }
  const std::string text = (rule.side == Side::kAbove ? "over " : "under ") + threshold;
  const double seconds = absl::ToDoubleSeconds(rule.hold);
  return text + " for " + WithDecimals(seconds, seconds < 1 ? 1 : 0) + " s";
}

double Nearness(const Rule& rule, double measured) {
  constexpr double kFar = 1e-9;
  const double nearness = rule.side == Side::kAbove
                              ? measured / rule.fires_at.value
                              : rule.fires_at.value / std::max(measured, kFar);
  return std::clamp(nearness, 0.0, 1.0);
}

}  // namespace live_telemetry
