// SPDX-License-Identifier: MIT
//
// A History is all that was noted of one stream's life, by all who had to do with
// it. It is written down while the stream lives and judged afterwards (judge.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stress/support/attempt.h"
#include "stress/support/trace.h"

namespace weir::testing {

// A look at how much memory the stream has.
struct MemorySample {
  std::int64_t held_bytes = 0;
  std::int64_t detached_bytes = 0;
  std::int64_t budget_bytes = 0;
};

// What the stream itself says of a shard in the end.
struct ShardCount {
  // Sequence numbers given out, to records and to abandoned claims.
  std::uint64_t appended = 0;
  std::uint64_t records = 0;
};

struct History {
  // By producer, then in the order in which it made the records.
  std::vector<std::vector<Attempt>> attempts;
  std::vector<Trace> traces;
  std::vector<MemorySample> samples;
  // By shard index.
  std::vector<ShardCount> shards;
  // What the stream says it dropped for want of memory.
  std::uint64_t dropped_records = 0;
  // What went wrong with threads that neither put nor read.
  std::vector<std::string> complaints;

  std::uint64_t Sighted() const {
    std::uint64_t sum = 0;
    for (const Trace& trace : traces) {
      for (const Reading& reading : trace.readings) sum += reading.records.size();
    }
    return sum;
  }
};

}  // namespace weir::testing
