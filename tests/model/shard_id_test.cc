// SPDX-License-Identifier: MIT
#include "weir/model/shard_id.h"

#include <cstdint>
#include <string>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

TEST_CASE("a shard id is printed with twelve digits", "[model][shard_id]") {
  CHECK(ShardId{.index = 0}.ToString() == "shardId-000000000000");
  CHECK(ShardId{.index = 3}.ToString() == "shardId-000000000003");
  CHECK(ShardId{.index = 4'294'967'295}.ToString() == "shardId-004294967295");
}

TEST_CASE("a shard id is read up to the greatest index and refused from there on",
          "[model][shard_id]") {
  STATIC_REQUIRE(ShardId::Parse("shardId-000000000000") == ShardId{.index = 0});
  STATIC_REQUIRE(ShardId::Parse("shardId-000000000003") == ShardId{.index = 3});
  CHECK(ShardId::Parse("shardId-004294967294") == ShardId{.index = 4'294'967'294});
  CHECK(ShardId::Parse("shardId-004294967295") == ShardId{.index = 4'294'967'295});
  CHECK_FALSE(ShardId::Parse("shardId-004294967296"));
  CHECK_FALSE(ShardId::Parse("shardId-999999999999"));
}

TEST_CASE("a shard id of any other form is refused", "[model][shard_id]") {
  for (const char* const text :
       {"", "3", "shardId-", "shardId-3", "shardId-00000000003", "shardId-0000000000003",
        "shardID-000000000003", "ShardId-000000000003", "shardId_000000000003",
        " shardId-00000000003", "shardId-00000000003 ", "shardId--00000000003",
        "shardId-+00000000003", "shardId-00000000000a", "shardId-00000000000/",
        "shardId-00000000000:"}) {
    INFO('"' << text << '"');
    CHECK_FALSE(ShardId::Parse(text));
  }
}

TEST_CASE("random shard ids survive being printed and read, and sort as their texts do",
          "[model][shard_id]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ShardId before;
  for (int i = 0; i < 1'000; ++i) {
    const ShardId id{.index = static_cast<std::uint32_t>(random.Number().low)};
    const bool survives = ShardId::Parse(id.ToString()) == id;
    const bool sorts = (before < id) == (before.ToString() < id.ToString());
    if (!survives || !sorts) FAIL(before.ToString() << ", " << id.ToString());
    before = id;
  }
}

}  // namespace
}  // namespace weir
