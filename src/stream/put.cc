// SPDX-License-Identifier: MIT
//
// The parts of a put that are not on its path: refusals in words, and claims that
// the caller fills.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/model/partition_key.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using stream_internal::Shard;
using stream_internal::ShardLog;

constexpr char kThrottled[] = "ProvisionedThroughputExceededException";

// As Kinesis words it, but that the account is this process.
absl::Status ThrottledStatus(const PutOutcome& outcome, const StreamOptions& options) {
  const bool by_bytes = outcome.code == PutCode::kThrottledBytes;
  const Rate& rate = by_bytes ? options.limits.write_bytes : options.limits.write_records;
  const std::string message =
      Concat("Rate exceeded for shard ", outcome.shard_id.ToString(), " in stream ", options.name,
             ": the limit is ", rate.per_second, by_bytes ? " bytes" : " records",
             " per second; admitted in ", outcome.retry_after_nanos, " ns");
  return WithRetryAfter(WithKinesisException(ResourceExhausted(message), kThrottled),
                        outcome.retry_after_nanos);
}

// A claim may ask for any number of bytes: their sum must not wrap.
std::size_t RecordBytes(const PutEntry& entry) {
  const std::size_t bytes = entry.data.size() + entry.partition_key.size();
  return bytes < entry.data.size() ? std::numeric_limits<std::size_t>::max() : bytes;
}

absl::Status DescribeOutcome(const PutOutcome& outcome, const PutEntry& entry,
                             const StreamOptions& options) {
  switch (outcome.code) {
    case PutCode::kOk:
      return absl::OkStatus();
    case PutCode::kInvalidPartitionKey:
      return WithKinesisException(InvalidArgument(DescribeInvalidPartitionKey(entry.partition_key)),
                                  "InvalidArgumentException");
    case PutCode::kRecordTooLarge:
      return WithKinesisException(
          InvalidArgument(Concat("a record has ", RecordBytes(entry),
                                 " bytes of data and partition key; the limit of stream ",
                                 options.name, " is ", options.record_bytes_max)),
          "InvalidArgumentException");
    case PutCode::kThrottledBytes:
    case PutCode::kThrottledRecords:
      return ThrottledStatus(outcome, options);
    case PutCode::kMemoryExhausted:
      return WithKinesisException(
          ResourceExhausted(Concat("stream ", options.name, " has no memory for the record; its ",
                                   "budget is ", options.memory_bytes_max, " bytes")),
          kThrottled);
    case PutCode::kStreamClosed:
      return WithKinesisException(FailedPrecondition(Concat("stream ", options.name, " is closed")),
                                  "ResourceNotFoundException");
  }
  return Internal("unknown outcome");
}

}  // namespace

namespace stream_internal {

void WakeSleepers(StreamCore& core, Shard& shard) { WakeSleepers(shard, core.parking_spot); }

std::int64_t AdmittedSlowly(StreamCore& core, Shard& shard, LogTotals before, FrameRun run,
                            ShardLog::TailWord tail) {
  const std::int64_t now_nanos = core.clock.NowNanos();
  const Limits& limits = core.options.limits;
  if (limits.write_mode == LimitMode::kOff) return now_nanos;
  const IncomeMoment moment{.now_nanos = now_nanos, .start_nanos = core.epoch_nanos};
  const WriteIncome income = core.tick_word != nullptr ? core.write_income.At(limits, moment)
                                                       : WriteIncome::By(limits, moment);
  const QuotaAmount total{.records = before.records, .bytes = before.bytes};
  const QuotaAmount amount{.records = run.count, .bytes = run.PayloadBytes()};
  WriteQuota& quota = shard.log.beside().quota;
  if (quota.IsWithin(core.write_burst, total, amount, income)) {
    return now_nanos;
  }
  // Totals that are older than the clock would look like a bucket that was full in
  // between, and cost the others what it then lost. The claim asks again.
  if (!shard.log.IsAt(tail)) return -1;
  return quota.Admits(limits, total, amount, income) ? now_nanos : -1;
}

std::int64_t ClaimGate::Judge(const LogTotals& before, const FrameRun& run) {
  const std::int64_t now_nanos = core_.clock.NowNanos();
  const Limits& limits = core_.options.limits;
  amount_ = {.records = run.count, .bytes = run.PayloadBytes()};
  verdict_ =
      shard_.log.beside().quota.Check(limits, {.records = before.records, .bytes = before.bytes},
                                      amount_, IncomeMoment{now_nanos, core_.epoch_nanos}.Passed());
  if (verdict_.IsAdmitted()) return now_nanos;
  // A run over the limit is tried again record by record, to count exactly.
  return limits.write_mode == LimitMode::kObserve && run.count == 1 ? now_nanos : -1;
}

void ClaimGate::CountExceeded() {
  // Relaxed: statistics.
  shard_.log.beside().write_exceeded.Add(amount_.records);
  const Limits& limits = core_.options.limits;
  if (limits.write_mode == LimitMode::kObserve) shard_.log.beside().quota.Forgive(limits, amount_);
}

namespace {

// What follows from an answer that is not kOk: the shard to try next, or null, and
// then `outcome` is set.
Shard* NextAfter(StreamCore& core, Shard* shard, HashKey key, ClaimCode code,
                 const QuotaVerdict& verdict, PutOutcome& outcome) {
  outcome.shard_id.index = shard->lineage.index;
  if (code == ClaimCode::kRefused) {
    const bool by_bytes = verdict.bytes_retry_after_nanos >= verdict.records_retry_after_nanos;
    outcome.code = by_bytes ? PutCode::kThrottledBytes : PutCode::kThrottledRecords;
    outcome.retry_after_nanos =
        by_bytes ? verdict.bytes_retry_after_nanos : verdict.records_retry_after_nanos;
    return nullptr;
  }
  if (code == ClaimCode::kClosed) {
    // Edge T brought the closing, and with it the children (edge R).
    Shard* const child = core.map.ChildFor(*shard, key);
    if (child == nullptr) outcome.code = PutCode::kStreamClosed;
    return child;
  }
  if (core.MakeMemory(*shard)) return shard;
  core.memory_exhausted.Add(1);
  outcome.code = PutCode::kMemoryExhausted;
  return nullptr;
}

}  // namespace

ClaimedRecord ClaimRecord(StreamCore& core, Shard* shard, HashKey key, PayloadSize size) {
  ClaimedRecord record;
  for (;;) {
    ClaimGate gate(core, *shard);
    const ClaimCode code = shard->log.ClaimOne(size, gate, record.frame);
    gate.Settle(code);
    if (code == ClaimCode::kOk) {
      record.shard = shard;
      record.outcome.shard_id.index = shard->lineage.index;
      record.outcome.sequence_number.value = record.frame.sequence;
      return record;
    }
    shard = NextAfter(core, shard, key, code, gate.verdict(), record.outcome);
    if (shard == nullptr) return record;
  }
}

}  // namespace stream_internal

absl::Status Stream::OutcomeStatus(const PutOutcome& outcome, const PutEntry& entry) const {
  return base_internal::OrOutOfMemory(
      [&] { return DescribeOutcome(outcome, entry, core_->options); });
}

PutOutcome Stream::PutSlowly(std::string_view partition_key, std::span<const std::byte> data,
                             std::optional<HashKey> explicit_hash_key) {
  stream_internal::StreamCore& core = *core_;
  PutOutcome outcome;
  outcome.code = stream_internal::Validate(core, partition_key, data.size());
  if (outcome.code != PutCode::kOk) return outcome;
  const HashKey key = stream_internal::HashOf(core, partition_key, explicit_hash_key);
  const PayloadSize size{static_cast<std::uint16_t>(partition_key.size()),
                         static_cast<std::uint32_t>(data.size())};
  const stream_internal::ClaimedRecord record =
      stream_internal::ClaimRecord(core, core.map.Route(key), key, size);
  if (record.shard == nullptr) return record.outcome;
  record.frame.Write(partition_key, data);
  ShardLog::Publish(record.frame);
  core.WakeReaders(*record.shard);
  return record.outcome;
}

absl::StatusOr<PutResult> Stream::PutOrSay(std::string_view partition_key,
                                           std::span<const std::byte> data,
                                           std::optional<HashKey> explicit_hash_key) {
  const PutOutcome outcome = PutSlowly(partition_key, data, explicit_hash_key);
  if (outcome.code == PutCode::kOk) return PutResult{outcome.shard_id, outcome.sequence_number};
  return OutcomeStatus(outcome, {.partition_key = partition_key, .data = data});
}

absl::StatusOr<RecordClaim> Stream::Claim(const ClaimRequest& request) {
  stream_internal::StreamCore& core = *core_;
  PutOutcome outcome;
  outcome.code = stream_internal::Validate(core, request.partition_key, request.data_bytes);
  if (outcome.code == PutCode::kOk) {
    const HashKey key =
        stream_internal::HashOf(core, request.partition_key, request.explicit_hash_key);
    const PayloadSize size{static_cast<std::uint16_t>(request.partition_key.size()),
                           static_cast<std::uint32_t>(request.data_bytes)};
    const stream_internal::ClaimedRecord record =
        stream_internal::ClaimRecord(core, core.map.Route(key), key, size);
    if (record.shard != nullptr) {
      record.frame.WriteKey(request.partition_key);
      return RecordClaim(&core, record.shard, record.frame, record.outcome.shard_id);
    }
    outcome = record.outcome;
  }
  // Only the size of the data is looked at.
  const std::byte nothing{};
  return OutcomeStatus(outcome, {.partition_key = request.partition_key,
                                 .data = {&nothing, request.data_bytes},
                                 .explicit_hash_key = request.explicit_hash_key});
}

absl::StatusOr<PutResult> RecordClaim::Commit() {
  if (core_ == nullptr) {
    return base_internal::OrOutOfMemory([] {
      return FailedPrecondition("a claim is committed once, and not after Abort() or a move");
    });
  }
  ShardLog::Publish(frame_);
  core_->WakeReaders(*shard_);
  core_ = nullptr;
  return PutResult{shard_id_, SequenceNumber{frame_.sequence}};
}

void RecordClaim::Abort() {
  if (core_ == nullptr) return;
  shard_->Abort(frame_);
  core_->WakeReaders(*shard_);
  core_ = nullptr;
}

}  // namespace weir
