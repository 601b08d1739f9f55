// SPDX-License-Identifier: MIT
//
// The path of a put. Part of stream/stream.h.
//
//   validate -> hash -> route -> claim (clock, limits) -> copy -> publish -> wake
#pragma once

#include "weir/model/partition_key.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/internal/wake.h"
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

// Whether Validate() would say kOk and need not count characters for it.
[[gnu::always_inline]] inline bool IsValidAtAGlance(const StreamCore& core, std::string_view key,
                                                    std::size_t data_bytes) {
  const auto bytes_max = static_cast<std::uint64_t>(core.options.record_bytes_max);
  return key.size() - 1 < kPartitionKeyCharactersMax && data_bytes <= bytes_max &&
         data_bytes + key.size() <= bytes_max;
}

inline HashKey HashOf(const StreamCore& core, std::string_view key,
                      const std::optional<HashKey>& explicit_hash_key) {
  if (!explicit_hash_key.has_value()) return HashPartitionKey(core.options.key_hash, key);
  return *explicit_hash_key;
}

// AdmittedAt(), whatever stands in the way.
std::int64_t AdmittedSlowly(StreamCore& core, Shard& shard, LogTotals before, FrameRun run,
                            ShardLog::TailWord tail);

// When a claim arrives, if the limits admit it; -1 if they don't. The clock is read
// after `tail` was, so it is not before the claim before this one. Here is only what a
// clock that stands still makes cheap.
[[gnu::always_inline]] inline std::int64_t AdmittedAt(StreamCore& core, Shard& shard,
                                                      LogTotals before, FrameRun run,
                                                      ShardLog::TailWord tail) {
  if (__builtin_expect(core.tick_word != nullptr, 1)) {
    const std::int64_t now_nanos = core.tick_word->NowNanos();
    if (core.options.limits.write_mode == LimitMode::kOff) return now_nanos;
    // `before` may be old by now. What it admits is then lost with the claim.
    const QuotaAmount total{.records = before.records, .bytes = before.bytes};
    const QuotaAmount amount{.records = run.count, .bytes = run.PayloadBytes()};
    WriteIncome income;
    if (__builtin_expect(core.write_income.Recall(now_nanos, income), 1) &&
        __builtin_expect(shard.log.beside().quota.IsWithin(core.write_burst, total, amount, income),
                         1)) {
      return now_nanos;
    }
  }
  return AdmittedSlowly(core, shard, before, run, tail);
}

// AdmittedAt() for who must say why not, and for how long.
class ClaimGate {
 public:
  ClaimGate(StreamCore& core, Shard& shard) : core_(core), shard_(shard) {}

  std::int64_t operator()(const LogTotals& before, const FrameRun& run, ShardLog::TailWord tail) {
    verdict_ = {};
    const std::int64_t admitted_nanos = AdmittedAt(core_, shard_, before, run, tail);
    if (__builtin_expect(admitted_nanos >= 0, 1)) return admitted_nanos;
    return shard_.log.IsAt(tail) ? Judge(before, run) : -1;
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

// What WakeReaders() does where somebody sleeps.
void WakeSleepers(StreamCore& core, Shard& shard);

inline void StreamCore::WakeReaders(Shard& shard) {
  if (__builtin_expect(HasSleepers(shard, parking_spot), 0)) WakeSleepers(*this, shard);
}

// A put that nothing got in the way of, in two registers.
struct DirectPut {
  std::uint64_t sequence = 0;
  // kNoShard if something did; then nothing was done.
  std::uint32_t shard_index = kNoShard;

  bool IsDone() const { return __builtin_expect(shard_index != kNoShard, 1); }
};

// The path itself: straight on, or out of it with nothing done. Nothing in it is tried
// twice or handed on by address, so that all of it stays in registers.
[[gnu::always_inline]] inline DirectPut PutInto(StreamCore& core, Shard& shard,
                                                std::string_view key,
                                                std::span<const std::byte> data) {
  const auto gate = [&](const LogTotals& before, const FrameRun& run, ShardLog::TailWord tail)
      __attribute__((always_inline)) {
    return AdmittedAt(core, shard, before, run, tail);
  };
  const PayloadSize size{static_cast<std::uint16_t>(key.size()),
                         static_cast<std::uint32_t>(data.size())};
  ClaimedFrame frame;
  if (__builtin_expect(!shard.log.TryClaimOne(size, gate, frame), 0)) return {};
  frame.Write(key, data);
  ShardLog::Publish(frame);
  core.WakeReaders(shard);
  return {.sequence = frame.sequence, .shard_index = shard.log.beside().index};
}

// The ways into it. Not inlined: what a caller hands over fits into registers, and the
// path needs all of its own.
[[gnu::noinline]] inline DirectPut PutByHashKey(StreamCore& core, std::string_view key,
                                                std::span<const std::byte> data, HashKey hash_key) {
  if (__builtin_expect(!IsValidAtAGlance(core, key, data.size()), 0)) return {};
  return PutInto(core, *core.map.Route(hash_key), key, data);
}
[[gnu::noinline]] inline DirectPut PutByKey(StreamCore& core, std::string_view key,
                                            std::span<const std::byte> data) {
  if (__builtin_expect(!IsValidAtAGlance(core, key, data.size()), 0)) return {};
  if (core.options.key_hash == KeyHash::kMd5) return PutByHashKey(core, key, data, {Md5(key)});
  return PutInto(core, *core.map.RouteXxh3(key), key, data);
}

[[gnu::always_inline]] inline DirectPut PutDirectly(StreamCore& core, const PutEntry& entry) {
  return entry.explicit_hash_key.has_value()
             ? PutByHashKey(core, entry.partition_key, entry.data, *entry.explicit_hash_key)
             : PutByKey(core, entry.partition_key, entry.data);
}

}  // namespace stream_internal

inline PutOutcome Stream::TryPut(const PutEntry& entry) {
  const stream_internal::DirectPut put = stream_internal::PutDirectly(*core_, entry);
  if (put.IsDone()) return {.shard_id = {put.shard_index}, .sequence_number = {put.sequence}};
  return PutSlowly(entry.partition_key, entry.data, entry.explicit_hash_key);
}

inline absl::StatusOr<PutResult> Stream::Put(const PutEntry& entry) {
  const stream_internal::DirectPut put = stream_internal::PutDirectly(*core_, entry);
  if (put.IsDone()) return PutResult{{put.shard_index}, {put.sequence}};
  return PutOrSay(entry.partition_key, entry.data, entry.explicit_hash_key);
}

}  // namespace weir
