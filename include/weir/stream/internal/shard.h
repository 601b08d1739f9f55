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
#include "weir/log/log.h"
#include "weir/log/log_reader.h"
#include "weir/log/log_trimmer.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/shard_id.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/write_quota.h"

namespace weir::stream_internal {

template <class T>
using Atomic = StdAtomics::Atomic<T>;

// No shard: an index that no shard has.
inline constexpr std::uint32_t kNoShard = std::numeric_limits<std::uint32_t>::max();

// What a claim touches besides the tail, on the tail's line.
struct BesideTail {
  WriteQuota quota;
  // Counters, all relaxed: statistics, nothing is reached through them.
  Atomic<std::uint64_t> write_exceeded{0};
  Atomic<std::uint64_t> aborted_records{0};
  Atomic<std::uint64_t> aborted_bytes{0};
};

using ShardLog = BasicLog<StdAtomics, BesideTail>;
using ShardReader = BasicLogReader<StdAtomics, BesideTail>;
using ShardLogTrimmer = BasicLogTrimmer<StdAtomics, BesideTail>;

struct ShardLineage {
  HashKeyRange range;
  std::uint32_t index = 0;
  std::uint32_t parent = kNoShard;
  std::uint32_t adjacent_parent = kNoShard;
};

struct Shard {
  Shard(SegmentPool& pool, const ShardLineage& of) : log(pool), lineage(of) {}

  ShardLog log;

  // Set at construction, never written again.
  const ShardLineage lineage;

  // Written under the stream's reshard mutex, read by puts that came too late.
  // Set before the log is closed; kNoShard before that. Edge R. Of a split, the upper
  // child has the index behind: see StreamCore::Children().
  Atomic<std::uint32_t> lower_child{kNoShard};
  // A shard whose range began right behind this one's when this one was made.
  Atomic<std::uint32_t> right{kNoShard};

  // Written and read under the stream's reshard mutex: when the log was closed, not
  // before any record in it arrived; kNoTime while it is open. Retention counts from
  // here, and not from the last record, which may have gone or never come.
  std::int64_t closed_nanos = kNoTime;

  // Written by readers.
  ReadQuota read_quota;
  // Relaxed, all four: statistics, nothing is reached through them.
  Atomic<std::uint64_t> outgoing_bytes{0};
  Atomic<std::uint64_t> outgoing_records{0};
  Atomic<std::uint64_t> read_exceeded{0};
  Atomic<std::int64_t> iterator_age_milliseconds{0};
};

static_assert(sizeof(ShardLog) == 2 * kDestructiveBytes,
              "an idle log is its tail, its head and the segment it idles in");
static_assert(sizeof(Shard) == 3 * kDestructiveBytes,
              "an idle shard costs 384 bytes and its place in two tables");

}  // namespace weir::stream_internal
