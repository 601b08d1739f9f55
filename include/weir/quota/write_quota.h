// SPDX-License-Identifier: MIT
//
// A WriteQuota is one shard's allowance of bytes and records put.
//
// It counts nothing itself: a log's tail tells how many records and bytes it has
// taken, and the quota is asked with that before the tail moves. A refusal
// therefore changes nothing, and there is nothing to give back.
//
//   weir::QuotaVerdict verdict = quota.Check(limits, total, {.records = 1, .bytes = 116}, now);
//   if (!verdict.IsAdmitted()) Refuse(verdict.bytes_retry_after_nanos);
//
// Threads:   any, as RateGate.
// Progress:  lock-free.
// Cost:      two RateGates; nothing where a rate is 0.
// Lifetime:  none.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/model/limits.h"
#include "weir/quota/rate_gate.h"
#include "weir/quota/write_income.h"

namespace weir {

struct QuotaVerdict {
  // 0 where admitted.
  std::int64_t bytes_retry_after_nanos = 0;
  std::int64_t records_retry_after_nanos = 0;

  bool IsAdmitted() const { return bytes_retry_after_nanos == 0 && records_retry_after_nanos == 0; }
};

// So many records, and so many bytes in them.
struct QuotaAmount {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
};

// What may be put at once after a rest; kNever of what is not limited.
struct WriteBurst {
  std::int64_t bytes = kNever;
  std::int64_t records = kNever;

  static WriteBurst Of(const Limits& limits) {
    const auto of = [](const Rate& rate) {
      return rate.IsLimited() ? rate.EffectiveBurst() : kNever;
    };
    return {of(limits.write_bytes), of(limits.write_records)};
  }
};

template <class Atomics>
class BasicWriteQuota {
 public:
  // Whether Admits() would be true and change nothing, with WriteBurst::Of(limits).
  bool IsWithin(const WriteBurst& burst, QuotaAmount total, QuotaAmount amount,
                WriteIncome income) const {
    const auto bytes_balance = static_cast<std::int64_t>(total.bytes) - income.bytes;
    const auto records_balance = static_cast<std::int64_t>(total.records) - income.records;
    return __builtin_expect(bytes_.IsWithin(burst.bytes, bytes_balance, amount.bytes), 1) &&
           __builtin_expect(records_.IsWithin(burst.records, records_balance, amount.records), 1);
  }

  // Check(), for who only wants to know whether, and has the income of the moment.
  // Where a bucket had been full, it notes what that has lost.
  [[gnu::noinline]] bool Admits(const Limits& limits, QuotaAmount total, QuotaAmount amount,
                                WriteIncome income) {
    // Both are asked in any case: each notes what its full bucket has lost.
    const bool has_bytes =
        !limits.write_bytes.IsLimited() ||
        bytes_.Missing(limits.write_bytes, total.bytes, amount.bytes, income.bytes) <= 0;
    const bool has_records =
        !limits.write_records.IsLimited() ||
        records_.Missing(limits.write_records, total.records, amount.records, income.records) <= 0;
    return has_bytes && has_records;
  }

  // May `amount` be put, when `total` was, `now_nanos` after the stream began?
  QuotaVerdict Check(const Limits& limits, const QuotaAmount& total, const QuotaAmount& amount,
                     std::int64_t now_nanos) {
    QuotaVerdict verdict;
    if (limits.write_bytes.IsLimited()) {
      verdict.bytes_retry_after_nanos =
          bytes_.Check(limits.write_bytes, total.bytes, amount.bytes, now_nanos).retry_after_nanos;
    }
    if (limits.write_records.IsLimited()) {
      verdict.records_retry_after_nanos =
          records_.Check(limits.write_records, total.records, amount.records, now_nanos)
              .retry_after_nanos;
    }
    return verdict;
  }

  // What was put in spite of the verdict does not count.
  void Forgive(const Limits& limits, const QuotaAmount& amount) {
    if (limits.write_bytes.IsLimited()) bytes_.Forgive(amount.bytes);
    if (limits.write_records.IsLimited()) records_.Forgive(amount.records);
  }

 private:
  BasicRateGate<Atomics> bytes_;
  BasicRateGate<Atomics> records_;
};

using WriteQuota = BasicWriteQuota<StdAtomics>;

}  // namespace weir
