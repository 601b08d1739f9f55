// SPDX-License-Identifier: MIT
#include <array>
#include <string>
#include <vector>

#include "stream/support.h"

namespace weir {
namespace {

using testing::DescriptionOf;
using testing::MakeStream;
using testing::MessageOf;
using testing::PutAt;

TEST_CASE("a merge closes two neighbours and opens one child over both ranges",
          "[stream][merge_shards]") {
  Stream stream = MakeStream({.shard_count = 3});
  const absl::StatusOr<ShardId> child = stream.MergeShards({ShardId{1}, ShardId{2}});
  REQUIRE(child.ok());
  CHECK(*child == ShardId{3});
  const std::vector<ShardDescription> shards = stream.ListShards();
  REQUIRE(shards.size() == 4);
  CHECK(shards[0].state == ShardState::kOpen);
  CHECK(shards[1].state != ShardState::kOpen);
  CHECK(shards[2].state != ShardState::kOpen);
  CHECK(shards[3].state == ShardState::kOpen);
  CHECK(shards[3].parent_shard_id == ShardId{1});
  CHECK(shards[3].adjacent_parent_shard_id == ShardId{2});
  CHECK(shards[3].hash_key_range.starting_hash_key == shards[1].hash_key_range.starting_hash_key);
  CHECK(shards[3].hash_key_range.ending_hash_key == HashKey::Max());
  CHECK(stream.Statistics().open_shard_count == 2);
}

TEST_CASE("shards that are not neighbours in this order are refused in Kinesis's words",
          "[stream][merge_shards]") {
  Stream stream = MakeStream({.name = "river", .shard_count = 4});
  const auto refused = [&stream](std::uint32_t first, std::uint32_t second) {
    const absl::Status status = stream.MergeShards({ShardId{first}, ShardId{second}}).status();
    CHECK(absl::IsInvalidArgument(status));
    CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
    return MessageOf(status);
  };
  CHECK(refused(1, 0) ==
        "Shards shardId-000000000001 and shardId-000000000000 in stream river are not an "
        "adjacent pair of shards eligible for merging");
  CHECK_FALSE(refused(0, 2).empty());
  CHECK_FALSE(refused(0, 0).empty());
  CHECK_FALSE(refused(3, 3).empty());
  // The ends of the range do not meet.
  CHECK_FALSE(refused(3, 0).empty());
  CHECK(stream.ListShards().size() == 4);
  CHECK(stream.Statistics().open_shard_count == 4);
}

TEST_CASE("a shard is not merged with itself where it is the only one", "[stream][merge_shards]") {
  Stream stream = MakeStream();
  CHECK(absl::IsInvalidArgument(stream.MergeShards({ShardId{0}, ShardId{0}}).status()));
}

TEST_CASE("only open shards are merged", "[stream][merge_shards]") {
  Stream stream = MakeStream({.name = "river", .shard_count = 3});
  for (const auto& [first, second] : {std::pair{0u, 3u}, std::pair{3u, 0u}}) {
    const absl::Status status = stream.MergeShards({ShardId{first}, ShardId{second}}).status();
    CHECK(absl::IsNotFound(status));
    CHECK(KinesisExceptionName(status) == "ResourceNotFoundException");
    CHECK(MessageOf(status) == "Could not find shard shardId-000000000003 in stream river");
  }
  testing::Merge(stream, ShardId{0}, ShardId{1});
  for (const auto& [first, second] : {std::pair{0u, 1u}, std::pair{1u, 2u}}) {
    const absl::Status status = stream.MergeShards({ShardId{first}, ShardId{second}}).status();
    CHECK(absl::IsFailedPrecondition(status));
    CHECK(KinesisExceptionName(status) == "ResourceInUseException");
  }
  stream.Close();
  CHECK(absl::IsFailedPrecondition(stream.MergeShards({ShardId{3}, ShardId{2}}).status()));
}

TEST_CASE("neighbours of different descent merge", "[stream][merge_shards]") {
  Stream stream = MakeStream({.shard_count = 2});
  const std::array<ShardId, 2> lower = testing::Split(stream, ShardId{0});
  const std::array<ShardId, 2> upper = testing::Split(stream, ShardId{1});
  const ShardId middle = testing::Merge(stream, lower[1], upper[0]);
  const HashKey border = EvenHashKeyRange({.shard_count = 2, .index = 1}).starting_hash_key;
  CHECK(stream.ShardFor(border) == middle);
  CHECK(stream.ShardFor(HashKey{border.value - Uint128{.low = 1}}) == middle);
  const ShardId three = testing::Merge(stream, middle, upper[1]);
  const ShardId all = testing::Merge(stream, lower[0], three);
  CHECK(DescriptionOf(stream, all).hash_key_range == HashKeyRange{});
  CHECK(stream.Statistics().open_shard_count == 1);
}

TEST_CASE("both parents keep their records, and the child takes the keys of both",
          "[stream][merge_shards]") {
  Stream stream = MakeStream({.shard_count = 2});
  PutAt(stream, HashKey::Min(), "lower");
  PutAt(stream, HashKey::Max(), "upper");
  const ShardId child = testing::Merge(stream, ShardId{0}, ShardId{1});
  CHECK(PutAt(stream, HashKey::Min(), "new").shard_id == child);
  CHECK(PutAt(stream, HashKey::Max(), "new").shard_id == child);
  for (const std::uint32_t parent : {0u, 1u}) {
    Cursor cursor = testing::Open(stream, ShardId{parent}, Position::TrimHorizon());
    const testing::Harvest harvest = testing::ReadAll(cursor);
    CHECK(harvest.records.size() == 1);
    CHECK(harvest.code == ReadCode::kEndOfShard);
  }
}

}  // namespace
}  // namespace weir
