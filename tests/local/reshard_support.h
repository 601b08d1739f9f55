// SPDX-License-Identifier: MIT
//
// Short words for tests of what splits, merges and lists shards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "local/support.h"
#include "weir/base/concat.h"

namespace weir::testing {

// The middle of all hash keys: where the second of two even shards begins.
inline constexpr std::string_view kMiddle = "170141183460469231731687303715884105728";
inline constexpr std::string_view kLastHashKey = "340282366920938463463374607431768211455";

inline std::string ShardName(std::uint32_t index) { return ShardId{index}.ToString(); }

inline LocalKinesisOptions WithUpdating(absl::Duration stream_updating) {
  return {.limits = KinesisLimits::Unlimited(),
          .state_durations = {.stream_updating = stream_updating}};
}

// A LocalTest whose stream "s" changes its shards.
struct ReshardTest : LocalTest {
  using LocalTest::LocalTest;

  absl::Status TrySplit(std::string_view shard_id, std::string_view key) {
    return kinesis.SplitShard(
        {.stream_name = "s", .shard_to_split = shard_id, .new_starting_hash_key = key});
  }
  absl::Status TryMerge(std::string_view shard_id, std::string_view adjacent) {
    return kinesis.MergeShards(
        {.stream_name = "s", .shard_to_merge = shard_id, .adjacent_shard_to_merge = adjacent});
  }
  // Of shards by their index.
  void Split(std::uint32_t shard, std::string_view key) {
    REQUIRE(Answer(TrySplit(ShardName(shard), key)) == "OK");
  }
  void Merge(std::uint32_t shard, std::uint32_t adjacent) {
    REQUIRE(Answer(TryMerge(ShardName(shard), ShardName(adjacent))) == "OK");
  }
  // All that are not expired.
  std::vector<kinesis::Shard> Shards() { return Listed({.stream_name = "s"}); }
  std::vector<kinesis::Shard> Listed(const kinesis::ListShardsRequest& request) {
    auto list = kinesis.ListShards(request);
    REQUIRE(Answer(list) == "OK");
    REQUIRE_FALSE(list->next_token.has_value());
    return std::move(list->shards);
  }
  kinesis::Shard Shard(std::uint32_t index) {
    for (kinesis::Shard& shard : Shards()) {
      if (shard.shard_id.index == index) return std::move(shard);
    }
    FAIL("there is no shard " << index);
    return {};
  }
  // Puts a record that goes where `hash_key` says.
  kinesis::PutRecordResult PutAt(std::string_view hash_key, std::string_view data) {
    auto put = kinesis.PutRecord({.stream_name = "s",
                                  .partition_key = "k",
                                  .data = AsBytes(data),
                                  .explicit_hash_key = hash_key});
    REQUIRE(Answer(put) == "OK");
    return *std::move(put);
  }
  kinesis::GetRecordsResult ReadFrom(kinesis::ShardIteratorType type, std::uint32_t shard) {
    return Read(Iterator(type, ShardName(shard)));
  }
};

using Indexes = std::vector<std::uint32_t>;

inline Indexes IndexesOf(const std::vector<kinesis::Shard>& shards) {
  Indexes indexes;
  for (const kinesis::Shard& shard : shards) indexes.push_back(shard.shard_id.index);
  return indexes;
}

inline std::string RangeText(const HashKeyRange& range) {
  return Concat(range.starting_hash_key.ToString(), "-", range.ending_hash_key.ToString());
}

// "3: of 0 and 1 0-9": its index, its parents' and its hash keys.
inline std::string LineageText(const kinesis::Shard& shard) {
  std::string text = Concat(shard.shard_id.index, ":");
  if (shard.parent_shard_id.has_value()) text += Concat(" of ", shard.parent_shard_id->index);
  if (shard.adjacent_parent_shard_id.has_value()) {
    text += Concat(" and ", shard.adjacent_parent_shard_id->index);
  }
  return text += Concat(" ", RangeText(shard.hash_key_range));
}

inline Texts LineageTexts(const std::vector<kinesis::Shard>& shards) {
  Texts texts;
  for (const kinesis::Shard& shard : shards) texts.push_back(LineageText(shard));
  return texts;
}

}  // namespace weir::testing
