// SPDX-License-Identifier: MIT
//
// Records are put while their shard is split or merged and the table is replaced, and
// shards are asked for by number.
//   allowed:    a record is in the parent, before its end | it is in the child that holds
//               its key
//   forbidden:  a record is lost or put twice | a key's records are out of order | a key
//               that nobody takes | a shard that is not whole yet
#include <array>

#include "explore/floor_scenario.h"
#include "weir/base/hash.h"

namespace weir::explore::route_test {
namespace {

// Somebody puts 1 and then 2, both under one key.
template <std::uint32_t kShards>
struct PutScenario : FloorScenario<kShards> {
  // Over all shards in the order of their numbers, in which children come behind parents.
  void RequireBoth() {
    std::array<std::uint8_t, 2> found{};
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < this->map.size(); ++i) {
      ShardFollower reader(*this->map.At(i), this->pool);
      reader.ReadOn([&](std::uint8_t name) {
        Require(count < 2, "each once");
        found[count++] = name;
      });
      Require(reader.is_at_end() == this->map.At(i)->log.IsClosed(), "to the end");
    }
    Require(found == std::array<std::uint8_t, 2>{1, 2}, "both, in their order");
  }
  // No key's way begins at a shard that was closed.
  void RequireStraight() {
    for (std::uint64_t eighth = 0; eighth < 8; ++eighth) {
      const HashKey key = KeyIn(eighth);
      Require(this->map.Route(key) == this->map.FindOpen(key), "straight to an open shard");
    }
  }
  void AtEnd() {
    RequireBoth();
    RequireStraight();
  }
};

// By an entry that is one shard's alone, before and behind the split.
struct SplitAgainstPut : PutScenario<1> {
  static constexpr int kThreads = 2;
  void Run(int thread) { thread == 0 ? Split(0, 0, 4, 8) : PutBoth(KeyIn(5)); }
  void AtEnd() {
    Require(map.open_count() == 2, "the children are open, the parent is not");
    PutScenario::AtEnd();
  }
};

// By an entry that leads to the left neighbour, which is there before it is named to
// others, and gets another right neighbour by the second split.
struct SplitAgainstWalk : PutScenario<1> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 1) return PutBoth(KeyIn(3));
    Split(0, 0, 2, 8);
    Split(2, 2, 3, 8);
  }
};

// Two or three shards share a slice, and the put's is the last of them: its way leads over
// those that are split or merged, and must go on behind them.
template <bool kIsMerge>
struct ReshardToTheLeft : PutScenario<1> {
  static constexpr int kThreads = 2;
  ReshardToTheLeft() {
    Split(0, 0, 2, 8);
    if (kIsMerge) Split(1, 0, 1, 2);
  }
  void Run(int thread) {
    if (thread == 1) return PutBoth(KeyIn(3));
    kIsMerge ? Merge(3, 4, 0, 2) : Split(1, 0, 1, 2);
  }
  void AtEnd() {
    Require(map.At(2)->log.Totals().records == 2, "the put's own shard was not touched");
    PutScenario::AtEnd();
  }
};

struct MergeAgainstPut : PutScenario<2> {
  static constexpr int kThreads = 2;
  void Run(int thread) { thread == 0 ? Merge(0, 1, 0, 8) : PutBoth(KeyIn(6)); }
};

// The one to the left of the put's shard is split, and the one to its right merged.
struct RescaleAgainstPut : PutScenario<2> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 1) return PutBoth(KeyIn(3));
    Split(0, 0, 3, 4);
    Merge(3, 1, 3, 8);
  }
};

// The table is replaced first, by one whose entries are finer.
struct GrowAgainstPut : PutScenario<1> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 1) return PutBoth(KeyIn(3));
    GrowTable(2);
    Split(0, 0, 3, 8);
  }
};

// By the hash of a partition key.
struct SplitAgainstXxh3 : FloorScenario<1> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      GrowTable(2);
      Split(0, 0, 3, 8);
      return;
    }
    for (const char* const text : {"a", "b", "c", "d"}) {
      const HashKey key{Xxh3_128(text)};
      const Shard* const shard = map.RouteXxh3(text);
      Require(shard->lineage.range.Contains(key), "a shard that holds the key, or did");
      Require(shard->log.Totals().records == 0, "which is whole");
    }
  }
  void AtEnd() {
    for (const char* const text : {"a", "b", "c", "d"}) {
      Require(map.RouteXxh3(text) == map.FindOpen({Xxh3_128(text)}), "one way is as another");
    }
  }
};

// Two entries of one batch, under one key, find the shards that they will be put to.
template <bool kIsMerge>
struct ReshardAgainstGrouping : FloorScenario<2> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) return kIsMerge ? Merge(0, 1, 0, 8) : Split(0, 0, 2, 4);
    const Shard* const first = map.FindOpen(KeyIn(3));
    const Shard* const second = map.FindOpen(KeyIn(3));
    Require(first == second || first->WasTakenOver(), "whoever is behind can tell");
  }
  void AtEnd() {
    Require(map.FindOpen(KeyIn(3)) == map.At(kIsMerge ? 2 : 3), "the child holds the key");
  }
};

// Shards are asked for by number while they are added.
struct FindAgainstSplit : FloorScenario<1> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) return Split(0, 0, 4, 8);
    const std::uint32_t size = map.size();
    for (std::uint32_t i = 0; i < 3; ++i) {
      const Shard* const shard = map.Find(i);
      Require(shard != nullptr || i >= size, "what was there is there");
      if (shard == nullptr) continue;
      Require(shard->lineage.index == i, "the one that was asked for");
      Require(shard->log.Totals().records == 0, "which is whole");
    }
  }
  void AtEnd() { Require(map.size() == 3 && map.Find(3) == nullptr, "three and no more"); }
};

// The table of shards gets another chunk.
struct FindAgainstGrowth : TableScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      Require(table.Reserve(2), "there is memory");
      Add(15);
      Add(16);
      return;
    }
    const std::uint32_t size = table.size();
    const Shard* const last = table.At(size - 1);
    Require(last->lineage.index == size - 1 && !last->log.IsClosed(), "a shard, and whole");
  }
  void AtEnd() { Require(table.size() == 17, "all of them"); }
};

const Scenarios kScenarios{
    Named<SplitAgainstPut>("split_against_put"),
    Named<SplitAgainstWalk>("split_against_walk"),
    Named<ReshardToTheLeft<false>>("split_to_the_left"),
    Named<ReshardToTheLeft<true>>("merge_to_the_left"),
    Named<MergeAgainstPut>("merge_against_put"),
    Named<RescaleAgainstPut>("rescale_against_put"),
    Named<GrowAgainstPut>("grow_against_put"),
    Named<SplitAgainstXxh3>("split_against_xxh3"),
    Named<ReshardAgainstGrouping<false>>("split_against_grouping"),
    Named<ReshardAgainstGrouping<true>>("merge_against_grouping"),
    Named<FindAgainstSplit>("find_against_split"),
    Named<FindAgainstGrowth>("find_against_growth"),
};

TEST_CASE("a record finds its shard, whatever becomes of that meanwhile", "[explore][route]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::route_test
