// SPDX-License-Identifier: MIT
//
// One read of one shard: limits, the log, statistics. What Cursor and
// StreamCursor have in common.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/log/log_reader.h"
#include "weir/model/position.h"
#include "weir/stream/batch.h"
#include "weir/stream/cursor.h"
#include "weir/stream/internal/stream_core.h"

namespace weir::stream_internal {

// Where somebody reads a shard, and on whose account.
struct ShardReadState {
  Shard* shard = nullptr;
  // Null: the shard's shared limit.
  ReadQuota* dedicated_quota = nullptr;
  LogPosition position;
};

// The next records. Moves the position and the pin.
Batch::Parts ReadShard(StreamCore& core, Pin& pin, ShardReadState& state,
                       const ReadOptions& options);

// How far the position is behind.
Lag LagOf(StreamCore& core, Pin& pin, ShardReadState& state);

// Where a cursor begins. InvalidArgument: a sequence number that the shard has not
// reached, a time to come.
absl::StatusOr<LogPosition> Locate(StreamCore& core, Pin& pin, Shard& shard,
                                   const Position& position);

// The shards that took over from a closed one.
std::vector<ChildShard> ChildrenOf(const StreamCore& core, const Shard& shard);

// The real time until which to wait, in steady nanoseconds.
std::int64_t DeadlineAfter(absl::Duration timeout);
std::int64_t SteadyNanos();

// Looks again for as long as is worth it. What comes sooner than a sleeper wakes, some
// 40 us, is had sooner; a look at ten thousand shards takes as long as that, so it is
// time that is counted, not looks.
template <class IsReady>
bool SpinFor(std::int64_t deadline_nanos, IsReady& is_ready) {
  constexpr std::int64_t kSpinNanos = 5'000;
  const std::int64_t until_nanos = std::min(SteadyNanos() + kSpinNanos, deadline_nanos);
  while (SteadyNanos() < until_nanos) {
    StdAtomics::Pause();
    if (is_ready()) return true;
  }
  return false;
}

// Sleeps on `spot` until `is_ready()`, or the deadline; returns which. `has_news()`
// tells, after the announcement, whether there is any reason to stay awake. If the
// deadline is over, it looks once.
template <class IsReady, class HasNews>
bool WaitOn(BasicParkingSpot<StdAtomics>& spot, std::int64_t deadline_nanos, IsReady is_ready,
            HasNews has_news) {
  // Behind an unfinished claim nobody wakes; look again this often.
  constexpr std::int64_t kUnfinishedNapNanos = 100'000;
  if (is_ready()) return true;
  if (SpinFor(deadline_nanos, is_ready)) return true;
  for (;;) {
    const std::int64_t left_nanos = deadline_nanos - SteadyNanos();
    if (left_nanos <= 0) return false;
    const std::uint32_t ticket = spot.Announce();
    const bool is_unfinished = has_news();
    if (is_unfinished && is_ready()) return true;
    spot.Park(ticket, is_unfinished ? std::min(left_nanos, kUnfinishedNapNanos) : left_nanos);
    if (is_ready()) return true;
  }
}

}  // namespace weir::stream_internal
