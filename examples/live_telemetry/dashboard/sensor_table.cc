// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/sensor_table.h"

#include <algorithm>
#include <utility>

#include "live_telemetry/quantity.h"
#include "weir/base/concat.h"

namespace live_telemetry {
namespace {

constexpr std::int64_t kSilentNanos = 3'000'000'000;

// The middle of "FAMILY.middle.SUFFIX"; empty if `sensor` is none of these.
std::string_view Middle(std::string_view sensor, std::string_view family, std::string_view suffix) {
  const std::size_t around = family.size() + suffix.size() + 2;
  if (sensor.size() <= around || !sensor.starts_with(family) || !sensor.ends_with(suffix))
    return {};
  if (sensor[family.size()] != '.' || sensor[sensor.size() - suffix.size() - 1] != '.') return {};
  return sensor.substr(family.size() + 1, sensor.size() - around);
}

}  // namespace

void SensorTable::Observe(weir::ShardId shard_id, const weir::RecordView& record) {
  const std::optional<Reading> reading = ParseRecordText(weir::AsText(record.data));
  if (!reading.has_value()) return;
  auto found = sensors_.find(record.partition_key);
  if (found == sensors_.end()) {
    found = sensors_.try_emplace(std::string(record.partition_key)).first;
  }
  Sensor& sensor = found->second;
  sensor.value = reading->quantity.value;
  sensor.label = reading->label;
  sensor.shard_id = shard_id;
  sensor.seen_nanos = record.approximate_arrival_nanos;
  ++sensor.records;
}

void SensorTable::Advance(std::int64_t now_nanos, double elapsed_seconds) {
  std::erase_if(sensors_, [now_nanos](const auto& entry) {
    return now_nanos - entry.second.seen_nanos >= kSilentNanos;
  });
  for (auto& [name, sensor] : sensors_) {
    const double rate = static_cast<double>(sensor.records) / elapsed_seconds;
    sensor.records = 0;
    // Half of what is new: a sensor that speaks twice a second would flicker.
    sensor.records_per_second += (rate - sensor.records_per_second) / 2;
  }
}

std::optional<double> SensorTable::Value(std::string_view sensor) const {
  const auto found = sensors_.find(sensor);
  if (found == sensors_.end()) return std::nullopt;
  return found->second.value;
}

std::optional<double> SensorTable::Sum(std::string_view family, std::string_view suffix,
                                       std::string_view except) const {
  std::optional<double> sum;
  for (const auto& [name, sensor] : sensors_) {
    const std::string_view middle = Middle(name, family, suffix);
    if (!middle.empty() && middle != except) sum = sum.value_or(0) + sensor.value;
  }
  return sum;
}

std::vector<double> SensorTable::Processors() const {
  std::vector<double> percents;
  while (true) {
    const std::optional<double> percent = Value(weir::Concat("cpu.", percents.size(), ".busy"));
    if (!percent.has_value()) return percents;
    percents.push_back(*percent);
  }
}

std::vector<ProcessPicture> SensorTable::Processes(std::size_t count_max) const {
  std::vector<ProcessPicture> processes;
  for (const auto& [name, sensor] : sensors_) {
    const std::string_view pid = Middle(name, "proc", "cpu");
    if (pid.empty()) continue;
    processes.push_back({.pid = std::string(pid),
                         .name = sensor.label,
                         .cpu_percent = sensor.value,
                         .rss_bytes = Value(weir::Concat("proc.", pid, ".rss")).value_or(0)});
  }
  const auto is_before = [](const ProcessPicture& a, const ProcessPicture& b) {
    if (a.cpu_percent != b.cpu_percent) return a.cpu_percent > b.cpu_percent;
    return a.rss_bytes != b.rss_bytes ? a.rss_bytes > b.rss_bytes : a.pid < b.pid;
  };
  const auto middle =
      processes.begin() + static_cast<std::ptrdiff_t>(std::min(count_max, processes.size()));
  std::partial_sort(processes.begin(), middle, processes.end(), is_before);
  processes.erase(middle, processes.end());
  return processes;
}

std::vector<KeyRate> SensorTable::Hottest(std::size_t count_max) const {
  std::vector<KeyRate> keys;
  for (const auto& [name, sensor] : sensors_) {
    keys.push_back({.key = name, .records_per_second = sensor.records_per_second});
  }
  const auto is_before = [](const KeyRate& a, const KeyRate& b) {
    // Rates that look alike must not change places at every frame.
    const auto rank = [](const KeyRate& rate) {
      return static_cast<std::int64_t>(rate.records_per_second / 2);
    };
    return rank(a) != rank(b) ? rank(a) > rank(b) : a.key < b.key;
  };
  const auto middle = keys.begin() + static_cast<std::ptrdiff_t>(std::min(count_max, keys.size()));
  std::partial_sort(keys.begin(), middle, keys.end(), is_before);
  keys.erase(middle, keys.end());
  return keys;
}

std::vector<KeyRate> SensorTable::HottestOfShards(std::size_t shards) const {
  std::vector<KeyRate> hottest(shards);
  for (const auto& [name, sensor] : sensors_) {
    if (sensor.shard_id.index >= shards) continue;
    KeyRate& best = hottest[sensor.shard_id.index];
    const bool is_as_hot = sensor.records_per_second == best.records_per_second;
    if (sensor.records_per_second > best.records_per_second || (is_as_hot && name < best.key)) {
      best = {.key = name, .records_per_second = sensor.records_per_second};
    }
  }
  return hottest;
}

}  // namespace live_telemetry
