// SPDX-License-Identifier: MIT
//
// One log with its pool and slab, small enough that segments end all the time,
// and records whose payload says which they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "log/support/log_peer.h"
#include "log/support/payload.h"
#include "weir/base/atomic.h"
#include "weir/log/log.h"
#include "weir/log/log_reader.h"
#include "weir/log/log_trimmer.h"
#include "weir/log/pins.h"
#include "weir/log/segment_pool.h"
#include "weir/log/slab.h"

namespace weir::testing {

struct WorldOptions {
  std::int64_t budget_bytes = 1 << 20;
  // Every segment of the smallest class, unless a record needs more.
  std::uint8_t class_max = 0;
  std::uint64_t smallest_block_bytes = 512;
};

template <class Atomics>
class BasicLogWorld {
 public:
  using Slab = BasicSlab<Atomics>;
  using Pool = BasicSegmentPool<Atomics>;
  using Log = BasicLog<Atomics>;
  using Reader = BasicLogReader<Atomics, NothingBeside>;
  using Trimmer = BasicLogTrimmer<Atomics, NothingBeside>;
  using Segment = typename Log::Segment;
  using Frame = typename Log::ClaimedFrame;
  using Run = typename Log::ClaimedRun;
  using Position = typename Reader::Position;
  using Pin = BasicPin<Atomics>;

  explicit BasicLogWorld(const WorldOptions& options = {})
      : slab_(SlabOptions{.smallest_block_bytes = options.smallest_block_bytes}),
        pool_(slab_, {.budget_bytes = options.budget_bytes, .class_max = options.class_max}),
        log_(std::in_place, pool_) {}
  BasicLogWorld(const BasicLogWorld&) = delete;
  BasicLogWorld& operator=(const BasicLogWorld&) = delete;
  ~BasicLogWorld() { pool_.FreeDetached(); }

  Slab& slab() { return slab_; }
  Pool& pool() { return pool_; }
  Log& log() { return *log_; }
  Pin* NewPin() { return pool_.pins().Acquire(); }

  // Ends the log, as an owner does: no cursor and no claim is left. What the pool
  // holds then was lost.
  std::int64_t HeldAfterTheEnd() {
    pool_.FreeDetached();
    log_.reset();
    return pool_.held_bytes();
  }

  // ---- Appending ----

  ClaimCode Claim(PayloadSize size, Frame& frame, std::int64_t now_nanos = 1) {
    return log().ClaimOneAt(size, now_nanos, frame);
  }
  // Writes and publishes; the payload says the sequence number.
  static void Finish(const Frame& frame) {
    Fill(frame);
    Log::Publish(frame);
  }
  static void Fill(const Frame& frame) {
    FillPattern(frame.bytes + sizeof(FrameHeader), frame.header.key_bytes(),
                KeyIdOf(frame.sequence));
    FillPattern(frame.data().data(), frame.data().size(), frame.sequence);
  }
  ClaimCode Put(PayloadSize size, std::int64_t now_nanos = 1) {
    Frame frame;
    const ClaimCode code = Claim(size, frame, now_nanos);
    if (code == ClaimCode::kOk) Finish(frame);
    return code;
  }
  // The same of data alone, `count` times; returns how many were taken.
  std::size_t PutMany(std::size_t count, std::uint32_t data_bytes, std::int64_t now_nanos = 1) {
    std::size_t taken = 0;
    while (taken < count && Put({.data_bytes = data_bytes}, now_nanos) == ClaimCode::kOk) ++taken;
    return taken;
  }
  ClaimCode PutAborted(PayloadSize size, std::int64_t now_nanos = 1) {
    Frame frame;
    const ClaimCode code = Claim(size, frame, now_nanos);
    if (code == ClaimCode::kOk) Log::Abort(frame);
    return code;
  }

  // ---- Trimming ----

  // Takes out every segment but the active one. Returns how many records went.
  std::uint64_t RetireAll() {
    std::uint64_t sum = 0;
    std::uint64_t records = 0;
    while (log().RetireHead(records)) sum += records;
    return sum;
  }
  bool RetireHead() {
    std::uint64_t records = 0;
    return log().RetireHead(records);
  }
  bool FinalRetire() {
    std::uint64_t records = 0;
    return log().FinalRetire(records);
  }

  // ---- Looking ----

  // Segments with a block that are linked into the log or installed behind it.
  std::size_t BlockCount() {
    std::size_t count = 0;
    for (Segment* segment = LogPeer::Head(log()); segment != nullptr;
         segment = typename Log::Link(segment->next.LoadAcquire()).pointer()) {
      if (segment->HasBlock()) ++count;
    }
    return count;
  }
  // What a segment of class 0 holds.
  std::uint64_t capacity_bytes() const { return slab_.CapacityBytes(0); }
  // Data bytes of a record that fills a segment of class 0 alone.
  std::uint32_t full_data_bytes() const {
    return static_cast<std::uint32_t>(capacity_bytes() - sizeof(FrameHeader));
  }

 private:
  Slab slab_;
  Pool pool_;
  std::optional<Log> log_;
};

using LogWorld = BasicLogWorld<StdAtomics>;

}  // namespace weir::testing
