// SPDX-License-Identifier: MIT
//
// A Subscriber is a consumer of the whole stream that keeps account: of what it
// got (for the proof), of how far behind it was, and of the stream's promises
// about order, which it checks on every record.
//
// It is registered with the stream and so has a read rate of its own, as with
// Kinesis' enhanced fan-out: three readers don't share one shard's 2 MiB/s.
//
//   absl::StatusOr<Subscriber> subscriber = Subscriber::Open(stream, "archive", progress);
//   while (subscriber->ReadAll([&](weir::ShardId shard, const weir::RecordView& record) { … }))
//     absl::SleepFor(absl::Milliseconds(250));
//
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "live_telemetry/progress.h"
#include "support/record_checksum.h"
#include "weir/model/errors.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"
#include "weir/stream/stream.h"
#include "weir/stream/stream_cursor.h"

namespace live_telemetry {

// What a consumer can say at the end.
struct SubscriberAccount {
  std::string name;
  examples::RecordChecksum seen;
  weir::Lag lag_max;
  // Records that retention or the memory budget dropped before it came.
  std::uint64_t trimmed_records = 0;
  // Records that came with a sequence number not above, or an arrival time
  // below, that of the one before in their shard. The stream promises none.
  std::uint64_t disordered_records = 0;
};

class Subscriber {
 public:
  // Reads from the oldest record on. `stream` and `progress` must outlive it.
  static absl::StatusOr<Subscriber> Open(weir::Stream& stream, std::string_view name,
                                         Progress& progress);

  // Calls handle(shard_id, record) for what there is now; never blocks for more.
  // False when the stream has ended and all of it was read.
  template <class Handle>
  bool ReadAll(Handle handle);

  // Until there is something to read, or `timeout` has passed.
  void Wait(absl::Duration timeout) { cursor_.Wait(timeout); }

  const SubscriberAccount& account() const { return account_; }

 private:
  // The last record of a shard.
  struct Last {
    std::uint64_t sequence_number = 0;
    std::int64_t arrival_nanos = 0;
    bool is_known = false;
  };

  Subscriber(std::string_view name, weir::StreamCursor cursor, Progress& progress);

  void Account(weir::ShardId shard_id, const weir::RecordView& record);

  // A reader that producers outrun must still get to do something else.
  static constexpr int kBatchesMax = 256;

  weir::StreamCursor cursor_;
  Progress* progress_;
  SubscriberAccount account_;
  // By shard index.
  std::vector<Last> last_;
};

template <class Handle>
bool Subscriber::ReadAll(Handle handle) {
  const weir::Lag lag = cursor_.Lag();
  account_.lag_max = LargerLag(account_.lag_max, lag);
  progress_->NoteLag(lag);
  bool is_more_to_come = true;
  for (int batches = 0; batches < kBatchesMax; ++batches) {
    const weir::Batch batch = cursor_.Read();
    account_.trimmed_records += batch.trimmed().records;
    for (const weir::RecordView& record : batch) {
      Account(batch.shard_id(), record);
      handle(batch.shard_id(), record);
    }
    if (batch.code() == weir::ReadCode::kEndOfStream ||
        batch.code() == weir::ReadCode::kStreamDestroyed) {
      is_more_to_come = false;
      break;
    }
    if (batch.code() == weir::ReadCode::kThrottled) {
      absl::SleepFor(weir::RetryAfter(batch.status()));
      break;
    }
    // The tip, or a record that its producer is still writing.
    if (batch.empty() && batch.trimmed().records == 0) break;
  }
  // What was read may go: nothing of it is used until the next call.
  cursor_.Release();
  progress_->NoteRecords(account_.seen.records);
  return is_more_to_come;
}

}  // namespace live_telemetry
