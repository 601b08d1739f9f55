// SPDX-License-Identifier: MIT
//
// How a key that the table sends astray finds its shard.

#include <string_view>

#include "weir/base/check.h"
#include "weir/base/hash.h"
#include "weir/stream/internal/stream_core.h"

namespace weir::stream_internal {

// A slice of the table may be shared by several shards, and its entry may be a
// shard that has been closed since. From it, the key's shard lies to the right,
// or among the descendants, and every step goes there.
Shard* StreamCore::Resolve(Shard* shard, HashKey key) const {
  while (!shard->lineage.range.Contains(key)) {
    WEIR_CHECK(key > shard->lineage.range.ending_hash_key,
               "an entry's shard begins at its slice or before");
    // Edge R, acquire: pairs with the reshard that made the neighbour.
    const std::uint32_t right = shard->right.LoadAcquire();
    WEIR_CHECK(right != kNoShard, "only the last shard has no neighbour");
    shard = shards.At(right);
    // The neighbour may have been merged with a shard to its left, and that is
    // fine: its children hold what it held.
  }
  return shard;
}

Shard* StreamCore::ResolveXxh3(Shard* shard, std::string_view key) const {
  return Resolve(shard, {Xxh3_128(key)});
}

Shard* StreamCore::ChildFor(const Shard& shard, HashKey key) const {
  // Edge R, acquire: pairs with the reshard that closed the shard.
  const std::uint32_t lower = shard.lower_child.LoadAcquire();
  if (lower == kNoShard) return nullptr;
  Shard* const child = shards.At(lower);
  if (child->lineage.range.Contains(key)) return child;
  const std::uint32_t upper = shard.upper_child.LoadAcquire();  // Edge R, acquire.
  WEIR_CHECK(upper != kNoShard, "the children hold every key of their parent");
  return shards.At(upper);
}

}  // namespace weir::stream_internal
