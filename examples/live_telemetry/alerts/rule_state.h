// SPDX-License-Identifier: MIT
//
// A RuleState is one rule at one sensor: what it measures there, and whether it
// is quiet, about to fire, firing, or about to be over.
//
//   RuleState state(rule);
//   if (std::optional<Alert::Event> event = state.Observe(now_nanos, value)) …
#pragma once

#include <cstdint>
#include <optional>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/alerts/rule.h"
#include "live_telemetry/windowed_rate.h"

namespace live_telemetry {

class RuleState {
 public:
  // `rule` must outlive it.
  explicit RuleState(const Rule& rule) : rule_(&rule) {}

  // Takes the sensor's next value; says what there is to tell, if anything.
  std::optional<Alert::Event> Observe(std::int64_t now_nanos, double value);

  const Rule& rule() const { return *rule_; }
  bool is_firing() const { return phase_ == Phase::kFiring || phase_ == Phase::kEnding; }
  // What was compared last; nothing while there is too little to go by.
  std::optional<double> measured() const { return measured_; }
  // Of an alert that fires or has just ended: when it began, and its extreme.
  std::int64_t fired_nanos() const { return fired_nanos_; }
  double extreme() const { return extreme_; }

 private:
  enum class Phase : std::uint8_t { kQuiet, kPending, kFiring, kEnding };

  std::optional<double> MeasureValue(std::int64_t now_nanos, double value);
  std::optional<double> TimesAverage(std::int64_t now_nanos, double value);

  const Rule* rule_;
  Phase phase_ = Phase::kQuiet;
  // When `phase_` began.
  std::int64_t phase_nanos_ = 0;
  std::optional<double> measured_;
  std::int64_t fired_nanos_ = 0;
  double extreme_ = 0;

  // For kRise.
  WindowedRate rise_{absl::Seconds(1)};
  // For kTimesAverage: an average that forgets exponentially.
  double average_ = 0;
  std::int64_t average_begin_nanos_ = 0;
  std::int64_t average_nanos_ = 0;
};

}  // namespace live_telemetry
