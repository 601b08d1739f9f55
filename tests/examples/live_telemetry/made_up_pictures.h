// SPDX-License-Identifier: MIT
//
// Pictures for the dashboard that no machine has to be in the state of: the usual
// one, one with the longest names and the largest figures, and one that is empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "live_telemetry/alerts/rule.h"
#include "live_telemetry/dashboard/picture.h"

namespace example_tests {

using live_telemetry::Picture;

// How large the figures are and how long the names.
struct Scale {
  double value;
  std::uint64_t count;
  std::string name_suffix;
};

inline live_telemetry::History HistoryUpTo(double value) {
  live_telemetry::History history;
  for (int i = 0; i < 1'000; ++i) history.Add(value * (i % 7) / 6);
  return history;
}

inline void FillStream(Picture& picture, const Scale& scale) {
  picture.elapsed_seconds = 8;
  picture.planned_seconds = 10;
  picture.shard_records_per_second_max = 1'000;
  picture.records_per_second = 2'412 * scale.value;
  picture.bytes_per_second = 98'304 * scale.value;
  picture.refused_records = scale.count;
  picture.held_records = scale.count;
  picture.memory_bytes = 1'200'000;
  picture.memory_bytes_max = 64 << 20;
  for (std::uint32_t i = 0; i < 4; ++i) {
    picture.shards.push_back({.index = i,
                              .records_per_second = 250 * scale.value * i,
                              .bytes_per_second = 12'345 * scale.value,
                              .history = HistoryUpTo(scale.value * 900),
                              .hottest = {.key = "net.eth0.rx_packets" + scale.name_suffix,
                                          .records_per_second = 39 * scale.value}});
  }
  picture.consumers = {{.name = "dashboard", .manner = "at each frame"},
                       {.name = "alerts", .manner = "when woken"},
                       {.name = "archive", .manner = "4 times a second"}};
  for (live_telemetry::ConsumerPicture& consumer : picture.consumers) {
    consumer.records = scale.count;
    consumer.lag_records = scale.count;
    consumer.lag_ms = static_cast<std::int64_t>(scale.count / 2);
    consumer.history = HistoryUpTo(scale.value);
  }
}

inline void FillMachine(Picture& picture, const Scale& scale) {
  live_telemetry::MachinePicture& machine = picture.machine;
  machine.cpu_percent = 100;
  machine.processor_percents = std::vector<double>(256, 50);
  machine.memory_used_bytes = 543e6 * scale.value;
  machine.memory_total_bytes = 24e9 * scale.value;
  machine.load = 1.25 * scale.value;
  machine.rx_bytes_per_second = 1e6 * scale.value;
  machine.tx_bytes_per_second = 2e3 * scale.value;
  machine.read_bytes_per_second = 3e6 * scale.value;
  machine.write_bytes_per_second = 4e6 * scale.value;
  machine.cpu_pressure_percent = 96;
  machine.memory_pressure_percent = 0;
  machine.io_pressure_percent = 12.5;
  for (live_telemetry::History* history :
       {&machine.cpu, &machine.memory, &machine.network, &machine.disk, &machine.pressure}) {
    *history = HistoryUpTo(100);
  }
  for (int i = 0; i < 40; ++i) {
    picture.processes.push_back({.pid = std::to_string(4'194'303 - i),
                                 .name = "stress" + scale.name_suffix,
                                 .cpu_percent = 194 * scale.value / (i + 1),
                                 .rss_bytes = 7e6 * scale.value});
    picture.hottest.push_back(
        {.key = "proc.4194303.cpu" + scale.name_suffix, .records_per_second = 39 * scale.value});
  }
  picture.sensors = static_cast<std::size_t>(scale.count);
}

inline void FillAlerts(Picture& picture, const Scale& scale) {
  picture.alerts_fired = scale.count;
  for (std::uint64_t i = 1; i <= 5; ++i) {
    using Event = live_telemetry::Alert::Event;
    picture.alerts.push_back({.number = i,
                              .event = i % 2 == 0 ? Event::kFired : Event::kOver,
                              .unix_nanos = 1'700'000'000'000'000'000,
                              .sensor = "proc.8974.rss (cc1plus)" + scale.name_suffix,
                              .text = "132 MiB/s, over 50 MiB/s for 1 s"});
  }
  for (const live_telemetry::Rule& rule : live_telemetry::Rules()) {
    picture.rules.push_back({.rule = &rule,
                             .sensors = 3,
                             .firing = 1,
                             .nearest_sensor = "disk.vda.busy" + scale.name_suffix,
                             .nearest_measured = 77 * scale.value});
  }
}

inline Picture MakePicture(const Scale& scale) {
  Picture picture;
  FillStream(picture, scale);
  FillMachine(picture, scale);
  FillAlerts(picture, scale);
  return picture;
}

inline Picture UsualPicture() {
  return MakePicture({.value = 1, .count = 19'480, .name_suffix = ""});
}

inline Picture LargestPicture() {
  return MakePicture({.value = 1e12,
                      .count = std::numeric_limits<std::uint64_t>::max(),
                      .name_suffix = std::string(300, 'w')});
}

}  // namespace example_tests
