// SPDX-License-Identifier: MIT
//
// What reading a shard takes, for GetShardIterator, GetRecords and SubscribeToShard: where
// to begin, what the limits give, and records that stay where they lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/local_stream.h"
#include "weir/model/sequence_number.h"
#include "weir/service/read_requests.h"
#include "weir/service/shard_iterator_token.h"
#include "weir/stream/cursor.h"

namespace weir::local_internal {

// What a request says of where to begin.
struct StartOfRead {
  kinesis::ShardIteratorType type = kinesis::ShardIteratorType::kLatest;
  std::optional<std::string_view> sequence_number = std::nullopt;
  std::optional<absl::Time> timestamp = std::nullopt;
};

// Whether its parts go together: InvalidArgumentException if not.
absl::Status CheckStart(const StartOfRead& start, std::int64_t now_nanos);

// The number of the first record to read, as it is now: of kLatest, the one that the next
// put gets. `start` was checked. InvalidArgumentException, or InternalFailureException for
// what Kinesis fails at, if the number is not one to begin with.
absl::StatusOr<SequenceNumber> ResolveStart(LocalStream& stream, LocalShard& shard,
                                            const StartOfRead& start);

// ProvisionedThroughputExceededException if iterators of the shard were asked for too often.
absl::Status CountIteratorCall(LocalStream& stream, LocalShard& shard, std::int64_t now_nanos);

// ProvisionedThroughputExceededException if it was read too often, or too much was read.
absl::Status AdmitRead(LocalStream& stream, LocalShard& shard, std::int64_t now_nanos);
// What an admitted read took. If that was more than there was, the shard is not read for a
// second, or for as long as it takes to flow in again: five seconds after 10 MiB.
void ChargeRead(LocalStream& stream, LocalShard& shard, std::uint64_t bytes,
                std::int64_t now_nanos);

ShardIteratorToken TokenOf(const LocalStream& stream, const LocalShard& shard, SequenceNumber next,
                           std::int64_t now_nanos);

struct ReadAmount {
  std::int64_t records_max = kinesis::kGetRecordsMax;
  std::int64_t bytes_max = kinesis::kGetRecordsBytesMax;
};

// What was read of a shard.
struct ShardReading {
  kinesis::RecordList records;
  std::uint64_t bytes = 0;
  SequenceNumber next;
  std::int64_t millis_behind_latest = 0;
  // A closed shard of which nothing is left.
  bool is_at_end = false;
};

// A cursor that reads from `next` on, or from what is oldest if that is gone.
// InvalidArgumentException if `next` is beyond the one that the next put gets, which only another
// run's iterator is; InternalFailureException without memory.
absl::StatusOr<Cursor> OpenCursorBefore(LocalStream& stream, LocalShard& shard,
                                        SequenceNumber next);

// Reads on from where `cursor` stands, which is then behind what was read. After an error,
// InternalFailureException without memory, it stands nobody knows where.
absl::StatusOr<ShardReading> ReadOn(const LocalStream& stream, const LocalShard& shard,
                                    Cursor& cursor, const ReadAmount& amount);

// Both at once, with a cursor of the shard's cache.
absl::StatusOr<ShardReading> ReadShard(LocalStream& stream, LocalShard& shard, SequenceNumber next,
                                       const ReadAmount& amount);

}  // namespace weir::local_internal
