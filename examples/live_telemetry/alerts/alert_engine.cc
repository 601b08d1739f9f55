// SPDX-License-Identifier: MIT

#include "live_telemetry/alerts/alert_engine.h"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "absl/time/time.h"
#include "live_telemetry/quantity.h"

namespace live_telemetry {
namespace {

constexpr std::int64_t kSilentNanos = 5'000'000'000;

// Of an alert that has lasted from `begin_nanos` to now.
std::string SecondsText(std::int64_t begin_nanos, std::int64_t now_nanos) {
  return WithDecimals(static_cast<double>(now_nanos - begin_nanos) / 1e9, 1) + " s";
}

std::string WithLabel(const std::string& name, const std::string& label) {
  return label.empty() ? name : name + " (" + label + ")";
}

}  // namespace

void AlertEngine::Observe(const weir::RecordView& record) {
  const std::optional<Reading> reading = ParseRecordText(weir::AsText(record.data));
  if (!reading.has_value()) return;
  auto found = sensors_.find(record.partition_key);
  if (found == sensors_.end()) {
    found = sensors_.try_emplace(std::string(record.partition_key)).first;
    for (const Rule& rule : Rules()) {
      if (MatchesPattern(rule.pattern, record.partition_key)) {
        found->second.states.emplace_back(rule);
      }
    }
  }
  Sensor& sensor = found->second;
  sensor.seen_nanos = record.approximate_arrival_nanos;
  if (sensor.states.empty()) return;
  sensor.label = reading->label;
  for (RuleState& state : sensor.states) {
    const std::optional<Alert::Event> event =
        state.Observe(record.approximate_arrival_nanos, reading->quantity.value);
    if (event.has_value()) {
      Tell(*event, found->first, sensor, state, record.approximate_arrival_nanos);
    }
  }
}

void AlertEngine::Tell(Alert::Event event, const std::string& name, const Sensor& sensor,
                       const RuleState& state, std::int64_t now_nanos) {
  Alert alert = {.event = event, .unix_nanos = now_nanos, .sensor = WithLabel(name, sensor.label)};
  const Rule& rule = state.rule();
  if (event == Alert::Event::kFired) {
    alert.text = MeasuredText(rule, *state.measured()) + ", " + ToText(rule);
  } else {
    alert.text = MeasuredText(rule, *state.measured()) + ", over after " +
                 SecondsText(state.fired_nanos(), now_nanos) + ", extreme " +
                 MeasuredText(rule, state.extreme());
  }
  board_.Post(std::move(alert));
}

void AlertEngine::Review(std::int64_t now_nanos) {
  for (const auto& [name, sensor] : sensors_) {
    if (now_nanos - sensor.seen_nanos < kSilentNanos) continue;
    for (const RuleState& state : sensor.states) {
      if (!state.is_firing()) continue;
      board_.Post({.event = Alert::Event::kOver,
                   .unix_nanos = now_nanos,
                   .sensor = WithLabel(name, sensor.label),
                   .text = "gone, after " + SecondsText(state.fired_nanos(), now_nanos)});
    }
  }
  std::erase_if(sensors_, [now_nanos](const auto& entry) {
    return now_nanos - entry.second.seen_nanos >= kSilentNanos;
  });

  const std::span<const Rule> rules = Rules();
  std::vector<RuleStatus> statuses(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) statuses[i].rule = &rules[i];
  for (const auto& [name, sensor] : sensors_) {
    for (const RuleState& state : sensor.states) {
      if (!state.measured().has_value()) continue;
      RuleStatus& status = statuses[static_cast<std::size_t>(&state.rule() - rules.data())];
      const double measured = *state.measured();
      if (status.sensors == 0 ||
          Nearness(state.rule(), measured) > Nearness(state.rule(), status.nearest_measured)) {
        status.nearest_sensor = name;
        status.nearest_measured = measured;
      }
      ++status.sensors;
      if (state.is_firing()) ++status.firing;
    }
  }
  board_.SetStatuses(std::move(statuses));
}

}  // namespace live_telemetry
