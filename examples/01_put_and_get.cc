// SPDX-License-Identifier: MIT
//
// Puts three records into a stream and reads them back.
//
// The partition key chooses the shard, so the two readings of one sensor stay in
// order. A StreamCursor reads all shards; a record's sequence number is its place
// in its shard.
#include <iostream>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/stream/stream.h"

absl::Status Run() {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create({.shard_count = 2});
  if (!stream.ok()) return stream.status();

  const weir::PutEntry entries[] = {
      {.partition_key = "sensor-1", .data = weir::AsBytes("20.5")},
      {.partition_key = "sensor-3", .data = weir::AsBytes("18.0")},
      {.partition_key = "sensor-1", .data = weir::AsBytes("20.7")},
  };
  for (const weir::PutEntry& entry : entries) {
    const absl::StatusOr<weir::PutResult> put = stream->Put(entry);
    if (!put.ok()) return put.status();
  }

  absl::StatusOr<weir::StreamCursor> cursor =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!cursor.ok()) return cursor.status();
  while (true) {
    const weir::Batch batch = cursor->Read();
    if (batch.empty()) return batch.status();  // OK: everything is read
    for (const weir::RecordView& record : batch) {
      std::cout << batch.shard_id().ToString() << " #" << record.sequence_number.ToString() << ' '
                << record.partition_key << ": " << weir::AsText(record.data) << '\n';
    }
  }
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
