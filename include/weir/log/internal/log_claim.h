// SPDX-License-Identifier: MIT
//
// How a log takes a claim. Part of log/log.h.
//
//   look at the tail -> is there room? -> ask the gate -> swap the tail
//
// Until the swap nothing has changed, so whatever gets in the way of it costs
// nothing but another look. What the swap decides holds from then on.
#pragma once

#include "weir/log/log.h"

namespace weir {

// Fetches lines that a claim soon to come will write. The swap of that claim has to wait
// until the frame before it has reached the cache, so a miss costs its whole time. Beyond
// the segment's end it fetches something else, which does no harm. The lane too: the
// processor foresees it for few logs, but not for many that take turns.
template <class Atomics, class Beside>
[[gnu::always_inline]] inline void BasicLog<Atomics, Beside>::PrefetchBehind(
    const Segment& segment, std::uint64_t begin_bytes, std::uint64_t end_bytes) const {
  constexpr std::uint64_t kLaneAhead = log_internal::kFetchAheadBytes / Segment::kLaneStride;
  __builtin_prefetch(&segment.LaneAt(begin_bytes) + kLaneAhead, /*write=*/1);
  const std::byte* const ahead = segment.block + end_bytes + fetch_ahead_bytes_;
  static_assert(log_internal::kFetchedByClaimBytes == 3 * kCacheLineBytes,
                "of a longer frame, the rest is fetched when it is copied");
  __builtin_prefetch(ahead, /*write=*/1);
  __builtin_prefetch(ahead + kCacheLineBytes, /*write=*/1);
  __builtin_prefetch(ahead + 2 * kCacheLineBytes, /*write=*/1);
}

template <class Atomics, class Beside>
template <class Fit, class Gate>
[[gnu::always_inline]] inline auto BasicLog<Atomics, Beside>::TryClaim(
    std::uint64_t first_frame_bytes, Fit&& fit, Gate&& gate, ClaimedRun& claimed, TailWord& tail)
    -> Attempt {
  // Edge T, acquire: pairs with the exchange below and in Roll(). The clock is read
  // after it, and the segment's words were set before it.
  tail = TailWord(tail_.LoadAcquire());
  // Edge A, acquire: pairs with AdvanceActive(). It may lag behind the tail.
  const Link active(active_.LoadAcquire());
  if (__builtin_expect(!tail.IsOpenIn(active.tag()), 0)) return Attempt::kNoRoom;
  Segment* const segment = active.pointer();
  const FrameRun space{.count = log_internal::kFramesMax - tail.count(),
                       .frame_bytes = segment->capacity_bytes - tail.offset_bytes()};
  FrameRun run;
  if (__builtin_expect(!fit(space, run), 0)) return Attempt::kNoRoom;
  const LogTotals before = TotalsAt(*segment, tail);
  // This may be old by now, or of another use of the segment: then a refusal means
  // nothing, and an admission is lost with the swap.
  const std::int64_t arrival_nanos = AskGate(gate, before, run, tail);
  if (__builtin_expect(arrival_nanos < 0, 0)) {
    return IsAt(tail) ? Attempt::kRefused : Attempt::kOvertaken;
  }
  const std::uint64_t end_bytes = tail.offset_bytes() + run.frame_bytes;
  if (__builtin_expect(segment->PassesHalf(tail.offset_bytes(), end_bytes), 0)) {
    InstallNext(tail, segment, first_frame_bytes);
  }
  std::uint64_t expected = tail.raw();
  // Edge T, acquire and release: the claimer after this one reads its clock and its
  // limits behind these. Edge W, sequentially consistent: the tail has moved before
  // this thread looks for sleepers; see ParkingSpot.
  if (__builtin_expect(
          !tail_.CompareExchangeSeqCst(expected, tail.After(run.count, run.frame_bytes).raw()),
          0)) {
    return Attempt::kOvertaken;
  }
  // Edge S, release: the use before is over, for who looks at the segment without holding
  // it. A hint of its age; 0 is unknown. The claim keeps it from being reused.
  if (__builtin_expect(tail.offset_bytes() == 0, 0)) {
    segment->first_arrival_nanos.StoreRelease(arrival_nanos);
  }
  PrefetchBehind(*segment, tail.offset_bytes(), end_bytes);
  claimed = {.block = segment->block,
             .lane = segment->lane,
             // Relaxed: the claim keeps the segment, and edge T came after its setting.
             .generation = segment->generation.LoadRelaxed(),
             .offset_bytes = tail.offset_bytes(),
             .sequence = before.records,
             .arrival_nanos = arrival_nanos};
  return Attempt::kClaimed;
}

}  // namespace weir
