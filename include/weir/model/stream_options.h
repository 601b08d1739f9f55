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

  // How long records stay readable: 1 s to 8,760 h.
  absl::Duration retention_period = absl::Hours(24);

  // Data and partition key of one record: 1 byte to 10 MiB.
  std::int64_t record_bytes_max = 1024 * 1024;

  // Per shard; Limits::Kinesis() for what AWS enforces.
  Limits limits = Limits::Unlimited();

  // The memory that segments may hold, in bytes: at least 64 KiB and room for
  // two records of record_bytes_max. A hard number: records that cursors still
  // look at count too. Touch it first: it decides how much history there is.
  std::int64_t memory_bytes_max = 256 * 1024 * 1024;

  MemoryPolicy memory_policy = MemoryPolicy::kThrottle;

  // Where time comes from; null means SystemClock. Touch it in tests
  // (testing::ManualClock) and where 22 ns per put matter (CachedClock).
  const Clock* clock = nullptr;

  // ---- How fast it does it ----

  // The largest piece in which a busy shard takes memory: 16 KiB, 64 KiB or
  // 1 MiB; others are rounded down. A shard starts with the smallest and grows
  // with its traffic. Smaller pieces waste less where many shards share a small
  // budget; 0 chooses by budget and shard count.
  std::int64_t segment_bytes_max = 0;
};

}  // namespace weir
