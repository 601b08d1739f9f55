// SPDX-License-Identifier: MIT
//
// What the scenarios on streams have in common: a map of shards whose memory is modelled,
// and what puts and reads do with it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "explore/model/model_atomics.h"
#include "explore/scenarios.h"
#include "weir/base/parking_spot.h"
#include "weir/base/tick_word.h"
#include "weir/log/log_reader.h"
#include "weir/log/segment_pool.h"
#include "weir/log/slab.h"
#include "weir/model/hash_key.h"
#include "weir/stream/internal/route_walk.h"
#include "weir/stream/internal/shard_map.h"
#include "weir/stream/internal/takeover.h"
#include "weir/stream/internal/wake.h"

namespace weir::explore {

// A short sleep ends by itself: whoever sleeps behind an unfinished claim is not woken,
// and looks again in turns.
struct FloorAtomics : ModelAtomics {
  static void FutexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected,
                        std::int64_t timeout_nanos, CallSite site = CallSite::Here()) {
    constexpr std::int64_t kNapNanosMax = 100'000;
    if (timeout_nanos <= kNapNanosMax) return Pause(site);
    ModelAtomics::FutexWait(word, expected, timeout_nanos, site);
  }
};

using Clock = BasicTickWord<FloorAtomics>;
using ParkingSpot = BasicParkingSpot<FloorAtomics>;
using RouteTable = stream_internal::BasicRouteTable<FloorAtomics>;
using Shard = stream_internal::BasicShard<FloorAtomics>;
using ShardMap = stream_internal::BasicShardMap<FloorAtomics>;
using ShardReader = BasicLogReader<FloorAtomics, Shard::BesideTail>;
using stream_internal::ShardLineage;

// Reads a shard from its beginning. The first byte of a record's data is its name.
class ShardFollower {
 public:
  ShardFollower(Shard& shard, Shard::Pool& pool)
      : shard_(shard),
        pool_(pool),
        pin_(*pool.pins().Acquire()),
        position_(ShardReader::AtHead(shard.log)) {}
  ShardFollower(const ShardFollower&) = delete;
  ShardFollower& operator=(const ShardFollower&) = delete;
  ~ShardFollower() { pool_.pins().Release(&pin_); }

  // Reads until there is nothing more.
  template <class OnName>
  LogReadCode ReadOn(OnName&& on_name) {
    LogReadResult result;
    do {
      result = ShardReader::Read(shard_.log, pin_, position_, {});
      for (; !result.frames.empty(); result.frames.PopFront()) {
        RecordView record;
        if (!result.frames.Front(record)) continue;
        FloorAtomics::PlainRead(record.data.data(), record.data.size());
        Require(record.approximate_arrival_nanos >= last_arrival_nanos_, "time goes on");
        last_arrival_nanos_ = record.approximate_arrival_nanos;
        on_name(static_cast<std::uint8_t>(record.data[0]));
      }
    } while (result.code == LogReadCode::kRecords);
    is_at_end_ = result.code == LogReadCode::kEnd;
    return result.code;
  }

  Shard& shard() const { return shard_; }
  bool is_at_end() const { return is_at_end_; }
  std::int64_t last_arrival_nanos() const { return last_arrival_nanos_; }
  // For who would rather wait, as Cursor::Wait().
  bool IsReadable() { return ShardReader::IsReadable(shard_.log, pin_, position_); }
  bool HasNewsBeforeSleep() const { return ShardReader::HasNewsBeforeSleep(shard_.log, position_); }

 private:
  Shard& shard_;
  Shard::Pool& pool_;
  BasicPin<FloorAtomics>& pin_;
  BasicLogPosition<FloorAtomics> position_;
  bool is_at_end_ = false;
  std::int64_t last_arrival_nanos_ = kNoTime;
};

// The key in the middle of the `eighth` eighth of all keys, 0 to 7.
inline HashKey KeyIn(std::uint64_t eighth) {
  return HashKey{{.high = eighth << 61 | std::uint64_t{1} << 60, .low = 0}};
}
// From the beginning of one eighth to before that of another, which may be 8.
inline HashKeyRange Eighths(std::uint64_t from, std::uint64_t to) {
  return {HashKey{{.high = from << 61, .low = 0}},
          HashKey{{.high = (to << 61) - 1, .low = ~std::uint64_t{0}}}};
}

// A table of shards, whose first chunk holds one more.
struct TableScenario {
  BasicSlab<FloorAtomics> slab{SlabOptions{.smallest_block_bytes = 512}};
  BasicSegmentPool<FloorAtomics> pool{slab, {.budget_bytes = 1 << 20, .class_max = 0}};
  stream_internal::BasicShardTable<FloorAtomics> table;

  TableScenario() {
    Require(table.Reserve(15), "there is memory");
    for (std::uint32_t i = 0; i < 15; ++i) Add(i);
  }
  ~TableScenario() { table.Clear(); }

  void Add(std::uint32_t index) {
    table.Add(std::make_unique<Shard>(pool, ShardLineage{.range = {}, .index = index}));
  }
};

// A stream of `kShards` shards that divide the keys evenly, 1 or 2 or 4 of them.
template <std::uint32_t kShards>
struct FloorScenario {
  static constexpr std::uint64_t kEighths = 8 / kShards;
  static constexpr PayloadSize kRecord{.key_bytes = 0, .data_bytes = 16};

  BasicSlab<FloorAtomics> slab{SlabOptions{.smallest_block_bytes = 512}};
  BasicSegmentPool<FloorAtomics> pool{slab, {.budget_bytes = 1 << 20, .class_max = 0}};
  Clock clock{1};
  ShardMap map;
  // Of who sleeps on all shards.
  ParkingSpot spot;

  FloorScenario() {
    Require(map.Reserve(kShards), "there is memory");
    map.Install(RouteTable::Create(kShards));
    for (std::uint32_t i = 0; i < kShards; ++i) {
      map.Add(Make({.range = Eighths(i * kEighths, (i + 1) * kEighths), .index = i}));
      if (i + 1 < kShards) map.At(i)->NameRight(i + 1);
      map.Open(*map.At(i));
    }
  }
  ~FloorScenario() {
    pool.FreeDetached();
    map.Clear();
  }

  std::unique_ptr<Shard> Make(const ShardLineage& lineage) {
    return std::make_unique<Shard>(pool, lineage);
  }

  // ---- What a reshard does, as Stream::SplitShard() and MergeShards() ----

  void Split(std::uint32_t parent, std::uint64_t from, std::uint64_t border, std::uint64_t to) {
    const std::uint32_t first = map.size();
    std::vector<std::unique_ptr<Shard>> fresh;
    fresh.push_back(Make({.range = Eighths(from, border), .index = first, .parent = parent}));
    fresh.push_back(Make({.range = Eighths(border, to), .index = first + 1, .parent = parent}));
    TakeOver(std::move(fresh));
  }
  void Merge(std::uint32_t parent, std::uint32_t adjacent, std::uint64_t from, std::uint64_t to) {
    std::vector<std::unique_ptr<Shard>> fresh;
    fresh.push_back(Make({.range = Eighths(from, to),
                          .index = map.size(),
                          .parent = parent,
                          .adjacent_parent = adjacent}));
    TakeOver(std::move(fresh));
  }
  void TakeOver(std::vector<std::unique_ptr<Shard>> fresh) {
    Require(map.Reserve(static_cast<std::uint32_t>(fresh.size())), "there is memory");
    stream_internal::Takeover<FloorAtomics, Clock>(map, spot, clock).Run(std::move(fresh));
  }
  void GrowTable(std::uint32_t open_count) {
    Require(map.Reserve(0), "there is memory");
    map.Install(stream_internal::MakeTable(map, open_count));
  }

  // ---- What a put does, as ClaimRecord() in src/stream/put.cc ----

  struct Put {
    // Null if the stream is closed.
    Shard* shard = nullptr;
    Shard::Log::ClaimedFrame frame;
  };
  Put Claim(HashKey key) {
    Put put;
    for (Shard* shard = map.Route(key); shard != nullptr; shard = map.ChildFor(*shard, key)) {
      const auto gate = [this](const LogTotals&, const FrameRun&) { return clock.NowNanos(); };
      const ClaimCode code = shard->log.ClaimOne(kRecord, gate, put.frame);
      if (code == ClaimCode::kOk) {
        Require(shard->lineage.range.Contains(key), "a shard that holds the key");
        put.shard = shard;
        return put;
      }
      Require(code == ClaimCode::kClosed, "an open shard takes a record");
    }
    return put;
  }
  // The byte tells the readers which it is.
  void Finish(const Put& put, std::uint8_t name) {
    const std::array<std::byte, 16> data{std::byte{name}};
    put.frame.Write("", data);
    Shard::Log::Publish(put.frame);
    if (stream_internal::HasSleepers(*put.shard, spot)) {
      stream_internal::WakeSleepers(*put.shard, spot);
    }
  }
  // Returns the shard that took it, or null.
  Shard* PutRecord(HashKey key, std::uint8_t name) {
    const Put put = Claim(key);
    if (put.shard != nullptr) Finish(put, name);
    return put.shard;
  }
  // 1 and then 2.
  void PutBoth(HashKey key) {
    Require(PutRecord(key, 1) != nullptr, "an open stream takes a record");
    Require(PutRecord(key, 2) != nullptr, "an open stream takes a record");
  }
};

}  // namespace weir::explore
