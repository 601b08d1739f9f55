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
  if (!explicit_hash_key.has_value()) return HashPartitionKey(core.options.key_hash, key);
  Uint128 value = explicit_hash_key->value;
  // In two registers, as Xxh3_128(): the caller has just written it in two halves.
  asm("" : "+r"(value.high), "+r"(value.low));
  return {value};
}

inline Shard* StreamCore::Route(HashKey key) const {
  // Edge R, acquire: pairs with the table's publication (reshard.cc).
  Shard* const shard = route.LoadAcquire()->At(key);
  return __builtin_expect(shard->lineage.range.Contains(key), 1) ? shard : Resolve(shard, key);
}

// When a claim arrives, if the limits admit it; -1 if they don't. The clock is read
// after the log's tail was, so it is not before the claim before this one.
template <class IsCurrent>
[[gnu::always_inline]] inline std::int64_t AdmittedAt(StreamCore& core, Shard& shard,
                                                      const LogTotals& before, const FrameRun& run,
                                                      const IsCurrent& is_current) {
  const std::int64_t now_nanos = core.clock.NowNanos();
  const Limits& limits = core.options.limits;
  if (limits.write_mode == LimitMode::kOff) return now_nanos;
  // Totals that are older than the clock would look like a bucket that was full in
  // between, and cost the others what it then lost. The claim asks again.
  if (__builtin_expect(!is_current(), 0)) return -1;
  const IncomeMoment moment{.now_nanos = now_nanos, .start_nanos = core.epoch_nanos};
  const WriteIncome income = core.clock.IsTicked() ? core.write_income.At(limits, moment)
                                                   : WriteIncome::By(limits, moment);
  const bool is_admitted = shard.log.beside().quota.Admits(
      limits, core.write_burst, {.records = before.records, .bytes = before.bytes},
      {.records = run.count, .bytes = run.PayloadBytes()}, income);
  return __builtin_expect(is_admitted, 1) ? now_nanos : -1;
}

// AdmittedAt() for who must say why not, and for how long.
class ClaimGate {
 public:
  ClaimGate(StreamCore& core, Shard& shard) : core_(core), shard_(shard) {}

  template <class IsCurrent>
  std::int64_t operator()(const LogTotals& before, const FrameRun& run,
                          const IsCurrent& is_current) {
    verdict_ = {};
    const std::int64_t admitted_nanos = AdmittedAt(core_, shard_, before, run, is_current);
    if (__builtin_expect(admitted_nanos >= 0, 1)) return admitted_nanos;
    return is_current() ? Judge(before, run) : -1;
  }

  const QuotaVerdict& verdict() const { return verdict_; }

  // After the claim was answered with `code`: counts what was over the limit, and in
  // LimitMode::kObserve lets it not count against the next.
  void Settle(ClaimCode code) {
    if (__builtin_expect(verdict_.IsAdmitted(), 1)) return;
    if (code == ClaimCode::kOk || code == ClaimCode::kRefused) CountExceeded();
  }

 private:
  // By a later reading of the clock, which may admit what was not admitted.
  std::int64_t Judge(const LogTotals& before, const FrameRun& run);
  void CountExceeded();

  StreamCore& core_;
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
ClaimedRecord ClaimRecord(StreamCore& core, Shard* shard, HashKey key, PayloadSize size);

// The whole put, whatever gets in its way.
PutOutcome PutSlowly(StreamCore& core, Shard* shard, HashKey key, const PutEntry& entry);

inline void StreamCore::WakeReaders(Shard& shard) {
  if (__builtin_expect(shard.log.parking_spot().IsOccupied(), 0)) {
    shard.log.parking_spot().WakeAll();
  }
  if (__builtin_expect(parking_spot.IsOccupied(), 0)) parking_spot.WakeAll();
}

// The path itself: straight on, or out of it. Nothing in it is handed by address to
// what is not inlined, and nothing is tried twice, so that all of it stays in
// registers: a value that is written in halves and read as a whole stalls.
// `done(shard, frame)` makes the answer of a put that was done, `other(outcome)` that
// of any other.
template <class Done, class Other>
[[gnu::always_inline]] inline auto PutInline(StreamCore& core, const PutEntry& entry,
                                             const Done& done, const Other& other) {
  const PutCode invalid = Validate(core, entry.partition_key, entry.data.size());
  if (__builtin_expect(invalid != PutCode::kOk, 0)) return other(PutOutcome{.code = invalid});
  const HashKey key = HashOf(core, entry.partition_key, entry.explicit_hash_key);
  Shard* const shard = core.Route(key);
  const auto gate = [&](const LogTotals& before, const FrameRun& run, const auto& is_current)
      __attribute__((always_inline)) {
    return AdmittedAt(core, *shard, before, run, is_current);
  };
  const PayloadSize size{static_cast<std::uint16_t>(entry.partition_key.size()),
                         static_cast<std::uint32_t>(entry.data.size())};
  ClaimedFrame frame;
  if (__builtin_expect(!shard->log.TryClaimOne(size, gate, frame), 0)) {
    return other(PutSlowly(core, shard, key, entry));
  }
  frame.Write(entry.partition_key, entry.data);
  ShardLog::Publish(frame);
  core.WakeReaders(*shard);
  return done(*shard, frame);
}

}  // namespace stream_internal

inline PutOutcome Stream::TryPut(const PutEntry& entry) {
  return stream_internal::PutInline(
      *core_, entry,
      [](const stream_internal::Shard& shard, const ClaimedFrame& frame) {
        return PutOutcome{.shard_id = {shard.lineage.index}, .sequence_number = {frame.sequence}};
      },
      [](const PutOutcome& outcome) { return outcome; });
}

inline absl::StatusOr<PutResult> Stream::Put(const PutEntry& entry) {
  return stream_internal::PutInline(
      *core_, entry,
      [](const stream_internal::Shard& shard, const ClaimedFrame& frame) {
        return absl::StatusOr<PutResult>(PutResult{{shard.lineage.index}, {frame.sequence}});
      },
      [&](const PutOutcome& outcome) { return ResultOf(outcome, entry); });
}

}  // namespace weir
