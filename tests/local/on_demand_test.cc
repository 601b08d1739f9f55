// SPDX-License-Identifier: MIT
//
// The policy of the on-demand mode: rates and ranges in, splits and merges out.

#include "local/internal/on_demand.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "local/reshard_support.h"

namespace weir::on_demand_test {
namespace {

using local_internal::DayPeaks;
using local_internal::kColdBytesPerSecond;
using local_internal::kFruitlessSplitsMax;
using local_internal::kHotBytesPerSecond;
using local_internal::kShardBytesPerSecond;
using local_internal::OnDemandMerge;
using local_internal::OnDemandNeed;
using local_internal::OnDemandShard;
using local_internal::OnDemandSplit;
using local_internal::PlanMerges;
using local_internal::PlanSplits;
using local_internal::ShardsForPeak;
using testing::Indexes;

constexpr OnDemandNeed kNoNeed = {.shard_count_max = 10'000};

// Even shards with these rates.
std::vector<OnDemandShard> WithRates(const std::vector<std::int64_t>& rates) {
  std::vector<OnDemandShard> shards;
  const auto count = static_cast<std::uint32_t>(rates.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    shards.push_back({.index = i,
                      .range = EvenHashKeyRange({.shard_count = count, .index = i}),
                      .rate = rates[i]});
  }
  return shards;
}

std::vector<OnDemandShard> WithPeaks(const std::vector<std::int64_t>& peaks) {
  std::vector<OnDemandShard> shards = WithRates(peaks);
  for (OnDemandShard& shard : shards) {
    shard.peak = shard.rate;
    shard.rate = 0;
  }
  return shards;
}

Indexes SplitOf(const std::vector<OnDemandShard>& shards, const OnDemandNeed& need) {
  Indexes indexes;
  for (const OnDemandSplit& split : PlanSplits(shards, need)) indexes.push_back(split.index);
  return indexes;
}

// The first of each pair.
Indexes MergeOf(const std::vector<OnDemandShard>& shards, const OnDemandNeed& need) {
  Indexes indexes;
  for (const OnDemandMerge& merge : PlanMerges(shards, need)) {
    CHECK(merge.adjacent_index == merge.index + 1);
    indexes.push_back(merge.index);
  }
  return indexes;
}

// ---- Rules 2.9: the peak of 30 days ----

TEST_CASE("a day's peak counts for that day and the 30 that follow", "[local][on_demand]") {
  DayPeaks peaks;
  CHECK(peaks.Max(0) == 0);
  CHECK(peaks.Max(1'000) == 0);
  peaks.Note(5, 70);
  peaks.Note(5, 30);
  CHECK(peaks.Of(5) == 70);
  CHECK(peaks.Of(4) == 0);
  CHECK(peaks.Of(6) == 0);
  CHECK(peaks.Of(-1) == 0);
  CHECK(peaks.Max(5) == 70);
  CHECK(peaks.Max(35) == 70);
  CHECK(peaks.Max(36) == 0);
  peaks.Note(20, 50);
  CHECK(peaks.Max(35) == 70);
  CHECK(peaks.Max(36) == 50);
  CHECK(peaks.Max(50) == 50);
  CHECK(peaks.Max(51) == 0);
  // Long after, nothing of it comes back.
  peaks.Note(1'000, 1);
  CHECK(peaks.Max(1'000) == 1);
  CHECK(peaks.Of(5 + 31 * 32) == 0);
}

TEST_CASE("peaks of two shards add up day by day", "[local][on_demand]") {
  DayPeaks a;
  a.Note(1, 10);
  a.Note(3, 7);
  DayPeaks b;
  b.Note(1, 5);
  b.Note(40, 9);
  const DayPeaks sum = DayPeaks::Sum(a, b);
  CHECK(sum.Of(40) == 9);
  CHECK(sum.Max(40) == 9);
  const DayPeaks both = DayPeaks::Sum(a, a);
  CHECK(both.Of(1) == 20);
  CHECK(both.Of(2) == 0);
  CHECK(both.Of(3) == 14);
}

TEST_CASE("shards take twice the peak, each 1 MiB/s", "[local][on_demand]") {
  CHECK(ShardsForPeak(0) == 0);
  CHECK(ShardsForPeak(1) == 1);
  CHECK(ShardsForPeak(kShardBytesPerSecond / 2) == 1);
  CHECK(ShardsForPeak(kShardBytesPerSecond / 2 + 1) == 2);
  CHECK(ShardsForPeak(4 * kShardBytesPerSecond) == 8);
  CHECK(ShardsForPeak(4 * kShardBytesPerSecond + 1) == 9);
}

// ---- Rules 2.9: splits ----

TEST_CASE("a shard above 500 KiB/s is split in the middle", "[local][on_demand]") {
  CHECK(SplitOf(WithRates({kHotBytesPerSecond, 0, 0, 0}), kNoNeed).empty());
  const auto splits = PlanSplits(WithRates({0, kHotBytesPerSecond + 1, 0, 0}), kNoNeed);
  REQUIRE(splits.size() == 1);
  CHECK(splits[0].index == 1);
  CHECK(splits[0].new_starting_hash_key ==
        EvenHashKeyRange({.shard_count = 8, .index = 3}).starting_hash_key);
  // All of them at once, the busiest first.
  CHECK(SplitOf(WithRates({700'000, 0, 900'000, 800'000}), kNoNeed) == Indexes{2, 3, 0});
}

TEST_CASE("a shard that splits do not cool is left alone", "[local][on_demand]") {
  auto shards = WithRates({900'000, 0, 0, 0});
  shards[0].fruitless_splits = kFruitlessSplitsMax - 1;
  CHECK(SplitOf(shards, kNoNeed) == Indexes{0});
  shards[0].fruitless_splits = kFruitlessSplitsMax;
  CHECK(SplitOf(shards, kNoNeed).empty());
  // Where more are needed, others go first.
  CHECK(SplitOf(shards, {.peak = 5 * kShardBytesPerSecond / 2, .shard_count_max = 10'000}) ==
        Indexes{1});
  CHECK(SplitOf(shards, {.peak = 4 * kShardBytesPerSecond, .shard_count_max = 10'000}) ==
        Indexes{1, 2, 3, 0});
}

TEST_CASE("a stream has shards for twice its peak, and its warm throughput", "[local][on_demand]") {
  const auto shards = WithRates({10, 30, 20, 40});
  const auto with = [&](std::int64_t peak, std::int32_t min, std::int32_t max) {
    return SplitOf(shards, {.peak = peak, .shard_count_min = min, .shard_count_max = max});
  };
  CHECK(with(2 * kShardBytesPerSecond, 0, 100).empty());
  // The busiest first.
  CHECK(with(2 * kShardBytesPerSecond + 1, 0, 100) == Indexes{3});
  CHECK(with(3 * kShardBytesPerSecond, 0, 100) == Indexes{3, 1});
  CHECK(with(0, 7, 100) == Indexes{3, 1, 2});
  // Each at most once at a time.
  CHECK(with(50 * kShardBytesPerSecond, 0, 100) == Indexes{3, 1, 2, 0});
  // As many as a stream may have.
  CHECK(with(50 * kShardBytesPerSecond, 0, 6) == Indexes{3, 1});
  CHECK(with(50 * kShardBytesPerSecond, 0, 4).empty());
  CHECK(with(50 * kShardBytesPerSecond, 0, 3).empty());
  CHECK(SplitOf(WithRates({700'000, 0, 900'000, 800'000}), {.shard_count_max = 5}) == Indexes{2});
}

TEST_CASE("of shards as busy as each other the widest is split, then the first",
          "[local][on_demand]") {
  auto shards = WithRates({0, 0, 0, 0});
  CHECK(SplitOf(shards, {.shard_count_min = 5, .shard_count_max = 100}) == Indexes{0});
  shards[2].range.ending_hash_key = shards[3].range.starting_hash_key;
  CHECK(SplitOf(shards, {.shard_count_min = 5, .shard_count_max = 100}) == Indexes{2});
}

TEST_CASE("a shard with less than four hash keys is not split", "[local][on_demand]") {
  auto shards = WithRates({900'000});
  shards[0].range = {.starting_hash_key = {{.low = 8}}, .ending_hash_key = {{.low = 10}}};
  CHECK(SplitOf(shards, kNoNeed).empty());
  shards[0].range.ending_hash_key = {{.low = 11}};
  const auto splits = PlanSplits(shards, kNoNeed);
  REQUIRE(splits.size() == 1);
  CHECK(splits[0].new_starting_hash_key == HashKey{{.low = 10}});
}

TEST_CASE("whatever is written evenly, no shard stays hot", "[local][on_demand]") {
  for (const std::int64_t total : {3'000'000, 10'000'000, 77'000'000}) {
    INFO(total);
    std::vector<OnDemandShard> shards = WithRates({0, 0, 0, 0});
    const OnDemandNeed need = {.peak = total, .shard_count_max = 10'000};
    std::uint32_t next = 4;
    int minutes = 0;
    for (;; ++minutes) {
      REQUIRE(minutes < 15);
      // As wide as a shard is, as much is written to it.
      for (OnDemandShard& shard : shards) {
        const Uint128 width =
            shard.range.ending_hash_key.value - shard.range.starting_hash_key.value;
        shard.rate = static_cast<std::int64_t>(static_cast<double>(width.high) / 0x1p64 *
                                               static_cast<double>(total));
      }
      const auto splits = PlanSplits(shards, need);
      if (splits.empty()) break;
      for (const OnDemandSplit& split : splits) {
        for (std::size_t i = 0; i < shards.size(); ++i) {
          if (shards[i].index != split.index) continue;
          OnDemandShard upper = shards[i];
          upper.range.starting_hash_key = split.new_starting_hash_key;
          shards[i].range.ending_hash_key = {split.new_starting_hash_key.value - Uint128{.low = 1}};
          shards[i].index = next++;
          upper.index = next++;
          shards.insert(shards.begin() + static_cast<std::ptrdiff_t>(i) + 1, upper);
          break;
        }
      }
    }
    for (const OnDemandShard& shard : shards) CHECK(shard.rate <= kHotBytesPerSecond);
    CHECK(static_cast<std::int32_t>(shards.size()) >= ShardsForPeak(total));
    CHECK(static_cast<std::int32_t>(shards.size()) <= 3 * ShardsForPeak(total));
  }
}

// ---- Rules 2.9: merges ----

TEST_CASE("neighbours that were cold together are merged, the coldest first",
          "[local][on_demand]") {
  CHECK(MergeOf(WithPeaks({0, kColdBytesPerSecond, 900'000, 0, 900'000}), kNoNeed) == Indexes{0});
  CHECK(MergeOf(WithPeaks({1, kColdBytesPerSecond, 900'000, 0, 900'000}), kNoNeed).empty());
  // Pairs do not overlap.
  CHECK(MergeOf(WithPeaks({9, 8, 1, 2, 7, 6}), kNoNeed) == Indexes{2, 4});
  CHECK(MergeOf(WithPeaks({0, 0, 0, 0, 0, 0, 0, 0}), kNoNeed) == Indexes{0, 2, 4, 6});
}

TEST_CASE("merges leave four shards, the warm throughput and twice the peak",
          "[local][on_demand]") {
  const auto six = WithPeaks({0, 0, 0, 0, 0, 0});
  CHECK(MergeOf(WithPeaks({0, 0, 0, 0}), kNoNeed).empty());
  CHECK(MergeOf(WithPeaks({0, 0, 0}), kNoNeed).empty());
  CHECK(MergeOf(WithPeaks({0, 0, 0, 0, 0}), kNoNeed) == Indexes{0});
  CHECK(MergeOf(six, kNoNeed) == Indexes{0, 2});
  CHECK(MergeOf(six, {.shard_count_min = 5, .shard_count_max = 100}) == Indexes{0});
  CHECK(MergeOf(six, {.shard_count_min = 6, .shard_count_max = 100}).empty());
  CHECK(MergeOf(six, {.peak = 5 * kShardBytesPerSecond / 2}) == Indexes{0});
  CHECK(MergeOf(six, {.peak = 5 * kShardBytesPerSecond / 2 + 1}).empty());
}

}  // namespace
}  // namespace weir::on_demand_test
