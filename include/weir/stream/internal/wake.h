// SPDX-License-Identifier: MIT
//
// Who sleeps for records of a shard: on it alone, or on all shards of its stream.
#pragma once

#include "weir/base/parking_spot.h"
#include "weir/stream/internal/shard.h"

namespace weir::stream_internal {

// After a claim was published or given up.
template <class Atomics>
[[gnu::always_inline]] inline bool HasSleepers(BasicShard<Atomics>& shard,
                                               const BasicParkingSpot<Atomics>& of_all) {
  // Both are asked before either is judged: one branch.
  return (static_cast<unsigned>(shard.log.parking_spot().IsOccupied()) |
          static_cast<unsigned>(of_all.IsOccupied())) != 0;
}

template <class Atomics>
void WakeSleepers(BasicShard<Atomics>& shard, BasicParkingSpot<Atomics>& of_all) {
  if (shard.log.parking_spot().IsOccupied()) shard.log.parking_spot().WakeAll();
  if (of_all.IsOccupied()) of_all.WakeAll();
}

}  // namespace weir::stream_internal
