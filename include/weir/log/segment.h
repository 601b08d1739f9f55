// SPDX-License-Identifier: MIT
//
// A Segment is a piece of a log: a block of frames, the commit lane beside it,
// and its place among its neighbours.
//
// Segments belong to a Slab for good: their memory is never unmapped while it
// lives, so a thread that slept may still look at a segment that has long been
// reused. What it then does always ends in a compare-and-swap that fails, because
// every word that changes hands carries the segment's incarnation. Not for users.
//
//   block:  +------------------------------------------+----------------+
//           | frames, one behind the other             | commit lane    |
//           +------------------------------------------+----------------+
//            capacity_bytes                              one byte for every
//                                                        16 of the frames
//
// A frame is at least 16 bytes long, so no two frames start in the same 16, and
// each has a byte of the lane to itself (log/internal/lane.h). The byte that holds the
// segment's generation says: the frame that starts here is whole (edge P). A reused
// segment has another generation, so nothing has to be cleared but each seventh time.
//
//   if (segment.IsCommitted(offset_bytes, generation)) Handle(segment.block + offset_bytes);
//
// Threads:   see each group of members.
// Progress:  wait-free.
// Cost:      128 bytes beside the block.
// Lifetime:  the Slab must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/base/check.h"
#include "weir/log/frame.h"
#include "weir/log/internal/lane.h"
#include "weir/log/internal/tagged_pointer.h"
#include "weir/log/internal/tail_word.h"

namespace weir {

template <class Atomics>
struct alignas(kDestructiveBytes) BasicSegment {
  template <class T>
  using Atomic = typename Atomics::template Atomic<T>;
  using Lane = Atomic<std::uint8_t>;
  using Link = log_internal::TaggedPointer<BasicSegment>;

  static constexpr std::uint64_t kLaneStride = log_internal::kLaneStride;
  static_assert(kLaneStride <= log_internal::kFrameHeaderBytes,
                "two frames never start within one byte of the lane");
  // Of segments that have no block: each log has one, to stand in while it is idle.
  static constexpr std::uint8_t kNoBlock = 0xff;

  // An Unset() mark cannot be a real value: those are below 2^63.
  static constexpr std::uint64_t kUnsetBit = std::uint64_t{1} << 63;

  // ---- Set when the slab makes the segment, never written again. ----
  std::byte* block = nullptr;
  Lane* lane = nullptr;
  std::uint64_t capacity_bytes = 0;
  // Half of the block, a power of two; 0 without a block.
  std::uint64_t half_bytes = 0;
  std::uint8_t size_class = kNoBlock;

  // ---- Written by the one thread that holds the segment before it is linked
  // (BeginIncarnation), read by anyone, also by threads that slept and will be
  // refused: hence atomic. Edge N orders them for the others. ----
  Atomic<std::uint8_t> generation{0};
  Atomic<std::uint32_t> incarnation{0};

  // ---- Written once per incarnation, by a compare-and-swap from the Unset()
  // mark, by whoever helps the roll; everybody writes the same. ----
  // Sequence numbers and payload bytes in the log before this segment. All that a claim
  // reads lies before these or is these: one line.
  Atomic<std::uint64_t> base_sequence{0};
  Atomic<std::uint64_t> base_bytes{0};
  // TailWord::extent() once the last frame was claimed.
  Atomic<std::uint64_t> end{0};
  // The following segment, tagged with this one's incarnation.
  Atomic<std::uint64_t> next{0};

  // ---- As generation and incarnation. ----
  // The segment's number in its log, counted from 0.
  Atomic<std::uint64_t> ordinal{0};
  // Arrival of the first frame, 0 until it is known.
  Atomic<std::int64_t> first_arrival_nanos{0};

  // ---- The pool's and the slab's. ----
  // Neighbour in a list of segments that are in no log.
  Atomic<BasicSegment*> list_link{nullptr};

  std::uint64_t Unset() const {
    // Relaxed: who calls this holds the segment, or checks its place afterwards.
    return kUnsetBit | incarnation.LoadRelaxed();
  }
  static bool IsUnset(std::uint64_t word) { return (word & kUnsetBit) != 0; }

  bool HasBlock() const { return size_class != kNoBlock; }

  // Whether a claim from `begin_bytes` to `end_bytes` comes to the middle or past it.
  // Only one claim of a segment does: no offset reaches twice the half.
  bool PassesHalf(std::uint64_t begin_bytes, std::uint64_t end_bytes) const {
    return ((begin_bytes ^ end_bytes) & half_bytes) != 0;
  }

  // Starts a new use, as segment `new_ordinal` of a log. Only by the thread that
  // took the segment from a pool, before it is linked.
  void BeginIncarnation(std::uint64_t new_ordinal) {
    // Relaxed, these four: nobody may conclude anything from them until the segment
    // is linked into a log (edge N, release).
    const std::uint32_t new_incarnation = incarnation.LoadRelaxed() + 1;
    const auto new_generation =
        static_cast<std::uint8_t>(1 + new_incarnation % log_internal::kGenerationMax);
    if (new_generation == 1) ClearLane();
    generation.StoreRelaxed(new_generation);
    incarnation.StoreRelaxed(new_incarnation);
    first_arrival_nanos.StoreRelaxed(0);
    // Edge S, release, all of these: the use before is over, and its log's tail and
    // head have moved on. Whoever slept, and sees one of these, sees that too when it
    // looks again; else it would take a mark of this use for one of its own.
    ordinal.StoreRelease(new_ordinal);
    base_sequence.StoreRelease(Unset());                      // Edge S, release.
    base_bytes.StoreRelease(Unset());                         // Edge S, release.
    end.StoreRelease(Unset());                                // Edge S, release.
    next.StoreRelease(Link(nullptr, new_incarnation).raw());  // Edge S, release.
  }

  // The byte of the lane that belongs to the frame at `offset_bytes`.
  Lane& LaneAt(std::uint64_t offset_bytes) const { return lane[offset_bytes / kLaneStride]; }

  // Whether a frame starts at `offset_bytes` and is whole.
  bool IsCommitted(std::uint64_t offset_bytes, std::uint8_t current_generation) const {
    if (offset_bytes + log_internal::kFrameHeaderBytes > capacity_bytes) return false;
    // Edge P, acquire: pairs with BasicLog::Publish(). Any weaker, and the frame's
    // bytes could be those of an earlier use.
    return (LaneAt(offset_bytes).LoadAcquire() & log_internal::kGenerationMask) ==
           current_generation;
  }

  // That of the frame at `offset_bytes`, which is whole (IsCommitted).
  FrameHeader HeaderAt(std::uint64_t offset_bytes) const {
    Atomics::PlainRead(block + offset_bytes, sizeof(FrameHeader));
    return FrameHeader::Load(block + offset_bytes);
  }

  // The bytes of the lane that belong to the 128 bytes in which `offset_bytes` is.
  log_internal::LaneWord LaneWordAt(std::uint64_t offset_bytes,
                                    std::uint8_t current_generation) const {
    const std::uint64_t first =
        offset_bytes / log_internal::LaneWord::kCoveredBytes * log_internal::LaneWord::kBytes;
    // Edge P, acquire: as IsCommitted(), for each that has the generation.
    return {Atomics::LoadEightAcquire(&lane[first]), current_generation};
  }

  // How many whole frames start from `begin_bytes` on, where one does, and before `end_bytes`,
  // where one ends; without those that were given up.
  std::uint64_t CountRecords(std::uint64_t begin_bytes, std::uint64_t end_bytes,
                             std::uint8_t current_generation) const {
    constexpr std::uint64_t kStride = log_internal::LaneWord::kCoveredBytes;
    std::uint64_t at = begin_bytes / kStride * kStride;
    std::uint64_t count = 0;
    if (at < begin_bytes) {
      count += LaneWordAt(at, current_generation)
                   .From((begin_bytes - at) / kLaneStride)
                   .First((end_bytes - at) / kLaneStride)
                   .RecordCount();
      at += kStride;
    }
    if (at + kStride <= end_bytes) {
      const std::uint64_t words = (end_bytes - at) / kStride;
      // Edge P, acquire: as IsCommitted(), for each that is counted.
      count += Atomics::CountEqualAcquire(
          &LaneAt(at), static_cast<std::size_t>(words * log_internal::LaneWord::kBytes),
          log_internal::kGenerationMask | log_internal::kAbandonedBit, current_generation);
      at += words * kStride;
    }
    if (at < end_bytes) {
      count +=
          LaneWordAt(at, current_generation).First((end_bytes - at) / kLaneStride).RecordCount();
    }
    return count;
  }

  // Where the last whole frame starts of those before `end_bytes`, where it ends. There is one.
  std::uint64_t LastStart(std::uint64_t end_bytes, std::uint8_t current_generation) const {
    constexpr std::uint64_t kStride = log_internal::LaneWord::kCoveredBytes;
    for (std::uint64_t at = (end_bytes - 1) / kStride * kStride;; at -= kStride) {
      const log_internal::LaneWord word =
          LaneWordAt(at, current_generation).First((end_bytes - at) / kLaneStride);
      if (!word.empty()) return at + word.LastStart();
      WEIR_CHECK(at > 0, "a whole frame starts before another's end");
    }
  }

  // Whether every claim of this ended segment was published, so that no producer
  // will ever write into it again. `extent` is its end.
  bool IsComplete(std::uint64_t extent) const {
    if (!HasBlock()) return true;
    const log_internal::TailWord tail(extent);
    // Relaxed: the caller has read `end`, which was set after it (edge E).
    const std::uint8_t current = generation.LoadRelaxed();
    // Few and large ones are walked, which costs two cache misses each.
    if (tail.count() * kWalkedFrameBytes <= tail.offset_bytes()) return IsWalkable(tail, current);
    // Edge P, acquire: pairs with BasicLog::Publish(), for each frame: its writes
    // come before those of the segment's next use.
    const std::size_t committed = Atomics::CountEqualAcquire(
        lane, LaneLength(capacity_bytes), log_internal::kGenerationMask, current);
    WEIR_CHECK(committed <= tail.count(), "no more frames are committed than were claimed");
    return committed == tail.count();
  }

  // Bytes of lane for so much data.
  static constexpr std::size_t LaneLength(std::uint64_t capacity_bytes) {
    return static_cast<std::size_t>(capacity_bytes / kLaneStride);
  }

  // How many bytes of frames fit into a block together with their lane: a
  // multiple of 128, so that the lane is aligned and a whole number of words.
  static constexpr std::uint64_t CapacityFor(std::uint64_t block_bytes) {
    return block_bytes * kLaneStride / (kLaneStride + sizeof(Lane)) / 128 * 128;
  }

 private:
  // A lane of 2 KiB and more to look through.
  static constexpr std::uint64_t kWalkedFrameBytes = 32 * 1024;

  // IsComplete(), from frame to frame.
  bool IsWalkable(log_internal::TailWord tail, std::uint8_t current) const {
    std::uint64_t offset_bytes = 0;
    for (std::uint64_t left = tail.count(); left > 0; --left) {
      // Edge P, acquire: as there.
      if (!IsCommitted(offset_bytes, current)) return false;
      offset_bytes += HeaderAt(offset_bytes).FrameBytes();
    }
    WEIR_CHECK(offset_bytes == tail.offset_bytes(), "the frames end where the last claim ended");
    return true;
  }

  void ClearLane() {
    // Relaxed: as BeginIncarnation().
    Atomics::ClearRelaxed(lane, LaneLength(capacity_bytes));
  }
};

using Segment = BasicSegment<StdAtomics>;
static_assert(sizeof(Segment) == kDestructiveBytes, "a segment's words fill one line pair");
static_assert(offsetof(Segment, base_bytes) + sizeof(Segment::base_bytes) <= kCacheLineBytes,
              "what a claim reads of a segment is on one line");

}  // namespace weir
