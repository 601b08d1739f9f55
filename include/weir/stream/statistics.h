// SPDX-License-Identifier: MIT
//
// What a shard and a stream have done, under CloudWatch's names.
//
// Totals since creation, read without stopping anyone: each figure is exact at
// some moment during the call, and two figures may be from two moments. Not a
// rate: subtract two readings. Not a cursor's lag: ask the cursor.
//
//   weir::StreamStatistics before = stream.Statistics();
//   absl::SleepFor(absl::Seconds(1));
//   auto records_per_second = stream.Statistics().incoming_records - before.incoming_records;
//
// Threads:   values; Stream::Statistics() from any thread.
// Progress:  wait-free per shard.
// Cost:      a dozen loads per shard.
// Lifetime:  none.
#pragma once

#include <cstdint>

#include "weir/model/shard_id.h"

namespace weir {

struct ShardStatistics {
  ShardId shard_id;
  // IncomingBytes, IncomingRecords: data and partition keys put, and records.
  // A claim counts when it is made, and no longer when it is abandoned.
  std::uint64_t incoming_bytes = 0;
  std::uint64_t incoming_records = 0;
  // OutgoingBytes, OutgoingRecords: handed out, once for each cursor.
  std::uint64_t outgoing_bytes = 0;
  std::uint64_t outgoing_records = 0;
  // WriteProvisionedThroughputExceeded: records refused by a write limit, or in
  // LimitMode::kObserve those that would have been.
  std::uint64_t write_provisioned_throughput_exceeded = 0;
  // ReadProvisionedThroughputExceeded: reads refused, likewise.
  std::uint64_t read_provisioned_throughput_exceeded = 0;
  // IteratorAgeMilliseconds: the age of the last record that the latest read of
  // any cursor handed out; 0 when that cursor was at the tip.
  std::int64_t iterator_age_milliseconds = 0;
  // Records that are still readable or in memory, and the memory they take.
  std::uint64_t held_records = 0;
  std::uint64_t held_bytes = 0;
};

struct StreamStatistics {
  // The sums over all shards, open and closed.
  std::uint64_t incoming_bytes = 0;
  std::uint64_t incoming_records = 0;
  std::uint64_t outgoing_bytes = 0;
  std::uint64_t outgoing_records = 0;
  std::uint64_t write_provisioned_throughput_exceeded = 0;
  std::uint64_t read_provisioned_throughput_exceeded = 0;
  // The largest of all shards.
  std::int64_t iterator_age_milliseconds = 0;
  // Records dropped by MemoryPolicy::kDropOldest before retention reached them.
  std::uint64_t dropped_records = 0;
  // Puts refused because the memory budget was reached, or the system's end.
  std::uint64_t memory_exhausted = 0;
  // Memory that segments hold of the budget, and of that what is already
  // trimmed and only kept because a cursor looks at it or a claim is unfinished.
  std::int64_t memory_bytes = 0;
  std::int64_t detached_bytes = 0;
  std::uint32_t open_shard_count = 0;
};

}  // namespace weir
