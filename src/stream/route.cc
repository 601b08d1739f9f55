// SPDX-License-Identifier: MIT
//
// How a key that the table sends astray finds its shard.

#include <array>
#include <cstdint>
#include <string_view>

#include "weir/base/check.h"
#include "weir/base/hash.h"
#include "weir/stream/internal/stream_core.h"

namespace weir::stream_internal {
namespace {

// The neighbour may have been merged with a shard to its left, and that is fine: its
// children hold what it held.
Shard* RightOf(const StreamCore& core, const Shard& shard) {
  // Edge R, acquire: pairs with the reshard that made the neighbour.
  const std::uint32_t right = shard.right.LoadAcquire();
  WEIR_CHECK(right != kNoShard, "only the last shard has no neighbour");
  return core.shards.At(right);
}

}  // namespace

// A slice of the table may be shared by several shards, and its entry may be a
// shard that has been closed since. From it, the key's shard lies to the right,
// or among the descendants, and every step goes there.
Shard* StreamCore::Resolve(Shard* shard, HashKey key) const {
  while (!shard->lineage.range.Contains(key)) {
    WEIR_CHECK(key > shard->lineage.range.ending_hash_key,
               "an entry's shard begins at its slice or before");
    shard = RightOf(*this, *shard);
  }
  return shard;
}

// The same with the upper half of the hash, unless that is a boundary's too.
Shard* StreamCore::ResolveXxh3(Shard* shard, std::uint64_t high, std::string_view key) const {
  for (;;) {
    const HashKeyRange& range = shard->lineage.range;
    const std::uint64_t ending_high = range.ending_hash_key.value.high;
    if (high == ending_high || high <= range.starting_hash_key.value.high) {
      return Resolve(shard, {Xxh3_128(key)});
    }
    if (high < ending_high) return shard;
    shard = RightOf(*this, *shard);
  }
}

std::array<Shard*, 2> StreamCore::Children(const Shard& shard) const {
  // Edge R, acquire: pairs with the reshard that closed the shard.
  const std::uint32_t index = shard.lower_child.LoadAcquire();
  if (index == kNoShard) return {};
  Shard* const lower = shards.At(index);
  if (lower->lineage.adjacent_parent != kNoShard) return {lower, nullptr};
  return {lower, shards.At(index + 1)};
}

Shard* StreamCore::ChildFor(const Shard& shard, HashKey key) const {
  const std::array<Shard*, 2> children = Children(shard);
  if (children[0] == nullptr || children[0]->lineage.range.Contains(key)) return children[0];
  WEIR_CHECK(children[1] != nullptr, "the children hold every key of their parent");
  return children[1];
}

}  // namespace weir::stream_internal
