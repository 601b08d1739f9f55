// SPDX-License-Identifier: MIT
//
// A LogReader moves a position through a log and finds what is there to read.
//
// It has no state of its own: a position and a pin are given to it, so that a
// cursor over many logs can keep a small position in each and one pin for all.
// Not for users: Cursor and StreamCursor add limits, retention and statistics.
//
//   auto position = weir::LogReader::AtHead(log);
//   auto found = weir::LogReader::Read(log, pin, position, {});
//   for (; !found.frames.empty(); found.frames.PopFront()) ...
//
// Threads:   a position and its pin belong to one thread; the log is everyone's.
// Progress:  lock-free; wait-free while no segment is trimmed under it.
// Cost:      one acquire load per frame, or per 128 bytes where many frames lie ahead
//            and all are whole; one exchange per segment entered. At the tip: one
//            load. Close behind a writer it gives that some time to get on: 8 pauses
//            at the tip, right behind a read that found something, 32 for a lookout;
//            and up to 170 as long as there is more after each few; see Gather().
// Lifetime:  what was found stays until the pin moves on; the log must outlive both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "weir/base/atomic.h"
#include "weir/base/check.h"
#include "weir/log/frame_range.h"
#include "weir/log/log.h"
#include "weir/log/pins.h"

namespace weir {

inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();

// Where a reader stands: before the frame at `offset_bytes` of a segment.
template <class Atomics>
struct BasicLogPosition {
  BasicSegment<Atomics>* segment = nullptr;
  std::uint64_t ordinal = 0;
  // Half a word, which the longest segment does not need: a stream cursor has many of
  // these.
  std::uint32_t offset_bytes = 0;
  // Whether the last read took all that was published: a writer may be just ahead.
  bool is_close_behind = false;
  // Whether the last records were there only at the third look or later: who reads does
  // nothing but look. And how many looks have found nothing since, up to 2.
  bool is_lookout = false;
  std::uint8_t vain_looks = 0;
  // What the log held before that frame.
  LogTotals totals;
  // Frames before these are passed over silently: the reader did not ask for
  // them. Both are given up at the first frame that is wanted.
  std::uint64_t start_sequence = 0;
  std::int64_t start_nanos = kNoTime;
  // Arrival of the last record passed, if one was: what comes arrived no earlier.
  std::int64_t passed_nanos = kNoTime;
  // Trimmed records that the reader must still be told of, and the first of them.
  LogTotals unreported;
  std::uint64_t unreported_first = 0;
};

struct LogReadLimits {
  std::uint64_t frames_max = std::numeric_limits<std::uint64_t>::max();
  // Payload. The first frame always fits.
  std::uint64_t bytes_max = std::numeric_limits<std::uint64_t>::max();
  // Records that arrived before this are expired.
  std::int64_t horizon_nanos = kNoTime;
  // Whether the reader has no other log to look at meanwhile.
  bool is_only_log = false;
};

enum class LogReadCode : std::uint8_t {
  // Frames were found, at least one of them a record.
  kRecords,
  // There is no claim behind the position.
  kTip,
  // There is one, and it is not published.
  kUnfinishedClaim,
  // There never will be one: the log is closed.
  kEnd,
};

struct LogReadResult {
  LogReadCode code = LogReadCode::kTip;
  log_internal::FrameRange frames;
  // In `frames`: records and their bytes, and claims that were given up.
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::uint64_t aborted = 0;
  // Of the last record.
  std::int64_t last_arrival_nanos = kNoTime;
  // Passed over because they were trimmed or expired, and the first of them.
  LogTotals trimmed;
  std::uint64_t trimmed_first = 0;
};

template <class Atomics, class Beside>
class BasicLogReader {
 public:
  using Log = BasicLog<Atomics, Beside>;
  using Segment = BasicSegment<Atomics>;
  using Pin = BasicPin<Atomics>;
  using Position = BasicLogPosition<Atomics>;

  // The oldest frame held.
  static Position AtHead(const Log& log);
  // Behind the newest claim.
  static Position AtTip(const Log& log);

  // Moves on to the first frame that has `start_sequence` or more and arrived at
  // `start_nanos` or later, and reports nothing of what it passes; but what is trimmed
  // under it is to be told, if a number was asked for and not a time, with 0 for its
  // bytes. Where it cannot know yet, at the tip or before an unfinished claim, Read()
  // does the rest.
  static void Seek(Log& log, Pin& pin, Position& position);

  // Finds the next frames, at most to the end of a segment, and moves the
  // position behind them. They stay until the pin moves on.
  static LogReadResult Read(Log& log, Pin& pin, Position& position, const LogReadLimits& limits);

  // Whether the next frame is whole and the pin is there already, so that nobody else's
  // words have to be looked at to know it.
  static bool IsAtWholeFrame(const Pin& pin, const Position& position) {
    return IsPinned(pin, position) && IsWhole(position);
  }
  // Whether Read() would say anything but kTip, or move on to a segment in which nothing
  // is claimed yet. One load, no pin.
  static bool HasNews(const Log& log, const Position& position) {
    // Edge T, acquire: what was claimed before the tail is on its way.
    return !StandsAt(TailWord(log.tail_.LoadAcquire()), position) || HasUnreported(position) ||
           log.IsClosed();
  }
  // The same for who is about to sleep: after ParkingSpot::Announce().
  static bool HasNewsBeforeSleep(const Log& log, const Position& position) {
    // Edge W, sequentially consistent: pairs with the claim's exchange of the
    // tail. Forbidden: neither the claimer sees the sleeper nor this the claim.
    const TailWord tail(log.tail_.LoadSeqCst());
    return !StandsAt(tail, position) || tail.state() == TailState::kClosed;
  }
  // Whether the next frame is whole, or something else stands in its place that
  // Read() would tell at once. False at the tip and before an unfinished claim.
  static bool IsReadable(Log& log, Pin& pin, Position& position);

  // Arrival of the next frame; kNoTime if there is none. That of a claim is not to be
  // seen until it is finished: then it is `passed_nanos`, which is no later, unless the
  // claim is its segment's first. Leaves the pin on the position's segment, and moves
  // the position over what it did not ask for.
  static std::int64_t NextArrivalNanos(Log& log, Pin& pin, Position& position);

 private:
  template <class, class>
  friend class BasicLogTrimmer;
  using TailWord = log_internal::TailWord;
  using TailState = log_internal::TailState;
  using Link = typename Segment::Link;

  static bool StandsAt(TailWord tail, const Position& position) {
    return tail.IsIn(position.ordinal) && tail.offset_bytes() == position.offset_bytes;
  }
  // Whether the log let go of the segment before what was read of it was written.
  static bool IsTrimmed(const Log& log, std::uint64_t ordinal) {
    // Relaxed: edge S came with what was read.
    return log.head_ordinal_.LoadRelaxed() > ordinal;
  }
  static bool HasUnreported(const Position& position) { return position.unreported.records != 0; }
  // Whether frames may lie ahead that were not asked for.
  static bool HasStart(const Position& position) {
    return position.start_sequence != 0 || position.start_nanos != kNoTime;
  }
  static bool IsPinned(const Pin& pin, const Position& position) {
    // Relaxed: only this thread writes its pin. A position at the end of a log that
    // holds nothing has no segment.
    return position.segment != nullptr && pin.segment.LoadRelaxed() == position.segment;
  }

  // Pins the position's segment. If it was trimmed, moves the position to the
  // head and notes what was passed. False if the log holds nothing at all; then
  // the position is at its end.
  static bool Enter(Log& log, Pin& pin, Position& position);
  static bool EnterHead(Log& log, Pin& pin, Position& position);
  static void NoteUnreported(Position& position, std::uint64_t first, const LogTotals& passed);
  static void NotePassed(Position& position, const LogTotals& now_at);
  // Moves on over frames that are expired or were not asked for. Whether it stands
  // at one that is neither.
  static bool SkipHidden(Position& position, std::int64_t horizon_nanos);
  static bool SkipExpiredSegment(Position& position, std::int64_t horizon_nanos);
  static bool SkipUnwantedSegment(Position& position);
  static bool FollowerBeganBefore(const Segment& segment, std::int64_t nanos);
  static void GoToEnd(Position& position, std::uint64_t end);
  static void Advance(Position& position, const FrameHeader& header);
  // What one read has walked over, in one segment.
  struct Walked {
    const std::byte* first = nullptr;
    std::uint64_t first_sequence = 0;
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
    // Of these, the claims that were given up.
    std::uint64_t aborted = 0;
    std::uint64_t aborted_bytes = 0;
    // Of the last record.
    std::int64_t arrival_nanos = kNoTime;

    bool HasRecords() const { return frames > aborted; }
  };

  // Whether a whole frame stands at the position, which is pinned.
  static bool IsWhole(const Position& position) {
    const Segment& segment = *position.segment;
    // Relaxed: pinned, so it is the value of this use.
    return segment.IsCommitted(position.offset_bytes, segment.generation.LoadRelaxed());
  }
  // Whether no frame follows in the position's segment, which is pinned.
  static bool IsAtSegmentEnd(const Position& position) {
    // Relaxed: where it is not seen yet, the read after this one finds it.
    const std::uint64_t end = position.segment->end.LoadRelaxed();
    return !Segment::IsUnset(end) && TailWord(end).offset_bytes() == position.offset_bytes;
  }
  static void FetchNext(const Segment& segment);
  static void FetchFrame(const Segment& segment, std::uint64_t offset_bytes);
  static bool AwaitWriter(Position& position, bool is_only_log);
  // Whether anything was found, for the reads to come.
  static void Learn(Position& position, LogReadCode code);
  // Goes on from where `walked` ends, as far as it can.
  static void Walk(const Log& log, Position& position, const LogReadLimits& limits, Walked& walked);
  static void WalkFrames(Position& position, const LogReadLimits& limits, Walked& walked);
  static void WalkLane(const Log& log, Position& position, const LogReadLimits& limits,
                       Walked& walked);
  // Frames of which the lane tells: those before an offset, and where the last of them starts.
  struct LaneStretch {
    std::uint64_t end = 0;
    std::uint64_t frames = 0;
    std::uint64_t last_start = 0;
  };
  static LaneStretch LongestStretch(const Position& position, std::uint8_t generation,
                                    const FrameRun& ahead, const LogReadLimits& left);
  static TailWord ClaimedExtent(const Log& log, const Position& position);
  static void Gather(Position& position, const LogReadLimits& limits, Walked& walked);
  // What was walked over becomes what was found.
  static void Tell(Position& position, const Walked& walked, LogReadResult& result);
  // Where no whole frame is: to the next segment (true), or `code` says why not.
  static bool MoveOn(Log& log, Pin& pin, Position& position, LogReadCode& code);
  static void TellTrimmed(Position& position, LogReadResult& result);
};

using LogPosition = BasicLogPosition<StdAtomics>;
using LogReader = BasicLogReader<StdAtomics, NothingBeside>;

}  // namespace weir

#include "weir/log/internal/log_look.h"
#include "weir/log/internal/log_take.h"
#include "weir/log/internal/log_walk.h"
