// SPDX-License-Identifier: MIT
//
// The path of a put. Part of stream/stream.h.
//
//   validate -> hash -> route -> claim (clock, limits) -> copy -> publish -> wake
#pragma once

#include "weir/model/partition_key.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace stream_internal {

inline PutCode Validate(const StreamCore& core, std::string_view key, std::size_t data_bytes) {
  if (__builtin_expect(!IsValidPartitionKey(key), 0)) return PutCode::kInvalidPartitionKey;
  const auto bytes_max = static_cast<std::uint64_t>(core.options.record_bytes_max);
  if (__builtin_expect(data_bytes > bytes_max || data_bytes + key.size() > bytes_max, 0)) {
    return PutCode::kRecordTooLarge;
  }
  return PutCode::kOk;
}

inline HashKey HashOf(const StreamCore& core, std::string_view key,
                      const std::optional<HashKey>& explicit_hash_key) {
  if (explicit_hash_key.has_value()) return *explicit_hash_key;
  return HashPartitionKey(core.options.key_hash, key);
}

inline Shard* StreamCore::Route(const HashKey& key) const {
  // Edge R, acquire: pairs with the table's publication (reshard.cc).
  Shard* const shard = route.LoadAcquire()->At(key);
  return __builtin_expect(shard->lineage.range.Contains(key), 1) ? shard : Resolve(shard, key);
}

// Arrival time and limits of a claim: what a log's gate is.
class ClaimGate {
 public:
  ClaimGate(const StreamCore& core, Shard& shard) : core_(core), shard_(shard) {}

  // The arrival time, or -1: then `verdict()` says why. The clock is read after
  // the log's tail was, so it is not before the claim before this one.
  std::int64_t operator()(const LogTotals& before, const FrameRun& run) {
    const std::int64_t now_nanos = core_.clock.NowNanos();
    const Limits& limits = core_.options.limits;
    if (__builtin_expect(limits.write_mode == LimitMode::kOff, 1)) return now_nanos;
    amount_ = {.records = run.count, .bytes = run.PayloadBytes()};
    verdict_ = shard_.log.beside().quota.Check(
        limits, {.records = before.records, .bytes = before.bytes}, amount_,
        now_nanos > core_.epoch_nanos ? now_nanos - core_.epoch_nanos : 0);
    if (__builtin_expect(verdict_.IsAdmitted(), 1)) return now_nanos;
    // A run over the limit is tried again record by record, to count exactly.
    return limits.write_mode == LimitMode::kObserve && run.count == 1 ? now_nanos : -1;
  }

  const QuotaVerdict& verdict() const { return verdict_; }

  // After the claim, or the refusal: counts it, and in LimitMode::kObserve lets
  // what was over the limit not count against the next.
  void Settle() {
    if (__builtin_expect(verdict_.IsAdmitted(), 1)) return;
    // Relaxed: statistics.
    shard_.log.beside().write_exceeded.FetchAddRelaxed(amount_.records);
    const Limits& limits = core_.options.limits;
    if (limits.write_mode == LimitMode::kObserve) {
      shard_.log.beside().quota.Forgive(limits, amount_);
    }
  }

 private:
  const StreamCore& core_;
  Shard& shard_;
  QuotaAmount amount_;
  QuotaVerdict verdict_;
};

// Claims one frame in the open shard that holds `key`. On success `outcome` and
// `frame` are set and the shard is returned; else null, and `outcome` says why.
inline Shard* ClaimFrame(StreamCore& core, const HashKey& key, PayloadSize size,
                         ClaimedFrame& frame, PutOutcome& outcome) {
  Shard* shard = core.Route(key);
  for (;;) {
    ClaimGate gate(core, *shard);
    const ClaimCode code = shard->log.ClaimOne(size, gate, frame);
    outcome.shard_id.index = shard->lineage.index;
    gate.Settle();
    if (__builtin_expect(code == ClaimCode::kOk, 1)) {
      outcome.sequence_number.value = frame.sequence;
      return shard;
    }
    if (code == ClaimCode::kRefused) {
      const bool by_bytes = gate.verdict().bytes_retry_after_nanos >=
                            gate.verdict().records_retry_after_nanos;
      outcome.code = by_bytes ? PutCode::kThrottledBytes : PutCode::kThrottledRecords;
      outcome.retry_after_nanos = by_bytes ? gate.verdict().bytes_retry_after_nanos
                                           : gate.verdict().records_retry_after_nanos;
      return nullptr;
    }
    if (code == ClaimCode::kClosed) {
      // Edge T brought the closing, and with it the children (edge R).
      shard = core.ChildFor(*shard, key);
      if (shard != nullptr) continue;
      outcome.code = PutCode::kStreamClosed;
      return nullptr;
    }
    if (!core.MakeMemory(*shard)) {
      outcome.code = PutCode::kMemoryExhausted;
      return nullptr;
    }
  }
}

inline void StreamCore::WakeReaders(Shard& shard) {
  if (__builtin_expect(shard.log.parking_spot().IsOccupied(), 0)) {
    shard.log.parking_spot().WakeAll();
  }
  if (__builtin_expect(parking_spot.IsOccupied(), 0)) parking_spot.WakeAll();
}

}  // namespace stream_internal

inline PutOutcome Stream::TryPut(const PutEntry& entry) {
  using stream_internal::Shard;
  stream_internal::StreamCore& core = *core_;
  PutOutcome outcome;
  outcome.code = stream_internal::Validate(core, entry.partition_key, entry.data.size());
  if (__builtin_expect(outcome.code != PutCode::kOk, 0)) return outcome;
  const HashKey key = stream_internal::HashOf(core, entry.partition_key, entry.explicit_hash_key);
  const PayloadSize size{static_cast<std::uint16_t>(entry.partition_key.size()),
                         static_cast<std::uint32_t>(entry.data.size())};
  ClaimedFrame frame;
  Shard* const shard = stream_internal::ClaimFrame(core, key, size, frame, outcome);
  if (__builtin_expect(shard == nullptr, 0)) return outcome;
  frame.Write(entry.partition_key, entry.data);
  stream_internal::ShardLog::Publish(frame);
  core.WakeReaders(*shard);
  return outcome;
}

inline absl::StatusOr<PutResult> Stream::Put(const PutEntry& entry) {
  const PutOutcome outcome = TryPut(entry);
  if (__builtin_expect(outcome.code != PutCode::kOk, 0)) return OutcomeStatus(outcome, entry);
  return PutResult{outcome.shard_id, outcome.sequence_number};
}

}  // namespace weir
