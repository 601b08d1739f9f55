// SPDX-License-Identifier: MIT
#include "local/internal/write_path.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/model/errors.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

struct Taken {
  GateVerdict verdict;
  // Whether the bucket lost it: not where there is no limit, or an observed one was exceeded.
  bool is_taken = false;
};

// What `limit` lets in of `count` by `at_nanos` after the world's beginning.
Taken Take(World& world, TokenBucket& bucket, const RateLimit& limit, const Rate& rate,
           KinesisLimit which, std::int64_t count, std::int64_t at_nanos) {
  if (limit.mode == LimitMode::kOff || !rate.IsLimited()) return {};
  const GateVerdict verdict = bucket.Take(rate, static_cast<std::uint64_t>(count), at_nanos);
  if (verdict.IsAdmitted()) return {.verdict = verdict, .is_taken = true};
  if (world.Exceeds(which, limit.mode)) return {.verdict = verdict};
  return {};
}

// At once at most a second's worth, or the largest record.
Rate WriteBytesRate(const LocalStream& stream) {
  Rate rate = stream.world.options.limits.write_bytes.rate;
  if (rate.IsLimited()) rate.burst = std::max(rate.EffectiveBurst(), stream.RecordBytesMax());
  return rate;
}

}  // namespace

absl::StatusOr<HashKey> ResolveHashKey(KeyHash key_hash, std::string_view partition_key,
                                       std::optional<std::string_view> explicit_hash_key) {
  if (!explicit_hash_key.has_value()) return HashPartitionKey(key_hash, partition_key);
  const std::optional<HashKey> hash_key = HashKey::Parse(*explicit_hash_key);
  if (hash_key.has_value()) return *hash_key;
  return KinesisError(KinesisException::kInvalidArgument,
                      Concat("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: "
                             "[0, 2^128-1]. Specified value was ",
                             *explicit_hash_key));
}

absl::Status CheckKey(const LocalStream& stream) {
  if (stream.encryption_type == kinesis::EncryptionType::kNone) return absl::OkStatus();
  return stream.world.kms_faults.Check(stream.key_id);
}

absl::Status CheckWritable(const LocalStream& stream) {
  if (stream.status == kinesis::StreamStatus::kCreating) return StreamNotFound(stream.Place());
  return CheckKey(stream);
}

absl::Status CheckRecordBytes(const LocalStream& stream, std::int64_t record_bytes) {
  if (record_bytes <= stream.RecordBytesMax()) return absl::OkStatus();
  return KinesisError(
      KinesisException::kInvalidArgument,
      Concat("A record of ", record_bytes, " bytes, data and partition key together, exceeds ",
             stream.RecordBytesMax(), " bytes, the maximum record size of stream ",
             stream.arn.stream_name, " under account ", stream.arn.account_id, "."));
}

GateVerdict AdmitWrite(LocalStream& stream, LocalShard& shard, std::int64_t record_bytes,
                       std::int64_t now_nanos) {
  World& world = stream.world;
  const KinesisLimits& limits = world.options.limits;
  const std::int64_t at_nanos = now_nanos - world.epoch_nanos;
  const Taken bytes = Take(world, shard.write_bytes, limits.write_bytes, WriteBytesRate(stream),
                           KinesisLimit::kWriteBytes, record_bytes, at_nanos);
  if (!bytes.verdict.IsAdmitted()) return bytes.verdict;
  const Taken record = Take(world, shard.write_records, limits.write_records,
                            limits.write_records.rate, KinesisLimit::kWriteRecords, 1, at_nanos);
  if (!record.verdict.IsAdmitted() && bytes.is_taken) {
    shard.write_bytes.GiveBack(static_cast<std::uint64_t>(record_bytes));
  }
  return record.verdict;
}

void GiveBackWrite(LocalStream& stream, LocalShard& shard, std::int64_t record_bytes) {
  const KinesisLimits& limits = stream.world.options.limits;
  if (limits.write_bytes.mode != LimitMode::kOff) {
    shard.write_bytes.GiveBack(static_cast<std::uint64_t>(record_bytes));
  }
  if (limits.write_records.mode != LimitMode::kOff) shard.write_records.GiveBack(1);
}

std::string RateExceededText(const LocalStream& stream, ShardId shard_id) {
  return Concat("Rate exceeded for shard ", shard_id.ToString(), " in stream ",
                stream.arn.stream_name, " under account ", stream.arn.account_id, ".");
}

absl::Status ReshardedByHand(const LocalStream& stream) {
  return KinesisError(
      KinesisException::kInternalFailure,
      Concat("Internal Service Failure: the shards of stream ", stream.arn.stream_name,
             " are being changed, and not through the contract"));
}

absl::Status EngineRefusal(const LocalStream& stream, const PutOutcome& outcome) {
  if (outcome.code == PutCode::kOk) return ReshardedByHand(stream);
  if (outcome.code == PutCode::kStreamClosed) return StreamNotFound(stream.Place());
  return KinesisError(
      KinesisException::kInternalFailure,
      Concat("Internal Service Failure: stream ", stream.arn.stream_name,
             " holds all of its memory, ", stream.world.options.stream_memory_bytes_max, " bytes"));
}

}  // namespace weir::local_internal
