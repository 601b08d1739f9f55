// SPDX-License-Identifier: MIT
//
// A Batch is what one Read() hands out: consecutive records of one shard, where
// they lie, and what there is to say about them.
//
// Not a container: it owns nothing, and its records are valid until the next
// call on the cursor it came from, that cursor's move, or its end. Walk it as
// often as you like in between.
//
//   weir::Batch batch = cursor->Read();
//   if (batch.trimmed().records > 0) Complain(batch.trimmed());
//   for (const weir::RecordView& record : batch) Handle(record);
//
// Threads:   whoever may call the cursor, or many who only read.
// Progress:  wait-free.
// Cost:      no allocation, no atomics; a step decodes 16 bytes.
// Lifetime:  until the next call on its cursor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/log/frame.h"
#include "weir/log/frame_range.h"
#include "weir/model/errors.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"

namespace weir {

// Records that were gone before the cursor reached them: told once, exactly.
struct TrimmedReport {
  // How many sequence numbers the cursor was moved over. Claims that were
  // abandoned among them count, since nobody can tell any more.
  std::uint64_t records = 0;
  // Their data and partition key bytes. Nobody knows any more what was gone before
  // the cursor was opened at a sequence number: it counts 0. If the cursor stood
  // before an unfinished claim and had not come to its sequence number yet, it is
  // all bytes from the claim on: more than those of `records`.
  std::uint64_t bytes = 0;
  // The first of them. The last is `records` - 1 further on.
  SequenceNumber first_sequence_number;
};

class Batch {
 public:
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = RecordView;
    using difference_type = std::ptrdiff_t;
    using pointer = const RecordView*;
    using reference = const RecordView&;

    Iterator() = default;
    explicit Iterator(const log_internal::FrameRange& frames) : frames_(frames) { Load(); }

    reference operator*() const { return record_; }
    pointer operator->() const { return &record_; }
    Iterator& operator++() {
      frames_.PopFront();
      Load();
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.frames_.next() == b.frames_.next();
    }

   private:
    // Stands on the next record, passing over abandoned claims.
    void Load() {
      while (!frames_.empty()) {
        if (frames_.Front(record_)) return;
        frames_.PopFront();
      }
    }

    log_internal::FrameRange frames_;
    RecordView record_;
  };

  Batch() = default;
  // For cursors: what was found.
  struct Parts {
    ReadCode code = ReadCode::kOk;
    // Whether a read limit counts it.
    bool is_counted = false;
    ShardId shard_id;
    log_internal::FrameRange frames;
    std::uint64_t records = 0;
    std::uint64_t aborted = 0;
    std::uint64_t bytes = 0;
    TrimmedReport trimmed;
    std::int64_t millis_behind_latest = 0;
    std::int64_t retry_after_nanos = 0;
  };
  explicit Batch(const Parts& parts) : parts_(parts) {}

  Iterator begin() const { return Iterator(parts_.frames); }
  Iterator end() const { return Iterator(parts_.frames.End()); }

  // Where its records and abandoned claims lie, for who decodes many at once.
  const log_internal::FrameRange& frames() const { return parts_.frames; }

  // How many records it holds.
  std::size_t size() const { return static_cast<std::size_t>(parts_.records); }
  bool empty() const { return parts_.records == 0; }
  // Their data and partition key bytes.
  std::uint64_t bytes() const { return parts_.bytes; }

  // Why it holds what it holds: kOk with no records means the tip.
  ReadCode code() const { return parts_.code; }
  // The same as a Status with the Kinesis exception's name; OK for kOk,
  // kUnfinishedClaim, kEndOfShard and kEndOfStream. ResourceExhausted, without a
  // message, where there is no memory for another's.
  absl::Status status() const;
  // After kThrottled: how long, on the stream's clock, until a read can be admitted, if
  // nobody else takes what flows in. Cursor::Wait() waits for it. Else 0.
  absl::Duration retry_after() const { return absl::Nanoseconds(parts_.retry_after_nanos); }

  // The shard that the records are from.
  ShardId shard_id() const { return parts_.shard_id; }
  // What was missed just before the first of these records.
  const TrimmedReport& trimmed() const { return parts_.trimmed; }
  // Claims among them, or before what was trimmed, that were abandoned: they took a
  // sequence number each and hold nothing, so received + aborted + trimmed =
  // appended, exactly.
  std::uint64_t aborted() const { return parts_.aborted; }
  // How old the next unread record is, as Lag::milliseconds; 0 when there is none. Also
  // of a batch that is empty because a limit or an unfinished claim is in the way.
  std::int64_t millis_behind_latest() const { return parts_.millis_behind_latest; }

 private:
  Parts parts_;
};

}  // namespace weir
