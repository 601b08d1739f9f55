// SPDX-License-Identifier: MIT
//
// Of many shards, what is dropped next is told from a list.
#include "weir/stream/internal/drop_list.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir::stream_internal {
namespace {

using weir::testing::MakeTinyStream;
using weir::testing::ManualClock;
using weir::testing::Open;
using weir::testing::PutText;
using weir::testing::ReadAll;

TEST_CASE("a list keeps those that began first, and gives the oldest first", "[stream][drop]") {
  weir::testing::SeededRandom random;
  INFO(random.Description());
  for (const std::size_t count : {0u, 1u, 2u, 127u, 128u, 129u, 1'000u}) {
    DropList list;
    std::vector<std::int64_t> offered;
    for (std::size_t i = 0; i < count; ++i) {
      offered.push_back(static_cast<std::int64_t>(random.Below(500)));
      list.Offer({offered.back(), nullptr});
    }
    list.Sort();
    std::sort(offered.begin(), offered.end());
    offered.resize(std::min<std::size_t>(count, 128));
    std::vector<std::int64_t> taken;
    while (!list.IsEmpty()) taken.push_back(list.TakeOldest().arrival_nanos);
    CHECK(taken == offered);
  }
}

TEST_CASE("what follows the one that was taken comes in its turn, or not", "[stream][drop]") {
  DropList list;
  for (const std::int64_t nanos : {30, 10, 40, 20}) list.Offer({nanos, nullptr});
  list.Sort();
  std::vector<std::int64_t> taken;
  const auto take = [&] { taken.push_back(list.TakeOldest().arrival_nanos); };
  take();
  list.Follow({25, nullptr});
  take();
  // Of two that began together, the one listed first.
  list.Follow({30, nullptr});
  take();
  list.Follow({5, nullptr});
  take();
  // Younger than all, and as young as the youngest.
  list.Follow({41, nullptr});
  take();
  list.Follow({40, nullptr});
  while (!list.IsEmpty()) take();
  CHECK(taken == std::vector<std::int64_t>{10, 20, 25, 5, 30, 30, 40});
  list.Clear();
  CHECK(list.IsEmpty());
}

// 300 shards, each with a record in each round: none may keep much more than another.
TEST_CASE("of many shards, those with the oldest records lose them", "[stream][drop]") {
  constexpr std::uint32_t kShards = 300;
  ManualClock clock;
  Stream stream = MakeTinyStream({.shard_count = kShards,
                                  .record_bytes_max = 100,
                                  .memory_bytes_max = 2 * 1024 * 1024,
                                  .memory_policy = MemoryPolicy::kDropOldest,
                                  .clock = &clock});
  std::vector<HashKey> keys;
  for (std::uint32_t i = 0; i < kShards; ++i) {
    keys.push_back(EvenHashKeyRange({.shard_count = kShards, .index = i}).starting_hash_key);
  }
  for (int round = 0; round < 400; ++round) {
    clock.Advance(absl::Milliseconds(1));
    for (const HashKey& key : keys) {
      const std::string text = std::to_string(round);
      const PutOutcome outcome =
          stream.TryPut({.partition_key = "k", .data = AsBytes(text), .explicit_hash_key = key});
      if (outcome.code != PutCode::kOk) FAIL("round " << round);
    }
  }
  CHECK(stream.Statistics().dropped_records > 0);
  int first_min = 400;
  int first_max = 0;
  for (std::uint32_t i = 0; i < kShards; ++i) {
    Cursor cursor = Open(stream, ShardId{i}, Position::TrimHorizon());
    const auto read = ReadAll(cursor);
    REQUIRE_FALSE(read.records.empty());
    CHECK(read.records.back().data == "399");
    const int first = std::stoi(read.records.front().data);
    first_min = std::min(first_min, first);
    first_max = std::max(first_max, first);
  }
  // All segments hold as many rounds. A shard is one ahead of another at the most, and one
  // more while the list is used up.
  CHECK(first_max - first_min <= 2 * 25);
}

}  // namespace
}  // namespace weir::stream_internal
