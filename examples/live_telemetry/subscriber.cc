// SPDX-License-Identifier: MIT

#include "live_telemetry/subscriber.h"

#include "weir/model/position.h"

namespace live_telemetry {

absl::StatusOr<Subscriber> Subscriber::Open(weir::Stream& stream, std::string_view name,
                                            Progress& progress) {
  absl::StatusOr<weir::Consumer> consumer = stream.RegisterConsumer(name);
  if (!consumer.ok()) return consumer.status();
  absl::StatusOr<weir::StreamCursor> cursor =
      stream.OpenStreamCursor(weir::Position::TrimHorizon(), {.consumer = &*consumer});
  if (!cursor.ok()) return cursor.status();
  return Subscriber(name, *std::move(cursor), progress);
}

Subscriber::Subscriber(std::string_view name, weir::StreamCursor cursor, Progress& progress)
    : cursor_(std::move(cursor)), progress_(&progress) {
  account_.name = name;
}

void Subscriber::Account(weir::ShardId shard_id, const weir::RecordView& record) {
  account_.seen.Add(record.partition_key, weir::AsText(record.data));
  if (last_.size() <= shard_id.index) last_.resize(shard_id.index + 1);
  Last& last = last_[shard_id.index];
  const bool is_in_order =
      !last.is_known || (record.sequence_number.value > last.sequence_number &&
                         record.approximate_arrival_nanos >= last.arrival_nanos);
  if (!is_in_order) ++account_.disordered_records;
  last = {.sequence_number = record.sequence_number.value,
          .arrival_nanos = record.approximate_arrival_nanos,
          .is_known = true};
}

}  // namespace live_telemetry
