// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::MakeStream;
using testing::MessageOf;
using testing::OpenShards;

// What must hold of the open shards: exactly the even division.
void CheckEven(const Stream& stream, std::uint32_t count) {
  const std::vector<ShardDescription> open = OpenShards(stream);
  REQUIRE(open.size() == count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (open[i].hash_key_range == EvenHashKeyRange({.shard_count = count, .index = i})) continue;
    FAIL("shard " << i << " of " << count << " is not even");
  }
  CHECK(stream.Statistics().open_shard_count == count);
}

// What must hold of all shards: a child is either half of a split parent, or the
// union of two adjacent ones; and a parent was closed once.
void CheckLineage(const Stream& stream) {
  const std::vector<ShardDescription> shards = stream.ListShards();
  std::map<std::uint32_t, std::vector<const ShardDescription*>> children;
  for (const ShardDescription& shard : shards) {
    const auto check = [&shard](bool condition, const char* what) {
      if (!condition) FAIL(shard.shard_id.ToString() << ": " << what);
    };
    if (!shard.parent_shard_id.has_value()) {
      check(!shard.adjacent_parent_shard_id.has_value(), "only a child has an adjacent parent");
      continue;
    }
    const ShardDescription& parent = shards.at(shard.parent_shard_id->index);
    check(parent.shard_id < shard.shard_id, "a parent is older");
    check(parent.state != ShardState::kOpen, "a parent is closed");
    children[parent.shard_id.index].push_back(&shard);
    if (!shard.adjacent_parent_shard_id.has_value()) continue;
    const ShardDescription& adjacent = shards.at(shard.adjacent_parent_shard_id->index);
    children[adjacent.shard_id.index].push_back(&shard);
    check(adjacent.state != ShardState::kOpen, "both parents are closed");
    check(parent.hash_key_range.IsAdjacentBefore(adjacent.hash_key_range), "they are adjacent");
    check(shard.hash_key_range == HashKeyRange{parent.hash_key_range.starting_hash_key,
                                               adjacent.hash_key_range.ending_hash_key},
          "it covers both exactly");
  }
  for (const auto& [index, its] : children) {
    const HashKeyRange& range = shards[index].hash_key_range;
    if (its.size() == 1 && its[0]->adjacent_parent_shard_id.has_value()) continue;
    REQUIRE(its.size() == 2);
    CHECK(its[0]->hash_key_range.starting_hash_key == range.starting_hash_key);
    CHECK(its[0]->hash_key_range.IsAdjacentBefore(its[1]->hash_key_range));
    CHECK(its[1]->hash_key_range.ending_hash_key == range.ending_hash_key);
  }
}

TEST_CASE("from any count to any count the ranges end up even", "[stream][update_shard_count]") {
  for (std::uint32_t from = 1; from <= 16; ++from) {
    for (std::uint32_t to = 1; to <= 16; ++to) {
      INFO(from << " to " << to);
      Stream stream = MakeStream({.shard_count = from});
      REQUIRE(stream.UpdateShardCount(to).ok());
      CheckEven(stream, to);
      CheckLineage(stream);
    }
  }
}

TEST_CASE("large counts end up even too", "[stream][update_shard_count]") {
  for (const auto& [from, to] :
       {std::pair{1u, 1'000u}, std::pair{1'000u, 1u}, std::pair{997u, 1'009u},
        std::pair{1'024u, 1'000u}, std::pair{100u, 250u}, std::pair{512u, 1'024u}}) {
    Stream stream = MakeStream({.shard_count = from});
    REQUIRE(stream.UpdateShardCount(to).ok());
    CheckEven(stream, to);
    CheckLineage(stream);
  }
}

TEST_CASE("10,000 shards are reached from one, and left again", "[stream][update_shard_count]") {
  Stream stream = MakeStream();
  for (const std::uint32_t count : {10'000u, 9'999u, 10'000u, 1u}) {
    REQUIRE(stream.UpdateShardCount(count).ok());
    CheckEven(stream, count);
  }
  CheckLineage(stream);
  testing::PutText(stream, "k", "x");
}

TEST_CASE("uneven ranges are made even", "[stream][update_shard_count]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 100; ++round) {
    Stream stream = MakeStream({.shard_count = 1 + static_cast<std::uint32_t>(random.Below(8))});
    for (int i = 0; i < 20; ++i) {
      const std::vector<ShardDescription> open = OpenShards(stream);
      const std::size_t at = random.Below(open.size());
      HashKey key{{.high = random.Bits(), .low = random.Bits()}};
      if (random.Below(3) == 0) {
        // Right beside where an even border may be.
        const auto count = 2 + static_cast<std::uint32_t>(random.Below(8));
        key = EvenHashKeyRange({.shard_count = count, .index = 1}).starting_hash_key;
        key.value = key.value + Uint128{.low = random.Below(5)} - Uint128{.low = 2};
      }
      if (random.Below(3) != 0 || at == 0) {
        // Refused where the shard is too narrow: then there is one split less.
        static_cast<void>(stream.SplitShard({stream.ShardFor(key), key}));
      } else {
        testing::Merge(stream, open[at - 1].shard_id, open[at].shard_id);
      }
    }
    const auto target = 1 + static_cast<std::uint32_t>(random.Below(20));
    REQUIRE(stream.UpdateShardCount(target).ok());
    CheckEven(stream, target);
    CheckLineage(stream);
  }
}

TEST_CASE("the count that there is changes nothing where the ranges are even",
          "[stream][update_shard_count]") {
  Stream stream = MakeStream({.shard_count = 7});
  REQUIRE(stream.UpdateShardCount(7).ok());
  CHECK(stream.ListShards().size() == 7);
  REQUIRE(stream.UpdateShardCount(14).ok());
  const std::size_t shards = stream.ListShards().size();
  REQUIRE(stream.UpdateShardCount(14).ok());
  CHECK(stream.ListShards().size() == shards);
}

TEST_CASE("doubling splits each shard once, and halving merges each pair once",
          "[stream][update_shard_count]") {
  Stream stream = MakeStream({.shard_count = 4});
  REQUIRE(stream.UpdateShardCount(8).ok());
  CHECK(stream.ListShards().size() == 4 + 8);
  REQUIRE(stream.UpdateShardCount(4).ok());
  CHECK(stream.ListShards().size() == 4 + 8 + 4);
}

TEST_CASE("a count is 1 to 10,000", "[stream][update_shard_count]") {
  Stream stream = MakeStream();
  for (const std::uint32_t count : {0u, 10'001u, ~0u}) {
    const absl::Status status = stream.UpdateShardCount(count);
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    CHECK(MessageOf(status).find(std::to_string(count)) != std::string::npos);
    CHECK(MessageOf(status).find("1 to 10000") != std::string::npos);
  }
  CHECK(stream.ListShards().size() == 1);
}

TEST_CASE("a closed stream is not rescaled", "[stream][update_shard_count]") {
  Stream stream = MakeStream({.shard_count = 2});
  stream.Close();
  const absl::Status status = stream.UpdateShardCount(4);
  CHECK(absl::IsFailedPrecondition(status));
  CHECK(KinesisExceptionName(status) == "ResourceNotFoundException");
  CHECK(stream.ListShards().size() == 2);
}

TEST_CASE("records put before and after a rescale are all read, each key's in order",
          "[stream][update_shard_count]") {
  Stream stream = MakeStream({.shard_count = 5});
  StreamCursor all = testing::OpenAll(stream);
  std::map<std::string, std::vector<std::string>> expected;
  int counter = 0;
  for (const std::uint32_t count : {3u, 8u, 1u, 12u, 7u}) {
    for (int i = 0; i < 100; ++i) {
      const std::string key = "key-" + std::to_string(i % 17);
      expected[key].push_back(std::to_string(counter));
      testing::PutText(stream, key, std::to_string(counter++));
    }
    REQUIRE(stream.UpdateShardCount(count).ok());
  }
  std::map<std::string, std::vector<std::string>> read;
  for (const testing::Kept& record : testing::ReadAll(all, {.records_max = 9}).records) {
    read[record.partition_key].push_back(record.data);
  }
  CHECK(read == expected);
}

}  // namespace
}  // namespace weir
