// SPDX-License-Identifier: MIT
//
// What goes into the operations on shards, and what comes out: ListShards, SplitShard,
// MergeShards, UpdateShardCount.
//
//   auto page = kinesis.ListShards({.stream_name = "clicks", .max_results = 100});
//   for (const weir::kinesis::Shard& shard : page->shards) Handle(shard.shard_id.ToString());
//
// Threads:   values.
// Progress:  wait-free, but for the allocations of copies.
// Cost:      a shard 112 bytes.
// Lifetime:  what a request refers to must live during the call, no longer; results own
//            what they hold.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/shard_id.h"
#include "weir/service/enum_value.h"
#include "weir/service/kinesis_sequence_number.h"

namespace weir {
namespace kinesis {

struct SequenceNumberRange {
  // Less than any record's.
  KinesisSequenceNumber starting_sequence_number = {};
  // Greater than any record's; of a closed shard alone.
  std::optional<KinesisSequenceNumber> ending_sequence_number = {};
};

struct Shard {
  ShardId shard_id = {};
  // The shard that was split, or the first of two that were merged.
  std::optional<ShardId> parent_shard_id = {};
  // The second of two that were merged.
  std::optional<ShardId> adjacent_parent_shard_id = {};
  HashKeyRange hash_key_range = {};
  SequenceNumberRange sequence_number_range = {};
};

enum class ShardFilterType : std::uint8_t {
  // Those with a greater id than `shard_id`.
  kAfterShardId,
  // Open at the oldest moment that retention still keeps.
  kAtTrimHorizon,
  // The same, and all that were opened later.
  kFromTrimHorizon,
  // Open now.
  kAtLatest,
  // Open at `timestamp`.
  kAtTimestamp,
  // The same, and all that were opened later.
  kFromTimestamp,
};

struct ShardFilter {
  // Must be there.
  std::optional<EnumValue<ShardFilterType>> type = {};
  // With kAfterShardId.
  std::optional<std::string_view> shard_id = {};
  // With kAtTimestamp and kFromTimestamp, in milliseconds. What is before the oldest moment
  // that retention keeps, or before the stream was created, counts as that. In the
  // millisecond of a reshard both parents and children are open.
  std::optional<absl::Time> timestamp = {};
};

// Of a stream that is ACTIVE or UPDATING, else ResourceInUseException. Expired shards, which
// were closed before the oldest moment that retention keeps, are not listed.
struct ListShardsRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // In place of the stream, and of all below but the number of results.
  std::optional<std::string_view> next_token = {};
  // The last shard of the page before.
  std::optional<std::string_view> exclusive_start_shard_id = {};
  // 1 to 10,000, of which 1,000, the default, are given.
  std::optional<std::int32_t> max_results = {};
  // Says which stream of that name is meant, where one was deleted and made again: to the
  // second. ResourceNotFoundException if it was another.
  std::optional<absl::Time> stream_creation_timestamp = {};
  // By default kFromTrimHorizon.
  std::optional<ShardFilter> shard_filter = {};
};

struct ListShardsResult {
  // Oldest first.
  std::vector<Shard> shards = {};
  // If there are more. Good for five minutes.
  std::optional<std::string> next_token = {};
};

// Of a stream that is ACTIVE and PROVISIONED, which is UPDATING until it has happened. Records
// go to the shard as before until then, and to its children afterwards.
struct SplitShardRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there.
  std::optional<std::string_view> shard_to_split = {};
  // Must be there: where the second child begins, in decimal. Greater than one plus the
  // shard's StartingHashKey and less than its EndingHashKey.
  std::optional<std::string_view> new_starting_hash_key = {};
};

// Likewise.
struct MergeShardsRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Both must be there: the second begins where the first ends.
  std::optional<std::string_view> shard_to_merge = {};
  std::optional<std::string_view> adjacent_shard_to_merge = {};
};

enum class ScalingType : std::uint8_t { kUniformScaling };

// Of a stream that is ACTIVE and PROVISIONED, which is UPDATING until it has happened: splits
// and merges, whose shards each have their parents, until even ranges are open. The count that
// is there already is taken, too, and counts as an update.
struct UpdateShardCountRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there: 1 to 10,000.
  std::optional<std::int32_t> target_shard_count = {};
  // Must be there.
  std::optional<EnumValue<ScalingType>> scaling_type = {};
};

struct UpdateShardCountResult {
  std::string stream_name = {};
  std::string stream_arn = {};
  // Of open shards: before, and to be.
  std::int32_t current_shard_count = 0;
  std::int32_t target_shard_count = 0;
};

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const ListShardsRequest& request);
absl::Status Validate(const SplitShardRequest& request);
absl::Status Validate(const MergeShardsRequest& request);
absl::Status Validate(const UpdateShardCountRequest& request);

}  // namespace kinesis

template <>
struct EnumWords<kinesis::ShardFilterType> {
  static constexpr std::array<std::string_view, 6> kWords = {"AFTER_SHARD_ID",    "AT_TRIM_HORIZON",
                                                             "FROM_TRIM_HORIZON", "AT_LATEST",
                                                             "AT_TIMESTAMP",      "FROM_TIMESTAMP"};
};
template <>
struct EnumWords<kinesis::ScalingType> {
  static constexpr std::array<std::string_view, 1> kWords = {"UNIFORM_SCALING"};
};

}  // namespace weir
