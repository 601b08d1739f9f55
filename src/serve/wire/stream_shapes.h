// SPDX-License-Identifier: MIT
//
// The shapes of streams and shards that several groups of operations share.
#pragma once

#include <tuple>

#include "serve/wire/shape.h"
#include "weir/model/hash_key_range.h"
#include "weir/service/shard_requests.h"
#include "weir/service/stream_requests.h"
#include "weir/service/stream_shapes.h"

namespace weir::serve_internal {

template <>
struct Shape<kinesis::StreamModeDetails> {
  static constexpr std::tuple kMembers = {
      Member{"StreamMode", &kinesis::StreamModeDetails::stream_mode}};
};

template <>
struct Shape<kinesis::WarmThroughput> {
  static constexpr std::tuple kMembers = {
      Member{"TargetMiBps", &kinesis::WarmThroughput::target_mibps},
      Member{"CurrentMiBps", &kinesis::WarmThroughput::current_mibps}};
};

template <>
struct Shape<HashKeyRange> {
  static constexpr std::tuple kMembers = {
      Member{"StartingHashKey", &HashKeyRange::starting_hash_key},
      Member{"EndingHashKey", &HashKeyRange::ending_hash_key}};
};

template <>
struct Shape<kinesis::SequenceNumberRange> {
  static constexpr std::tuple kMembers = {
      Member{"StartingSequenceNumber", &kinesis::SequenceNumberRange::starting_sequence_number},
      Member{"EndingSequenceNumber", &kinesis::SequenceNumberRange::ending_sequence_number}};
};

template <>
struct Shape<kinesis::Shard> {
  static constexpr std::tuple kMembers = {
      Member{"ShardId", &kinesis::Shard::shard_id},
      Member{"ParentShardId", &kinesis::Shard::parent_shard_id},
      Member{"AdjacentParentShardId", &kinesis::Shard::adjacent_parent_shard_id},
      Member{"HashKeyRange", &kinesis::Shard::hash_key_range},
      Member{"SequenceNumberRange", &kinesis::Shard::sequence_number_range}};
};

// The contract has a result's mode by itself, AWS in a structure of its own.
inline constexpr auto kModeDetails = [](const auto& description) {
  return kinesis::StreamModeDetails{.stream_mode = description.stream_mode};
};

}  // namespace weir::serve_internal
