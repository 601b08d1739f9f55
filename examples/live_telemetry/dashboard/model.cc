// SPDX-License-Identifier: MIT

#include "live_telemetry/dashboard/model.h"

#include <cstddef>
#include <utility>

#include "weir/base/clock.h"
#include "weir/stream/shard_description.h"
#include "weir/stream/statistics.h"

namespace live_telemetry {
namespace {

constexpr std::int64_t kPeriodNanos = 1'000'000'000 / kValuesPerSecond;
// Rates are means over a second, so that they can be read.
constexpr std::size_t kMeanPeriods = kValuesPerSecond;
constexpr std::size_t kRowsMax = 40;

}  // namespace

Model::Model(const weir::Stream& stream, const AlertBoard& alerts, const ModelOptions& options)
    : stream_(stream),
      alerts_(alerts),
      options_(options),
      begin_nanos_(weir::SystemClock::Get().NowNanos()),
      advanced_nanos_(begin_nanos_),
      sensors_advanced_nanos_(begin_nanos_) {
  picture_.planned_seconds = options.planned_seconds;
  picture_.memory_bytes_max = options.memory_bytes_max;
  picture_.shard_records_per_second_max = options.shard_records_per_second_max;
  for (const WatchedConsumer& consumer : options.consumers) {
    picture_.consumers.push_back({.name = consumer.name, .manner = consumer.manner});
  }
  for (const weir::ShardDescription& shard : stream.ListShards()) {
    picture_.shards.push_back({.index = shard.shard_id.index});
  }
  counted_.resize(picture_.shards.size());
}

void Model::Advance() {
  const std::int64_t now_nanos = weir::SystemClock::Get().NowNanos();
  picture_.elapsed_seconds = static_cast<double>(now_nanos - begin_nanos_) / 1e9;
  if (now_nanos - advanced_nanos_ < kPeriodNanos) return;
  const double elapsed_seconds = static_cast<double>(now_nanos - advanced_nanos_) / 1e9;
  advanced_nanos_ = now_nanos;
  if (now_nanos - sensors_advanced_nanos_ >= 1'000'000'000) {
    sensors_.Advance(now_nanos, static_cast<double>(now_nanos - sensors_advanced_nanos_) / 1e9);
    sensors_advanced_nanos_ = now_nanos;
  }
  AdvanceShards(elapsed_seconds);
  AdvanceMachine();
  AdvanceConsumers();
  picture_.alerts_fired = alerts_.fired();
  picture_.alerts = alerts_.After(0);
  picture_.rules = alerts_.Statuses();
}

void Model::Finish() {
  // Without rates: less than a period has passed, in which producers stopped.
  const weir::StreamStatistics statistics = stream_.Statistics();
  picture_.memory_bytes = statistics.memory_bytes;
  AdvanceConsumers();
  picture_.is_over = true;
}

void Model::AdvanceShards(double elapsed_seconds) {
  const weir::StreamStatistics statistics = stream_.Statistics();
  picture_.refused_records = statistics.write_provisioned_throughput_exceeded;
  picture_.memory_bytes = statistics.memory_bytes;
  picture_.held_records = 0;
  picture_.records_per_second = 0;
  picture_.bytes_per_second = 0;
  std::vector<KeyRate> hottest = sensors_.HottestOfShards(picture_.shards.size());
  for (std::size_t i = 0; i < picture_.shards.size(); ++i) {
    ShardPicture& shard = picture_.shards[i];
    const absl::StatusOr<weir::ShardStatistics> now = stream_.StatisticsOf({.index = shard.index});
    if (!now.ok()) continue;
    Counted& before = counted_[i];
    const auto records = static_cast<double>(now->incoming_records - before.records);
    const auto bytes = static_cast<double>(now->incoming_bytes - before.bytes);
    before = {.records = now->incoming_records, .bytes = now->incoming_bytes};
    shard.history.Add(records / elapsed_seconds);
    shard.records_per_second = shard.history.Mean(kMeanPeriods);
    shard.bytes_history.Add(bytes / elapsed_seconds);
    shard.bytes_per_second = shard.bytes_history.Mean(kMeanPeriods);
    shard.hottest = std::move(hottest[i]);
    picture_.held_records += now->held_records;
    picture_.records_per_second += shard.records_per_second;
    picture_.bytes_per_second += shard.bytes_per_second;
  }
}

void Model::AdvanceMachine() {
  MachinePicture& machine = picture_.machine;
  machine.cpu_percent = sensors_.Value("cpu.all.busy");
  machine.processor_percents = sensors_.Processors();
  machine.memory_used_bytes = sensors_.Value("mem.used");
  machine.memory_total_bytes = sensors_.Value("mem.total");
  machine.load = sensors_.Value("load.1m");
  // The loopback interface carries what never leaves the machine.
  machine.rx_bytes_per_second = sensors_.Sum("net", "rx", "lo");
  machine.tx_bytes_per_second = sensors_.Sum("net", "tx", "lo");
  machine.read_bytes_per_second = sensors_.Sum("disk", "read");
  machine.write_bytes_per_second = sensors_.Sum("disk", "write");
  machine.cpu_pressure_percent = sensors_.Value("psi.cpu.some");
  machine.memory_pressure_percent = sensors_.Value("psi.memory.some");
  machine.io_pressure_percent = sensors_.Value("psi.io.some");
  machine.cpu.Add(machine.cpu_percent.value_or(0));
  machine.memory.Add(machine.memory_used_bytes.value_or(0));
  machine.network.Add(machine.rx_bytes_per_second.value_or(0) +
                      machine.tx_bytes_per_second.value_or(0));
  machine.disk.Add(machine.read_bytes_per_second.value_or(0) +
                   machine.write_bytes_per_second.value_or(0));
  machine.pressure.Add(machine.cpu_pressure_percent.value_or(0) +
                       machine.memory_pressure_percent.value_or(0) +
                       machine.io_pressure_percent.value_or(0));
  picture_.sensors = sensors_.size();
  picture_.processes = sensors_.Processes(kRowsMax);
  picture_.hottest = sensors_.Hottest(kRowsMax);
}

void Model::AdvanceConsumers() {
  for (std::size_t i = 0; i < picture_.consumers.size(); ++i) {
    ConsumerPicture& consumer = picture_.consumers[i];
    const Progress::Snapshot now = options_.consumers[i].progress->Take();
    consumer.records = now.records;
    consumer.lag_records = now.lag.records;
    consumer.lag_ms = now.lag.milliseconds;
    consumer.history.Add(static_cast<double>(now.lag.milliseconds));
  }
}

}  // namespace live_telemetry
