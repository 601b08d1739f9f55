// SPDX-License-Identifier: MIT
//
// PutRecords puts up to 500 records, each of which is taken or refused by itself.

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/measure.h"
#include "local/internal/open_stream.h"
#include "local/internal/write_path.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using kinesis::PutRecordsRequestEntry;
using kinesis::PutRecordsResult;
using kinesis::PutRecordsResultEntry;
using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::PutRecordsEntryMeasure;

// What a request must hold for any of its records to be put: the whole call is refused
// otherwise.
absl::StatusOr<std::vector<HashKey>> CheckRecords(const LocalStream& stream,
                                                  std::span<const PutRecordsRequestEntry> records) {
  std::vector<HashKey> hash_keys;
  hash_keys.reserve(records.size());
  std::int64_t bytes_sum = 0;
  for (const PutRecordsRequestEntry& record : records) {
    const std::int64_t bytes = local_internal::RecordBytes(*record.partition_key, *record.data);
    absl::Status status = local_internal::CheckRecordBytes(stream, bytes);
    if (!status.ok()) return status;
    bytes_sum += bytes;
    const absl::StatusOr<HashKey> hash_key = local_internal::ResolveHashKey(
        stream.world.options.key_hash, *record.partition_key, record.explicit_hash_key);
    if (!hash_key.ok()) return hash_key.status();
    hash_keys.push_back(*hash_key);
  }
  if (bytes_sum > static_cast<std::int64_t>(kinesis::kPutRecordsBytesMax)) {
    return KinesisError(KinesisException::kInvalidArgument,
                        Concat("Records size exceeds 10 MB limit: they have ", bytes_sum,
                               " bytes with their partition keys"));
  }
  return hash_keys;
}

// The records that the limits let in, for the engine, and which of the request's they are.
struct Admitted {
  explicit Admitted(std::size_t count) {
    entries.reserve(count);
    shards.reserve(count);
    indexes.reserve(count);
  }

  std::vector<PutEntry> entries;
  std::vector<LocalShard*> shards;
  std::vector<std::uint32_t> indexes;
};

void Fail(PutRecordsResult& result, std::size_t index, KinesisException code, std::string message) {
  ++result.failed_record_count;
  result.records[index].error_code = code;
  result.records[index].error_message = std::move(message);
}

// Puts what was admitted. The engine may still refuse for want of memory.
void PutAdmitted(LocalStream& stream, const Admitted& admitted, PutRecordsResult& result) {
  std::vector<PutOutcome> outcomes(admitted.entries.size());
  stream.engine.PutBatch(admitted.entries, outcomes);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const PutOutcome& outcome = outcomes[i];
    LocalShard& shard = *admitted.shards[i];
    if (outcome.code == PutCode::kOk && outcome.shard_id == shard.shard_id) {
      PutRecordsResultEntry& entry = result.records[admitted.indexes[i]];
      entry.shard_id = shard.shard_id;
      entry.sequence_number =
          shard.numbering.Of(outcome.sequence_number, outcome.approximate_arrival_nanos);
      continue;
    }
    const PutEntry& entry = admitted.entries[i];
    local_internal::GiveBackWrite(stream, shard,
                                  local_internal::RecordBytes(entry.partition_key, entry.data));
    Fail(result, admitted.indexes[i], KinesisException::kInternalFailure,
         std::string(FromAbsl(local_internal::EngineRefusal(stream, outcome).message())));
  }
}

}  // namespace

absl::StatusOr<PutRecordsResult> LocalKinesis::PutRecords(
    const kinesis::PutRecordsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<local_internal::SharedStream> stream = local_internal::OpenShared(
      *account_, KinesisOperation::kPutRecords, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  status = local_internal::CheckWritable(state);
  if (!status.ok()) return status;
  const std::span<const PutRecordsRequestEntry> records = *request.records;
  const absl::StatusOr<std::vector<HashKey>> hash_keys = CheckRecords(state, records);
  if (!hash_keys.ok()) return hash_keys.status();

  PutRecordsResult result;
  result.records.resize(records.size());
  result.encryption_type = state.encryption_type;
  Admitted admitted(records.size());
  std::vector<PutRecordsEntryMeasure> measures(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const PutRecordsRequestEntry& record = records[i];
    const HashKey hash_key = (*hash_keys)[i];
    LocalShard* const shard = state.Route(hash_key);
    if (shard == nullptr) return local_internal::ReshardedByHand(state);
    const std::int64_t bytes = local_internal::RecordBytes(*record.partition_key, *record.data);
    measures[i] = {.shard = shard, .bytes = bytes};
    if (!local_internal::AdmitWrite(state, *shard, bytes, stream->now_nanos).IsAdmitted()) {
      Fail(result, i, KinesisException::kProvisionedThroughputExceeded,
           local_internal::RateExceededText(state, shard->shard_id));
      continue;
    }
    admitted.entries.push_back({.partition_key = *record.partition_key,
                                .data = *record.data,
                                .explicit_hash_key = hash_key});
    admitted.shards.push_back(shard);
    admitted.indexes.push_back(static_cast<std::uint32_t>(i));
  }
  PutAdmitted(state, admitted, result);
  local_internal::Measure(state, stream->now_nanos, result, measures);
  return result;
}

}  // namespace weir
