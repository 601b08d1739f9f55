// SPDX-License-Identifier: MIT
//
// The shapes that both ways of reading share: records, and the shards that follow one.
#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "serve/wire/shape.h"
#include "serve/wire/stream_shapes.h"
#include "weir/service/read_requests.h"
#include "weir/service/record_list.h"
#include "weir/service/stream_shapes.h"

namespace weir::serve_internal {

template <>
struct Shape<kinesis::Record> {
  // AWS leaves it out of records that are not encrypted.
  static constexpr auto kEncryptionType = [](const kinesis::Record& record) {
    const bool is_encrypted = record.encryption_type != kinesis::EncryptionType::kNone;
    return is_encrypted ? std::optional(record.encryption_type) : std::nullopt;
  };
  static constexpr std::tuple kMembers = {
      Member{"SequenceNumber", &kinesis::Record::sequence_number},
      Member{"ApproximateArrivalTimestamp", &kinesis::Record::approximate_arrival_timestamp},
      Member{"Data", &kinesis::Record::data},
      Member{"PartitionKey", &kinesis::Record::partition_key},
      Computed{"EncryptionType", kEncryptionType}};
};

template <>
struct Shape<kinesis::ChildShard> {
  static constexpr std::tuple kMembers = {
      Member{"ShardId", &kinesis::ChildShard::shard_id},
      Member{"ParentShards", &kinesis::ChildShard::parent_shards},
      Member{"HashKeyRange", &kinesis::ChildShard::hash_key_range}};
};

// Null before the end of a shard, and at the end of one that has none.
inline constexpr auto kChildShards =
    [](const auto& read) -> const std::vector<kinesis::ChildShard>* {
  return read.child_shards.empty() ? nullptr : &read.child_shards;
};

}  // namespace weir::serve_internal
