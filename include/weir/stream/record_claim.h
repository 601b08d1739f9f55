// SPDX-License-Identifier: MIT
//
// A RecordClaim is room for one record in the log, to be written in place.
//
// For producers that build their payload anyway: the copy of Put() goes away.
// Not for slow work: from the claim until Commit(), readers of that shard wait
// at this record (nobody else does). A claim that is destroyed without Commit()
// leaves an abandoned place that readers pass over, so an exception between the
// two loses nothing but this record.
//
//   absl::StatusOr<weir::RecordClaim> claim =
//       stream.Claim({.partition_key = "player-7", .data_bytes = sizeof(Snapshot)});
//   std::memcpy(claim->data().data(), &snapshot, sizeof(snapshot));
//   absl::StatusOr<weir::PutResult> result = claim->Commit();
//
// Threads:   one thread at a time.
// Progress:  Commit() is wait-free but for waking a sleeping reader.
// Cost:      no allocation; one release store.
// Lifetime:  must not outlive its Stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "absl/status/statusor.h"
#include "weir/log/log.h"
#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"
#include "weir/stream/internal/fwd.h"

namespace weir {

// Where a record went.
struct PutResult {
  ShardId shard_id = {};
  SequenceNumber sequence_number = {};
};

class RecordClaim {
 public:
  RecordClaim(RecordClaim&& other) noexcept
      : core_(std::exchange(other.core_, nullptr)),
        shard_(other.shard_),
        frame_(other.frame_),
        shard_id_(other.shard_id_) {}
  RecordClaim& operator=(RecordClaim&& other) noexcept {
    if (this != &other) {
      Abort();
      core_ = std::exchange(other.core_, nullptr);
      shard_ = other.shard_;
      frame_ = other.frame_;
      shard_id_ = other.shard_id_;
    }
    return *this;
  }
  ~RecordClaim() { Abort(); }

  // The record's data: exactly the bytes asked for, not cleared, at any
  // alignment. Invalid after Commit().
  std::span<std::byte> data() const { return frame_.data(); }

  // When the shard took the record, as RecordView::approximate_arrival_nanos.
  std::int64_t approximate_arrival_nanos() const { return frame_.header.arrival_nanos(); }

  // Publishes the record. FailedPrecondition if that was done before, or the claim
  // was aborted or moved from, or ResourceExhausted without memory to say so; no
  // other error.
  absl::StatusOr<PutResult> Commit();

  // Gives the claim up; readers pass over it. Nothing after Commit().
  void Abort();

 private:
  friend class Stream;
  RecordClaim(stream_internal::StreamCore* core, stream_internal::Shard* shard,
              const ClaimedFrame& frame, ShardId shard_id)
      : core_(core), shard_(shard), frame_(frame), shard_id_(shard_id) {}

  // Null once committed or aborted.
  stream_internal::StreamCore* core_;
  stream_internal::Shard* shard_;
  ClaimedFrame frame_;
  ShardId shard_id_;
};

}  // namespace weir
