// SPDX-License-Identifier: MIT
//
// A stream of the on-demand mode measures what is written to it, and splits and merges its
// shards by that (on_demand.h).
//
// By the minute, counted from when the mode began: who opens the stream first in a new
// minute reads what the engine counts anyway, so that a put pays nothing. All puts of
// the contract open the stream, so what was counted since the last look was written
// before that minute was over; what is put straight into the engine counts for the minute that
// ends when somebody looks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "local/internal/on_demand.h"

namespace weir::local_internal {

struct LocalStream;

struct OnDemandMeter {
  struct Shard {
    // What the engine had counted at the last look.
    std::uint64_t counted_bytes = 0;
    // Of the minute before that.
    std::int64_t rate = 0;
    DayPeaks peaks = {};
    std::int32_t fruitless_splits = 0;
    // Of the shard that it is a half of, and the other half.
    std::int32_t inherited_splits = 0;
    std::optional<std::uint32_t> sibling = std::nullopt;
  };

  std::int64_t started_nanos = 0;
  // The end of the last minute that was measured.
  std::int64_t measured_nanos = 0;
  // Of the stream's rate, and of how many shards there were after a split.
  DayPeaks peaks = {};
  DayPeaks shard_counts = {};
  // By the shards' indexes.
  std::vector<Shard> shards = {};
};

// With the stream's lock held alone:

// The mode begins. The shards that are open are taken to have been needed in the last 30 days
// if `are_needed`.
void StartOnDemand(LocalStream& stream, std::int64_t now_nanos, bool are_needed);
void StopOnDemand(LocalStream& stream);

// Measures the minute that is due, and makes every split and merge that is due by now. One for
// which there is no memory is decided on again later.
void ScaleOnDemand(LocalStream& stream, std::int64_t now_nanos);

// The most shards that a stream of the mode may have: what Kinesis lets it take at most in the
// region.
std::int32_t OnDemandShardsMax(const LocalStream& stream);

}  // namespace weir::local_internal
