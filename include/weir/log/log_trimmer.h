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
    std::uint64_t records = 0;
    while (HeadIsExpired(log, pin, horizon_nanos) && log.RetireHead(records)) {
    }
    TrimLast(log, pin, horizon_nanos);
    pin.Clear();
  }

 private:
  using TailWord = log_internal::TailWord;
  using TailState = log_internal::TailState;
  using Link = typename Segment::Link;
  using Reader = BasicLogReader<Atomics, Beside>;

  // Whether the oldest segment is not the active one and holds nothing younger
  // than the horizon.
  static bool HeadIsExpired(Log& log, Pin& pin, std::int64_t horizon_nanos) {
    const Link head(log.head_.LoadAcquire());      // Edge H, acquire: only to look.
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
    if (!Segment::IsUnset(end)) {
      if (TailWord(end).count() == 0) return true;
      const Segment* const next = Link(segment.next.LoadAcquire()).pointer();  // Edge N, acquire.
      // Relaxed: a hint; 0 is unknown. What follows arrived no earlier.
      const std::int64_t next_first = next->first_arrival_nanos.LoadRelaxed();
      if (next_first != 0 && next_first < horizon_nanos) return true;
    }
    return LastIsBefore(segment, horizon_nanos);
  }

  // Whether the segment's last whole record arrived before the horizon. The
  // caller has it pinned. One whose first frames are not published yet is not.
  static bool LastIsBefore(const Segment& segment, std::int64_t horizon_nanos) {
    // Relaxed: pinned, so it is the value of this use.
    const std::uint8_t generation = segment.generation.LoadRelaxed();
    std::uint64_t offset = 0;
    bool found = false;
    while (segment.IsCommitted(offset, generation)) {
      const FrameHeader header = FrameHeader::Load(segment.block + offset);
      if (header.arrival_nanos() >= horizon_nanos) return false;
      offset += header.FrameBytes();
      found = true;
    }
    const std::uint64_t end = segment.end.LoadAcquire();  // Edge E, acquire.
    // A claim that is not published may be younger: wait for it.
    return found && (Segment::IsUnset(end) || TailWord(end).offset_bytes() == offset);
  }

  // The active segment, when it is the only one left and everything in it has
  // expired: an open log moves on to its idle segment, a closed one lets go.
  static void TrimLast(Log& log, Pin& pin, std::int64_t horizon_nanos) {
    const TailWord tail(log.tail_.LoadAcquire());  // Edge T, acquire.
    const Link head(log.head_.LoadAcquire());      // Edge H, acquire: only to look.
    const Link active(log.active_.LoadAcquire());  // Edge A, acquire.
    if (head.pointer() == nullptr || head.tag() != active.tag()) return;
    Segment* const segment = active.pointer();
    std::uint64_t records = 0;
    if (!segment->HasBlock()) {
      if (tail.state() == TailState::kClosed) log.FinalRetire(records);
      return;
    }
    // Relaxed: a hint that spares the walk.
    const std::int64_t first = segment->first_arrival_nanos.LoadRelaxed();
    if (first >= horizon_nanos && first != 0) return;
    if (tail.count() > 0 && !IsExpired(log, pin, horizon_nanos)) return;
    pin.Clear();
    if (tail.state() == TailState::kClosed) {
      log.FinalRetire(records);
    } else if (log.ParkIdle(tail)) {
      while (HeadIsExpired(log, pin, horizon_nanos) && log.RetireHead(records)) {
      }
    }
  }
};

using LogTrimmer = BasicLogTrimmer<StdAtomics, NothingBeside>;

}  // namespace weir
