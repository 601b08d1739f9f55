// SPDX-License-Identifier: MIT
//
// The AlertEngine holds every record against the rules for its sensor.
//
// It learns of sensors by their first record and forgets those that have fallen
// silent, as the sensors of a process do when it ends.
//
//   AlertEngine engine(board);
//   engine.Observe(record);
//   engine.Review(now_nanos);      // now and then
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/alerts/rule_state.h"
#include "live_telemetry/text_map.h"
#include "weir/model/record.h"

namespace live_telemetry {

class AlertEngine {
 public:
  // `board` must outlive it.
  explicit AlertEngine(AlertBoard& board) : board_(board) {}

  void Observe(const weir::RecordView& record);

  // Forgets silent sensors and posts how the rules stand.
  void Review(std::int64_t now_nanos);

 private:
  struct Sensor {
    std::vector<RuleState> states;
    std::string label;
    std::int64_t seen_nanos = 0;
  };

  void Tell(Alert::Event event, const std::string& name, const Sensor& sensor,
            const RuleState& state, std::int64_t now_nanos);

  AlertBoard& board_;
  TextMap<Sensor> sensors_;
};

}  // namespace live_telemetry
