// SPDX-License-Identifier: MIT
//
// A Rule says which sensors to watch, what about them, and when to speak.
//
// Two thresholds and not one: an alert fires at the first and is over only at
// the second, and each must hold for a while, so that a value that wavers around
// a threshold gives one alert and not fifty.
//
//   for (const Rule& rule : Rules()) std::puts(ToText(rule).c_str());
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "live_telemetry/quantity.h"

namespace live_telemetry {

// What of a sensor is compared.
enum class Measure : std::uint8_t {
  // The value itself.
  kValue,
  // How fast it rises, per second, over the last second.
  kRise,
  // How many times its own average of the last ten seconds or so.
  kTimesAverage,
};

enum class Side : std::uint8_t { kAbove, kBelow };

struct Rule {
  std::string_view name;
  // Sensor names that it is for; '*' stands for any characters.
  std::string_view pattern;
  Measure measure = Measure::kValue;
  Side side = Side::kAbove;
  // Beyond this for `hold`: the alert fires.
  Quantity fires_at;
  // Back across this for `hold`: it is over.
  double ends_at = 0;
  absl::Duration hold;
  // Of kTimesAverage: averages below this count as this, since ten times next
  // to nothing is nothing to speak of.
  double average_min = 0;
};

// All rules of this program.
std::span<const Rule> Rules();

bool MatchesPattern(std::string_view pattern, std::string_view sensor);

// For example "over 90 % for 2 s".
std::string ToText(const Rule& rule);

// A measured value in the rule's terms: "97 %", "62.0 MiB/s", "12.4 x avg".
std::string MeasuredText(const Rule& rule, double measured);

// Whether `measured` is on the far side of `threshold`.
inline bool IsBeyond(const Rule& rule, double measured, double threshold) {
  return rule.side == Side::kAbove ? measured > threshold : measured < threshold;
}

// How near `measured` is to firing: 1 at the threshold.
double Nearness(const Rule& rule, double measured);

}  // namespace live_telemetry
