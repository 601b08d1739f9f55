// SPDX-License-Identifier: MIT
//
// A ReadQuota is an allowance of calls and bytes read from one shard: the one
// that all of its readers share, or a registered consumer's own.
//
// A read is admitted while the byte bucket is not empty and may then overdraw it,
// since it cannot know before how much it will find; the next read waits until
// the debt is paid. So a read of 10 MiB is followed by five seconds of refusals
// at 2 MiB/s, as with Kinesis. Not for puts, which are exact beforehand.
//
//   weir::GateVerdict verdict = quota.Admit(limits, weir::ReaderKind::kShared, now_nanos);
//   if (verdict.IsAdmitted()) quota.Charge(limits, bytes_read);
//
// Threads:   any. Readers that are admitted at once may each overdraw.
// Progress:  lock-free.
// Cost:      two TokenBuckets.
// Lifetime:  none.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/model/limits.h"
#include "weir/quota/token_bucket.h"

namespace weir {

enum class ReaderKind : std::uint8_t {
  // Shares calls and bytes with others.
  kShared,
  // Has bytes of its own, and as many calls as it likes.
  kDedicated,
};

template <class Atomics>
class BasicReadQuota {
 public:
  // May a read begin? Takes one call if so, else says how long until it may: the longer
  // wait of both.
  GateVerdict Admit(const Limits& limits, ReaderKind kind, std::int64_t now_nanos) {
    GateVerdict verdict;
    if (limits.read_bytes.IsLimited()) verdict = bytes_.Look(limits.read_bytes, now_nanos);
    if (kind == ReaderKind::kDedicated || !limits.read_calls.IsLimited()) return verdict;
    if (verdict.IsAdmitted()) return calls_.Take(limits.read_calls, 1, now_nanos);
    const GateVerdict of_calls = calls_.Look(limits.read_calls, now_nanos);
    return of_calls.retry_after_nanos > verdict.retry_after_nanos ? of_calls : verdict;
  }

  // The admitted read could not be done: its call is there for another.
  void GiveBack(const Limits& limits, ReaderKind kind) {
    if (kind == ReaderKind::kShared && limits.read_calls.IsLimited()) calls_.GiveBack(1);
  }

  // What the admitted read found.
  void Charge(const Limits& limits, std::uint64_t bytes) {
    if (limits.read_bytes.IsLimited()) bytes_.Overdraw(bytes);
  }

 private:
  BasicTokenBucket<Atomics> bytes_;
  BasicTokenBucket<Atomics> calls_;
};

using ReadQuota = BasicReadQuota<StdAtomics>;

}  // namespace weir
