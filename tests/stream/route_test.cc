// SPDX-License-Identifier: MIT
//
// A key goes to the one open shard whose range holds it, whatever was split and
// merged before.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::DescriptionOf;
using testing::HashKeyOf;
using testing::kOne;
using testing::MakeStream;
using testing::OpenShards;
using testing::PutText;
using testing::SeededRandom;

HashKey RandomKey(SeededRandom& random) { return HashKeyOf(random.Bits(), random.Bits()); }

// The naive way: every open shard is looked at.
ShardId NaiveShardFor(const std::vector<ShardDescription>& open, const HashKey& key) {
  const auto found = std::find_if(open.begin(), open.end(), [&key](const ShardDescription& shard) {
    return shard.hash_key_range.Contains(key);
  });
  REQUIRE(found != open.end());
  return found->shard_id;
}

// Checks one key: ShardFor() and a put agree with what was said.
void CheckKey(Stream& stream, const HashKey& key, ShardId expected) {
  if (stream.ShardFor(key) != expected) {
    FAIL("ShardFor(" << key.ToString() << ") is " << stream.ShardFor(key).ToString() << ", not "
                     << expected.ToString());
  }
  const PutOutcome outcome = stream.TryPut({.partition_key = "k", .explicit_hash_key = key});
  if (outcome.code != PutCode::kOk || outcome.shard_id != expected) {
    FAIL("a put at " << key.ToString() << " went to " << outcome.shard_id.ToString() << ", not to "
                     << expected.ToString());
  }
}

// Checks both ends of every open shard, and random keys.
void CheckRoutes(Stream& stream, SeededRandom& random, int random_keys) {
  const std::vector<ShardDescription> open = OpenShards(stream);
  for (std::size_t i = 0; i < open.size(); ++i) {
    const HashKeyRange& range = open[i].hash_key_range;
    CheckKey(stream, range.starting_hash_key, open[i].shard_id);
    CheckKey(stream, range.ending_hash_key, open[i].shard_id);
    if (i == 0) {
      CHECK(range.starting_hash_key == HashKey::Min());
    } else if (!open[i - 1].hash_key_range.IsAdjacentBefore(range)) {
      FAIL("a gap or an overlap before " << open[i].shard_id.ToString());
    }
  }
  CHECK(open.back().hash_key_range.ending_hash_key == HashKey::Max());
  for (int i = 0; i < random_keys; ++i) {
    const HashKey key = RandomKey(random);
    CheckKey(stream, key, NaiveShardFor(open, key));
  }
}

TEST_CASE("with MD5, keys go to the shards that they go to on Kinesis", "[stream][route]") {
  Stream stream = MakeStream({.shard_count = 3, .key_hash = KeyHash::kMd5});
  CHECK(PutText(stream, "a", "").shard_id == ShardId{0});
  CHECK(PutText(stream, "b", "").shard_id == ShardId{1});
  CHECK(PutText(stream, "e", "").shard_id == ShardId{2});
  CHECK(PutText(stream, "f", "").shard_id == ShardId{1});
  for (const std::string key : {"a", "b", "e", "f"}) {
    CHECK(stream.ShardFor(HashPartitionKey(KeyHash::kMd5, key)) ==
          PutText(stream, key, "").shard_id);
  }
}

TEST_CASE("three shards divide the keys where Kinesis divides them", "[stream][route]") {
  Stream stream = MakeStream({.shard_count = 3});
  const std::vector<ShardDescription> shards = stream.ListShards();
  REQUIRE(shards.size() == 3);
  const auto is_range = [](const HashKeyRange& range, const char* start, const char* end) {
    return range.starting_hash_key == HashKey::Parse(start) &&
           range.ending_hash_key == HashKey::Parse(end);
  };
  CHECK(is_range(shards[0].hash_key_range, "0", "113427455640312821154458202477256070484"));
  CHECK(is_range(shards[1].hash_key_range, "113427455640312821154458202477256070485",
                 "226854911280625642308916404954512140969"));
  CHECK(is_range(shards[2].hash_key_range, "226854911280625642308916404954512140970",
                 "340282366920938463463374607431768211455"));
}

TEST_CASE("at every shard count, a range's first and last key go to its shard", "[stream][route]") {
  std::vector<std::uint32_t> counts;
  for (std::uint32_t count = 1; count <= 130; ++count) counts.push_back(count);
  for (const std::uint32_t near : {256u, 512u, 1'000u, 1'024u, 2'048u, 4'096u, 8'192u}) {
    for (const std::uint32_t count : {near - 1, near, near + 1}) counts.push_back(count);
  }
  counts.push_back(9'999);
  counts.push_back(10'000);
  for (const std::uint32_t count : counts) {
    const Stream stream = MakeStream({.shard_count = count});
    for (std::uint32_t i = 0; i < count; ++i) {
      const HashKeyRange range = EvenHashKeyRange({.shard_count = count, .index = i});
      const HashKey middle = testing::MiddleOf(range);
      for (const HashKey& key : {range.starting_hash_key, middle, range.ending_hash_key}) {
        if (stream.ShardFor(key) != ShardId{i}) FAIL(key.ToString() << " of " << count);
      }
    }
  }
}

TEST_CASE("an explicit hash key stands in for the key's own", "[stream][route]") {
  for (const KeyHash key_hash : {KeyHash::kXxh3, KeyHash::kMd5}) {
    Stream stream = MakeStream({.shard_count = 16, .key_hash = key_hash});
    for (int i = 0; i < 200; ++i) {
      const std::string key = "key-" + std::to_string(i);
      const HashKey own = HashPartitionKey(key_hash, key);
      CHECK(PutText(stream, key, "").shard_id == stream.ShardFor(own));
      const HashKey other = HashPartitionKey(key_hash, "other-" + std::to_string(i));
      CHECK(stream.Put({.partition_key = key, .explicit_hash_key = other})->shard_id ==
            stream.ShardFor(other));
    }
  }
}

// 127 times the lower half of the lower half, until a shard has two keys: all of
// them in one slice of any table.
TEST_CASE("keys find their shard through the narrowest splits at the low end", "[stream][route]") {
  SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream();
  ShardId lowest{0};
  int splits = 0;
  for (;; ++splits) {
    const HashKeyRange range = DescriptionOf(stream, lowest).hash_key_range;
    const HashKey middle = testing::MiddleOf(range);
    const auto children = stream.SplitShard({lowest, middle});
    if (!children.ok()) break;
    lowest = (*children)[0];
  }
  CHECK(splits == 127);
  CHECK(DescriptionOf(stream, lowest).hash_key_range.ending_hash_key == HashKeyOf(0, 1));
  CheckRoutes(stream, random, 1'000);
  // And back: the two lowest, until there is one.
  for (;;) {
    const std::vector<ShardDescription> open = OpenShards(stream);
    if (open.size() == 1) break;
    testing::Merge(stream, open[0].shard_id, open[1].shard_id);
    CheckRoutes(stream, random, 10);
  }
}

TEST_CASE("keys find their shard through the narrowest splits at the high end", "[stream][route]") {
  SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream();
  ShardId highest{0};
  int splits = 0;
  for (;; ++splits) {
    const auto children = stream.SplitShard(
        {highest, testing::MiddleOf(DescriptionOf(stream, highest).hash_key_range)});
    if (!children.ok()) break;
    highest = (*children)[1];
  }
  CHECK(splits >= 126);
  CheckRoutes(stream, random, 1'000);
}

TEST_CASE("many narrow shards in one slice of the table are found, in any order of splitting",
          "[stream][route]") {
  SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream({.shard_count = 3});
  // 300 borders within 2^20 keys around the border between the first two shards.
  const Uint128 border = EvenHashKeyRange({.shard_count = 3, .index = 1}).starting_hash_key.value;
  int splits = 0;
  for (int i = 0; i < 300; ++i) {
    const HashKey at{border + Uint128{.low = random.Below(1 << 20)} - Uint128{.low = 1 << 19}};
    splits += stream.SplitShard({stream.ShardFor(at), at}).ok() ? 1 : 0;
  }
  CHECK(splits > 250);
  CheckRoutes(stream, random, 300);
  for (int i = 0; i < 3'000; ++i) {
    const HashKey at{border + Uint128{.low = random.Below(1 << 20)} - Uint128{.low = 1 << 19}};
    CheckKey(stream, at, NaiveShardFor(OpenShards(stream), at));
    if (i % 10 == 0) {
      const std::vector<ShardDescription> open = OpenShards(stream);
      const std::size_t first = random.Below(open.size() - 1);
      testing::Merge(stream, open[first].shard_id, open[first + 1].shard_id);
    }
  }
  CheckRoutes(stream, random, 300);
}

TEST_CASE("after any reshards, every key goes where a naive search finds it", "[stream][route]") {
  SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 20; ++round) {
    Stream stream = MakeStream({.shard_count = 1 + static_cast<std::uint32_t>(random.Below(20))});
    for (int step = 0; step < 60; ++step) {
      const std::vector<ShardDescription> open = OpenShards(stream);
      const std::uint64_t what = random.Below(20);
      if (what == 0) {
        REQUIRE(stream.UpdateShardCount(1 + static_cast<std::uint32_t>(random.Below(40))).ok());
      } else if (what < 10 && open.size() > 1) {
        const std::size_t first = random.Below(open.size() - 1);
        testing::Merge(stream, open[first].shard_id, open[first + 1].shard_id);
      } else {
        // Anywhere, or right beside a border.
        const ShardDescription& shard = open[random.Below(open.size())];
        HashKey at = RandomKey(random);
        if (random.Below(2) == 0) {
          at.value = shard.hash_key_range.starting_hash_key.value + Uint128{.low = 2};
        }
        // Refused where the shard has too few keys; that is covered elsewhere.
        static_cast<void>(stream.SplitShard({stream.ShardFor(at), at}));
      }
      CheckRoutes(stream, random, 30);
    }
    CheckRoutes(stream, random, 1'000);
  }
}

TEST_CASE("a record lands in the shard that ShardFor names", "[stream][route]") {
  SeededRandom random;
  INFO(random.Description());
  Stream stream = MakeStream({.shard_count = 10});
  REQUIRE(stream.UpdateShardCount(7).ok());
  for (int i = 0; i < 1'000; ++i) {
    const std::string key = random.Bytes(1 + random.Below(40));
    const ShardId expected = stream.ShardFor(HashPartitionKey(KeyHash::kXxh3, key));
    const PutResult result = PutText(stream, key, "x");
    CHECK(result.shard_id == expected);
    Cursor cursor =
        testing::Open(stream, expected, Position::AtSequenceNumber(result.sequence_number));
    const Batch batch = cursor.Read({.records_max = 1});
    REQUIRE(batch.size() == 1);
    CHECK(batch.begin()->partition_key == key);
  }
}

TEST_CASE("a key whose hash shares its upper half with a boundary finds its side",
          "[stream][route]") {
  for (int i = 0; i < 200; ++i) {
    const std::string key = "key-" + std::to_string(i);
    const Uint128 hash = HashPartitionKey(KeyHash::kXxh3, key).value;
    if (hash.low == 0 || hash.low == Uint128::Max().low) continue;
    for (const std::uint64_t low :
         {std::uint64_t{0}, hash.low - 1, hash.low, hash.low + 1, Uint128::Max().low}) {
      Stream stream = MakeStream({.shard_count = 1});
      const HashKey split = HashKeyOf(hash.high, low);
      const auto children =
          stream.SplitShard({.shard_to_split = ShardId{0}, .new_starting_hash_key = split});
      REQUIRE(children.ok());
      // A shard without memory would send a put that came astray on to where it belongs.
      testing::PutAt(stream, HashKey::Min(), "x");
      testing::PutAt(stream, HashKey::Max(), "x");
      const PutResult result = PutText(stream, key, "x");
      CHECK(result.shard_id == (*children)[HashKey{hash} < split ? 0 : 1]);
      CHECK(result.shard_id == stream.ShardFor({hash}));
    }
  }
}

TEST_CASE("ShardFor names the last shard of a key when the stream is closed", "[stream][route]") {
  Stream stream = MakeStream({.shard_count = 4});
  const HashKey key = HashKeyOf(1);
  const std::array<ShardId, 2> children = testing::Split(stream, ShardId{0});
  stream.Close();
  CHECK(stream.ShardFor(key) == children[0]);
  CHECK(stream.ShardFor(HashKey::Max()) == ShardId{3});
}

// Goal: a put's way must not grow with the stream's history. Method: a neighbour of
// a shard that is never touched is split and merged thousands of times; a way that
// visited all of its predecessors would take a thousand times as long as at first.
TEST_CASE("a key's way to its shard stays short however often its neighbours were resharded",
          "[stream][route]") {
  Stream stream = MakeStream({.shard_count = 3});
  const HashKeyRange range = EvenHashKeyRange({.shard_count = 3, .index = 1});
  const auto nanos_per_look = [&stream, &range] {
    constexpr int kLooks = 1'000;
    const absl::Time start = absl::Now();
    for (int i = 0; i < kLooks; ++i) {
      const PutOutcome outcome =
          stream.TryPut({.partition_key = "k",
                         .explicit_hash_key = HashKey{range.starting_hash_key.value + kOne}});
      if (outcome.code != PutCode::kOk) FAIL("a put was refused");
    }
    return absl::ToInt64Nanoseconds(absl::Now() - start) / kLooks;
  };
  ShardId shard{1};
  for (int i = 0; i < 3'000; ++i) {
    const std::array<ShardId, 2> children = testing::Split(stream, shard);
    shard = testing::Merge(stream, children[0], children[1]);
  }
  // 6,000 predecessors at 10 ns or more each would be 60,000.
  CHECK(nanos_per_look() < 20'000);
}

}  // namespace
}  // namespace weir
