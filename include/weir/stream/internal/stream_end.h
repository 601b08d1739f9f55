// SPDX-License-Identifier: MIT
//
// The two ends of a stream: closed, it takes nothing more; destroyed, it is not read
// either, though its cursors may still be there.
//
// Each is marked before the shards are closed, so that who comes to the end of a shard
// is told why nothing follows.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/base/parking_spot.h"
#include "weir/stream/internal/shard_map.h"

namespace weir::stream_internal {

template <class Atomics>
class BasicStreamEnd {
 public:
  using ShardMap = BasicShardMap<Atomics>;

  bool IsDestroyed() const {
    // Edge X, acquire: pairs with Destroy().
    return is_destroyed_.LoadAcquire() != 0;
  }
  // Whether nothing will ever follow `shard`, which was read to its end.
  bool IsLast(const BasicShard<Atomics>& shard) const {
    // Edge X, acquire: pairs with Close().
    return !shard.HasChildren() && is_closed_.LoadAcquire() != 0;
  }

  // Closes all shards and wakes who sleeps, on them or on all of them together, at `spot`.
  // One thread at a time, and no reshard meanwhile.
  template <class Clock>
  void Close(ShardMap& map, BasicParkingSpot<Atomics>& spot, const Clock& clock) {
    // Edge X, release: the mark before the closed shards, and what came before it.
    is_closed_.StoreRelease(1);
    const std::uint32_t count = map.size();
    for (std::uint32_t i = 0; i < count; ++i) map.Close(*map.At(i), clock);
    spot.WakeAll();
  }
  // The same for good.
  template <class Clock>
  void Destroy(ShardMap& map, BasicParkingSpot<Atomics>& spot, const Clock& clock) {
    // Edge X, release: as in Close().
    is_destroyed_.StoreRelease(1);
    Close(map, spot, clock);
  }

 private:
  typename Atomics::template Atomic<std::uint32_t> is_closed_{0};
  typename Atomics::template Atomic<std::uint32_t> is_destroyed_{0};
};

using StreamEnd = BasicStreamEnd<StdAtomics>;

}  // namespace weir::stream_internal
