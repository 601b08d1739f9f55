// SPDX-License-Identifier: MIT
//
// The SensorTable knows each sensor's latest value, its shard and how often it
// speaks: what the dashboard learns from the records themselves.
//
//   table.Observe(shard_id, record);
//   table.Advance(now_nanos, elapsed_seconds);     // once a second
//   std::optional<double> busy = table.Value("cpu.all.busy");
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live_telemetry/dashboard/picture.h"
#include "live_telemetry/text_map.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"

namespace live_telemetry {

class SensorTable {
 public:
  void Observe(weir::ShardId shard_id, const weir::RecordView& record);

  // Works out rates over the `elapsed_seconds` since the last call, and forgets
  // sensors that have fallen silent.
  void Advance(std::int64_t now_nanos, double elapsed_seconds);

  std::size_t size() const { return sensors_.size(); }
  // Nothing if there is no such sensor.
  std::optional<double> Value(std::string_view sensor) const;
  // The sum over the sensors "FAMILY.*.SUFFIX" but "FAMILY.EXCEPT.SUFFIX".
  std::optional<double> Sum(std::string_view family, std::string_view suffix,
                            std::string_view except = {}) const;
  // cpu.0.busy, cpu.1.busy and so on, as far as there are.
  std::vector<double> Processors() const;
  // The busiest processes.
  std::vector<ProcessPicture> Processes(std::size_t count_max) const;
  // The sensors with most records a second, of all shards or of each shard.
  std::vector<KeyRate> Hottest(std::size_t count_max) const;
  std::vector<KeyRate> HottestOfShards(std::size_t shards) const;

 private:
  struct Sensor {
    double value = 0;
    std::string label;
    weir::ShardId shard_id;
    std::int64_t seen_nanos = 0;
    // Since the last Advance().
    std::uint64_t records = 0;
    double records_per_second = 0;
  };

  TextMap<Sensor> sensors_;
};

}  // namespace live_telemetry
