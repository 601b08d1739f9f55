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
  template <class IsCurrent>
  std::int64_t operator()(const LogTotals& before, const FrameRun& run,
                          const IsCurrent& is_current) {
    const std::int64_t now_nanos = core_.clock.NowNanos();
    const Limits& limits = core_.options.limits;
    if (__builtin_expect(limits.write_mode == LimitMode::kOff, 1)) return now_nanos;
    // Totals that are older than the clock would look like a bucket that was full
    // in between, and cost the others what it then lost. The claim asks again.
    if (!is_current()) return -1;
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

// A claimed frame and where it is; or why there is none, and then `shard` is null.
struct ClaimedRecord {
  Shard* shard = nullptr;
  ClaimedFrame frame;
  PutOutcome outcome;
};

// Claims a frame in the open shard that holds `key`, beginning with `shard`.
ClaimedRecord ClaimRecord(StreamCore& core, Shard* shard, const HashKey& key, PayloadSize size);

// The whole put again, from `shard` on, after its first claim there was answered
// with `code`.
PutOutcome PutAfter(StreamCore& core, Shard* shard, const HashKey& key, const PutEntry& entry,
                    ClaimCode code, QuotaVerdict verdict);

inline void StreamCore::WakeReaders(Shard& shard) {
  if (__builtin_expect(shard.log.parking_spot().IsOccupied(), 0)) {
    shard.log.parking_spot().WakeAll();
  }
  if (__builtin_expect(parking_spot.IsOccupied(), 0)) parking_spot.WakeAll();
}

// The path itself. Nothing in it is handed by address to what is not inlined, so
// that all of it stays in registers: a struct that is written in pieces and copied
// as a whole costs 20 ns.
[[gnu::always_inline]] inline PutOutcome PutInline(StreamCore& core, const PutEntry& entry) {
  const PutCode invalid = Validate(core, entry.partition_key, entry.data.size());
  if (__builtin_expect(invalid != PutCode::kOk, 0)) return {.code = invalid, .shard_id = {}};
  const HashKey key = HashOf(core, entry.partition_key, entry.explicit_hash_key);
  const PayloadSize size{static_cast<std::uint16_t>(entry.partition_key.size()),
                         static_cast<std::uint32_t>(entry.data.size())};
  Shard* const shard = core.Route(key);
  ClaimGate gate(core, *shard);
  ClaimedFrame frame;
  const ClaimCode code = shard->log.ClaimOne(size, gate, frame);
  gate.Settle();
  if (__builtin_expect(code != ClaimCode::kOk, 0)) {
    return PutAfter(core, shard, key, entry, code, gate.verdict());
  }
  frame.Write(entry.partition_key, entry.data);
  ShardLog::Publish(frame);
  core.WakeReaders(*shard);
  return {.shard_id = {shard->lineage.index}, .sequence_number = {frame.sequence}};
}

}  // namespace stream_internal

inline PutOutcome Stream::TryPut(const PutEntry& entry) {
  return stream_internal::PutInline(*core_, entry);
}

inline absl::StatusOr<PutResult> Stream::Put(const PutEntry& entry) {
  const PutOutcome outcome = stream_internal::PutInline(*core_, entry);
  if (__builtin_expect(outcome.code != PutCode::kOk, 0)) return OutcomeStatus(outcome, entry);
  return PutResult{outcome.shard_id, outcome.sequence_number};
}

}  // namespace weir
