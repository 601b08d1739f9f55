// SPDX-License-Identifier: MIT
//
// A Cursor is an independent reading position in one shard.
//
// It takes nothing away: any number of cursors read the same records, each at
// its own pace, and none can hold a writer back. The price is that a cursor can
// be left behind. When retention or a full memory budget passes it, the next
// batch says once how many records it missed, exactly, and it goes on from the
// oldest one held. Not for a whole stream: StreamCursor follows splits and merges.
//
//   absl::StatusOr<weir::Cursor> cursor =
//       stream.OpenCursor(shard_id, weir::Position::TrimHorizon());
//   while (cursor->Wait(absl::Seconds(1))) {
//     for (const weir::RecordView& record : cursor->Read()) Handle(record);
//   }
//
// Threads:   one thread at a time per Cursor; any number of Cursors and producers.
// Progress:  Read() is lock-free, and wait-free while no segment is trimmed under
//            it; Wait() blocks.
// Cost:      no allocation, no lock; one acquire load per record, or per 128 bytes of
//            a long batch; one exchange per segment. Idle: one load. Close behind a
//            producer it stands back for 2 or 8 pauses of the processor, 10 to 50 ns
//            each; for up to 32 if it found the last record only at its third read or
//            later, and for up to 170 as long as more comes.
// Lifetime:  outlives its stream safely: every read then says kStreamDestroyed.
//            The stream's memory stays until the last cursor is gone.
//            One that was moved from may be assigned to or destroyed, no more.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/base/atomic.h"
#include "weir/log/log_reader.h"
#include "weir/log/pins.h"
#include "weir/model/position.h"
#include "weir/stream/batch.h"
#include "weir/stream/internal/fwd.h"
#include "weir/stream/shard_description.h"

namespace weir {

// Of one Read().
struct ReadOptions {
  // ---- What it does ----

  // Records in one batch, at most: 1 to 10,000; what is beyond is clamped. The
  // default is Kinesis's. Touch it where a loop has time for so many and no more.
  std::int32_t records_max = 10'000;

  // ---- How fast it does it ----

  // Data and partition key bytes in one batch, at most: 1 and more, by default
  // Kinesis's 10 MiB; less than 1 counts as 1. The first record always fits, so
  // that a reader gets on whatever this says. Touch it to bound how long handling
  // a batch takes, and where a read limit is on: what one read hands out beyond
  // the limit, the next ones wait for.
  std::int64_t bytes_max = 10 * 1024 * 1024;
};

// How far a reader is behind the newest record. Exact, but where a claim that is not
// finished stands between a cursor and the sequence number or the time that it was
// opened at: what lies before the start cannot be told from the rest yet. Then bytes
// count from the claim on, and with a time records too.
struct Lag {
  // Sequence numbers claimed and not yet read, and their bytes.
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  // The age of the oldest record not yet read; 0 when there is none. If that is a claim
  // that is not finished, its age is seldom to be seen: then it is that of the record
  // read before it, or of the opening at the tip, so the claim is at most so old.
  std::int64_t milliseconds = 0;
};

class Cursor {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  // The next records of the shard, possibly none; never blocks. The batch lives
  // until the next call on this cursor. A batch ends where a segment of memory
  // ends, so a short batch does not mean the tip: an empty one with kOk does.
  Batch Read(const ReadOptions& options = {});

  // Waits until there is something to read: a record, an unread trim, the end. After
  // a read that was kThrottled it also waits until Batch::retry_after() is over on the
  // stream's clock, at which it looks every millisecond. True if Read() is worth a try;
  // false when `timeout` passed in real time, and after one look if it is not positive.
  // Spins for some microseconds, then sleeps.
  bool Wait(absl::Duration timeout);
  // The same until a moment of the real wall clock, absl::Now().
  bool Wait(absl::Time deadline);

  // Exact at the moment of the call.
  weir::Lag Lag();

  // The number that the next record will have, unless it is trimmed first.
  SequenceNumber next_sequence_number() const;
  ShardId shard_id() const;
  // After kEndOfShard: the shards that took over, none if the stream closed. Without
  // memory for the list it throws bad_alloc, as std::vector does, and nothing changes.
  std::vector<ChildShard> ChildShards() const;

  // Another cursor at the same place, for the same consumer; this one keeps its batch.
  // Costs no search. ResourceExhausted when memory cannot be had.
  absl::StatusOr<Cursor> Fork() const;

  // Lets go of the last batch, so that its memory can be reused before the next
  // Read(). Worth it before a long pause.
  void Release();

 private:
  friend class Stream;
  Cursor(std::shared_ptr<stream_internal::StreamCore> core, stream_internal::Shard* shard,
         std::shared_ptr<stream_internal::ShardReadQuota> dedicated_quota, Pin* pin,
         const LogPosition& position);

  // Null once moved from.
  std::shared_ptr<stream_internal::StreamCore> core_;
  stream_internal::Shard* shard_;
  // Null: the shard's shared read limit applies.
  std::shared_ptr<stream_internal::ShardReadQuota> dedicated_quota_;
  // From the stream's pins, and this cursor's until it ends.
  Pin* pin_;
  LogPosition position_;
  // If the last read was refused: until when, on the stream's clock.
  std::int64_t refused_until_nanos_ = kNoTime;
};

}  // namespace weir
