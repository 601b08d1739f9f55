// SPDX-License-Identifier: MIT
//
// One read of one shard: limits, the log, statistics. What Cursor and
// StreamCursor have in common.
#pragma once

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

// Sleeps on `spot` until `is_ready()`, or the deadline; returns which. `has_news()`
// tells, after the announcement, whether there is any reason to stay awake.
template <class IsReady, class HasNews>
bool WaitOn(BasicParkingSpot<StdAtomics>& spot, std::int64_t deadline_nanos, IsReady is_ready,
            HasNews has_news) {
  // A wake takes 40 us until the sleeper runs: what comes within a microsecond or
  // two is worth spinning for.
  constexpr int kSpins = 1'000;
  // Behind an unfinished claim nobody wakes; look again this often.
  constexpr std::int64_t kUnfinishedNapNanos = 100'000;
  for (int i = 0; i < kSpins; ++i) {
    if (is_ready()) return true;
    StdAtomics::Pause();
  }
  for (;;) {
    if (is_ready()) return true;
    const std::int64_t left_nanos = deadline_nanos - SteadyNanos();
    if (left_nanos <= 0) return false;
    const std::uint32_t ticket = spot.Announce();
    const bool is_unfinished = has_news();
    if (is_unfinished && is_ready()) return true;
    spot.Park(ticket,
              is_unfinished && left_nanos > kUnfinishedNapNanos ? kUnfinishedNapNanos : left_nanos);
  }
}

}  // namespace weir::stream_internal
