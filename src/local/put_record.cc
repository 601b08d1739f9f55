// SPDX-License-Identifier: MIT
//
// PutRecord puts one record into the shard that its key belongs to.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/measure.h"
#include "local/internal/open_stream.h"
#include "local/internal/world.h"
#include "local/internal/write_path.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_sequence_number.h"
#include "weir/service/sequence_number_use.h"
#include "weir/service/shard_numbering.h"

namespace weir {

using local_internal::kNanosPerSecond;
using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::PutRecordMeasure;
using local_internal::SharedStream;

namespace {

// A stream's own numbers are of no future, though a shard says that it was created a second
// after its parent was closed, and no number of it names an earlier time.
std::int64_t LatestNanos(const LocalStream& stream, std::string_view text, std::int64_t now_nanos) {
  const std::optional<KinesisSequenceNumber> number = KinesisSequenceNumber::Parse(text);
  if (!number.has_value() || number->shard_index() < 0) return now_nanos;
  const auto index = static_cast<std::size_t>(number->shard_index());
  if (index >= stream.shards.size()) return now_nanos;
  const ShardNumbering& numbering = stream.shards[index].numbering;
  constexpr std::int64_t kLastSecond = LocalStream::kNotDue / kNanosPerSecond;
  if (!numbering.Owns(*number) || numbering.create_seconds() > kLastSecond) return now_nanos;
  return std::max(now_nanos, numbering.create_seconds() * kNanosPerSecond);
}

// With the stream held shared. Says in `measure` what came of it.
absl::StatusOr<kinesis::PutRecordResult> PutInto(LocalStream& stream,
                                                 const kinesis::PutRecordRequest& request,
                                                 std::int64_t now_nanos,
                                                 PutRecordMeasure& measure) {
  absl::Status status = local_internal::CheckWritable(stream);
  if (status.ok() && request.sequence_number_for_ordering.has_value()) {
    const std::string_view number = *request.sequence_number_for_ordering;
    status = CheckSequenceNumberForOrdering(number, stream.Place(),
                                            LatestNanos(stream, number, now_nanos));
  }
  const std::int64_t bytes = local_internal::RecordBytes(*request.partition_key, *request.data);
  if (status.ok()) status = local_internal::CheckRecordBytes(stream, bytes);
  if (!status.ok()) return status;
  const absl::StatusOr<HashKey> hash_key = local_internal::ResolveHashKey(
      stream.world.options.key_hash, *request.partition_key, request.explicit_hash_key);
  if (!hash_key.ok()) return hash_key.status();
  LocalShard* const shard = stream.Route(*hash_key);
  if (shard == nullptr) return local_internal::ReshardedByHand(stream);
  measure.bytes = bytes;
  measure.shard = shard;

  const GateVerdict verdict = local_internal::AdmitWrite(stream, *shard, bytes, now_nanos);
  if (!verdict.IsAdmitted()) {
    measure.is_throttled = true;
    return WithRetryAfter(KinesisError(KinesisException::kProvisionedThroughputExceeded,
                                       local_internal::RateExceededText(stream, shard->shard_id)),
                          verdict.retry_after_nanos);
  }
  // As a batch, which tells when the record arrived.
  const PutEntry entry = {.partition_key = *request.partition_key,
                          .data = *request.data,
                          .explicit_hash_key = *hash_key};
  PutOutcome outcome;
  stream.engine.PutBatch({&entry, 1}, {&outcome, 1});
  if (outcome.code != PutCode::kOk || outcome.shard_id != shard->shard_id) {
    local_internal::GiveBackWrite(stream, *shard, bytes);
    return local_internal::EngineRefusal(stream, outcome);
  }
  measure.is_taken = true;
  return kinesis::PutRecordResult{.shard_id = shard->shard_id,
                                  .sequence_number = shard->numbering.Of(
                                      outcome.sequence_number, outcome.approximate_arrival_nanos),
                                  .encryption_type = stream.encryption_type};
}

}  // namespace

absl::StatusOr<kinesis::PutRecordResult> LocalKinesis::PutRecord(
    const kinesis::PutRecordRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedStream> stream = local_internal::OpenShared(
      *account_, KinesisOperation::kPutRecord, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  PutRecordMeasure measure;
  absl::StatusOr<kinesis::PutRecordResult> result =
      PutInto(**stream, request, stream->now_nanos, measure);
  local_internal::Measure(**stream, stream->now_nanos, measure);
  return result;
}

}  // namespace weir
