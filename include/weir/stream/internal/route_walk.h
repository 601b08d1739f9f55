// SPDX-License-Identifier: MIT
//
// How a key that the table sends astray finds its shard. Part of
// stream/internal/shard_map.h, for who needs it: src/stream/route.cc does.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "weir/base/check.h"
#include "weir/base/hash.h"
#include "weir/stream/internal/shard_map.h"

namespace weir::stream_internal {

// The neighbour may have been merged with a shard to its left, and that is fine: its
// children hold what it held.
template <class Atomics>
BasicShard<Atomics>* BasicShardMap<Atomics>::RightOf(const Shard& shard) const {
  const std::uint32_t right = shard.right();
  WEIR_CHECK(right != kNoShard, "only the last shard has no neighbour");
  return At(right);
}

// A slice of the table may be shared by several shards, and its entry may be a
// shard that has been closed since. From it, the key's shard lies to the right,
// or among the descendants, and every step goes there.
template <class Atomics>
BasicShard<Atomics>* BasicShardMap<Atomics>::Resolve(Shard* shard, HashKey key) const {
  while (!shard->lineage.range.Contains(key)) {
    WEIR_CHECK(key > shard->lineage.range.ending_hash_key,
               "an entry's shard begins at its slice or before");
    shard = RightOf(*shard);
  }
  return shard;
}

// The same with the upper half of the hash, unless that is a boundary's too.
template <class Atomics>
BasicShard<Atomics>* BasicShardMap<Atomics>::ResolveXxh3(Shard* shard, std::uint64_t high,
                                                         std::string_view key) const {
  for (;;) {
    const HashKeyRange& range = shard->lineage.range;
    const std::uint64_t ending_high = range.ending_hash_key.value.high;
    if (high == ending_high || high <= range.starting_hash_key.value.high) {
      return Resolve(shard, {Xxh3_128(key)});
    }
    if (high < ending_high) return shard;
    shard = RightOf(*shard);
  }
}

template <class Atomics>
std::array<BasicShard<Atomics>*, 2> BasicShardMap<Atomics>::Children(const Shard& shard) const {
  const std::uint32_t index = shard.lower_child();
  if (index == kNoShard) return {};
  Shard* const lower = At(index);
  if (lower->lineage.adjacent_parent != kNoShard) return {lower, nullptr};
  return {lower, At(index + 1)};
}

template <class Atomics>
BasicShard<Atomics>* BasicShardMap<Atomics>::ChildFor(const Shard& shard, HashKey key) const {
  const std::array<Shard*, 2> children = Children(shard);
  if (children[0] == nullptr || children[0]->lineage.range.Contains(key)) return children[0];
  WEIR_CHECK(children[1] != nullptr, "the children hold every key of their parent");
  return children[1];
}

template <class Atomics>
BasicShard<Atomics>* BasicShardMap<Atomics>::FindOpen(HashKey key) const {
  Shard* shard = Route(key);
  // The table may be late. Without waiting for it, the children are the way on.
  while (shard->log.IsClosed()) {
    Shard* const child = ChildFor(*shard, key);
    if (child == nullptr) break;
    shard = child;
  }
  return shard;
}

}  // namespace weir::stream_internal
