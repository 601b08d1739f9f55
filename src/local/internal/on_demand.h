// SPDX-License-Identifier: MIT
//
// How many shards a stream of the on-demand mode has, and which are split and merged for it.
//
// What Kinesis says of it: a stream takes twice the most that was written to it within the last
// 30 days; a shard to which more than 500 KiB/s are written is split; and no stream has
// less than four shards' worth. What it does not say was decided here: what is written is
// measured by the minute and kept by the day; a shard that is split again and again without its
// halves sharing what is written holds a single hot key, and is left alone; shards stay for
// 30 days after a split, and then neighbours are merged, once a day at most, if the last 30
// days would not have made one hot shard of them.
//
// A policy alone: it knows no stream and no clock (scale_on_demand.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "weir/model/hash_key.h"
#include "weir/model/hash_key_range.h"

namespace weir::local_internal {

// What a shard takes.
inline constexpr std::int64_t kShardBytesPerSecond = 1'048'576;
// Above which it is split.
inline constexpr std::int64_t kHotBytesPerSecond = 500 * 1024;
// Up to which two become one. Below kHotBytesPerSecond, so that they are not split at once.
inline constexpr std::int64_t kColdBytesPerSecond = 400 * 1024;
// After so many splits in a row that moved nothing, a shard is not split for its heat.
inline constexpr std::int32_t kFruitlessSplitsMax = 4;
inline constexpr std::int32_t kOnDemandShardsMin = 4;

// The greatest value of each day, counted from 0: of the last one, and of the 30 before it.
class DayPeaks {
 public:
  static constexpr std::int64_t kDays = 31;

  // Days never go back.
  void Note(std::int64_t day, std::int64_t value) {
    AdvanceTo(day);
    std::int64_t& peak = PeakOf(day);
    peak = std::max(peak, value);
  }

  // 0 of a day that is too long ago, or to come.
  std::int64_t Of(std::int64_t day) const {
    return day >= 0 && day > last_day_ - kDays && day <= last_day_ ? peaks_[Slot(day)] : 0;
  }

  // The greatest of `day`, which is not before the last one noted, and of the 30 before it.
  std::int64_t Max(std::int64_t day) const {
    std::int64_t max = 0;
    for (std::int64_t of = day - kDays + 1; of <= std::min(day, last_day_); ++of) {
      max = std::max(max, Of(of));
    }
    return max;
  }

  // Of two shards as one, at most.
  static DayPeaks Sum(const DayPeaks& a, const DayPeaks& b);

 private:
  static std::size_t Slot(std::int64_t day) { return static_cast<std::size_t>(day % kDays); }
  std::int64_t& PeakOf(std::int64_t day) { return peaks_[Slot(day)]; }
  void AdvanceTo(std::int64_t day);

  std::int64_t last_day_ = 0;
  // By the day, modulo kDays.
  std::array<std::int64_t, kDays> peaks_ = {};
};

// An open shard. All rates are in bytes a second.
struct OnDemandShard {
  std::uint32_t index = 0;
  HashKeyRange range = {};
  // Of the last minute, and the greatest minute's of the last 30 days.
  std::int64_t rate = 0;
  std::int64_t peak = 0;
  // How often in a row it, as its parents, was split without its half of the keys having
  // less written to it.
  std::int32_t fruitless_splits = 0;
};

struct OnDemandNeed {
  // The greatest minute's rate of the whole stream in the last 30 days.
  std::int64_t peak = 0;
  // As many as warm throughput takes or there were after a split within the last 30 days, and
  // as many as a stream may have.
  std::int32_t shard_count_min = 0;
  std::int32_t shard_count_max = 0;
};

struct OnDemandSplit {
  std::uint32_t index = 0;
  HashKey new_starting_hash_key = {};
};
struct OnDemandMerge {
  std::uint32_t index = 0;
  std::uint32_t adjacent_index = 0;
};

// How many shards take twice `peak`.
std::int32_t ShardsForPeak(std::int64_t peak);

// The splits of now, each shard at most once: all hot ones, and as many more as it takes to
// have enough, the busiest first. `shards` are in the order of their hash keys.
std::vector<OnDemandSplit> PlanSplits(std::span<const OnDemandShard> shards,
                                      const OnDemandNeed& need);

// The merges of now, each shard at most once: of neighbours whose peaks are cold together, the
// coldest first, while there are more shards than are needed.
std::vector<OnDemandMerge> PlanMerges(std::span<const OnDemandShard> shards,
                                      const OnDemandNeed& need);

}  // namespace weir::local_internal
