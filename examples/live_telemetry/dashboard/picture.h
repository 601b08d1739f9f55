// SPDX-License-Identifier: MIT
//
// A Picture is all that a frame shows, as plain values: what the model works out
// and the panes draw. The model knows nothing of rows and columns, the panes
// nothing of streams and records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/dashboard/history.h"

namespace live_telemetry {

// A sensor and how many records a second it sends.
struct KeyRate {
  std::string key;
  double records_per_second = 0;
};

struct ShardPicture {
  std::uint32_t index = 0;
  double records_per_second = 0;
  double bytes_per_second = 0;
  History history = {};  // of records per second
  History bytes_history = {};
  KeyRate hottest = {};
};

struct ConsumerPicture {
  std::string_view name;
  // How it reads, in a few words.
  std::string_view manner;
  std::uint64_t records = 0;
  // The largest lag of the last quarter of a second.
  std::uint64_t lag_records = 0;
  std::int64_t lag_ms = 0;
  History history = {};  // of lag_ms
};

struct ProcessPicture {
  std::string pid;
  std::string name;
  double cpu_percent = 0;
  double rss_bytes = 0;
};

// Nothing where the machine does not say.
struct MachinePicture {
  std::optional<double> cpu_percent;
  std::vector<double> processor_percents;
  std::optional<double> memory_used_bytes;
  std::optional<double> memory_total_bytes;
  std::optional<double> load;
  std::optional<double> rx_bytes_per_second;
  std::optional<double> tx_bytes_per_second;
  std::optional<double> read_bytes_per_second;
  std::optional<double> write_bytes_per_second;
  std::optional<double> cpu_pressure_percent;
  std::optional<double> memory_pressure_percent;
  std::optional<double> io_pressure_percent;
  History cpu;
  History memory;
  History network;
  History disk;
  History pressure;
};

struct Picture {
  double elapsed_seconds = 0;
  double planned_seconds = 0;
  bool is_over = false;

  std::vector<ShardPicture> shards;
  // What a shard takes before it refuses.
  double shard_records_per_second_max = 0;
  double records_per_second = 0;
  double bytes_per_second = 0;
  std::uint64_t refused_records = 0;
  std::uint64_t held_records = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t memory_bytes_max = 0;

  std::vector<ConsumerPicture> consumers;

  std::size_t sensors = 0;
  MachinePicture machine;
  std::vector<ProcessPicture> processes;  // busiest first
  std::vector<KeyRate> hottest;           // hottest first

  std::uint64_t alerts_fired = 0;
  std::vector<Alert> alerts;  // oldest first
  std::vector<RuleStatus> rules;
};

}  // namespace live_telemetry
