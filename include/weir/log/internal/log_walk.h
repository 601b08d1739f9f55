// SPDX-License-Identifier: MIT
//
// How a reader walks a log. Part of log/log_reader.h.
#pragma once

#include "weir/log/log_reader.h"

namespace weir {

template <class Atomics, class Beside>
auto BasicLogReader<Atomics, Beside>::AtHead(const Log& log) -> Position {
  for (;;) {
    // Edge H, sequentially consistent: what is read of the segment is its own if
    // it is still the head afterwards.
    const std::uint64_t head = log.head_.LoadSeqCst();
    Segment* const segment = Link(head).pointer();
    if (segment == nullptr) return AtTip(log);
    Position position;
    position.segment = segment;
    position.ordinal = segment->ordinal.LoadAcquire();  // Edge S, acquire: checked below.
    position.totals = Log::TotalsAt(*segment, TailWord());
    if (log.head_.LoadSeqCst() == head) return position;  // Edge H: as said.
  }
}

template <class Atomics, class Beside>
auto BasicLogReader<Atomics, Beside>::AtTip(const Log& log) -> Position {
  for (;;) {
    const TailWord tail(log.tail_.LoadAcquire());  // Edge T, acquire.
    const Link active(log.active_.LoadAcquire());  // Edge A, acquire.
    if (!tail.IsIn(active.tag())) {
      log.HelpActive(tail, active);
      continue;
    }
    Position position;
    position.segment = active.pointer();
    position.ordinal = active.pointer()->ordinal.LoadAcquire();  // Edge S, acquire: see below.
    position.offset_bytes = static_cast<std::uint32_t>(tail.offset_bytes());
    position.totals = Log::TotalsAt(*active.pointer(), tail);
    // Edge G, acquire: the last segment of a closed log may be gone, and then
    // its words are not to be trusted; its totals are.
    if (log.is_final_.LoadAcquire() != 0) {
      // Edge T, acquire: the tail that the totals are of, which never moves again. The
      // one above may be older:
      //   1. this thread reads the tail, and sleeps
      //   2. others put ten records, and close the log
      //   3. this thread pairs the old place with the totals behind the ten: it would
      //      hand them out under numbers that none of them has
      const TailWord last(log.tail_.LoadAcquire());
      // At the end nobody needs a segment, and so many bits of its number are enough.
      position.segment = nullptr;
      position.ordinal = last.ordinal();
      position.offset_bytes = static_cast<std::uint32_t>(last.offset_bytes());
      position.totals = log.Totals();
      return position;
    }
    // Edge T, acquire: the tail is still in the segment, so the words were its own.
    if (TailWord(log.tail_.LoadAcquire()).ordinal() == tail.ordinal()) return position;
  }
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::NoteUnreported(Position& position, std::uint64_t first,
                                                     const LogTotals& passed) {
  if (position.unreported.records == 0) position.unreported_first = first;
  position.unreported.records += passed.records;
  position.unreported.bytes += passed.bytes;
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::NotePassed(Position& position, const LogTotals& now_at) {
  WEIR_CHECK(now_at.records >= position.totals.records, "a reader never goes back");
  // Of what was passed, only what was asked for counts; with a time, all of it, since
  // what lies behind an unfinished claim has none yet. How many bytes lie before a
  // number is not known there either: of those, all count.
  const std::uint64_t from = position.start_sequence > position.totals.records
                                 ? position.start_sequence
                                 : position.totals.records;
  if (now_at.records > from) {
    NoteUnreported(position, from, {now_at.records - from, now_at.bytes - position.totals.bytes});
  }
  position.totals = now_at;
}

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::Enter(Log& log, Pin& pin, Position& position) {
  if (IsPinned(pin, position)) return true;
  // Edge H, sequentially consistent: the pin stands before the log is looked at.
  // Forbidden: the log still has the segment, and its trimmer sees no pin.
  pin.segment.ExchangeSeqCst(position.segment);
  if (log.head_ordinal_.LoadSeqCst() <= position.ordinal) return true;  // Edge H.
  return EnterHead(log, pin, position);
}

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::EnterHead(Log& log, Pin& pin, Position& position) {
  for (;;) {
    // Edge H, sequentially consistent: pin the head, then see that it still is it.
    const std::uint64_t head = log.head_.LoadSeqCst();
    Segment* const segment = Link(head).pointer();
    if (segment == nullptr) {
      pin.Clear();
      const TailWord tail(log.tail_.LoadAcquire());  // Edge T, acquire: it is closed.
      NotePassed(position, log.Totals());
      // It stands at the tail, which never moves again: so many bits are enough.
      position.segment = nullptr;
      position.ordinal = tail.ordinal();
      position.offset_bytes = static_cast<std::uint32_t>(tail.offset_bytes());
      return false;
    }
    pin.segment.ExchangeSeqCst(segment);           // Edge H: as said.
    if (log.head_.LoadSeqCst() != head) continue;  // Edge H: as said.
    NotePassed(position, Log::TotalsAt(*segment, TailWord()));
    position.segment = segment;
    position.ordinal = segment->ordinal.LoadRelaxed();  // Relaxed: pinned, and in the log.
    position.offset_bytes = 0;
    return true;
  }
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::Advance(Position& position, const FrameHeader& header) {
  position.offset_bytes += static_cast<std::uint32_t>(header.FrameBytes());
  position.totals.records += 1;
  position.totals.bytes += header.PayloadBytes();
}

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::SkipHidden(Position& position, std::int64_t horizon_nanos) {
  Segment& segment = *position.segment;
  // Relaxed: pinned, so it is the value of this use.
  const std::uint8_t generation = segment.generation.LoadRelaxed();
  while (segment.IsCommitted(position.offset_bytes, generation)) {
    FetchFrame(segment, position.offset_bytes);
    const FrameHeader header = segment.HeaderAt(position.offset_bytes);
    const bool is_wanted = position.totals.records >= position.start_sequence &&
                           header.arrival_nanos() >= position.start_nanos;
    if (is_wanted) {
      if (header.arrival_nanos() >= horizon_nanos) {
        position.start_sequence = 0;
        position.start_nanos = kNoTime;
        return true;
      }
      NoteUnreported(position, position.totals.records, {1, header.PayloadBytes()});
    }
    position.passed_nanos = header.arrival_nanos();
    Advance(position, header);
  }
  // What is published here from now on was not looked at.
  return false;
}

// Whether the segment after this one began before `nanos`. Then everything in this
// one arrived before it too: arrival times never decrease.
template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::FollowerBeganBefore(const Segment& segment,
                                                          std::int64_t nanos) {
  const Segment* const next = Link(segment.next.LoadAcquire()).pointer();  // Edge N, acquire.
  if (next == nullptr || next == &segment) return false;
  // Relaxed: the arrival of a record that was claimed, or 0. If `next` was
  // retired and reused, it began even later than the one that was meant.
  const std::int64_t arrival = next->first_arrival_nanos.LoadRelaxed();
  return arrival != 0 && arrival < nanos;
}

// To the segment's end, noting what is passed.
template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::GoToEnd(Position& position, std::uint64_t end) {
  NotePassed(position, Log::TotalsAt(*position.segment, TailWord(end)));
  position.offset_bytes = static_cast<std::uint32_t>(TailWord(end).offset_bytes());
}

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::SkipExpiredSegment(Position& position,
                                                         std::int64_t horizon_nanos) {
  if (horizon_nanos == kNoTime || position.start_nanos != kNoTime) return false;
  const std::uint64_t end = position.segment->end.LoadAcquire();  // Edge E, acquire.
  if (Segment::IsUnset(end) || TailWord(end).offset_bytes() == position.offset_bytes) return false;
  if (!FollowerBeganBefore(*position.segment, horizon_nanos)) return false;
  GoToEnd(position, end);
  return true;
}

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::SkipUnwantedSegment(Position& position) {
  const std::uint64_t end = position.segment->end.LoadAcquire();  // Edge E, acquire.
  if (Segment::IsUnset(end)) return false;
  const LogTotals at_end = Log::TotalsAt(*position.segment, TailWord(end));
  const bool is_before = at_end.records <= position.start_sequence ||
                         FollowerBeganBefore(*position.segment, position.start_nanos);
  if (is_before) GoToEnd(position, end);
  return is_before;
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::Seek(Log& log, Pin& pin, Position& position) {
  const LogTotals unreported = position.unreported;
  const bool is_by_time = position.start_nanos != kNoTime;
  LogReadCode code = LogReadCode::kTip;
  // Edge T, acquire: at the tip there is nothing to pass.
  while (!StandsAt(TailWord(log.tail_.LoadAcquire()), position) && Enter(log, pin, position)) {
    if (!SkipUnwantedSegment(position)) SkipHidden(position, kNoTime);
    // Nothing is asked for any more: this is the frame.
    if (!HasStart(position)) break;
    if (!MoveOn(log, pin, position, code)) break;
  }
  // What comes after the tip is younger than any start. Edge T, acquire: as above.
  const bool is_at_tip = StandsAt(TailWord(log.tail_.LoadAcquire()), position);
  if (code == LogReadCode::kTip && is_at_tip) position.start_nanos = kNoTime;
  // What went meanwhile may have been older than the time that was asked for. A number
  // that was asked for is missed; how many bytes it was, nobody knows.
  if (is_by_time) position.unreported = unreported;
  position.unreported.bytes = unreported.bytes;
  pin.Clear();
}

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::MoveOn(Log& log, Pin& pin, Position& position,
                                             LogReadCode& code) {
  Segment& segment = *position.segment;
  const std::uint64_t end = segment.end.LoadAcquire();  // Edge E, acquire: pairs with Roll().
  if (Segment::IsUnset(end)) {
    const TailWord tail(log.tail_.LoadAcquire());  // Edge T, acquire.
    const bool is_to_come = tail.IsIn(position.ordinal - 1);
    // The tail has left the segment since: its end is set by now.
    if (!is_to_come && !tail.IsIn(position.ordinal)) return true;
    // Or it has not come: whoever ended the segment before has stopped there.
    if (is_to_come || StandsAt(tail, position)) {
      code = tail.state() == TailState::kClosed ? LogReadCode::kEnd : LogReadCode::kTip;
      pin.Clear();
      return false;
    }
  } else if (TailWord(end).offset_bytes() == position.offset_bytes) {
    Segment* const next = Link(segment.next.LoadAcquire()).pointer();  // Edge N, acquire.
    if (next == &segment) {
      code = LogReadCode::kEnd;
      pin.Clear();
      return false;
    }
    // Edge H, sequentially consistent, as Enter(): one pin, moved from here to there.
    pin.segment.ExchangeSeqCst(next);
    if (log.head_ordinal_.LoadSeqCst() > position.ordinal + 1) {  // Edge H.
      return EnterHead(log, pin, position) || (code = LogReadCode::kEnd, false);
    }
    position.segment = next;
    position.ordinal += 1;
    position.offset_bytes = 0;
    // Relaxed: set before `end` (edge E).
    WEIR_CHECK(next->base_sequence.LoadRelaxed() == position.totals.records,
               "a segment begins with the number after the one before it");
    return true;
  }
  // Claims lie ahead. Published by now, or not.
  if (IsWhole(position)) return true;
  code = LogReadCode::kUnfinishedClaim;
  return false;
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::TellTrimmed(Position& position, LogReadResult& result) {
  if (position.unreported.records == 0) return;
  result.trimmed = position.unreported;
  result.trimmed_first = position.unreported_first;
  position.unreported = {};
}

template <class Atomics, class Beside>
LogReadResult BasicLogReader<Atomics, Beside>::Read(Log& log, Pin& pin, Position& position,
                                                    const LogReadLimits& limits) {
  LogReadResult result;
  // Claims that were given up and lie behind what is to be told as trimmed.
  LogTotals behind;
  for (;;) {
    if (!IsPinned(pin, position)) {
      // Edge T, acquire: nothing claimed means nothing to read, and no pin for it.
      const TailWord tail(log.tail_.LoadAcquire());
      if (StandsAt(tail, position)) {
        result.code = tail.state() == TailState::kClosed ? LogReadCode::kEnd : LogReadCode::kTip;
        break;
      }
      if (!Enter(log, pin, position)) {
        result.code = LogReadCode::kEnd;
        break;
      }
    }
    if (!SkipExpiredSegment(position, limits.horizon_nanos) &&
        SkipHidden(position, limits.horizon_nanos)) {
      Walked walked{.first = position.segment->block + position.offset_bytes,
                    .first_sequence = position.totals.records};
      Walk(log, position, limits, walked);
      if (walked.HasRecords()) Gather(position, limits, walked);
      Tell(position, walked, result);
      if (walked.HasRecords()) {
        const bool is_at_end = IsAtSegmentEnd(position);
        if (is_at_end) FetchNext(*position.segment);
        position.is_close_behind = !is_at_end && !IsWhole(position);
        result.code = LogReadCode::kRecords;
        break;
      }
      if (position.unreported.records > 0) {
        behind.records += walked.frames;
        behind.bytes += walked.bytes;
      }
    }
    if (AwaitWriter(position, limits.is_only_log)) continue;
    const std::uint64_t unreported = position.unreported.records;
    const bool has_more = MoveOn(log, pin, position, result.code);
    // More is gone, and claims lie between that and what went first. A report is one
    // range of numbers, so they are trimmed like the rest.
    if (position.unreported.records > unreported && behind.records > 0) {
      position.unreported.records += behind.records;
      position.unreported.bytes += behind.bytes;
      result.aborted -= behind.records;
      behind = {};
    }
    if (!has_more) break;
  }
  Learn(position, result.code);
  // Abandoned claims alone are counted and not shown: the pin may have moved on.
  if (result.records == 0) result.frames = {};
  TellTrimmed(position, result);
  return result;
}

}  // namespace weir
