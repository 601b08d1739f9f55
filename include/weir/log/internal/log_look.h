// SPDX-License-Identifier: MIT
//
// What a reader can tell of what comes next without reading it. Part of
// log/log_reader.h.
#pragma once

#include "weir/log/log_reader.h"

namespace weir {

template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::IsReadable(Log& log, Pin& pin, Position& position) {
  for (;;) {
    if (HasUnreported(position)) return true;
    // Edge T, acquire: as in Read(). There may be no segment to enter at the end.
    const TailWord tail(log.tail_.LoadAcquire());
    if (StandsAt(tail, position)) return tail.state() == TailState::kClosed;
    if (!Enter(log, pin, position) || HasUnreported(position)) return true;
    if (IsWhole(position)) return true;
    LogReadCode code = LogReadCode::kTip;
    if (!MoveOn(log, pin, position, code)) return code == LogReadCode::kEnd;
  }
}

template <class Atomics, class Beside>
std::int64_t BasicLogReader<Atomics, Beside>::NextArrivalNanos(Log& log, Pin& pin,
                                                               Position& position) {
  // Edge T, acquire: as in Read().
  if (StandsAt(TailWord(log.tail_.LoadAcquire()), position)) return kNoTime;
  if (!Enter(log, pin, position)) return kNoTime;
  // Where something is to be passed, nothing was handed out yet that the pin must keep.
  while (HasStart(position) && !SkipHidden(position, kNoTime)) {
    LogReadCode code = LogReadCode::kTip;
    if (MoveOn(log, pin, position, code)) continue;
    if (code != LogReadCode::kUnfinishedClaim) return kNoTime;
    break;
  }
  const Segment& segment = *position.segment;
  if (IsWhole(position)) {
    return segment.HeaderAt(position.offset_bytes).arrival_nanos();
  }
  // Relaxed: a hint; 0 is unknown.
  const std::int64_t first = segment.first_arrival_nanos.LoadRelaxed();
  if (position.offset_bytes == 0 && first != 0) return first;
  // Edge T, acquire: before any end is looked at, so what the tail has left has one.
  const TailWord tail(log.tail_.LoadAcquire());
  // At the segment's end it is the first of the next. One without frames is passed:
  // a log that was idle has one.
  std::uint64_t offset_bytes = position.offset_bytes;
  std::uint64_t ordinal = position.ordinal;
  for (const Segment* at = &segment;; offset_bytes = 0) {
    const std::uint64_t end = at->end.LoadAcquire();                     // Edge E, acquire.
    const Segment* const next = Link(at->next.LoadAcquire()).pointer();  // Edge N, acquire.
    // Nothing holds what follows the position's segment: it may have been trimmed meanwhile,
    // and used again by any log of the pool. What was read is then of that use.
    if (at != &segment && IsTrimmed(log, ordinal)) return position.passed_nanos;
    if (Segment::IsUnset(end) || TailWord(end).offset_bytes() != offset_bytes) {
      const bool is_claimed =
          !Segment::IsUnset(end) || (tail.IsIn(ordinal) && tail.offset_bytes() > offset_bytes);
      return is_claimed ? position.passed_nanos : kNoTime;
    }
    if (next == nullptr || next == at) return kNoTime;
    ++ordinal;
    // Edge S, acquire: likewise. 0 is unknown.
    const std::int64_t arrival = next->first_arrival_nanos.LoadAcquire();
    if (IsTrimmed(log, ordinal)) return position.passed_nanos;
    if (arrival != 0) return arrival;
    at = next;
  }
}

}  // namespace weir
