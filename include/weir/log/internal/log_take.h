// SPDX-License-Identifier: MIT
//
// How a reader takes the frames that lie before it. Part of log/log_reader.h.
//
// Few of them from one to the next; many by the commit lane; and close behind a writer
// not at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "weir/base/cache_line.h"
#include "weir/log/log_reader.h"

namespace weir {

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::WalkFrames(Position& position, const LogReadLimits& limits,
                                                 Walked& walked) {
  const Segment& segment = *position.segment;
  // Relaxed: pinned, so it is the value of this use.
  const std::uint8_t generation = segment.generation.LoadRelaxed();
  const std::uint64_t begin_bytes = position.offset_bytes;
  // Not in `position`: each acquire load would have it written out and read again.
  std::uint64_t offset_bytes = begin_bytes;
  std::uint64_t frames = walked.frames;
  std::uint64_t bytes = walked.bytes;
  while (frames < limits.frames_max && segment.IsCommitted(offset_bytes, generation)) {
    const FrameHeader header = segment.HeaderAt(offset_bytes);
    if (bytes + header.PayloadBytes() > limits.bytes_max && frames != 0) break;
    offset_bytes += header.FrameBytes();
    bytes += header.PayloadBytes();
    ++frames;
    if (__builtin_expect(header.kind() != FrameKind::kRecord, 0)) {
      ++walked.aborted;
      walked.aborted_bytes += header.PayloadBytes();
    } else {
      walked.arrival_nanos = header.arrival_nanos();
    }
  }
  Atomics::PlainRead(segment.block + begin_bytes,
                     static_cast<std::size_t>(offset_bytes - begin_bytes));
  position.offset_bytes = static_cast<std::uint32_t>(offset_bytes);
  position.totals.records += frames - walked.frames;
  position.totals.bytes += bytes - walked.bytes;
  walked.frames = frames;
  walked.bytes = bytes;
}

// What was claimed of the position's segment, at which a whole frame stands; nothing if that
// is not known at once.
template <class Atomics, class Beside>
auto BasicLogReader<Atomics, Beside>::ClaimedExtent(const Log& log, const Position& position)
    -> TailWord {
  // Relaxed, both: only how much it is counts. It is not less than to the whole frame,
  // whose claim came before its being seen (edge P).
  const std::uint64_t end = position.segment->end.LoadRelaxed();
  if (!Segment::IsUnset(end)) return TailWord(end);
  const TailWord tail(log.tail_.LoadRelaxed());
  return tail.IsIn(position.ordinal) ? tail : TailWord();
}

// The longest stretch of the frames ahead that `left` allows; what lacks to it is walked.
// Nothing if one of them is not whole, or was given up.
template <class Atomics, class Beside>
auto BasicLogReader<Atomics, Beside>::LongestStretch(const Position& position,
                                                     std::uint8_t generation, const FrameRun& ahead,
                                                     const LogReadLimits& left) -> LaneStretch {
  using log_internal::LaneWord;
  const Segment& segment = *position.segment;
  const std::uint64_t begin = position.offset_bytes;
  const std::uint64_t end = begin + ahead.frame_bytes;
  LaneStretch found{.end = begin};
  LaneStretch longest = found;
  for (std::uint64_t at = begin / LaneWord::kCoveredBytes * LaneWord::kCoveredBytes; at < end;
       at += LaneWord::kCoveredBytes) {
    LaneWord word = segment.LaneWordAt(at, generation);
    if (at < begin) word = word.From((begin - at) / Segment::kLaneStride);
    word = word.First((end - at) / Segment::kLaneStride);
    if (word.HasAbandoned()) return {};
    if (word.empty()) continue;
    found.end = at + word.FirstStart();
    const FrameRun run{.count = found.frames, .frame_bytes = found.end - begin};
    if (run.count <= left.frames_max && run.PayloadBytes() <= left.bytes_max) longest = found;
    found.frames += word.count();
    found.last_start = at + word.LastStart();
  }
  return found.frames == ahead.count ? longest : LaneStretch{};
}

// As far as the lane shows it. What a frame says of its length would have to be fetched
// from memory, one after the other, and all of it again when the records are handed out.
// The lane alone says where frames start and not where they end; but if as many are whole
// as were claimed, none is missing between them. Takes nothing if one is, or was given up.
template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::WalkLane(const Log& log, Position& position,
                                               const LogReadLimits& limits, Walked& walked) {
  if (walked.bytes > limits.bytes_max) return;
  const Segment& segment = *position.segment;
  const std::uint64_t begin = position.offset_bytes;
  const TailWord extent = ClaimedExtent(log, position);
  if (extent.offset_bytes() <= begin) return;
  // Relaxed: the position's totals came from it.
  const std::uint64_t base_sequence = segment.base_sequence.LoadRelaxed();
  const FrameRun ahead{.count = extent.count() - (position.totals.records - base_sequence),
                       .frame_bytes = extent.offset_bytes() - begin};
  LogReadLimits left = limits;
  left.frames_max -= walked.frames;
  left.bytes_max -= walked.bytes;
  // All that was claimed is looked at, so what may be taken must be worth it.
  if (ahead.count / 4 > left.frames_max || ahead.PayloadBytes() / 4 > left.bytes_max) return;

  LaneStretch taken;
  // Relaxed: pinned, so it is the value of this use.
  const std::uint8_t generation = segment.generation.LoadRelaxed();
  if (ahead.count > left.frames_max || ahead.PayloadBytes() > left.bytes_max) {
    taken = LongestStretch(position, generation, ahead, left);
  } else if (segment.CountRecords(begin, extent.offset_bytes(), generation) == ahead.count) {
    taken = {.end = extent.offset_bytes(),
             .frames = ahead.count,
             .last_start = segment.LastStart(extent.offset_bytes(), generation)};
  }
  if (taken.frames == 0) return;

  walked.arrival_nanos = segment.HeaderAt(taken.last_start).arrival_nanos();
  const FrameRun run{.count = taken.frames, .frame_bytes = taken.end - begin};
  Atomics::PlainRead(segment.block + begin, static_cast<std::size_t>(run.frame_bytes));
  position.offset_bytes = static_cast<std::uint32_t>(taken.end);
  position.totals.records += run.count;
  position.totals.bytes += run.PayloadBytes();
  walked.frames += run.count;
  walked.bytes += run.PayloadBytes();
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::Walk(const Log& log, Position& position,
                                           const LogReadLimits& limits, Walked& walked) {
  // Of a segment that has ended, only late publications still write the lane: no line of it
  // is fought for, and it is looked at first. Relaxed: if that is not seen yet, frames are
  // walked before.
  if (!Segment::IsUnset(position.segment->end.LoadRelaxed())) {
    WalkLane(log, position, limits, walked);
    return WalkFrames(position, limits, walked);
  }
  LogReadLimits few = limits;
  few.frames_max = walked.frames + Atomics::kSingleFrames;
  if (few.frames_max >= limits.frames_max) return WalkFrames(position, limits, walked);
  WalkFrames(position, few, walked);
  if (walked.frames < few.frames_max || !IsWhole(position)) return;
  WalkLane(log, position, limits, walked);
  WalkFrames(position, limits, walked);
}

// Close behind a writer both want the same lines: those of the lane, and the one in
// which a record ends and the next begins. Each record then costs both of them the way
// from one core to the other and back, 25 to 250 ns. So if the writer is at work, which
// shows in there being more after an instant, the reader stands back until it can take
// many records at a time.
template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::Gather(Position& position, const LogReadLimits& limits,
                                             Walked& walked) {
  constexpr std::uint64_t kEnough = 64;
  if (!position.is_close_behind) return;
  for (int pauses = 2; pauses <= Atomics::kPatience; pauses *= 4) {
    // Enough, or not all that is there: then a limit is reached.
    if (walked.frames >= kEnough || IsWhole(position)) return;
    for (int i = 0; i < pauses; ++i) Atomics::Pause();
    const std::uint64_t frames = walked.frames;
    WalkFrames(position, limits, walked);
    if (walked.frames == frames) return;
  }
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::Tell(Position& position, const Walked& walked,
                                           LogReadResult& result) {
  if (walked.arrival_nanos != kNoTime) position.passed_nanos = walked.arrival_nanos;
  result.last_arrival_nanos = walked.arrival_nanos;
  const std::byte* const last = position.segment->block + position.offset_bytes;
  result.frames = log_internal::FrameRange(walked.first, last, walked.first_sequence);
  result.records = walked.frames - walked.aborted;
  result.bytes = walked.bytes - walked.aborted_bytes;
  result.aborted += walked.aborted;
}

// When the last frames of `segment` were found: fetches the lane of the one after it, which
// the next read looks through before its user has anything to do, and where its first frame
// is. A kilobyte of the lane; what follows the processor foresees. With a line of each page
// of the block on its way too, reading was slower.
template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::FetchNext(const Segment& segment) {
  constexpr std::uint64_t kFetchedBytes = 1024;
  // Edge N, acquire: the block may be of another log by now, and nothing is concluded from it.
  const Segment* const next = Link(segment.next.LoadAcquire()).pointer();
  if (next == nullptr || !next->HasBlock()) return;
  const std::uint64_t lane_bytes = Segment::LaneLength(next->capacity_bytes);
  for (std::uint64_t at = 0; at < std::min(lane_bytes, kFetchedBytes); at += kCacheLineBytes) {
    __builtin_prefetch(next->lane + at);
  }
  __builtin_prefetch(next->block);
}

// A frame close behind its writer is in the other core's cache, line by line: where the key
// and the data begin is known only with the header, and their lines need not wait for that.
template <class Atomics, class Beside>
[[gnu::always_inline]] inline void BasicLogReader<Atomics, Beside>::FetchFrame(
    const Segment& segment, std::uint64_t offset_bytes) {
  const std::byte* const frame = segment.block + offset_bytes;
  __builtin_prefetch(frame);
  __builtin_prefetch(frame + kCacheLineBytes);
  __builtin_prefetch(frame + 2 * kCacheLineBytes);
}

template <class Atomics, class Beside>
void BasicLogReader<Atomics, Beside>::Learn(Position& position, LogReadCode code) {
  constexpr std::uint8_t kEnough = 2;
  if (code != LogReadCode::kRecords) {
    if (position.vain_looks < kEnough) ++position.vain_looks;
    return;
  }
  // One look in vain is what everybody does who reads until there is no more.
  if (position.vain_looks > 0) position.is_lookout = position.vain_looks == kEnough;
  position.vain_looks = 0;
}

// Right behind a read that found something, the next record is often a moment away, and
// waiting for it in the lane leaves the tail to those who append: one line less on the
// way from put to read. A lookout waits longer, since it would do nothing else. Whether
// there is a whole frame.
template <class Atomics, class Beside>
bool BasicLogReader<Atomics, Beside>::AwaitWriter(Position& position, bool is_only_log) {
  if (!position.is_close_behind) return false;
  position.is_close_behind = false;
  const int pauses = Atomics::kPatience / (is_only_log && position.is_lookout ? 4 : 16);
  for (int i = 0; i < pauses; ++i) {
    Atomics::Pause();
    if (IsWhole(position)) return true;
  }
  return false;
}

}  // namespace weir
