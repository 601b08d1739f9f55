// SPDX-License-Identifier: MIT
//
// A Shard is a log with a hash key range, limits and relatives.
//
// Shards are made when a stream is created or resharded and live as long as it
// does: a put that has found a shard may use it without holding anything, and a
// closed one sends it on to its children. That is why routing needs no epochs and
// no reference counts, and why an idle shard is kept small.
#pragma once

#include <cstdint>
#include <limits>

#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/base/gauge.h"
#include "weir/log/log.h"
#include "weir/log/log_reader.h"
#include "weir/log/log_trimmer.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/shard_id.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/write_quota.h"
#include "weir/stream/statistics.h"

namespace weir::stream_internal {

// No shard: an index that no shard has.
inline constexpr std::uint32_t kNoShard = std::numeric_limits<std::uint32_t>::max();

// What a claim touches besides the tail, on the tail's line.
template <class Atomics>
struct BasicBesideTail {
  BasicWriteQuota<Atomics> quota;
  BasicGauge<Atomics> write_exceeded;
  // ShardLineage::index, for who needs nothing else of that. Set when the shard is made.
  std::uint32_t index = kNoShard;

  struct AtHead {
    // Of claims that were given up.
    typename Atomics::template Atomic<std::uint64_t> aborted_records{0};
    typename Atomics::template Atomic<std::uint64_t> aborted_bytes{0};
  };
};

// How far ahead the claims of a shard fetch, of so many that are put to. Where many take
// turns, what is fetched far ahead has left the nearest cache again when it is written.
constexpr std::uint32_t FetchAheadBytes(std::size_t open_count) {
  return open_count < 64 ? log_internal::kFetchAheadBytes : log_internal::kFetchedByClaimBytes;
}

struct ShardLineage {
  HashKeyRange range;
  std::uint32_t index = 0;
  std::uint32_t parent = kNoShard;
  std::uint32_t adjacent_parent = kNoShard;
};

template <class Atomics>
struct BasicShard {
  using BesideTail = BasicBesideTail<Atomics>;
  using Log = BasicLog<Atomics, BesideTail>;
  using Pool = BasicSegmentPool<Atomics>;

  // One of `open_count`.
  BasicShard(Pool& pool, const ShardLineage& of, std::size_t open_count = 1)
      : log(pool, FetchAheadBytes(open_count)), lineage(of) {
    log.beside().index = of.index;
  }

  // ---- Relatives. Edge R. ----

  // The first of the shards that took over; kNoShard as long as nobody has. Of a split,
  // the upper child has the index behind: see ShardMap::Children().
  std::uint32_t lower_child() const {
    // Edge R, acquire: pairs with NameChildren().
    return lower_child_.LoadAcquire();
  }
  bool HasChildren() const { return lower_child() != kNoShard; }
  // Whether its children take its keys' records now.
  bool WasTakenOver() const {
    // The closing comes behind the children's name: edge T brings it.
    return log.IsClosed() && HasChildren();
  }
  // Before Close(), so that a put that is refused finds them.
  void NameChildren(std::uint32_t lower_child) {
    // Edge R, release: the children and their words before their name.
    lower_child_.StoreRelease(lower_child);
  }
  // The shard whose range began right behind this one's when this one was made, or one
  // that was made since; kNoShard of the last.
  std::uint32_t right() const {
    // Edge R, acquire: pairs with NameRight().
    return right_.LoadAcquire();
  }
  void NameRight(std::uint32_t right) {
    // Edge R, release: the neighbour's words before its name.
    right_.StoreRelease(right);
  }

  // ---- The end ----

  // Closes the log, notes the time and wakes who reads it. False if it was closed. One
  // thread at a time.
  template <class Clock>
  bool Close(const Clock& clock) {
    const bool is_first = log.Close();
    // Read now that nothing can arrive any more, so that it is not before the last
    // record: every claim read the clock before its swap, and the closing came after.
    if (is_first) closed_nanos = clock.NowNanos();
    log.parking_spot().WakeAll();
    return is_first;
  }

  // ---- Counting ----

  // Gives a claimed frame up.
  void Abort(const BasicClaimedFrame<Atomics>& frame) {
    // Before the publication, so that what a reader counts as abandoned is never more
    // than this. Edge V, release, twice: the claim before its being given up.
    log.beside_head().aborted_records.FetchAddRelease(1);
    log.beside_head().aborted_bytes.FetchAddRelease(frame.header.PayloadBytes());
    Log::Abort(frame);
  }

  ShardStatistics Statistics() const {
    const BesideTail& beside = log.beside();
    ShardStatistics statistics;
    statistics.shard_id.index = lineage.index;
    // Edge V, acquire, twice: pairs with Abort(). Looked at before the totals, so that
    // what was given up is never more than what was claimed.
    const std::uint64_t aborted_records = log.beside_head().aborted_records.LoadAcquire();
    const std::uint64_t aborted_bytes = log.beside_head().aborted_bytes.LoadAcquire();
    const LogTotals trimmed = log.Trimmed();
    const LogTotals totals = log.Totals();
    statistics.incoming_records = totals.records - aborted_records;
    statistics.incoming_bytes = totals.bytes - aborted_bytes;
    statistics.held_records = totals.records - trimmed.records;
    statistics.held_bytes = totals.bytes - trimmed.bytes;
    statistics.outgoing_bytes = outgoing_bytes.value();
    statistics.outgoing_records = outgoing_records.value();
    statistics.write_provisioned_throughput_exceeded = beside.write_exceeded.value();
    statistics.read_provisioned_throughput_exceeded = read_exceeded.value();
    statistics.iterator_age_milliseconds = iterator_age_milliseconds.value();
    return statistics;
  }

  Log log;

  // Set at construction, never written again.
  const ShardLineage lineage;

  // Written and read under the stream's reshard mutex: when the log was closed, not
  // before any record in it arrived; kNoTime while it is open. Retention counts from
  // here, and not from the last record, which may have gone or never come.
  std::int64_t closed_nanos = kNoTime;

 private:
  template <class T>
  using Atomic = typename Atomics::template Atomic<T>;

  // Written under the stream's reshard mutex, read by puts that came too late.
  Atomic<std::uint32_t> lower_child_{kNoShard};
  Atomic<std::uint32_t> right_{kNoShard};

 public:
  // Written by readers, with each read: on a line that no put looks at.
  alignas(kCacheLineBytes) BasicReadQuota<Atomics> read_quota;
  BasicGauge<Atomics> outgoing_bytes;
  BasicGauge<Atomics> outgoing_records;
  BasicGauge<Atomics> read_exceeded;
  BasicGauge<Atomics, std::int64_t> iterator_age_milliseconds;
};

using BesideTail = BasicBesideTail<StdAtomics>;
using Shard = BasicShard<StdAtomics>;
using ShardLog = Shard::Log;
using ShardReader = BasicLogReader<StdAtomics, BesideTail>;
using ShardLogTrimmer = BasicLogTrimmer<StdAtomics, BesideTail>;

static_assert(sizeof(ShardLog) == 2 * kDestructiveBytes,
              "an idle log is its tail, its head and the segment it idles in");
static_assert(sizeof(Shard) == 3 * kDestructiveBytes,
              "an idle shard costs 384 bytes and its place in two tables");

}  // namespace weir::stream_internal
