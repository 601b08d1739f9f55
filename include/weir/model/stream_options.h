// SPDX-License-Identifier: MIT
//
// StreamOptions say what a stream is: how many shards, how long it keeps
// records, within what memory, and under which limits.
//
// Every field has a default that works. Not changeable afterwards, but for what
// Stream has a method for: SetRetentionPeriod, SplitShard, MergeShards,
// UpdateShardCount.
//
//   auto stream = weir::Stream::Create(
//       {.name = "telemetry", .shard_count = 4, .retention_period = absl::Hours(1)});
//
// Threads:   a value.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  `clock` must outlive the stream and its cursors.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "weir/base/clock.h"
#include "weir/model/hash_key.h"
#include "weir/model/limits.h"

namespace weir {

// What happens to a put when the memory budget is reached, or when the system has no
// more memory to give.
enum class MemoryPolicy : std::uint8_t {
  // The put is refused with kMemoryExhausted. Nothing is lost.
  kThrottle,
  // The oldest records of the stream make room, and every cursor that had not
  // read them is told how many it lost.
  kDropOldest,
};

struct StreamOptions {
  // ---- What it does ----

  // For messages: 1 to 128 of [a-zA-Z0-9_.-].
  std::string name = "stream";

  // Shards at the start: 1 to 10,000. Records of one partition key go to one
  // shard and keep their order; more shards give more throughput and less order.
  std::uint32_t shard_count = 1;

  // How a partition key chooses its shard. kMd5 when shard ids are compared with
  // those of Kinesis; it costs about 100 ns more per put.
  KeyHash key_hash = KeyHash::kXxh3;

  // How long records stay readable: 1 s to 8,760 h. Touch it to give memory back
  // before the budget is reached.
  absl::Duration retention_period = absl::Hours(24);

  // Data and partition key of one record, in bytes: 1 to 10 MiB. Touch it for larger
  // records, or for smaller ones where the memory budget is to be below 8 MiB.
  std::int64_t record_bytes_max = 1024 * 1024;

  // Per shard; off by default, Limits::Kinesis() for what AWS enforces. Touch it
  // where a producer must be slowed, or learn to be.
  Limits limits = Limits::Unlimited();

  // The memory that segments may hold, in bytes; 256 MiB by default. At least
  // 64 KiB, and two segments of the size that holds a record of record_bytes_max
  // with its header: 16, 64 or 256 KiB, 1, 4 or 16 MiB. So the default of
  // record_bytes_max, just too large for 1 MiB, asks for 8 MiB. A hard number:
  // records that cursors still look at count too. Touch it first: it decides how
  // much history there is.
  //
  // A shard needs a segment of its own, of 16 KiB at the least, to take a record.
  // With less than 16 KiB for each shard of the stream, some find none left: with
  // kThrottle their puts are refused until retention frees a segment, however
  // little is put; with kDropOldest they take that of another shard.
  std::int64_t memory_bytes_max = 256 * 1024 * 1024;

  // Whether a full budget refuses the new or drops the old. Touch it where the
  // newest records matter more than the oldest.
  MemoryPolicy memory_policy = MemoryPolicy::kThrottle;

  // Where time comes from; null means SystemClock. Touch it in tests
  // (testing::ManualClock) and where 22 ns per put matter (CachedClock).
  const Clock* clock = nullptr;

  // ---- How fast it does it ----

  // The largest segment, the piece in which a busy shard takes memory: 16 KiB,
  // 64 KiB, 256 KiB or 1 MiB; others are rounded, down where they can be. A shard
  // starts with the smallest and grows with its traffic; a record that needs a
  // larger one gets it. Smaller ones waste less where many shards share a small
  // budget; 0, the default, chooses so that each shard's part of the budget has
  // room for eight. Touch it where shards are very unequal.
  std::int64_t segment_bytes_max = 0;
};

}  // namespace weir
