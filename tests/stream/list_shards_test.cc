// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stream/support.h"
#include "weir/stream/shard_description.h"

namespace weir {
namespace {

using testing::DescriptionOf;
using testing::MakeStream;
using testing::ManualClock;
using testing::Open;
using testing::OpenShards;
using testing::PutAt;
using testing::PutMany;
using testing::StatisticsOf;

TEST_CASE("shards are listed oldest first, each under its id", "[stream][list_shards]") {
  Stream stream = MakeStream({.shard_count = 5});
  REQUIRE(stream.UpdateShardCount(3).ok());
  testing::Split(stream, OpenShards(stream)[1].shard_id);
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
  // One that never took a record has no last one.
  CHECK(DescriptionOf(stream, ShardId{1}).state == ShardState::kClosed);
  CHECK_FALSE(DescriptionOf(stream, ShardId{1}).ending_sequence_number.has_value());
}

TEST_CASE("a closed shard is expired once retention has passed its closing",
          "[stream][list_shards]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  PutMany(stream, 4);
  clock.Advance(absl::Hours(23));
  testing::Split(stream, ShardId{0});
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
  // Its records go, and it stays.
  clock.Advance(absl::Hours(2));
  stream.Tick();
  CHECK(StatisticsOf(stream, ShardId{0}).held_records == 0);
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
  // As old as the period is not yet older. No tick is needed.
  clock.Advance(absl::Hours(22));
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
  clock.Advance(absl::Nanoseconds(1));
  const ShardDescription expired = DescriptionOf(stream, ShardId{0});
  CHECK(expired.state == ShardState::kExpired);
  CHECK(expired.ending_sequence_number == SequenceNumber{3});
  CHECK(expired.hash_key_range == HashKeyRange{});
  // It stays in the list, and an open shard never expires.
  CHECK(stream.ListShards().size() == 3);
  CHECK(DescriptionOf(stream, ShardId{1}).state == ShardState::kOpen);
}

TEST_CASE("a shard that was closed without a record is closed as long as any other",
          "[stream][list_shards]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 4, .clock = &clock});
  const std::array<ShardId, 2> halves = testing::Split(stream, ShardId{0});
  clock.Advance(absl::Hours(1));
  testing::Merge(stream, halves[0], halves[1]);
  testing::Merge(stream, ShardId{2}, ShardId{3});
  clock.Advance(absl::Hours(1));
  // All that are open now, in the last hour of the first.
  REQUIRE(stream.UpdateShardCount(5).ok());
  clock.Advance(absl::Hours(22));
  stream.Tick();
  for (const ShardDescription& shard : stream.ListShards()) {
    INFO(shard.shard_id.ToString());
    CHECK(shard.state != ShardState::kExpired);
    Cursor cursor = Open(stream, shard.shard_id, Position::TrimHorizon());
    const ReadCode code = shard.state == ShardState::kOpen ? ReadCode::kOk : ReadCode::kEndOfShard;
    CHECK(cursor.Read().code() == code);
  }
  const auto expired_after = [&](absl::Duration step) {
    clock.Advance(step);
    stream.Tick();
    std::vector<std::uint32_t> expired;
    for (const ShardDescription& shard : stream.ListShards()) {
      if (shard.state == ShardState::kExpired) expired.push_back(shard.shard_id.index);
    }
    return expired;
  };
  CHECK(expired_after(absl::Nanoseconds(1)) == std::vector<std::uint32_t>{0});
  CHECK(expired_after(absl::Hours(1)) == std::vector<std::uint32_t>{0, 2, 3, 4, 5});
  const std::size_t open_count = OpenShards(stream).size();
  CHECK(open_count == 5);
  CHECK(expired_after(absl::Hours(1)).size() == stream.ListShards().size() - open_count);
}

TEST_CASE("what a full budget drops from a closed shard does not make it expire",
          "[stream][list_shards]") {
  // Two segments, and three shards that want one each.
  Stream stream = testing::MakeTinyStream({.record_bytes_max = 200,
                                           .memory_bytes_max = 2 * 1024,
                                           .memory_policy = MemoryPolicy::kDropOldest});
  PutMany(stream, 5);
  testing::Split(stream, ShardId{0});
  PutAt(stream, HashKey::Min(), "lower");
  PutAt(stream, HashKey::Max(), "upper");
  REQUIRE(stream.Statistics().dropped_records == 5);
  CHECK(StatisticsOf(stream, ShardId{0}).held_records == 0);
  CHECK(DescriptionOf(stream, ShardId{0}).state == ShardState::kClosed);
}

TEST_CASE("a retention period that changes applies to shards that are closed",
          "[stream][list_shards]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  testing::Split(stream, ShardId{0});
  clock.Advance(absl::Hours(20));
  testing::Split(stream, ShardId{1});
  const auto states = [&stream] {
    return std::array{DescriptionOf(stream, ShardId{0}).state,
                      DescriptionOf(stream, ShardId{1}).state};
  };
  CHECK(states() == std::array{ShardState::kClosed, ShardState::kClosed});
  REQUIRE(stream.SetRetentionPeriod(absl::Hours(20)).ok());
  CHECK(states() == std::array{ShardState::kClosed, ShardState::kClosed});
  REQUIRE(stream.SetRetentionPeriod(absl::Hours(20) - absl::Nanoseconds(1)).ok());
  CHECK(states() == std::array{ShardState::kExpired, ShardState::kClosed});
  // What has expired does not come back, and what has not stays for longer.
  REQUIRE(stream.SetRetentionPeriod(absl::Hours(48)).ok());
  CHECK(states() == std::array{ShardState::kExpired, ShardState::kClosed});
  clock.Advance(absl::Hours(48));
  CHECK(states() == std::array{ShardState::kExpired, ShardState::kClosed});
  clock.Advance(absl::Nanoseconds(1));
  CHECK(states() == std::array{ShardState::kExpired, ShardState::kExpired});
}

TEST_CASE("the shards of a closed stream expire like any that are closed",
          "[stream][list_shards]") {
  ManualClock clock;
  Stream stream = MakeStream({.shard_count = 2, .clock = &clock});
  PutAt(stream, HashKey::Min(), "x");
  clock.Advance(absl::Hours(12));
  stream.Close();
  clock.Advance(absl::Hours(12));
  // To close it once more closes nothing later.
  stream.Close();
  clock.Advance(absl::Hours(12));
  for (const ShardDescription& shard : stream.ListShards()) {
    CHECK(shard.state == ShardState::kClosed);
  }
  clock.Advance(absl::Nanoseconds(1));
  for (const ShardDescription& shard : stream.ListShards()) {
    CHECK(shard.state == ShardState::kExpired);
  }
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
