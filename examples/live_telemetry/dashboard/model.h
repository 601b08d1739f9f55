// SPDX-License-Identifier: MIT
//
// The Model gathers what the dashboard shows from its four sources: the records
// that it reads as a consumer, the stream's statistics, the consumers' progress
// and the alert board.
//
// Four times a second and not at every frame: figures that change faster cannot
// be read.
//
// Threads: one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "live_telemetry/alerts/alert_board.h"
#include "live_telemetry/dashboard/picture.h"
#include "live_telemetry/dashboard/sensor_table.h"
#include "live_telemetry/progress.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"
#include "weir/stream/stream.h"

namespace live_telemetry {

// A consumer that is watched.
struct WatchedConsumer {
  std::string_view name;
  // How it reads, in a few words.
  std::string_view manner;
  Progress* progress = nullptr;
};

struct ModelOptions {
  double planned_seconds = 10;
  std::int64_t memory_bytes_max = 0;
  double shard_records_per_second_max = 0;
  std::vector<WatchedConsumer> consumers;
};

class Model {
 public:
  // `stream`, `alerts` and what `options` point to must outlive it.
  Model(const weir::Stream& stream, const AlertBoard& alerts, const ModelOptions& options);

  void Observe(weir::ShardId shard_id, const weir::RecordView& record) {
    sensors_.Observe(shard_id, record);
  }

  // Renews the picture if it is a quarter of a second old.
  void Advance();
  // Renews it a last time.
  void Finish();

  const Picture& picture() const { return picture_; }

 private:
  // Of one shard at the last Advance().
  struct Counted {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
  };

  void AdvanceShards(double elapsed_seconds);
  void AdvanceMachine();
  void AdvanceConsumers();

  const weir::Stream& stream_;
  const AlertBoard& alerts_;
  const ModelOptions options_;
  const std::int64_t begin_nanos_;
  std::int64_t advanced_nanos_;
  std::int64_t sensors_advanced_nanos_;
  std::vector<Counted> counted_;
  SensorTable sensors_;
  Picture picture_;
};

}  // namespace live_telemetry
