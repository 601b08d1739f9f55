// SPDX-License-Identifier: MIT
//
// A Log is an append-only sequence of records in memory: many appenders, many
// cursors, and a head that is trimmed away behind them.
//
// Not a queue, and not bounded by itself: it grows segment by segment out of a
// SegmentPool, and whoever owns it trims it. It knows no limits, no time and no
// shards. Users want a Stream; this is for who needs one bare log.
//
//   weir::SegmentPool pool(weir::Slab::Process(), {.budget_bytes = 64 << 20});
//   weir::Log log(pool);
//   weir::ClaimedFrame frame;
//   weir::ClaimCode code = log.ClaimOneAt({.key_bytes = 3, .data_bytes = 5}, now_nanos, frame);
//   if (code == weir::ClaimCode::kOk) {
//     frame.Write("key", weir::AsBytes("hello"));
//     log.Publish(frame);
//   }
//
// Threads:   claims, publishes, RetireHead and reads from any thread; Close,
//            ParkIdle, FinalRetire one at a time (the owner's maintenance).
// Progress:  lock-free: whoever stalls, at whatever step, the others go on.
// Cost:      a claim is one load and one compare-and-swap; a publication one
//            release store. One call in a segment's length takes the next segment.
// Lifetime:  the pool must outlive the log; the log its cursors and claims.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/base/check.h"
#include "weir/base/parking_spot.h"
#include "weir/log/frame.h"
#include "weir/log/internal/copy.h"
#include "weir/log/internal/lane.h"
#include "weir/log/internal/tail_word.h"
#include "weir/log/segment.h"
#include "weir/log/segment_pool.h"

namespace weir {

enum class ClaimCode : std::uint8_t {
  kOk,
  // The gate said no.
  kRefused,
  // The pool has no segment to give.
  kNoMemory,
  kClosed,
};

// Records and payload bytes (keys and data) of a log, up to some point.
struct LogTotals {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
};

// Consecutive frames that are claimed together.
struct FrameRun {
  std::uint64_t count = 0;
  // With their headers.
  std::uint64_t frame_bytes = 0;

  std::uint64_t PayloadBytes() const {
    return frame_bytes - log_internal::kFrameHeaderBytes * count;
  }
};

struct PayloadSize {
  std::uint16_t key_bytes = 0;
  std::uint32_t data_bytes = 0;

  std::uint64_t FrameBytes() const {
    return log_internal::kFrameHeaderBytes + key_bytes + data_bytes;
  }
};

// Frames that belong to the claimer until they are published. With what it takes of
// their segment's words, so that nothing is looked up again from frame to frame.
template <class Atomics>
struct BasicClaimedRun {
  std::byte* block = nullptr;
  typename BasicSegment<Atomics>::Lane* lane = nullptr;
  std::uint8_t generation = 0;
  std::uint64_t offset_bytes = 0;
  std::uint64_t sequence = 0;
  std::int64_t arrival_nanos = 0;
};

// One of them: where to write, and how to publish.
template <class Atomics>
struct BasicClaimedFrame {
  std::byte* bytes = nullptr;
  typename BasicSegment<Atomics>::Lane* lane = nullptr;
  // What it says when the frame is whole.
  std::uint8_t lane_byte = 0;
  FrameHeader header;
  std::uint64_t sequence = 0;

  std::span<std::byte> data() const {
    return {bytes + sizeof(FrameHeader) + header.key_bytes(), header.data_bytes()};
  }
  // As many bytes as were claimed.
  [[gnu::always_inline]] inline void WriteKey(std::string_view key) const {
    log_internal::CopyShortBytes(bytes + sizeof(FrameHeader),
                                 reinterpret_cast<const std::byte*>(key.data()), key.size());
  }
  [[gnu::always_inline]] inline void Write(std::string_view key,
                                           std::span<const std::byte> payload) const {
    WriteKey(key);
    log_internal::CopyBytes(bytes + sizeof(FrameHeader) + key.size(), payload.data(),
                            payload.size());
  }
};

// For a log that keeps nothing beside its tail.
struct NothingBeside {
  struct AtHead {};
};

// `Beside` are words of the owner that every claim touches too: they share the
// tail's cache line, so that a claim fetches one line and not two. `Beside::AtHead` are
// some that no claim touches, for which there is room on the next line.
template <class Atomics, class Beside = NothingBeside>
class BasicLog {
 public:
  using Segment = BasicSegment<Atomics>;
  using Pool = BasicSegmentPool<Atomics>;
  using ClaimedRun = BasicClaimedRun<Atomics>;
  using ClaimedFrame = BasicClaimedFrame<Atomics>;
  using Link = typename Segment::Link;
  using TailWord = log_internal::TailWord;
  using TailState = log_internal::TailState;

  // A claim fetches what another will write `fetch_ahead_bytes` later.
  explicit BasicLog(Pool& pool, std::uint32_t fetch_ahead_bytes = log_internal::kFetchAheadBytes);
  BasicLog(const BasicLog&) = delete;
  BasicLog& operator=(const BasicLog&) = delete;
  // No claim may be outstanding and no cursor may read.
  ~BasicLog();

  // ---- Appending ----

  // Claims the next frames. `fit(space, run)` sets which run of frames to take, given
  // the room there is (a FrameRun with what would fit, both in count and bytes); if
  // it is false, nothing fits, and it is called again in the next segment, where there
  // is more. `first_frame_bytes` is what it needs at the least. `gate(before, run)` gets
  // what the log holds before the run and returns the arrival time in nanoseconds, or
  // -1 to refuse; a gate of three arguments gets the tail too, for IsAt(). It may be
  // called more than once, the last time for the run that is claimed: the clock it
  // reads then was read after the claim before this one, so arrival times never decrease.
  template <class Fit, class Gate>
  [[gnu::always_inline]] inline ClaimCode Claim(std::uint64_t first_frame_bytes, Fit&& fit,
                                                Gate&& gate, ClaimedRun& claimed) {
    for (;;) {
      TailWord tail;
      const Attempt attempt = TryClaim(first_frame_bytes, fit, gate, claimed, tail);
      if (__builtin_expect(attempt == Attempt::kClaimed, 1)) return ClaimCode::kOk;
      if (attempt == Attempt::kRefused) return ClaimCode::kRefused;
      if (attempt == Attempt::kOvertaken) continue;
      const ClaimCode code = MakeRoom(tail, first_frame_bytes);
      if (code != ClaimCode::kOk) return code;
    }
  }

  // Claims one frame, that `gate(before, run)` admits.
  template <class Gate>
  [[gnu::always_inline]] inline ClaimCode ClaimOne(PayloadSize size, Gate&& gate,
                                                   ClaimedFrame& claimed) {
    ClaimedRun run;
    const ClaimCode code = Claim(size.FrameBytes(), FitOne(size), gate, run);
    if (code == ClaimCode::kOk) claimed = FrameOf(run, size);
    return code;
  }
  // One attempt at the same: straight on, so that a put that nothing gets in the way
  // of stays in registers. If it is false, nothing has changed, and ClaimOne() does
  // what is to be done: refuse, try again, or go on to the next segment.
  template <class Gate>
  [[gnu::always_inline]] inline bool TryClaimOne(PayloadSize size, Gate&& gate,
                                                 ClaimedFrame& claimed) {
    ClaimedRun run;
    TailWord tail;
    const Attempt attempt = TryClaim(size.FrameBytes(), FitOne(size), gate, run, tail);
    if (__builtin_expect(attempt != Attempt::kClaimed, 0)) return false;
    claimed = FrameOf(run, size);
    return true;
  }
  // The same without a gate, arrived at `now_nanos`.
  ClaimCode ClaimOneAt(PayloadSize size, std::int64_t now_nanos, ClaimedFrame& claimed) {
    return ClaimOne(
        size, [now_nanos](const LogTotals&, const FrameRun&) { return now_nanos; }, claimed);
  }

  // The first frame of a run; NextFrame() moves the run on behind it.
  static ClaimedFrame FrameOf(const ClaimedRun& run, PayloadSize size) {
    ClaimedFrame frame;
    frame.bytes = run.block + run.offset_bytes;
    frame.lane = &run.lane[run.offset_bytes / Segment::kLaneStride];
    frame.lane_byte = log_internal::LaneByte(run.generation, run.offset_bytes);
    frame.header = FrameHeader(run.arrival_nanos, size.key_bytes, size.data_bytes);
    frame.sequence = run.sequence;
    return frame;
  }
  static void NextFrame(ClaimedRun& run, PayloadSize size) {
    run.offset_bytes += size.FrameBytes();
    ++run.sequence;
  }

  // Makes a claimed frame visible to readers, once its key and data are written.
  // The segment may be reused from then on.
  static void Publish(const ClaimedFrame& frame) {
    Finish(frame, frame.header, frame.lane_byte);
  }
  // Gives a claimed frame up: readers pass over it.
  static void Abort(const ClaimedFrame& frame) {
    Finish(frame, FrameHeader(frame.header.arrival_nanos(), frame.header.key_bytes(),
                              frame.header.data_bytes(), FrameKind::kAborted),
           static_cast<std::uint8_t>(frame.lane_byte | log_internal::kAbandonedBit));
  }

  // ---- Looking ----

  // Edge T, acquire: whether nobody has claimed since `tail` was read.
  bool IsAt(TailWord tail) const { return tail_.LoadAcquire() == tail.raw(); }

  // Where the next frame will be, if nobody else claims before; null where that is not
  // known. To be fetched into the cache, not to be used. Its place in the lane is fetched.
  const std::byte* Ahead() const {
    const TailWord tail(tail_.LoadAcquire());  // Edge T, acquire: as in TryClaim().
    const Link active(active_.LoadAcquire());  // Edge A, acquire: likewise.
    if (!tail.IsIn(active.tag())) return nullptr;
    // An idle log has neither block nor lane, and its offset is 0.
    const Segment& segment = *active.pointer();
    __builtin_prefetch(segment.lane + tail.offset_bytes() / Segment::kLaneStride, /*write=*/1);
    return segment.block + tail.offset_bytes();
  }

  // What was claimed so far, exactly.
  LogTotals Totals() const;
  // What is out of the log: numbers below this are trimmed.
  LogTotals Trimmed() const;
  bool IsClosed() const {
    // Edge T, acquire: what came before the closing is visible.
    return TailWord(tail_.LoadAcquire()).state() == TailState::kClosed;
  }

  // Where readers of this log sleep.
  BasicParkingSpot<Atomics>& parking_spot() { return parking_spot_; }
  Beside& beside() { return beside_; }
  const Beside& beside() const { return beside_; }
  typename Beside::AtHead& beside_head() { return beside_head_; }
  const typename Beside::AtHead& beside_head() const { return beside_head_; }
  Pool& pool() const { return pool_; }

  // ---- Trimming ----

  // Takes the oldest segment out, unless it is the one being appended to. Returns
  // whether it did, and how many records went, in `records`.
  bool RetireHead(std::uint64_t& records);
  // Arrival of the oldest segment's first record, if RetireHead would take it out;
  // 0 if that is unknown, -1 if it would not. A hint: others retire too.
  std::int64_t HeadArrivalNanos() const;

  // Arrival of the first record of the segment being appended to, if it is the
  // only one and has memory; 0 if that is unknown, -1 if not. A hint.
  std::int64_t ActiveArrivalNanos() const;

  // ---- Maintenance: one thread at a time ----

  // Refuses every later claim. False if it was closed before.
  bool Close();
  // Moves the tail out of the active segment if nobody has claimed since
  // `expected` was read, so that an idle log needs no segment. True if it did.
  bool ParkIdle(TailWord expected);
  // The same from wherever the tail is now.
  bool ParkIdle() { return ParkIdle(TailWord(tail_.LoadAcquire())); }  // Edge T, acquire.
  // Takes the last segment of a closed log out. True if it did.
  bool FinalRetire(std::uint64_t& records);

 private:
  template <class, class>
  friend class BasicLogReader;
  template <class, class>
  friend class BasicLogTrimmer;
  template <class T>
  using Atomic = typename Atomics::template Atomic<T>;

  enum class InstallCode : std::uint8_t { kInstalled, kTailMoved, kNoMemory };
  enum class Attempt : std::uint8_t {
    kClaimed,
    kRefused,
    // Somebody else moved the tail.
    kOvertaken,
    // The tail that was seen has no room, or is not open: MakeRoom() is next.
    kNoRoom,
  };

  static auto FitOne(PayloadSize size) {
    return [size](const FrameRun& space, FrameRun& run) __attribute__((always_inline)) {
      run = {.count = 1, .frame_bytes = size.FrameBytes()};
      return space.count >= 1 && space.frame_bytes >= run.frame_bytes;
    };
  }

  // Claim(), once. `tail` is what it saw.
  template <class Fit, class Gate>
  inline Attempt TryClaim(std::uint64_t first_frame_bytes, Fit&& fit, Gate&& gate,
                          ClaimedRun& claimed, TailWord& tail);
  template <class Gate>
  [[gnu::always_inline]] static inline std::int64_t AskGate(Gate& gate, const LogTotals& before,
                                                            const FrameRun& run, TailWord tail) {
    if constexpr (std::is_invocable_v<Gate&, const LogTotals&, const FrameRun&>) {
      return gate(before, run);
    } else {
      return gate(before, run, tail);
    }
  }

  static LogTotals TotalsAt(const Segment& segment, TailWord tail) {
    // Edge S, acquire, twice: set before the tail came into the segment, and who may
    // have slept since looks at the tail or the head again. If these are of the
    // segment's next use, that look shows it.
    return {segment.base_sequence.LoadAcquire() + tail.count(),
            segment.base_bytes.LoadAcquire() + tail.payload_bytes()};
  }

  inline void PrefetchBehind(const Segment& segment, std::uint64_t begin_bytes,
                             std::uint64_t end_bytes) const;

  static void Finish(const ClaimedFrame& frame, const FrameHeader& header,
                     std::uint8_t lane_byte) {
    header.Store(frame.bytes);
    Atomics::PlainWrite(frame.bytes, static_cast<std::size_t>(header.FrameBytes()));
    // Edge P, release: header, key and data were written before this store. A
    // reader that sees the generation (Segment::IsCommitted) sees them whole.
    frame.lane->StoreRelease(lane_byte);
  }

  // Called when a claim finds no room: installs the next segment, moves the tail
  // on, or helps who began to. kOk: look again.
  ClaimCode MakeRoom(TailWord tail, std::uint64_t frame_bytes);
  // The same, if that is `head` still.
  bool RetireHead(Link head, std::uint64_t& records);
  InstallCode InstallNext(TailWord tail, Segment* segment, std::uint64_t frame_bytes);
  std::uint8_t ClassForNext(std::uint64_t frame_bytes) const;
  Segment* TakeForNext(std::uint64_t frame_bytes);
  void Roll(TailWord rolling, Segment* segment);
  void HelpActive(TailWord tail, Link active) const;
  void AdvanceActive(Link active) const;
  void RaiseHeadOrdinal(std::uint64_t ordinal);

  // ---- Written by appenders. The owner's words are on the same line. ----
  alignas(kDestructiveBytes) Atomic<std::uint64_t> tail_{TailWord::StartOf(0).raw()};
  // The segment that the tail is in, tagged with its ordinal. May lag by one, and
  // whoever finds that moves it on, also who only looks: hence mutable.
  mutable Atomic<std::uint64_t> active_{0};
  BasicParkingSpot<Atomics> parking_spot_;
  const std::uint32_t fetch_ahead_bytes_;  // Set at construction.
  Beside beside_;

  // ---- Written by trimmers, read when a cursor enters a segment. ----
  // The oldest segment, tagged with its ordinal. Never beyond the active one,
  // but for a closed log that holds nothing: then it is null.
  alignas(kCacheLineBytes) Atomic<std::uint64_t> head_{0};
  // Its whole ordinal, or more than the last one's: the word of edge H.
  Atomic<std::uint64_t> head_ordinal_{0};
  // The totals of a closed log; valid once `is_final_` is 1.
  Atomic<std::uint64_t> final_records_{0};
  Atomic<std::uint64_t> final_bytes_{0};
  Atomic<std::uint32_t> is_final_{0};
  // Segments taken since the log was last idle: how the size class grows.
  Atomic<std::uint32_t> segments_taken_{0};
  // Set at construction, never written again.
  Pool& pool_;
  typename Beside::AtHead beside_head_;

  // The segment without a block in which an idle log stands.
  Segment idle_segment_;
};

using ClaimedFrame = BasicClaimedFrame<StdAtomics>;
using Log = BasicLog<StdAtomics>;

}  // namespace weir

#include "weir/log/internal/log_claim.h"
#include "weir/log/internal/log_roll.h"
#include "weir/log/internal/log_trim.h"
