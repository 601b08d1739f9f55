// SPDX-License-Identifier: MIT
#include "local/internal/on_demand.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

namespace weir::local_internal {
namespace {

// The middle of a range, at which both halves have the two keys that a shard must have.
bool IsDivisible(const HashKeyRange& range) {
  return range.ending_hash_key.value - range.starting_hash_key.value >= Uint128{.low = 3};
}

HashKey Middle(const HashKeyRange& range) {
  const Uint128 width_less_one = range.ending_hash_key.value - range.starting_hash_key.value;
  return {.value = range.starting_hash_key.value + width_less_one / 2 + Uint128{.low = 1}};
}

bool IsStuck(const OnDemandShard& shard) { return shard.fruitless_splits >= kFruitlessSplitsMax; }

bool IsHot(const OnDemandShard& shard) {
  return shard.rate > kHotBytesPerSecond && !IsStuck(shard);
}

// Which of two is to be split rather.
bool IsRather(const OnDemandShard* a, const OnDemandShard* b) {
  const auto key = [](const OnDemandShard& shard) {
    const Uint128 width = shard.range.ending_hash_key.value - shard.range.starting_hash_key.value;
    return std::tuple(IsStuck(shard), -shard.rate, Uint128::Max() - width,
                      shard.range.starting_hash_key);
  };
  return key(*a) < key(*b);
}

struct Pair {
  std::int64_t peak = 0;
  std::size_t first = 0;
};

}  // namespace

void DayPeaks::AdvanceTo(std::int64_t day) {
  // Days that are left out had nothing.
  const std::int64_t from = std::max(last_day_ + 1, day - kDays + 1);
  for (std::int64_t of = from; of <= day; ++of) PeakOf(of) = 0;
  last_day_ = std::max(last_day_, day);
}

DayPeaks DayPeaks::Sum(const DayPeaks& a, const DayPeaks& b) {
  DayPeaks sum;
  sum.last_day_ = std::max(a.last_day_, b.last_day_);
  for (std::int64_t day = std::max<std::int64_t>(0, sum.last_day_ - kDays + 1);
       day <= sum.last_day_; ++day) {
    sum.PeakOf(day) = a.Of(day) + b.Of(day);
  }
  return sum;
}

std::int32_t ShardsForPeak(std::int64_t peak) {
  return static_cast<std::int32_t>((2 * peak + kShardBytesPerSecond - 1) / kShardBytesPerSecond);
}

std::vector<OnDemandSplit> PlanSplits(std::span<const OnDemandShard> shards,
                                      const OnDemandNeed& need) {
  const auto open = static_cast<std::int32_t>(shards.size());
  std::vector<const OnDemandShard*> candidates;
  std::int32_t hot = 0;
  for (const OnDemandShard& shard : shards) {
    if (!IsDivisible(shard.range)) continue;
    candidates.push_back(&shard);
    if (IsHot(shard)) ++hot;
  }
  // Those that are hot come first.
  std::sort(candidates.begin(), candidates.end(), IsRather);
  const std::int32_t needed = std::max(need.shard_count_min, ShardsForPeak(need.peak));
  const std::int32_t wanted =
      std::min(std::max(hot, needed - open), std::max(0, need.shard_count_max - open));
  std::vector<OnDemandSplit> splits;
  for (const OnDemandShard* const shard : candidates) {
    if (static_cast<std::int32_t>(splits.size()) >= wanted) break;
    splits.push_back({.index = shard->index, .new_starting_hash_key = Middle(shard->range)});
  }
  return splits;
}

std::vector<OnDemandMerge> PlanMerges(std::span<const OnDemandShard> shards,
                                      const OnDemandNeed& need) {
  const std::int32_t needed =
      std::max({kOnDemandShardsMin, need.shard_count_min, ShardsForPeak(need.peak)});
  std::int32_t excess = static_cast<std::int32_t>(shards.size()) - needed;
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i + 1 < shards.size(); ++i) {
    const std::int64_t peak = shards[i].peak + shards[i + 1].peak;
    if (peak <= kColdBytesPerSecond) pairs.push_back({.peak = peak, .first = i});
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tuple(a.peak, a.first) < std::tuple(b.peak, b.first);
  });
  std::vector<bool> is_taken(shards.size(), false);
  std::vector<OnDemandMerge> merges;
  for (const Pair& pair : pairs) {
    if (excess <= 0) break;
    if (is_taken[pair.first] || is_taken[pair.first + 1]) continue;
    is_taken[pair.first] = is_taken[pair.first + 1] = true;
    merges.push_back(
        {.index = shards[pair.first].index, .adjacent_index = shards[pair.first + 1].index});
    --excess;
  }
  return merges;
}

}  // namespace weir::local_internal
