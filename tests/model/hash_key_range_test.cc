// SPDX-License-Identifier: MIT
#include "weir/model/hash_key_range.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "support/catch.h"

namespace weir {
namespace {

constexpr HashKey Key(std::uint64_t value) { return {.value = {.low = value}}; }

// The decimals of both ends.
std::string Print(const HashKeyRange& range) {
  return range.starting_hash_key.ToString() + "-" + range.ending_hash_key.ToString();
}

TEST_CASE("a range holds both its ends and nothing beyond", "[model][hash_key_range]") {
  constexpr HashKeyRange range{.starting_hash_key = Key(10), .ending_hash_key = Key(20)};
  STATIC_REQUIRE_FALSE(range.Contains(Key(9)));
  STATIC_REQUIRE(range.Contains(Key(10)));
  STATIC_REQUIRE(range.Contains(Key(20)));
  STATIC_REQUIRE_FALSE(range.Contains(Key(21)));
}

TEST_CASE("by default a range is the whole space", "[model][hash_key_range]") {
  STATIC_REQUIRE(HashKeyRange{}.Contains(HashKey::Min()));
  STATIC_REQUIRE(HashKeyRange{}.Contains(HashKey::Max()));
}

TEST_CASE("a range is adjacent to the one that starts right after it, in that order",
          "[model][hash_key_range]") {
  constexpr HashKeyRange low{.starting_hash_key = Key(10), .ending_hash_key = Key(20)};
  const auto starting_at = [](std::uint64_t start) {
    return HashKeyRange{.starting_hash_key = Key(start), .ending_hash_key = Key(99)};
  };
  CHECK_FALSE(low.IsAdjacentBefore(starting_at(20)));
  CHECK(low.IsAdjacentBefore(starting_at(21)));
  CHECK_FALSE(low.IsAdjacentBefore(starting_at(22)));
  CHECK_FALSE(starting_at(21).IsAdjacentBefore(low));
}

TEST_CASE("adjacency carries across the halves of a hash key", "[model][hash_key_range]") {
  constexpr HashKeyRange low{.ending_hash_key = Key(~std::uint64_t{0})};
  constexpr HashKeyRange high{.starting_hash_key = {.value = {.high = 1}}};
  STATIC_REQUIRE(low.IsAdjacentBefore(high));
}

TEST_CASE("the space is no ring: nothing follows its last hash key", "[model][hash_key_range]") {
  constexpr HashKeyRange last{.starting_hash_key = Key(10), .ending_hash_key = HashKey::Max()};
  constexpr HashKeyRange first{.starting_hash_key = HashKey::Min(), .ending_hash_key = Key(9)};
  STATIC_REQUIRE_FALSE(last.IsAdjacentBefore(first));
  STATIC_REQUIRE(first.IsAdjacentBefore(last));
}

TEST_CASE("three shards have Kinesis's ranges", "[model][hash_key_range]") {
  CHECK(Print(EvenHashKeyRange({.shard_count = 3, .index = 0})) ==
        "0-113427455640312821154458202477256070484");
  CHECK(Print(EvenHashKeyRange({.shard_count = 3, .index = 1})) ==
        "113427455640312821154458202477256070485-226854911280625642308916404954512140969");
  CHECK(Print(EvenHashKeyRange({.shard_count = 3, .index = 2})) ==
        "226854911280625642308916404954512140970-340282366920938463463374607431768211455");
}

// Dividing 2^128 - 1 instead of 2^128 would end this range one earlier.
TEST_CASE("the first of four shards ends at 2^126 - 1", "[model][hash_key_range]") {
  CHECK(Print(EvenHashKeyRange({.shard_count = 4, .index = 0})) ==
        "0-85070591730234615865843651857942052863");
}

TEST_CASE("kMd5 sends keys to the shard of three that Kinesis sends them to",
          "[model][hash_key_range]") {
  const auto shard = [](std::string_view partition_key) {
    const HashKey key = HashPartitionKey(KeyHash::kMd5, partition_key);
    std::uint32_t index = 0;
    while (!EvenHashKeyRange({.shard_count = 3, .index = index}).Contains(key)) ++index;
    return index;
  };
  CHECK(shard("a") == 0);
  CHECK(shard("b") == 1);
  CHECK(shard("e") == 2);
  CHECK(shard("f") == 1);
}

// Goal: no hash key is without a shard or has two, for any shard count allowed.
// Method: walk the shares in order. Each must start where the one before ended,
// and be as wide as the first; the last must be wider by the remainder of 2^128
// divided by the count, which is less than the count.
bool IsPartition(std::uint32_t shard_count) {
  const std::uint64_t remainder = (Uint128::Max() % shard_count + 1) % shard_count;
  const HashKeyRange first = EvenHashKeyRange({.shard_count = shard_count, .index = 0});
  if (first.starting_hash_key != HashKey::Min()) return false;
  HashKeyRange before = first;
  for (std::uint32_t index = 1; index < shard_count; ++index) {
    const HashKeyRange range = EvenHashKeyRange({.shard_count = shard_count, .index = index});
    if (!before.IsAdjacentBefore(range)) return false;
    // Widths less one, as the first range starts at 0.
    const Uint128 width = range.ending_hash_key.value - range.starting_hash_key.value;
    const Uint128 wider = width - first.ending_hash_key.value;
    const bool is_last = index == shard_count - 1;
    if (wider != Uint128{.low = is_last ? remainder : 0}) return false;
    before = range;
  }
  return before.ending_hash_key == HashKey::Max();
}

// All 50 million shares: 0.1 s optimized, 3 s not.
TEST_CASE("an even division leaves no gap and no overlap, and only the last share is wider",
          "[model][hash_key_range]") {
  for (std::uint32_t count = kShardCountMin; count <= kShardCountMax; ++count) {
    if (!IsPartition(count)) FAIL(count << " shards");
  }
}

}  // namespace
}  // namespace weir
