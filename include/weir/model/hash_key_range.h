// SPDX-License-Identifier: MIT
//
// A HashKeyRange is the part of the hash space that one shard receives.
//
// Both ends belong to it, as in Kinesis. An end beyond the range would read
// better in code, but beyond 2^128 - 1 there is no HashKey. So a range is never
// empty, and the full range's width, 2^128, has no Uint128: compare ends.
//
//   HashKeyRange range = EvenHashKeyRange({.shard_count = 4, .index = 0});
//   range.Contains(HashKey::Min());    // true
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      two comparisons, no allocation.
// Lifetime:  a value.
#pragma once

#include <compare>
#include <cstdint>

#include "weir/base/check.h"
#include "weir/base/uint128.h"
#include "weir/model/hash_key.h"

namespace weir {

// How many open shards a stream may have.
inline constexpr std::uint32_t kShardCountMin = 1;
inline constexpr std::uint32_t kShardCountMax = 10'000;

// Ranges are ordered by where they start.
struct HashKeyRange {
  HashKey starting_hash_key = HashKey::Min();
  HashKey ending_hash_key = HashKey::Max();

  constexpr bool Contains(HashKey key) const {
    return starting_hash_key <= key && key <= ending_hash_key;
  }

  // Whether `next` starts where this range ends: the two can be merged into
  // one. Nothing follows the range that ends at HashKey::Max().
  constexpr bool IsAdjacentBefore(const HashKeyRange& next) const {
    return ending_hash_key != HashKey::Max() &&
           ending_hash_key.value + Uint128{.low = 1} == next.starting_hash_key.value;
  }

  friend constexpr auto operator<=>(const HashKeyRange&, const HashKeyRange&) = default;
};

struct EvenShare {
  // Into how many the space is divided: kShardCountMin to kShardCountMax.
  std::uint32_t shard_count;
  // Which of them, from 0, in the order of their hash keys.
  std::uint32_t index;
};

// The share of a shard when the whole space is divided evenly, as Kinesis does
// it: each takes floor(2^128 / shard_count) keys, and the last what is left.
// Both numbers must have been validated.
constexpr HashKeyRange EvenHashKeyRange(EvenShare share) {
  WEIR_CHECK(share.shard_count >= kShardCountMin && share.shard_count <= kShardCountMax,
             "a shard count is validated before the space is divided");
  WEIR_CHECK(share.index < share.shard_count, "a share is one of its division's");
  const Uint128 width = Uint128::TwoTo128DividedBy(share.shard_count);
  const Uint128 start = width * share.index;
  const bool is_last = share.index == share.shard_count - 1;
  return {
      .starting_hash_key = {.value = start},
      .ending_hash_key = {.value = is_last ? Uint128::Max() : start + width - Uint128{.low = 1}}};
}

}  // namespace weir
