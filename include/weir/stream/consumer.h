// SPDX-License-Identifier: MIT
//
// A Consumer is a registered reader with a read rate of its own.
//
// Cursors opened with it are limited per shard by its own read_bytes bucket, not
// by the one that all others share, and not in calls: enhanced fan-out's rule.
// Not needed where read limits are off.
//
//   absl::StatusOr<weir::Consumer> consumer = stream.RegisterConsumer("archiver");
//   auto cursor = stream.OpenCursor(shard_id, weir::Position::Latest(), {.consumer = &*consumer});
//
// Threads:   any; copies stand for the same consumer.
// Progress:  opening a cursor takes a lock, reading none.
// Cost:      one small allocation per shard that it reads.
// Lifetime:  cursors keep what they need. One that was moved from may be assigned to
//            or destroyed; to open a cursor for it is refused.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "weir/stream/internal/fwd.h"

namespace weir {

class Consumer;

namespace stream_internal {
// The consumer's allowance of a shard, which its cursors there share.
std::shared_ptr<ShardReadQuota> QuotaOf(const Consumer& consumer, const Shard& shard);
}  // namespace stream_internal

class Consumer {
 public:
  const std::string& name() const;

 private:
  friend class Stream;
  friend std::shared_ptr<stream_internal::ShardReadQuota> stream_internal::QuotaOf(
      const Consumer&, const stream_internal::Shard&);
  explicit Consumer(std::shared_ptr<stream_internal::ConsumerCore> core) : core_(std::move(core)) {}

  std::shared_ptr<stream_internal::ConsumerCore> core_;
};

// Of OpenCursor() and OpenStreamCursor().
struct CursorOptions {
  // ---- What it does ----

  // Whose read limit applies: a registered consumer's own, or null, the default,
  // for the one that all others share. Used during the call only. Touch it where
  // Limits::read_mode is on and a reader must not wait for others.
  const Consumer* consumer = nullptr;

  // ---- How fast it does it ----

  // Nothing to choose: how much a read takes at once is in its ReadOptions.
};

}  // namespace weir
