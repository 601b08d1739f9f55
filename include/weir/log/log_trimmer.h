// SPDX-License-Identifier: MIT
//
// A LogTrimmer takes out of a log what is older than a horizon, segment by
// segment, and lets an idle log go without memory.
//
// Records expire one by one, and readers hide them at once; this is where their
// memory comes back, when the last record of a segment has expired. Not for
// dropping records that are younger: that is RetireHead().
//
//   weir::LogTrimmer::Trim(log, pin, now_nanos - retention_nanos);
//
// Threads:   one at a time per log (the owner's maintenance), beside appenders,
//            readers and RetireHead().
// Progress:  lock-free.
// Cost:      a few loads where nothing is due; a walk over a segment (some 10 us
//            per MiB) where only its last record can tell.
// Lifetime:  the pin is the trimmer's own.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/log/log.h"
#include "weir/log/log_reader.h"
#include "weir/log/pins.h"

namespace weir {

template <class Atomics, class Beside>
class BasicLogTrimmer {
 public:
  using Log = BasicLog<Atomics, Beside>;
  using Segment = BasicSegment<Atomics>;
  using Pin = BasicPin<Atomics>;

  // Takes out every segment whose records all arrived before `horizon_nanos`, also
  // the one being appended to: an idle log then has none. Segments without records
  // go too.
  static void Trim(Log& log, Pin& pin, std::int64_t horizon_nanos) {
    TrimFirst(log, pin, horizon_nanos);
    // Behind the last one may come a segment that was installed and never used.
    while (TrimLast(log, pin, horizon_nanos)) {
    }
    pin.Clear();
  }

 private:
  using TailWord = log_internal::TailWord;
  using TailState = log_internal::TailState;
  using Link = typename Segment::Link;
  using Reader = BasicLogReader<Atomics, Beside>;

  // All segments but the active one.
  static void TrimFirst(Log& log, Pin& pin, std::int64_t horizon_nanos) {
    std::uint64_t records = 0;
    for (;;) {
      // Edge H, acquire: the head that is looked at is the one that goes, or none:
      // another may have been retired by somebody else meanwhile.
      const Link head(log.head_.LoadAcquire());
      if (!HeadIsExpired(log, pin, head, horizon_nanos)) return;
      // Not to be detached for the trimmer's own sake.
      pin.Clear();
      if (!log.RetireHead(head, records)) return;
    }
  }

  // Whether `head`, if it still is the oldest segment, is not the active one and
  // holds nothing younger than the horizon.
  static bool HeadIsExpired(Log& log, Pin& pin, Link head, std::int64_t horizon_nanos) {
    const Link active(log.active_.LoadAcquire());  // Edge A, acquire.
    if (head.pointer() == nullptr || head.tag() == active.tag()) return false;
    // Relaxed, both: hints, checked below under a pin; 0 is unknown.
    const std::int64_t first = head.pointer()->first_arrival_nanos.LoadRelaxed();
    if (first != 0 && first >= horizon_nanos) return false;
    return IsExpired(log, pin, horizon_nanos);
  }

  // Whether every record of the head segment arrived before the horizon.
  static bool IsExpired(Log& log, Pin& pin, std::int64_t horizon_nanos) {
    auto position = Reader::AtHead(log);
    if (position.segment == nullptr || !Reader::Enter(log, pin, position)) return false;
    const Segment& segment = *position.segment;
    const std::uint64_t end = segment.end.LoadAcquire();  // Edge E, acquire.
    if (Segment::IsUnset(end)) {
      // Edge T, acquire: so far as it was claimed. If it was ended since, next time.
      const TailWord tail(log.tail_.LoadAcquire());
      return tail.IsIn(position.ordinal) && AllIsBefore(segment, tail, horizon_nanos);
    }
    if (TailWord(end).count() == 0) return true;
    const Segment* const next = Link(segment.next.LoadAcquire()).pointer();  // Edge N, acquire.
    // Relaxed: a hint; 0 is unknown. What follows arrived no earlier.
    const std::int64_t next_first = next->first_arrival_nanos.LoadRelaxed();
    if (next_first != 0 && next_first < horizon_nanos) return true;
    return AllIsBefore(segment, TailWord(end), horizon_nanos);
  }

  // Whether every claim of the segment, which ends at `end`, arrived before the
  // horizon. The caller has it pinned. One that is not published may be younger.
  static bool AllIsBefore(const Segment& segment, TailWord end, std::int64_t horizon_nanos) {
    // Relaxed: pinned, so it is the value of this use.
    const std::uint8_t generation = segment.generation.LoadRelaxed();
    std::uint64_t offset = 0;
    while (offset < end.offset_bytes() && segment.IsCommitted(offset, generation)) {
      const FrameHeader header = segment.HeaderAt(offset);
      if (header.arrival_nanos() >= horizon_nanos) return false;
      offset += header.FrameBytes();
    }
    return offset == end.offset_bytes();
  }

  // The active segment, when it is the only one left and everything in it has
  // expired: an open log moves on to its idle segment, a closed one lets go. True if
  // the log moved on.
  static bool TrimLast(Log& log, Pin& pin, std::int64_t horizon_nanos) {
    const TailWord tail(log.tail_.LoadAcquire());  // Edge T, acquire.
    const Link head(log.head_.LoadAcquire());      // Edge H, acquire: only to look.
    const Link active(log.active_.LoadAcquire());  // Edge A, acquire.
    if (head.pointer() == nullptr || head.tag() != active.tag()) return false;
    Segment* const segment = active.pointer();
    std::uint64_t records = 0;
    if (!segment->HasBlock()) {
      if (tail.state() == TailState::kClosed) log.FinalRetire(records);
      return false;
    }
    // Relaxed: a hint that spares the walk.
    const std::int64_t first = segment->first_arrival_nanos.LoadRelaxed();
    if (first >= horizon_nanos && first != 0) return false;
    const bool is_expired = IsExpired(log, pin, horizon_nanos);
    pin.Clear();
    // Edge T, acquire: what was looked at is all that there is.
    if (!is_expired || log.tail_.LoadAcquire() != tail.raw()) return false;
    if (tail.state() == TailState::kClosed) {
      log.FinalRetire(records);
      return false;
    }
    if (!log.ParkIdle(tail)) return false;
    TrimFirst(log, pin, horizon_nanos);
    return true;
  }
};

using LogTrimmer = BasicLogTrimmer<StdAtomics, NothingBeside>;

}  // namespace weir
