// SPDX-License-Identifier: MIT
//
// How a log loses its oldest segments. Part of log/log.h.
//
// The head moves first and the pins are looked at afterwards (edge H), so a
// reader that comes too late learns it, and one that was in time is waited for by
// nobody: its segment is detached.
#pragma once

#include "weir/log/log.h"

namespace weir {

template <class Atomics, class Beside>
bool BasicLog<Atomics, Beside>::RetireHead(std::uint64_t& records) {
  // Edge H, sequentially consistent: the value that the exchange expects.
  return RetireHead(Link(head_.LoadSeqCst()), records);
}

template <class Atomics, class Beside>
bool BasicLog<Atomics, Beside>::RetireHead(Link head, std::uint64_t& records) {
  records = 0;
  // Edge A, acquire: the head never passes the active segment, so that one can
  // be appended to and rolled without a pin.
  const Link active(active_.LoadAcquire());
  if (head.tag() == active.tag() || head.pointer() == nullptr) return false;
  Segment* const segment = head.pointer();
  // Edge N, acquire: pairs with InstallNext(). If the segment was retired by
  // somebody else meanwhile, this may be anything, and the exchange fails.
  Segment* const next = Link(segment->next.LoadAcquire()).pointer();
  const std::uint64_t ordinal = segment->ordinal.LoadRelaxed();  // Relaxed: likewise.
  const std::uint64_t end = segment->end.LoadRelaxed();          // Relaxed: likewise.
  std::uint64_t expected = head.raw();
  // Edge H, sequentially consistent: the segment is out before its pins are
  // looked at. Forbidden: a reader finds it in, and Retire() finds no pin.
  if (!head_.CompareExchangeSeqCst(expected, Link(next, head.tag() + 1).raw())) return false;
  RaiseHeadOrdinal(ordinal + 1);
  records = TailWord(end).count();
  pool_.Retire(segment);
  return true;
}

template <class Atomics, class Beside>
void BasicLog<Atomics, Beside>::RaiseHeadOrdinal(std::uint64_t ordinal) {
  // Edge H, sequentially consistent, load and exchange: whichever trimmer raised
  // the word, it is raised before this one looks at the pins.
  std::uint64_t seen = head_ordinal_.LoadSeqCst();
  while (seen < ordinal && !head_ordinal_.CompareExchangeSeqCst(seen, ordinal)) {
  }
}

template <class Atomics, class Beside>
std::int64_t BasicLog<Atomics, Beside>::HeadArrivalNanos() const {
  const Link head(head_.LoadAcquire());      // Edge H, acquire: only to look.
  const Link active(active_.LoadAcquire());  // Edge A, acquire.
  if (head.tag() == active.tag() || head.pointer() == nullptr) return -1;
  // Relaxed: a hint. The segment's words stay readable even if it is reused.
  return head.pointer()->first_arrival_nanos.LoadRelaxed();
}

template <class Atomics, class Beside>
std::int64_t BasicLog<Atomics, Beside>::ActiveArrivalNanos() const {
  const Link head(head_.LoadAcquire());      // Edge H, acquire: only to look.
  const Link active(active_.LoadAcquire());  // Edge A, acquire.
  if (head.tag() != active.tag() || head.pointer() == nullptr) return -1;
  if (!head.pointer()->HasBlock()) return -1;
  return head.pointer()->first_arrival_nanos.LoadRelaxed();  // Relaxed: a hint.
}

template <class Atomics, class Beside>
LogTotals BasicLog<Atomics, Beside>::Trimmed() const {
  for (;;) {
    // Edge H, sequentially consistent: whose base is read must still be the head.
    const std::uint64_t head = head_.LoadSeqCst();
    if (Link(head).pointer() == nullptr) return Totals();
    // Set before the segment became active, so before it became the head.
    const LogTotals totals = TotalsAt(*Link(head).pointer(), TailWord());
    // Edge H, sequentially consistent: as said. A fence would be needed for less.
    if (head_.LoadSeqCst() == head && !Segment::IsUnset(totals.records)) return totals;
    Atomics::Pause();
  }
}

template <class Atomics, class Beside>
bool BasicLog<Atomics, Beside>::ParkIdle(TailWord expected) {
  // Edge A, acquire: pairs with AdvanceActive().
  const Link active(active_.LoadAcquire());
  if (expected.state() != TailState::kOpen || !expected.IsIn(active.tag())) return false;
  Segment* const segment = active.pointer();
  if (!segment->HasBlock()) return false;
  std::uint64_t next = segment->next.LoadAcquire();  // Edge N, acquire: as InstallNext().
  // Edge T, acquire: `next` is of this use of the segment.
  if (tail_.LoadAcquire() != expected.raw()) return false;
  if (Link(next).pointer() == nullptr) {
    // Edge J, acquire: pairs with SegmentPool. Nobody reads the idle segment any more.
    if (idle_segment_.list_link.LoadAcquire() != &idle_segment_) return false;
    // Relaxed: this thread has the idle segment alone until it is linked.
    idle_segment_.list_link.StoreRelaxed(nullptr);
    idle_segment_.BeginIncarnation(segment->ordinal.LoadRelaxed() + 1);  // Relaxed: likewise.
    // Edge N, release: as InstallNext().
    if (!segment->next.CompareExchangeAcqRel(next, Link(&idle_segment_, Link(next).tag()).raw())) {
      idle_segment_.list_link.StoreRelaxed(&idle_segment_);  // Relaxed: likewise.
      return false;
    }
  }
  const TailWord rolling = expected.With(TailState::kRolling);
  std::uint64_t tail = expected.raw();
  // Edge T, release, as in MakeRoom(). If it fails, somebody has claimed: the
  // idle segment is then passed through later, which costs one more roll.
  if (!tail_.CompareExchangeSeqCst(tail, rolling.raw())) return false;
  Roll(rolling, segment);
  segments_taken_.StoreRelaxed(0);  // Relaxed: a hint.
  return true;
}

template <class Atomics, class Beside>
bool BasicLog<Atomics, Beside>::FinalRetire(std::uint64_t& records) {
  records = 0;
  const TailWord tail(tail_.LoadAcquire());  // Edge T, acquire.
  // Edge G, acquire: the totals are kept elsewhere before the segment goes.
  if (tail.state() != TailState::kClosed || is_final_.LoadAcquire() == 0) return false;
  // Edge H, sequentially consistent: the value that the exchange expects.
  const Link head(head_.LoadSeqCst());
  const Link active(active_.LoadAcquire());  // Edge A, acquire.
  if (head.pointer() == nullptr || head.tag() != active.tag()) return false;
  Segment* const segment = head.pointer();
  // Nobody may install a next segment any more: the link becomes the segment
  // itself. One that was installed and never used goes back.
  std::uint64_t next = segment->next.LoadAcquire();  // Edge N, acquire.
  if (Link(next).pointer() != nullptr ||
      // Edge N, release: readers take this link for the end.
      !segment->next.CompareExchangeAcqRel(next, Link(segment, Link(next).tag()).raw())) {
    Segment* const unused = Link(next).pointer();
    if (unused->HasBlock()) pool_.GiveUnused(unused);
    segment->next.StoreRelease(Link(segment, Link(next).tag()).raw());  // Edge N, release.
  }
  std::uint64_t end = segment->end.LoadAcquire();  // Edge E, acquire.
  // Edge E, release: as Roll().
  if (Segment::IsUnset(end)) segment->end.CompareExchangeAcqRel(end, tail.extent());
  const std::uint64_t ordinal = segment->ordinal.LoadRelaxed();  // Relaxed: it is the head.
  std::uint64_t expected = head.raw();
  // Edge H, sequentially consistent: as RetireHead().
  if (!head_.CompareExchangeSeqCst(expected, Link(nullptr, head.tag() + 1).raw())) return false;
  RaiseHeadOrdinal(ordinal + 1);
  records = tail.count();
  pool_.Retire(segment);
  return true;
}

}  // namespace weir
