// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "stream/support.h"

namespace weir {
namespace {

using testing::DescriptionOf;
using testing::HashKeyOf;
using testing::kOne;
using testing::MakeStream;
using testing::MessageOf;
using testing::PutAt;

// A stream whose shard 2 has the hash keys 1,000 to 1,000 + width - 1, and its id.
struct Narrow {
  Stream stream;
  ShardId shard_id;
  HashKeyRange range;
};

Narrow MakeNarrow(std::uint64_t width) {
  Stream stream = MakeStream({.name = "river"});
  const auto upper = stream.SplitShard({ShardId{0}, HashKeyOf(0, 1'000)});
  REQUIRE(upper.ok());
  const auto lower = stream.SplitShard({(*upper)[1], HashKeyOf(0, 1'000 + width)});
  REQUIRE(lower.ok());
  const HashKeyRange range{HashKeyOf(0, 1'000), HashKeyOf(0, 1'000 + width - 1)};
  REQUIRE(DescriptionOf(stream, (*lower)[0]).hash_key_range == range);
  return {std::move(stream), (*lower)[0], range};
}

TEST_CASE("a split closes the parent and opens two children that share its range",
          "[stream][split_shard]") {
  Stream stream = MakeStream({.shard_count = 2});
  const HashKeyRange range = DescriptionOf(stream, ShardId{1}).hash_key_range;
  const HashKey middle = testing::MiddleOf(range);
  const auto children = stream.SplitShard({ShardId{1}, middle});
  REQUIRE(children.ok());
  CHECK(*children == std::array{ShardId{2}, ShardId{3}});
  const std::vector<ShardDescription> shards = stream.ListShards();
  REQUIRE(shards.size() == 4);
  CHECK(shards[0].state == ShardState::kOpen);
  CHECK(shards[1].state != ShardState::kOpen);
  CHECK(shards[1].hash_key_range == range);
  CHECK(shards[2].hash_key_range ==
        HashKeyRange{range.starting_hash_key, HashKey{middle.value - kOne}});
  CHECK(shards[3].hash_key_range == HashKeyRange{middle, range.ending_hash_key});
  for (const std::size_t child : {2u, 3u}) {
    CHECK(shards[child].state == ShardState::kOpen);
    CHECK(shards[child].parent_shard_id == ShardId{1});
    CHECK_FALSE(shards[child].adjacent_parent_shard_id.has_value());
    CHECK(shards[child].starting_sequence_number == SequenceNumber{0});
    CHECK_FALSE(shards[child].ending_sequence_number.has_value());
  }
  CHECK(stream.Statistics().open_shard_count == 3);
}

TEST_CASE("the new start is greater than one plus the shard's start and less than its end",
          "[stream][split_shard]") {
  const auto is_split = [](std::uint64_t width, std::uint64_t offset) {
    Narrow narrow = MakeNarrow(width);
    const HashKey at = HashKeyOf(0, 1'000 + offset);
    const auto children = narrow.stream.SplitShard({narrow.shard_id, at});
    if (children.ok()) {
      CHECK(narrow.stream.ShardFor(narrow.range.starting_hash_key) == (*children)[0]);
      CHECK(narrow.stream.ShardFor(HashKey{at.value - kOne}) == (*children)[0]);
      CHECK(narrow.stream.ShardFor(at) == (*children)[1]);
      CHECK(narrow.stream.ShardFor(narrow.range.ending_hash_key) == (*children)[1]);
    } else {
      CHECK(absl::IsInvalidArgument(children.status()));
      CHECK(narrow.stream.ListShards().size() == 5);
      CHECK(narrow.stream.ShardFor(narrow.range.starting_hash_key) == narrow.shard_id);
    }
    return children.ok();
  };
  // Ten keys, 1,000 to 1,009: from 1,002 to 1,008.
  for (std::uint64_t offset = 0; offset < 12; ++offset) {
    INFO("offset " << offset);
    CHECK(is_split(10, offset) == (offset >= 2 && offset <= 8));
  }
  CHECK_FALSE(is_split(10, ~std::uint64_t{0} - 2'000));
  // Four keys are the fewest that can be split, in one place.
  for (const std::uint64_t width : {2u, 3u}) {
    for (std::uint64_t offset = 0; offset <= width; ++offset) CHECK_FALSE(is_split(width, offset));
  }
  CHECK_FALSE(is_split(4, 1));
  CHECK(is_split(4, 2));
  CHECK_FALSE(is_split(4, 3));
}

TEST_CASE("a shard that ends at the last hash key is split below it and not at it",
          "[stream][split_shard]") {
  Stream stream = MakeStream();
  CHECK_FALSE(stream.SplitShard({ShardId{0}, HashKey::Max()}).ok());
  CHECK_FALSE(stream.SplitShard({ShardId{0}, HashKey::Min()}).ok());
  CHECK_FALSE(stream.SplitShard({ShardId{0}, HashKeyOf(0, 1)}).ok());
  const auto children = stream.SplitShard({ShardId{0}, HashKey{HashKey::Max().value - kOne}});
  REQUIRE(children.ok());
  // Two keys are left at the end, which nothing splits.
  CHECK_FALSE(stream.SplitShard({(*children)[1], HashKey::Max()}).ok());
  CHECK(stream.SplitShard({(*children)[0], HashKeyOf(0, 2)}).ok());
}

TEST_CASE("a start that does not lie within the shard is refused in Kinesis's words",
          "[stream][split_shard]") {
  Narrow narrow = MakeNarrow(10);
  const absl::Status status =
      narrow.stream.SplitShard({narrow.shard_id, HashKeyOf(0, 1'001)}).status();
  CHECK(absl::IsInvalidArgument(status));
  CHECK(KinesisExceptionName(status) == "InvalidArgumentException");
  CHECK(MessageOf(status) ==
        "NewStartingHashKey 1001 used in SplitShard() on shard shardId-000000000003 in stream "
        "river is not both greater than one plus the shard's StartingHashKey 1000 and less than "
        "the shard's EndingHashKey 1009.");
}

TEST_CASE("only an open shard is split", "[stream][split_shard]") {
  Stream stream = MakeStream({.name = "river"});
  const HashKey middle = testing::MiddleOf(HashKeyRange{});
  const absl::Status unknown = stream.SplitShard({ShardId{1}, middle}).status();
  CHECK(absl::IsNotFound(unknown));
  CHECK(KinesisExceptionName(unknown) == "ResourceNotFoundException");
  CHECK(MessageOf(unknown) == "Could not find shard shardId-000000000001 in stream river");
  testing::Split(stream, ShardId{0});
  const absl::Status again = stream.SplitShard({ShardId{0}, middle}).status();
  CHECK(absl::IsFailedPrecondition(again));
  CHECK(KinesisExceptionName(again) == "ResourceInUseException");
  CHECK(MessageOf(again).find("shardId-000000000000") != std::string::npos);
  CHECK(stream.ListShards().size() == 3);
  stream.Close();
  CHECK(absl::IsFailedPrecondition(stream.SplitShard({ShardId{1}, HashKeyOf(1)}).status()));
}

TEST_CASE("at 10,000 open shards nothing is split", "[stream][split_shard]") {
  Stream stream = MakeStream({.name = "river", .shard_count = 9'999});
  const HashKeyRange first = DescriptionOf(stream, ShardId{0}).hash_key_range;
  const auto children = stream.SplitShard({ShardId{0}, testing::MiddleOf(first)});
  REQUIRE(children.ok());
  CHECK(stream.Statistics().open_shard_count == 10'000);
  const HashKeyRange second = DescriptionOf(stream, ShardId{1}).hash_key_range;
  const absl::Status status = stream.SplitShard({ShardId{1}, testing::MiddleOf(second)}).status();
  CHECK(absl::IsResourceExhausted(status));
  CHECK(KinesisExceptionName(status) == "LimitExceededException");
  CHECK(MessageOf(status).find("10000") != std::string::npos);
  // A merge makes room.
  testing::Merge(stream, (*children)[0], (*children)[1]);
  CHECK(stream.SplitShard({ShardId{1}, testing::MiddleOf(second)}).ok());
}

TEST_CASE("records in the parent stay where they are, and new ones go to the children",
          "[stream][split_shard]") {
  Stream stream = MakeStream();
  for (int i = 0; i < 10; ++i) PutAt(stream, HashKeyOf(static_cast<std::uint64_t>(i) << 60), "old");
  const std::array<ShardId, 2> children = testing::Split(stream, ShardId{0});
  CHECK(PutAt(stream, HashKey::Min(), "new").shard_id == children[0]);
  CHECK(PutAt(stream, HashKey::Min(), "new").sequence_number == SequenceNumber{1});
  CHECK(PutAt(stream, HashKey::Max(), "new").shard_id == children[1]);
  Cursor cursor = testing::OpenFirst(stream);
  CHECK(testing::ReadAll(cursor).records.size() == 10);
  CHECK(DescriptionOf(stream, ShardId{0}).ending_sequence_number == SequenceNumber{9});
}

}  // namespace
}  // namespace weir
