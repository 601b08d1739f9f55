// SPDX-License-Identifier: MIT
//
// How a stream stays within its memory: what expires is freed on Tick(), and when
// a put finds no memory, this decides what becomes of it.

#include <algorithm>
#include <cstdint>
#include <thread>

#include "weir/base/mutex.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace stream_internal {
namespace {

// The shard with the earliest of the arrivals that were offered; null if all were
// negative, which is none.
struct Oldest {
  void Offer(Shard& of, std::int64_t nanos) {
    if (nanos < 0 || (shard != nullptr && nanos >= arrival_nanos)) return;
    shard = &of;
    arrival_nanos = nanos;
  }

  Shard* shard = nullptr;
  std::int64_t arrival_nanos = 0;
};

constexpr std::int64_t kMicrosecond = 1'000;

// So many shards are looked through for each segment that is dropped.
constexpr std::uint32_t kLookedThroughMax = 64;

// When what a shard would drop next began: its first segment, or the last if it is closed.
// -1 if there is none.
std::int64_t DroppableArrivalNanos(const Shard& shard) {
  const std::int64_t first_nanos = shard.log.HeadArrivalNanos();
  if (first_nanos >= 0 || !shard.log.IsClosed()) return first_nanos;
  return shard.log.ActiveArrivalNanos();
}

}  // namespace

void StreamCore::TrimShard(Shard& shard, std::int64_t horizon_nanos) {
  ShardLogTrimmer::Trim(shard.log, *maintenance_pin, horizon_nanos);
}

void StreamCore::Maintain() {
  const std::int64_t horizon_nanos = retention.HorizonNanos(clock.NowNanos());
  const std::uint32_t count = map.size();
  for (std::uint32_t i = 0; i < count; ++i) TrimShard(*map.At(i), horizon_nanos);
  pool.Sweep();
}

// When every open shard has but the segment it appends to: the one that began first
// is ended early, so that it can be dropped.
bool StreamCore::ParkOldest() {
  Oldest oldest;
  const std::uint32_t count = map.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    Shard& shard = *map.At(i);
    if (!shard.log.IsClosed()) oldest.Offer(shard, shard.log.ActiveArrivalNanos());
  }
  return oldest.shard != nullptr && oldest.shard->log.ParkIdle();
}

bool StreamCore::DropFrom(Shard& shard, std::int64_t arrival_nanos) {
  if (DroppableArrivalNanos(shard) != arrival_nanos) return false;
  std::uint64_t records = 0;
  bool is_dropped = true;
  if (shard.log.HeadArrivalNanos() >= 0) {
    // If another thread was faster, it made room as well.
    shard.log.RetireHead(records);
  } else {
    // Who does maintenance may be stopped for long.
    if (!maintenance_mutex.TryLock()) return false;
    is_dropped = shard.log.FinalRetire(records);
    maintenance_mutex.Unlock();
  }
  dropped_records.Add(records);
  return is_dropped;
}

bool StreamCore::DropListed() {
  if (drop_list.IsEmpty()) {
    drop_list.Clear();
    const std::uint32_t count = map.size();
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::int64_t arrival_nanos = DroppableArrivalNanos(*map.At(i));
      if (arrival_nanos >= 0) drop_list.Offer({arrival_nanos, map.At(i)});
    }
    drop_list.Sort();
  }
  while (!drop_list.IsEmpty()) {
    const DropCandidate oldest = drop_list.TakeOldest();
    if (!DropFrom(*oldest.shard, oldest.arrival_nanos)) continue;
    const std::int64_t next_nanos = DroppableArrivalNanos(*oldest.shard);
    if (next_nanos >= 0) drop_list.Follow({next_nanos, oldest.shard});
    return true;
  }
  return false;
}

// Of all segments that nobody appends to, the one that began first goes: the first of a
// shard, or the last of a closed one.
bool StreamCore::DropOldest() {
  // Who holds the list may be stopped for long: then others do without.
  if (map.size() > kLookedThroughMax && drop_mutex.TryLock()) {
    const bool is_dropped = DropListed();
    drop_mutex.Unlock();
    if (is_dropped) return true;
  }
  Oldest first;
  Oldest last;
  const std::uint32_t count = map.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    Shard& shard = *map.At(i);
    first.Offer(shard, shard.log.HeadArrivalNanos());
    if (shard.log.IsClosed()) last.Offer(shard, shard.log.ActiveArrivalNanos());
  }
  std::uint64_t records = 0;
  const bool is_last_older = first.shard == nullptr || last.arrival_nanos < first.arrival_nanos;
  // Who does maintenance may be stopped for long: then it is another's turn.
  if (last.shard != nullptr && is_last_older && maintenance_mutex.TryLock()) {
    const bool is_dropped = last.shard->log.FinalRetire(records);
    maintenance_mutex.Unlock();
    dropped_records.Add(records);
    if (is_dropped) return true;
  }
  if (first.shard == nullptr) return false;
  // If another thread was faster, it made room as well.
  first.shard->log.RetireHead(records);
  dropped_records.Add(records);
  return true;
}

MemoryCode StreamCore::TryMakeMemory(Shard& own) {
  if (pool.Sweep() > 0) return MemoryCode::kMade;
  MemoryCode code = MemoryCode::kNothing;
  const std::int64_t now_nanos = clock.NowNanos();
  // A hint. What expires meanwhile is found by the next: in a millisecond, or in as many
  // microseconds as there are shards to look at.
  const std::int64_t pause_nanos = std::max<std::int64_t>(1'000'000, map.size() * kMicrosecond);
  if (now_nanos - maintained_nanos.value() >= pause_nanos) {
    if (!maintenance_mutex.TryLock()) {
      code = MemoryCode::kBusy;
    } else {
      maintained_nanos.Set(now_nanos);
      const std::int64_t held = pool.held_bytes();
      TrimShard(own, retention.HorizonNanos(now_nanos));
      Maintain();
      const bool freed = pool.held_bytes() < held;
      maintenance_mutex.Unlock();
      if (freed) return MemoryCode::kMade;
    }
  }
  if (options.memory_policy != MemoryPolicy::kDropOldest) return code;
  if (DropOldest()) return MemoryCode::kMade;
  if (maintenance_mutex.TryLock()) {
    const bool parked = ParkOldest();
    maintenance_mutex.Unlock();
    if (parked) return MemoryCode::kMade;
  }
  // All that there is is in somebody's hands: a segment that was taken and is not
  // linked yet, or is being swept, or waits for a claim that is just being filled.
  return MemoryCode::kBusy;
}

bool StreamCore::MakeMemory(Shard& own) {
  // Other threads are given some turns to finish, but not for ever: one may have
  // stopped for good, and where cursors hold everything, nothing will come.
  constexpr int kTurnsMax = 32;
  for (int turn = 0; turn < kTurnsMax; ++turn) {
    const MemoryCode code = TryMakeMemory(own);
    // Who had to wait tries again in any case: what others did may be enough.
    if (code != MemoryCode::kBusy) return code == MemoryCode::kMade || turn > 0;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace stream_internal

void Stream::Tick() {
  MutexLock lock(core_->maintenance_mutex);
  core_->Maintain();
}

}  // namespace weir
