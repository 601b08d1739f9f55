// SPDX-License-Identifier: MIT

#include "live_telemetry/alerts/rule_state.h"

#include <algorithm>

namespace live_telemetry {
namespace {

constexpr double kAverageNanos = 10e9;
// Before it has seen this much, an average says nothing.
constexpr std::int64_t kAverageBeginNanos = 3'000'000'000;

}  // namespace

std::optional<Alert::Event> RuleState::Observe(std::int64_t now_nanos, double value) {
  measured_ = MeasureValue(now_nanos, value);
  if (!measured_.has_value()) return std::nullopt;
  const bool is_bad = IsBeyond(*rule_, *measured_, rule_->fires_at.value);
  const bool is_good = !IsBeyond(*rule_, *measured_, rule_->ends_at);
  if (is_firing()) {
    extreme_ = rule_->side == Side::kAbove ? std::max(extreme_, *measured_)
                                           : std::min(extreme_, *measured_);
  }
  const Phase before = phase_;
  const bool has_held = now_nanos - phase_nanos_ >= absl::ToInt64Nanoseconds(rule_->hold);
  switch (phase_) {
    case Phase::kQuiet:
      if (is_bad) phase_ = Phase::kPending;
      break;
    case Phase::kPending:
      phase_ = !is_bad ? Phase::kQuiet : has_held ? Phase::kFiring : phase_;
      break;
    case Phase::kFiring:
      if (is_good) phase_ = Phase::kEnding;
      break;
    case Phase::kEnding:
      phase_ = !is_good ? Phase::kFiring : has_held ? Phase::kQuiet : phase_;
      break;
  }
  if (phase_ == before) return std::nullopt;
  phase_nanos_ = now_nanos;
  if (before == Phase::kPending && phase_ == Phase::kFiring) {
    fired_nanos_ = now_nanos;
    extreme_ = *measured_;
    return Alert::Event::kFired;
  }
  if (before == Phase::kEnding && phase_ == Phase::kQuiet) return Alert::Event::kOver;
  return std::nullopt;
}

std::optional<double> RuleState::MeasureValue(std::int64_t now_nanos, double value) {
  switch (rule_->measure) {
    case Measure::kValue:
      return value;
    case Measure::kRise:
      return rise_.Update(now_nanos, value);
    case Measure::kTimesAverage:
      break;
  }
  return TimesAverage(now_nanos, value);
}

std::optional<double> RuleState::TimesAverage(std::int64_t now_nanos, double value) {
  if (average_begin_nanos_ == 0) {
    average_begin_nanos_ = now_nanos;
    average_nanos_ = now_nanos;
    average_ = value;
    return std::nullopt;
  }
  const double times = value / std::max(average_, rule_->average_min);
  const double share = static_cast<double>(now_nanos - average_nanos_) / kAverageNanos;
  average_ += (value - average_) * std::clamp(share, 0.0, 1.0);
  average_nanos_ = now_nanos;
  if (now_nanos - average_begin_nanos_ < kAverageBeginNanos) return std::nullopt;
  return times;
}

}  // namespace live_telemetry
