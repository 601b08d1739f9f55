// SPDX-License-Identifier: MIT
//
// A reader comes to the end of a shard that is split or merged, and asks what comes next.
//   allowed:    the shard goes on | it is at its end, and the children are there
//   forbidden:  an end without children | an end before a record | a child before its
//               parents' ends | one child of two
#include <array>

#include "explore/floor_scenario.h"

namespace weir::explore::lineage_test {
namespace {

// As a stream cursor does it: the children when the parent is read. Looks once at each.
template <std::uint32_t kShards>
struct FollowScenario : FloorScenario<kShards> {
  using Base = FloorScenario<kShards>;
  std::uint64_t put = 0;
  std::uint64_t received = 0;
  std::uint8_t last_name = 0;
  ShardFollower parent{*Base::map.At(0), Base::pool};

  // Reads the shard once; at its end, its children.
  void Follow(ShardFollower& reader) {
    Read(reader);
    if (reader.is_at_end()) FollowChildrenOf(reader);
  }
  void Read(ShardFollower& reader) {
    reader.ReadOn([this](std::uint8_t name) {
      Require(name > last_name, "in the order in which they were put");
      last_name = name;
      ++received;
    });
  }
  void FollowChildrenOf(const ShardFollower& reader) {
    const std::array<Shard*, 2> children = this->map.Children(reader.shard());
    Require(children[0] != nullptr, "nobody closed it but who named its children");
    for (Shard* const child : children) {
      if (child == nullptr) continue;
      ShardFollower follower(*child, this->pool);
      Follow(follower);
    }
  }
};

// One puts records under one key, one splits, one reads.
struct FollowSplit : FollowScenario<1> {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) return Split(0, 0, 4, 8);
    if (thread == 2) return Follow(parent);
    PutBoth(KeyIn(5));
  }
  void AtEnd() {
    const std::uint64_t before = map.At(0)->log.Totals().records;
    Require(before + map.At(2)->log.Totals().records == 2, "nothing is lost");
    // Nothing arrived behind the end that the reader may have come to.
    Read(parent);
    Require(parent.is_at_end() && received >= before, "the whole parent");
  }
};

// A claim was made before the split, and is finished meanwhile: the end is behind it.
struct FollowUnfinished : FollowScenario<1> {
  static constexpr int kThreads = 3;
  FloorScenario::Put claimed = Claim(KeyIn(5));
  void Run(int thread) {
    if (thread == 0) return Split(0, 0, 4, 8);
    if (thread == 1) return Finish(claimed, 1);
    Follow(parent);
    Require(!parent.is_at_end() || received == 1, "the end is behind the record");
  }
  void AtEnd() {}
};

// The child may be found by its first parent while the second is still open.
struct FollowMerge : FollowScenario<2> {
  static constexpr int kThreads = 3;
  ShardFollower adjacent{*map.At(1), pool};
  void Run(int thread) {
    if (thread == 0) return Merge(0, 1, 0, 8);
    if (thread == 1) return PutBoth(KeyIn(6));
    Read(parent);
    Read(adjacent);
    if (parent.is_at_end() && adjacent.is_at_end()) FollowChildrenOf(parent);
  }
  void AtEnd() {
    Require(map.At(1)->log.Totals().records + map.At(2)->log.Totals().records == 2, "no loss");
    Require(map.open_count() == 1, "the child alone is open");
  }
};

// Somebody asks for the children of a shard that need not be closed.
template <bool kIsMerge>
struct AskForChildren : FloorScenario<2> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) return kIsMerge ? Merge(0, 1, 0, 8) : Split(0, 0, 2, 4);
    const Shard& parent = *map.At(0);
    const std::array<Shard*, 2> children = map.Children(parent);
    if (children[0] == nullptr) return;
    Require((children[1] == nullptr) == kIsMerge, "all of them");
    for (const Shard* const child : children) {
      if (child == nullptr) continue;
      Require(child->lineage.parent == 0, "a child of it");
      Require(child->log.Totals().records == 0, "which is whole");
    }
  }
  void AtEnd() { Require(map.At(0)->HasChildren(), "it was taken over"); }
};

// When a shard was closed is not before any of its records came.
struct CloseTimeAgainstPut : FloorScenario<1> {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) return Split(0, 0, 4, 8);
    if (thread == 1) return clock.AdvanceTo(5);
    PutRecord(KeyIn(1), 1);
  }
  void AtEnd() {
    const Shard& parent = *map.At(0);
    ShardFollower reader(*map.At(0), pool);
    reader.ReadOn([](std::uint8_t) {});
    Require(reader.last_arrival_nanos() <= parent.closed_nanos, "closed behind its records");
  }
};

const Scenarios kScenarios{
    Named<FollowSplit>("follow_split"),
    Named<FollowUnfinished>("follow_unfinished"),
    Named<FollowMerge>("follow_merge"),
    Named<AskForChildren<false>>("ask_for_two_children"),
    Named<AskForChildren<true>>("ask_for_one_child"),
    Named<CloseTimeAgainstPut>("close_time_against_put"),
};

TEST_CASE("who reads a shard to its end finds its children, and nothing is lost",
          "[explore][lineage]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::lineage_test
