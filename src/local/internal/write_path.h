// SPDX-License-Identifier: MIT
//
// What PutRecord and PutRecords share: which shard a record goes to, whether its limits
// let it in, and what Kinesis says if not.
//
// The limits are the contract's own and not the engine's, as a stream's largest record,
// and with it the burst of a limit, can change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/local_stream.h"
#include "weir/model/hash_key.h"
#include "weir/quota/rate_gate.h"
#include "weir/stream/stream.h"

namespace weir::local_internal {

// What a limit counts of a record.
inline std::int64_t RecordBytes(std::string_view partition_key, std::span<const std::byte> data) {
  return static_cast<std::int64_t>(partition_key.size() + data.size());
}

// Where in the space of the shards a record goes. InvalidArgumentException if
// `explicit_hash_key` is not in it.
absl::StatusOr<HashKey> ResolveHashKey(KeyHash key_hash, std::string_view partition_key,
                                       std::optional<std::string_view> explicit_hash_key);

// One of the six KMS exceptions if the stream is encrypted with a key that is out of order.
absl::Status CheckKey(const LocalStream& stream);

// OK if nobody may find fault with the stream: it is there by now, and its key is usable.
absl::Status CheckWritable(const LocalStream& stream);

// InvalidArgumentException if a record has more bytes than the stream's records may have.
absl::Status CheckRecordBytes(const LocalStream& stream, std::int64_t record_bytes);

// Takes `record_bytes` and one record off what `shard` may take by now; refused, it takes
// nothing. Two producers at once may each hold for a moment what the other could have had,
// and neither gets more than there is.
GateVerdict AdmitWrite(LocalStream& stream, LocalShard& shard, std::int64_t record_bytes,
                       std::int64_t now_nanos);
// What was admitted did not come.
void GiveBackWrite(LocalStream& stream, LocalShard& shard, std::int64_t record_bytes);

// Kinesis's words for a shard that took or gave enough.
std::string RateExceededText(const LocalStream& stream, ShardId shard_id);

// InternalFailureException for a stream that somebody splits or merges not through the
// contract, while it is put to.
absl::Status ReshardedByHand(const LocalStream& stream);

// What PutRecord answers where the engine took nothing, or took it into another shard,
// which comes of the same.
absl::Status EngineRefusal(const LocalStream& stream, const PutOutcome& outcome);

}  // namespace weir::local_internal
