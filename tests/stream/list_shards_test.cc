// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <vector>

#include "stream/support.h"
#include "weir/stream/shard_description.h"

namespace weir {
namespace {

using testing::DescriptionOf;
using testing::MakeStream;
using testing::ManualClock;
using testing::PutAt;
using testing::PutMany;

TEST_CASE("shards are listed oldest first, each under its id", "[stream][list_shards]") {
  Stream stream = MakeStream({.shard_count = 5});
  REQUIRE(stream.UpdateShardCount(3).ok());
  testing::Split(stream, testing::OpenShards(stream)[1].shard_id);
  const std::vector<ShardDescription> shards = stream.ListShards();
  CHECK(shards.size() > 5);
  for (std::uint32_t i = 0; i < shards.size(); ++i) CHECK(shards[i].shard_id == ShardId{i});
}

TEST_CASE("a fresh stream's shards are open, without parents or ends", "[stream][list_shards]") {
  const Stream stream = MakeStream({.shard_count = 4});
  for (const ShardDescription& shard : stream.ListShards()) {
    CHECK(shard.state == ShardState::kOpen);
    CHECK_FALSE(shard.parent_shard_id.has_value());
    CHECK_FALSE(shard.adjacent_parent_shard_id.has_value());
    CHECK(shard.starting_sequence_number == SequenceNumber{0});
    CHECK_FALSE(shard.ending_sequence_number.has_value());
    CHECK(shard.hash_key_range ==
          EvenHashKeyRange({.shard_count = 4, .index = shard.shard_id.index}));
  }
}

TEST_CASE("a closed shard ends with the number of its last record", "[stream][list_shards]") {
  Stream stream = MakeStream({.shard_count = 2});
  for (int i = 0; i < 7; ++i) PutAt(stream, HashKey::Min(), "x");
  CHECK_FALSE(DescriptionOf(stream, ShardId{0}).ending_sequence_number.has_value());
  stream.Close();
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
  CHECK(DescriptionOf(stream, ShardId{0}).ending_sequence_number == SequenceNumber{6});
  // One that never took a record has no last one, and holds none.
  CHECK(DescriptionOf(stream, ShardId{1}).state == ShardState::kExpired);
  CHECK_FALSE(DescriptionOf(stream, ShardId{1}).ending_sequence_number.has_value());
}

TEST_CASE("a closed shard is expired once retention has passed its last record",
          "[stream][list_shards]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutMany(stream, 3);
  clock.Advance(absl::Hours(23));
  PutMany(stream, 1);
  testing::Split(stream, ShardId{0});
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
  clock.Advance(absl::Hours(2));
  stream.Tick();
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
  clock.Advance(absl::Hours(23));
  stream.Tick();
  const ShardDescription expired = DescriptionOf(stream, ShardId{0});
  CHECK(expired.state == ShardState::kExpired);
  CHECK(expired.ending_sequence_number == SequenceNumber{3});
  CHECK(expired.hash_key_range == HashKeyRange{});
  // It stays in the list, and an open shard never expires.
  CHECK(stream.ListShards().size() == 3);
  CHECK(DescriptionOf(stream, ShardId{1}).state == ShardState::kOpen);
}

TEST_CASE("a description is a snapshot, not a live view", "[stream][list_shards]") {
  Stream stream = MakeStream();
  const std::vector<ShardDescription> before = stream.ListShards();
  testing::Split(stream, ShardId{0});
  CHECK(before.size() == 1);
  CHECK(before[0].state == ShardState::kOpen);
}

}  // namespace
}  // namespace weir
