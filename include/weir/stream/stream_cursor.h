// SPDX-License-Identifier: MIT
//
// A StreamCursor reads every shard of a stream, parents before their children,
// across splits and merges.
//
// Records of one partition key come in the order they were put, even over a
// reshard; shards take turns, so records of different keys may come in any
// order. Not a consumer group: each StreamCursor sees everything.
//
//   absl::StatusOr<weir::StreamCursor> cursor =
//       stream.OpenStreamCursor(weir::Position::TrimHorizon());
//   while (cursor->Wait(absl::Seconds(1))) {
//     for (const weir::RecordView& record : cursor->Read()) Handle(record);
//   }
//
// Threads:   one thread at a time per StreamCursor; any number of them.
// Progress:  as Cursor; at the end of a shard it takes a lock once.
// Cost:      112 bytes per shard, allocated when it is opened, and more when shards
//            that came later begin; an idle read looks at one word of every open shard.
// Lifetime:  as Cursor, also once moved from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "weir/stream/batch.h"
#include "weir/stream/cursor.h"

namespace weir {

class StreamCursor {
 public:
  StreamCursor(StreamCursor&&) noexcept;
  StreamCursor& operator=(StreamCursor&&) noexcept;
  ~StreamCursor();

  // The next records of one shard, possibly none; never blocks. kOk with no
  // records: at the tip of every shard. kEndOfStream: the stream was closed and
  // everything is read. kThrottled, kUnfinishedClaim: nothing from any shard, and
  // at least one has this in its way; kMemoryExhausted likewise. The ends of shards
  // are passed silently.
  Batch Read(const ReadOptions& options = {});

  // As Cursor::Wait(). A shard whose last read was kThrottled does not count until it
  // may be read again; while it holds records back, the others are looked at every
  // millisecond.
  bool Wait(absl::Duration timeout);
  bool Wait(absl::Time deadline);

  // The sum over all shards, those not yet begun included; milliseconds is the
  // largest. Exact at the moment each shard is looked at.
  weir::Lag Lag();

  // As Cursor::Release().
  void Release();

 private:
  friend class Stream;
  struct State;
  explicit StreamCursor(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace weir
