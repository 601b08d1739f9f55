// SPDX-License-Identifier: MIT
//
// What goes into GetShardIterator and GetRecords, and what comes out.
//
// Records are handed out where they lie (service/record_list.h), so that reading through
// the contract copies nothing.
//
//   auto read = kinesis.GetRecords({.shard_iterator = token});
//   for (const weir::kinesis::Record& record : read->records) Handle(record.data);
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      none; of records, see there.
// Lifetime:  what a request refers to must live during the call. Records live as long as
//            the list that they came from.
#pragma once

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
#include "weir/service/record_list.h"

namespace weir {
namespace kinesis {

enum class ShardIteratorType : std::uint8_t {
  kAtSequenceNumber,
  kAfterSequenceNumber,
  kTrimHorizon,
  kLatest,
  kAtTimestamp,
};

struct GetShardIteratorRequest {
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  // Must be there.
  std::optional<std::string_view> shard_id = {};
  std::optional<EnumValue<ShardIteratorType>> shard_iterator_type = {};
  // With kAtSequenceNumber and kAfterSequenceNumber, and with no other.
  std::optional<std::string_view> starting_sequence_number = {};
  // With kAtTimestamp: not in the future.
  std::optional<absl::Time> timestamp = {};
};

struct GetShardIteratorResult {
  // 1 to 512 characters that mean something to the service alone. Good for five minutes,
  // and for any number of reads.
  std::string shard_iterator = {};
};

struct GetRecordsRequest {
  // Must be there.
  std::optional<std::string_view> shard_iterator = {};
  // Records at most: 1 to 10,000.
  std::optional<std::int32_t> limit = {};
  // If it is there, it must be the iterator's stream.
  std::optional<std::string_view> stream_arn = {};
};

// A shard that came of one whose end is reached.
struct ChildShard {
  ShardId shard_id = {};
  // One, or two if they were merged.
  std::vector<ShardId> parent_shards = {};
  HashKeyRange hash_key_range = {};
};

struct GetRecordsResult {
  // Possibly none, and then not always at the tip.
  RecordList records = {};
  // nullopt: the shard is closed, and all of it has been read.
  std::optional<std::string> next_shard_iterator = {};
  // How old the oldest record is that this read has left: 0 at the tip.
  std::int64_t millis_behind_latest = 0;
  // Without a next iterator: what follows, none if the shard has no children.
  std::vector<ChildShard> child_shards = {};
};

// The greatest number of records of a GetRecords, and of their bytes with their keys.
inline constexpr std::int32_t kGetRecordsMax = 10'000;
inline constexpr std::int64_t kGetRecordsBytesMax = 10 * 1024 * 1024;

// ValidationException if a parameter breaks a constraint of its own.
absl::Status Validate(const GetShardIteratorRequest& request);
absl::Status Validate(const GetRecordsRequest& request);

}  // namespace kinesis

template <>
struct EnumWords<kinesis::ShardIteratorType> {
  static constexpr std::array<std::string_view, 5> kWords = {
      "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"};
};

}  // namespace weir
