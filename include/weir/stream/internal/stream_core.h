// SPDX-License-Identifier: MIT
//
// What a Stream and its cursors share. The Stream owns it; cursors keep it alive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/base/clock.h"
#include "weir/base/gauge.h"
#include "weir/base/mutex.h"
#include "weir/base/parking_spot.h"
#include "weir/base/tick_word.h"
#include "weir/log/log_trimmer.h"
#include "weir/log/segment_pool.h"
#include "weir/model/errors.h"
#include "weir/model/stream_options.h"
#include "weir/quota/write_income.h"
#include "weir/quota/write_quota.h"
#include "weir/stream/internal/drop_list.h"
#include "weir/stream/internal/retention.h"
#include "weir/stream/internal/shard.h"
#include "weir/stream/internal/shard_map.h"
#include "weir/stream/internal/stream_end.h"

namespace weir::stream_internal {

// A registered consumer's own allowance of one shard.
struct ShardReadQuota {
  ReadQuota quota;
};

struct ConsumerCore {
  ConsumerCore(std::string_view of_name, std::string_view of_stream)
      : name(of_name), stream_name(of_stream) {}

  // Set at construction, never written again.
  const std::string name;
  const std::string stream_name;

  Mutex mutex;
  bool is_registered ABSL_GUARDED_BY(mutex) = true;
  // By shard index; cursors share what is made here.
  std::map<std::uint32_t, std::shared_ptr<ShardReadQuota>> quotas ABSL_GUARDED_BY(mutex);
};

// What became of a try to make memory.
enum class MemoryCode : std::uint8_t {
  kMade,
  // There is nothing to trim or to drop.
  kNothing,
  // Others have it in their hands, or are looking.
  kBusy,
};

struct StreamCore {
  StreamCore(const StreamOptions& stream_options, Slab& slab,
             const SegmentPool::Options& pool_options)
      : options(stream_options),
        clock(stream_options.clock != nullptr ? *stream_options.clock : SystemClock::Get()),
        tick_word(clock.tick_word()),
        epoch_nanos(clock.NowNanos()),
        write_burst(WriteBurst::Of(stream_options.limits)),
        pool(slab, pool_options),
        retention(absl::ToInt64Nanoseconds(stream_options.retention_period)) {}
  StreamCore(const StreamCore&) = delete;
  StreamCore& operator=(const StreamCore&) = delete;
  ~StreamCore() {
    // In this order: a detached segment may be part of a shard, and shards give what
    // they hold back to the pool.
    pool.FreeDetached();
    map.Clear();
  }

  // ---- Read by every put, written by a reshard. ----
  // First, where its address is that of the core, so that a put needs but one of them.
  ShardMap map;

  // ---- Set at creation, never written again; read by every put. ----
  const StreamOptions options;
  const Clock& clock;
  // The clock's, beside what a put needs it with.
  const TickWord* const tick_word;
  // What limits count their time from.
  const std::int64_t epoch_nanos;
  const WriteBurst write_burst;

  // ---- Read by every put, written by who sleeps on the whole stream, and once for
  // each tick of the clock. ----
  alignas(kDestructiveBytes) BasicParkingSpot<StdAtomics> parking_spot;
  IncomeMemo write_income;

  // ---- Written when segments come and go. ----
  alignas(kDestructiveBytes) SegmentPool pool;

  // ---- Written seldom. ----
  StreamEnd end;
  Retention retention;
  Gauge dropped_records;
  Gauge memory_exhausted;
  // When a put last looked for expired memory: a hint.
  BasicGauge<StdAtomics, std::int64_t> maintained_nanos;

  // One reshard, retention change or closing at a time. Never held by a put or a
  // read.
  mutable Mutex reshard_mutex;
  std::map<std::string, std::shared_ptr<ConsumerCore>> consumers ABSL_GUARDED_BY(reshard_mutex);

  // One maintenance at a time: Tick(), or a put that found no memory and got it
  // at its first try.
  Mutex maintenance_mutex;
  // The pin with which maintenance reads. Made at creation.
  Pin* maintenance_pin ABSL_GUARDED_BY(maintenance_mutex) = nullptr;

  // One at a time drops by a list; others look through all shards.
  Mutex drop_mutex;
  DropList drop_list ABSL_GUARDED_BY(drop_mutex);

  // ---- On the path of a put (stream_put.h) ----
  void WakeReaders(Shard& shard);

  // ---- Off it (src/stream) ----
  // After a put found no memory: trims what is expired and, if the policy says
  // so, drops the oldest. True if it is worth trying again. `own` is the shard
  // that needs it.
  bool MakeMemory(Shard& own);
  // One try at it.
  MemoryCode TryMakeMemory(Shard& own);
  // One round of maintenance. The caller holds the mutex.
  void Maintain() ABSL_EXCLUSIVE_LOCKS_REQUIRED(maintenance_mutex);
  void TrimShard(Shard& shard, std::int64_t horizon_nanos)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(maintenance_mutex);
  // False if there is nothing that it may drop.
  bool DropOldest();
  // The same, with one look at all shards for many segments. False: DropOldest() is next.
  bool DropListed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(drop_mutex);
  // Drops what began at `arrival_nanos`, if that is what the shard would drop next.
  bool DropFrom(Shard& shard, std::int64_t arrival_nanos);
  bool ParkOldest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(maintenance_mutex);
};

}  // namespace weir::stream_internal
