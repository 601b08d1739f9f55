// SPDX-License-Identifier: MIT
//
// What the contract knows of one shard beside the engine's own: its numbers, its limits,
// where its readers stood.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "local/internal/metric_store.h"
#include "weir/base/mutex.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/token_bucket.h"
#include "weir/service/shard_numbering.h"
#include "weir/stream/cursor.h"
#include "weir/stream/shard_description.h"

namespace weir::local_internal {

// Cursors that stand where the last reads ended, so that who reads on need not seek.
class CursorCache {
 public:
  // One that stands before `next`, which is then the caller's; nullopt if there is none.
  std::optional<Cursor> Take(SequenceNumber next) {
    MutexLock lock(mutex_);
    for (std::optional<Cursor>& cursor : cursors_) {
      if (cursor.has_value() && cursor->next_sequence_number() == next) {
        return std::exchange(cursor, std::nullopt);
      }
    }
    return std::nullopt;
  }

  // In place of the one that was given first.
  void Give(Cursor cursor) {
    cursor.Release();
    // Destroyed without the lock.
    std::optional<Cursor> oldest(std::move(cursor));
    MutexLock lock(mutex_);
    std::swap(cursors_[turn_], oldest);
    turn_ = (turn_ + 1) % cursors_.size();
  }

 private:
  Mutex mutex_;
  std::array<std::optional<Cursor>, 4> cursors_ ABSL_GUARDED_BY(mutex_);
  std::size_t turn_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Until when nobody reads a shard that gave more than flows in.
class ReadPenalty {
 public:
  std::int64_t until_nanos() const {
    MutexLock lock(mutex_);
    return until_nanos_;
  }
  void Extend(std::int64_t until_nanos) {
    MutexLock lock(mutex_);
    if (until_nanos > until_nanos_) until_nanos_ = until_nanos;
  }

 private:
  mutable Mutex mutex_;
  std::int64_t until_nanos_ ABSL_GUARDED_BY(mutex_) = 0;
};

struct LocalShard {
  LocalShard(const ShardDescription& description, const ShardNumbering& of,
             std::int64_t created_at_nanos)
      : shard_id(description.shard_id),
        parent_shard_id(description.parent_shard_id),
        adjacent_parent_shard_id(description.adjacent_parent_shard_id),
        hash_key_range(description.hash_key_range),
        numbering(of),
        created_nanos(created_at_nanos) {}

  bool IsOpen() const { return !closed_nanos.has_value(); }

  // Set at construction, never written again.
  const ShardId shard_id;
  const std::optional<ShardId> parent_shard_id;
  const std::optional<ShardId> adjacent_parent_shard_id;
  const HashKeyRange hash_key_range;
  const ShardNumbering numbering;
  const std::int64_t created_nanos;

  // Written with the stream's lock held alone. Since when its children take its keys.
  std::optional<std::int64_t> closed_nanos = std::nullopt;
  // Their indexes, in the order of their hash keys.
  std::vector<std::uint32_t> children = {};

  // Written by puts and reads, which share the stream's lock.
  TokenBucket write_bytes;
  TokenBucket write_records;
  ReadQuota read_quota;
  ReadPenalty read_penalty;
  TokenBucket iterator_calls;
  CursorCache cursors;
  // Of enhanced monitoring.
  MetricStore metrics;
};

}  // namespace weir::local_internal
