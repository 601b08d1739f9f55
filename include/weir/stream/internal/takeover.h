// SPDX-License-Identifier: MIT
//
// The steps by which new shards take over from open ones, while puts and reads go on.
//
// They name the children to the parents and close the parents last: a put that is
// refused by a closed parent finds the children (edge T carries edge R), and since a
// parent takes nothing after it is closed, everything in it is older than anything in
// a child. All memory is had before, so nothing here can fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "weir/base/check.h"
#include "weir/base/parking_spot.h"
#include "weir/model/hash_key.h"
#include "weir/stream/internal/shard_map.h"

namespace weir::stream_internal {

// A table that is fine enough for so many open shards, with those of today in it: null
// if there is no memory.
template <class Atomics>
std::unique_ptr<BasicRouteTable<Atomics>> MakeTable(const BasicShardMap<Atomics>& map,
                                                    std::uint32_t open_count) {
  auto table = BasicRouteTable<Atomics>::Create(open_count);
  if (table == nullptr) return nullptr;
  const std::uint32_t count = map.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    BasicShard<Atomics>& shard = *map.At(i);
    if (!shard.log.IsClosed()) table->Set(&shard);
  }
  return table;
}

// One at a time, under the stream's reshard mutex.
template <class Atomics, class Clock>
class Takeover {
 public:
  using ShardMap = BasicShardMap<Atomics>;
  using Shard = typename ShardMap::Shard;

  // Who sleeps on all shards does so at `spot`; the clock says when a parent was closed.
  Takeover(ShardMap& map, BasicParkingSpot<Atomics>& spot, const Clock& clock)
      : map_(map), spot_(spot), clock_(clock) {}

  // Adds the shards, in the order of their indexes, and opens each that comes of a merge,
  // and each two that come of a split, before the next. The map has room for them.
  void Run(std::vector<std::unique_ptr<Shard>> fresh) {
    for (std::unique_ptr<Shard>& shard : fresh) {
      Shard& child = *shard;
      map_.Add(std::move(shard));
      if (child.lineage.adjacent_parent != kNoShard) {
        OpenMerged(child);
      } else if (child.lineage.index > 0) {
        // The second of a pair: its sibling has the index before.
        Shard& sibling = *map_.At(child.lineage.index - 1);
        const bool is_second = sibling.lineage.parent == child.lineage.parent &&
                               sibling.lineage.adjacent_parent == kNoShard;
        if (is_second) OpenPair(sibling, child);
      }
    }
    spot_.WakeAll();
  }

 private:
  void OpenPair(Shard& lower, Shard& upper) {
    Shard& parent = *map_.At(lower.lineage.parent);
    upper.NameRight(parent.right());
    lower.NameRight(upper.lineage.index);
    WEIR_CHECK(upper.lineage.index == lower.lineage.index + 1, "one index names both children");
    parent.NameChildren(lower.lineage.index);
    CloseParent(parent);
    Open(lower);
    Open(upper);
  }

  void OpenMerged(Shard& child) {
    Shard& parent = *map_.At(child.lineage.parent);
    Shard& adjacent = *map_.At(child.lineage.adjacent_parent);
    child.NameRight(adjacent.right());
    // Keys of the second go on arriving there until it is closed too; the child takes
    // those of the first already.
    parent.NameChildren(child.lineage.index);
    adjacent.NameChildren(child.lineage.index);
    CloseParent(parent);
    CloseParent(adjacent);
    Open(child);
  }

  void CloseParent(Shard& parent) {
    WEIR_CHECK(map_.Close(parent, clock_), "a reshard closes open shards only");
  }

  void Open(Shard& child) {
    NameFromLeft(child);
    map_.Open(child);
  }

  // Names the child to the open shard that ends right before it, so that a key's way
  // leads there directly, and not through everything that the child came from.
  void NameFromLeft(const Shard& child) {
    const HashKey& start = child.lineage.range.starting_hash_key;
    if (start == HashKey::Min()) return;
    const HashKey before{start.value - Uint128{.high = 0, .low = 1}};
    map_.FindOpen(before)->NameRight(child.lineage.index);
  }

  ShardMap& map_;
  BasicParkingSpot<Atomics>& spot_;
  const Clock& clock_;
};

}  // namespace weir::stream_internal
