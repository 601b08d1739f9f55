// SPDX-License-Identifier: MIT
//
// How a log goes from one segment to the next. Part of log/log.h.
//
// Four words change, and a thread may stop for good between any two of them, so
// every step can be done by anyone who comes by:
//
//   1. segment.next: null -> next          whoever passes half, or finds no room
//   2. tail: open -> rolling               the segment's end is now decided
//   3. segment.end, next.base_sequence, next.base_bytes: unset -> set
//   4. tail: rolling -> start of next      claims are taken again
//   5. active: segment -> next
//
// Each is a compare-and-swap from a value that only this incarnation of the
// segment can have, so a thread that wakes up late changes nothing.
#pragma once

#include "weir/log/log.h"

namespace weir {

template <class Atomics, class Beside>
BasicLog<Atomics, Beside>::BasicLog(Pool& pool, std::uint32_t fetch_ahead_bytes)
    : fetch_ahead_bytes_(fetch_ahead_bytes), pool_(pool) {
  idle_segment_.BeginIncarnation(0);
  // Relaxed, all of these: nobody else knows the log yet.
  idle_segment_.base_sequence.StoreRelaxed(0);
  idle_segment_.base_bytes.StoreRelaxed(0);
  active_.StoreRelaxed(Link(&idle_segment_, 0).raw());
  head_.StoreRelaxed(Link(&idle_segment_, 0).raw());
}

template <class Atomics, class Beside>
BasicLog<Atomics, Beside>::~BasicLog() {
  // Relaxed, all of these: nobody else is left.
  Segment* segment = Link(head_.LoadRelaxed()).pointer();
  while (segment != nullptr) {
    Segment* const next = Link(segment->next.LoadRelaxed()).pointer();
    if (segment->HasBlock()) pool_.GiveUnused(segment);
    // The last one of a log that FinalRetire() had begun with links to itself.
    segment = next != segment ? next : nullptr;
  }
}

template <class Atomics, class Beside>
[[gnu::noinline]] ClaimCode BasicLog<Atomics, Beside>::MakeRoom(TailWord tail,
                                                               std::uint64_t frame_bytes) {
  if (tail.state() == TailState::kClosed) return ClaimCode::kClosed;
  // Edge A, acquire: pairs with AdvanceActive().
  const Link active(active_.LoadAcquire());
  if (!tail.IsIn(active.tag())) {
    // Either `active` lags, and is helped on, or it is `tail` that is old. Helping
    // then would push `active` beyond the tail, and a log in that state neither
    // takes a claim nor knows which segment it must keep:
    //   1. this thread reads the tail in N, and sleeps
    //   2. others roll to N + 1, and install N + 2
    //   3. this thread reads active = N + 1, which is not N, and moves it to N + 2
    HelpActive(tail, active);
    return ClaimCode::kOk;
  }
  Segment* const segment = active.pointer();
  TailWord rolling = tail;
  if (tail.state() == TailState::kOpen) {
    // There may be room after all: `active` lagged when it was looked for, and was
    // helped on by somebody since. To roll then would leave behind a segment that
    // takes the frame, perhaps an empty one, and the memory for the next one may be
    // all there is.
    if (tail.count() < log_internal::kFramesMax &&
        tail.offset_bytes() + frame_bytes <= segment->capacity_bytes) {
      return ClaimCode::kOk;
    }
    switch (InstallNext(tail, segment, frame_bytes)) {
      case InstallCode::kNoMemory:
        return ClaimCode::kNoMemory;
      case InstallCode::kTailMoved:
        return ClaimCode::kOk;
      case InstallCode::kInstalled:
        break;
    }
    rolling = tail.With(TailState::kRolling);
    std::uint64_t expected = tail.raw();
    // Edge T, release: the next segment is linked. Sequentially consistent like
    // every change of the tail.
    if (!tail_.CompareExchangeSeqCst(expected, rolling.raw())) return ClaimCode::kOk;
  }
  Roll(rolling, segment);
  return ClaimCode::kOk;
}

// The class for the next segment: one that grows with the log's traffic, and in
// which three such frames fit, so that little is left over at its end.
template <class Atomics, class Beside>
std::uint8_t BasicLog<Atomics, Beside>::ClassForNext(std::uint64_t frame_bytes) const {
  // Relaxed: a hint.
  const std::uint32_t taken = segments_taken_.LoadRelaxed();
  // Four of each class before the next one.
  std::uint8_t size_class = static_cast<std::uint8_t>(taken / 4 < 3 ? taken / 4 : 3);
  if (size_class > pool_.class_max()) size_class = pool_.class_max();
  const std::uint8_t roomy = pool_.slab().ClassFor(3 * frame_bytes);
  // Not more than half of the budget: a reader that stands in it would hold up all puts.
  if (roomy > size_class && roomy < Pool::Slab::kClassCount &&
      2 * pool_.slab().BlockBytes(roomy) <= static_cast<std::uint64_t>(pool_.budget_bytes())) {
    size_class = roomy;
  }
  const std::uint8_t smallest = pool_.slab().ClassFor(frame_bytes);
  return smallest > size_class ? smallest : size_class;
}

template <class Atomics, class Beside>
typename BasicLog<Atomics, Beside>::Segment* BasicLog<Atomics, Beside>::TakeForNext(
    std::uint64_t frame_bytes) {
  const std::uint8_t smallest = pool_.slab().ClassFor(frame_bytes);
  std::uint8_t size_class = ClassForNext(frame_bytes);
  // Near the budget's end a smaller segment may still be had.
  for (;; --size_class) {
    if (size_class >= Pool::Slab::kClassCount) return nullptr;
    Segment* const segment = pool_.Take(size_class);
    if (segment != nullptr || size_class <= smallest) return segment;
  }
}

template <class Atomics, class Beside>
[[gnu::noinline]] typename BasicLog<Atomics, Beside>::InstallCode
BasicLog<Atomics, Beside>::InstallNext(TailWord tail, Segment* segment,
                                       std::uint64_t frame_bytes) {
  // Edge N, acquire: pairs with the exchange below. Then a second look at the
  // tail: if it is still in this segment, so it was when `next` was read, and
  // the tag in `next` is that of this use of the segment.
  std::uint64_t next = segment->next.LoadAcquire();
  const TailWord again(tail_.LoadAcquire());  // Edge T, acquire: as said.
  // A closed log's tail never moves, so it says nothing of the segment any more:
  // that may be gone, and in another log.
  if (again.ordinal() != tail.ordinal() || again.state() == TailState::kClosed) {
    return InstallCode::kTailMoved;
  }
  if (Link(next).pointer() != nullptr) return InstallCode::kInstalled;
  Segment* const fresh = TakeForNext(frame_bytes);
  if (fresh == nullptr) {
    // Edge N, acquire: perhaps somebody else has installed one since, and the last one
    // was taken behind that (edge O).
    return segment->next.LoadAcquire() == next ? InstallCode::kNoMemory : InstallCode::kInstalled;
  }
  // Relaxed: the exchange below succeeds only if this was the same use.
  fresh->BeginIncarnation(segment->ordinal.LoadRelaxed() + 1);
  // Edge N, release: what BeginIncarnation() set, before the link to it.
  if (!segment->next.CompareExchangeAcqRel(next, Link(fresh, Link(next).tag()).raw())) {
    pool_.GiveUnused(fresh);
  } else {
    segments_taken_.FetchAddRelaxed(1);  // Relaxed: a hint.
  }
  return InstallCode::kInstalled;
}

template <class Atomics, class Beside>
void BasicLog<Atomics, Beside>::Roll(TailWord rolling, Segment* segment) {
  // Edge N, acquire: pairs with InstallNext().
  Segment* const next = Link(segment->next.LoadAcquire()).pointer();
  // Edge T, acquire: if the tail is still rolling here, `next` is this roll's. If
  // not, somebody has finished it, and the segment may be in another use: `next` is
  // then null, or the idle segment of a log that is gone.
  if (tail_.LoadAcquire() != rolling.raw()) return;
  // Edge E, acquire: pairs with the exchanges below. Read before the second look
  // at the tail, so that the marks are those of this use of both segments.
  std::uint64_t end = segment->end.LoadAcquire();
  std::uint64_t base_sequence = next->base_sequence.LoadAcquire();  // Edge E, acquire.
  std::uint64_t base_bytes = next->base_bytes.LoadAcquire();        // Edge E, acquire.
  const LogTotals totals = TotalsAt(*segment, rolling);
  // Edge T, acquire: if the tail is still rolling here, all of the above is
  // this roll's; if not, somebody has finished it.
  if (tail_.LoadAcquire() != rolling.raw()) return;
  // Edge E, release, three times: a reader that sees `end` set follows it to the
  // next segment and finds its base, so `end` is last. A stale mark makes the
  // exchange fail, and that is right.
  if (Segment::IsUnset(base_sequence)) {
    next->base_sequence.CompareExchangeAcqRel(base_sequence, totals.records);  // Edge E, release.
  }
  if (Segment::IsUnset(base_bytes)) {
    next->base_bytes.CompareExchangeAcqRel(base_bytes, totals.bytes);  // Edge E, release.
  }
  if (Segment::IsUnset(end)) segment->end.CompareExchangeAcqRel(end, rolling.extent());
  std::uint64_t expected = rolling.raw();
  // Edge T, release: end and base are set before a claim in `next` can succeed.
  // Sequentially consistent like every change of the tail.
  tail_.CompareExchangeSeqCst(expected, TailWord::StartOf(rolling.ordinal() + 1).raw());
  // Edge A, acquire: pairs with AdvanceActive().
  const Link active(active_.LoadAcquire());
  if (rolling.IsIn(active.tag())) AdvanceActive(active);
}

// Moves `active_` on if it lags behind `tail` by one segment.
template <class Atomics, class Beside>
void BasicLog<Atomics, Beside>::HelpActive(TailWord tail, Link active) const {
  if (tail.IsIn(active.tag() + 1)) AdvanceActive(active);
}

// Moves `active_` to the segment after it, which the tail has reached.
template <class Atomics, class Beside>
void BasicLog<Atomics, Beside>::AdvanceActive(Link active) const {
  // Edge N, acquire: pairs with InstallNext(). The segment cannot be retired
  // while it is the active one, so if `active_` has not changed, neither has it.
  Segment* const next = Link(active.pointer()->next.LoadAcquire()).pointer();
  if (next == nullptr) return;
  std::uint64_t expected = active.raw();
  // Edge A, release: the next segment's words before its address.
  active_.CompareExchangeAcqRel(expected, Link(next, active.tag() + 1).raw());
}

template <class Atomics, class Beside>
LogTotals BasicLog<Atomics, Beside>::Totals() const {
  for (;;) {
    const TailWord tail(tail_.LoadAcquire());   // Edge T, acquire.
    const Link active(active_.LoadAcquire());   // Edge A, acquire.
    const bool is_there = tail.IsIn(active.tag());
    const LogTotals totals = is_there ? TotalsAt(*active.pointer(), tail) : LogTotals{};
    // Edge G, acquire: pairs with Close(). A closed log's last segment may be
    // retired, but only after this is set.
    if (is_final_.LoadAcquire() != 0) {
      // Relaxed, both: set before `is_final_` (edge G).
      return {final_records_.LoadRelaxed(), final_bytes_.LoadRelaxed()};
    }
    // Edge T, acquire: the tail is still in the segment, so the base was its own.
    if (is_there && TailWord(tail_.LoadAcquire()).ordinal() == tail.ordinal()) return totals;
    HelpActive(tail, active);
  }
}

template <class Atomics, class Beside>
bool BasicLog<Atomics, Beside>::Close() {
  for (;;) {
    const TailWord tail(tail_.LoadAcquire());  // Edge T, acquire.
    if (tail.state() == TailState::kClosed) return false;
    const Link active(active_.LoadAcquire());  // Edge A, acquire.
    if (!tail.IsIn(active.tag()) || tail.state() == TailState::kRolling) {
      MakeRoom(tail, 0);
      continue;
    }
    const LogTotals totals = TotalsAt(*active.pointer(), tail);
    std::uint64_t expected = tail.raw();
    // Edge T, release: what the caller prepared (a shard's children) before the
    // refusal that sends producers there. Edge W as in Claim().
    if (!tail_.CompareExchangeSeqCst(expected, tail.With(TailState::kClosed).raw())) continue;
    // Relaxed, both: published by the store below.
    final_records_.StoreRelaxed(totals.records);
    final_bytes_.StoreRelaxed(totals.bytes);
    // Edge G, release: the totals before the mark that they are final.
    is_final_.StoreRelease(1);
    return true;
  }
}

}  // namespace weir
