// SPDX-License-Identifier: MIT
//
// One read of one shard: limits, the log, statistics. What Cursor and
// StreamCursor have in common.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
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
  // If its last read was refused: until when, on the stream's clock.
  std::int64_t refused_until_nanos = kNoTime;
};

// Whether a read that was refused until then would still be.
inline bool IsHeldBack(const StreamCore& core, std::int64_t refused_until_nanos) {
  return refused_until_nanos != kNoTime && core.clock.NowNanos() < refused_until_nanos;
}

// What else who reads could read meanwhile.
enum class ReadScope : std::uint8_t { kOneShard, kManyShards };

// The next records. Moves the position and the pin.
Batch::Parts ReadShard(StreamCore& core, Pin& pin, ShardReadState& state,
                       const ReadOptions& options, ReadScope scope);

// What a read found, which told nothing, is not to be had after all: it does not count.
void GiveBack(const StreamCore& core, ShardReadState& state, const Batch::Parts& parts);

// How far the position is behind.
Lag LagOf(StreamCore& core, Pin& pin, ShardReadState& state);

// Where a cursor begins. InvalidArgument: a sequence number that the shard has not
// reached, a time to come.
absl::StatusOr<LogPosition> Locate(StreamCore& core, Pin& pin, Shard& shard,
                                   const Position& position);

// The shards that took over from a closed one.
std::vector<ChildShard> ChildrenOf(const StreamCore& core, const Shard& shard);

}  // namespace weir::stream_internal
