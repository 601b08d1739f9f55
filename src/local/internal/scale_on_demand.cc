// SPDX-License-Identifier: MIT
#include "local/internal/scale_on_demand.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "local/internal/account.h"
#include "local/internal/later.h"
#include "local/internal/local_stream.h"
#include "local/internal/world.h"

namespace weir::local_internal {
namespace {

constexpr std::int64_t kSecondsPerMinute = 60;
constexpr std::int64_t kNanosPerMinute = 60'000'000'000;

std::int64_t DayOf(const OnDemandMeter& meter, std::int64_t at_nanos) {
  return (at_nanos - meter.started_nanos) / kNanosPerDay;
}

std::uint64_t CountedBytes(const LocalStream& stream, const LocalShard& shard) {
  const absl::StatusOr<ShardStatistics> statistics = stream.engine.StatisticsOf(shard.shard_id);
  return statistics.ok() ? statistics->incoming_bytes : 0;
}

// Whether the split that made `shard` was in vain: nearly all is written to it still.
void JudgeSplit(const LocalStream& stream, OnDemandMeter& meter, OnDemandMeter::Shard& shard) {
  if (!shard.sibling.has_value() || shard.rate <= kHotBytesPerSecond) return;
  if (!stream.shards[*shard.sibling].IsOpen()) return;
  const std::int64_t both = shard.rate + meter.shards[*shard.sibling].rate;
  shard.fruitless_splits = shard.rate >= both - both / 10 ? shard.inherited_splits + 1 : 0;
}

// Of the minute that ends at `at_nanos`, and so of the day before that moment.
void Measure(const LocalStream& stream, OnDemandMeter& meter, std::int64_t at_nanos) {
  if (meter.measured_nanos == at_nanos) return;
  const std::int64_t day = DayOf(meter, at_nanos - 1);
  std::uint64_t sum = 0;
  for (const LocalShard& local : stream.shards) {
    OnDemandMeter::Shard& shard = meter.shards[local.shard_id.index];
    const std::uint64_t counted = CountedBytes(stream, local);
    const std::uint64_t bytes = counted - shard.counted_bytes;
    shard.counted_bytes = counted;
    shard.rate = static_cast<std::int64_t>(bytes) / kSecondsPerMinute;
    sum += bytes;
    if (local.IsOpen()) shard.peaks.Note(day, shard.rate);
  }
  meter.peaks.Note(day, static_cast<std::int64_t>(sum) / kSecondsPerMinute);
  for (const LocalShard& local : stream.shards) {
    if (local.IsOpen()) JudgeSplit(stream, meter, meter.shards[local.shard_id.index]);
  }
  meter.measured_nanos = at_nanos;
}

// In the order of their hash keys.
std::vector<OnDemandShard> OpenShards(const LocalStream& stream, const OnDemandMeter& meter,
                                      std::int64_t day) {
  std::vector<OnDemandShard> open;
  for (const LocalShard& local : stream.shards) {
    if (!local.IsOpen()) continue;
    const OnDemandMeter::Shard& shard = meter.shards[local.shard_id.index];
    open.push_back({.index = local.shard_id.index,
                    .range = local.hash_key_range,
                    .rate = shard.rate,
                    .peak = shard.peaks.Max(day),
                    .fruitless_splits = shard.fruitless_splits});
  }
  std::sort(open.begin(), open.end(),
            [](const OnDemandShard& a, const OnDemandShard& b) { return a.range < b.range; });
  return open;
}

OnDemandNeed NeedOf(const LocalStream& stream, const OnDemandMeter& meter, std::int64_t day) {
  return {.peak = meter.peaks.Max(day),
          .shard_count_min = std::max(stream.warm_throughput_mibps,
                                      static_cast<std::int32_t>(meter.shard_counts.Max(day))),
          .shard_count_max = OnDemandShardsMax(stream)};
}

// The contract and the meter learn of shards that were made, whoever made others meanwhile.
void LearnMade(LocalStream& stream, OnDemandMeter& meter, std::int64_t at_nanos,
               const std::vector<std::pair<ShardId, OnDemandMeter::Shard>>& made) {
  stream.LearnShards(at_nanos);
  meter.shards.resize(std::max(meter.shards.size(), stream.shards.size()));
  for (const auto& [shard_id, shard] : made) meter.shards[shard_id.index] = shard;
}

// Whether it made any.
bool MakeSplits(LocalStream& stream, OnDemandMeter& meter, std::int64_t at_nanos) {
  const std::int64_t day = DayOf(meter, at_nanos);
  const std::vector<OnDemandSplit> splits =
      PlanSplits(OpenShards(stream, meter, day), NeedOf(stream, meter, day));
  // By their index, which is known before the contract knows the shard.
  std::vector<std::pair<ShardId, OnDemandMeter::Shard>> made;
  made.reserve(2 * splits.size());
  for (const OnDemandSplit& split : splits) {
    const absl::StatusOr<std::array<ShardId, 2>> children =
        stream.engine.SplitShard({.shard_to_split = {.index = split.index},
                                  .new_starting_hash_key = split.new_starting_hash_key});
    if (!children.ok()) break;
    const std::int32_t fruitless_splits = meter.shards[split.index].fruitless_splits;
    OnDemandMeter::Shard child = {.fruitless_splits = fruitless_splits,
                                  .inherited_splits = fruitless_splits};
    for (const std::size_t i : {0U, 1U}) {
      child.sibling = (*children)[1 - i].index;
      made.emplace_back((*children)[i], child);
    }
  }
  if (made.empty()) return false;
  LearnMade(stream, meter, at_nanos, made);
  meter.shard_counts.Note(day, stream.open_shard_count);
  return true;
}

bool MakeMerges(LocalStream& stream, OnDemandMeter& meter, std::int64_t at_nanos) {
  const std::int64_t day = DayOf(meter, at_nanos);
  const std::vector<OnDemandMerge> merges =
      PlanMerges(OpenShards(stream, meter, day), NeedOf(stream, meter, day));
  std::vector<std::pair<ShardId, OnDemandMeter::Shard>> made;
  made.reserve(merges.size());
  for (const OnDemandMerge& merge : merges) {
    const absl::StatusOr<ShardId> child =
        stream.engine.MergeShards({.shard_to_merge = {.index = merge.index},
                                   .adjacent_shard_to_merge = {.index = merge.adjacent_index}});
    if (!child.ok()) break;
    made.emplace_back(*child, OnDemandMeter::Shard{.peaks = DayPeaks::Sum(
                                                       meter.shards[merge.index].peaks,
                                                       meter.shards[merge.adjacent_index].peaks)});
  }
  if (!made.empty()) LearnMade(stream, meter, at_nanos, made);
  return !made.empty();
}

// A shard that the whole day before `at_nanos` left cold may be split again.
void Forgive(const LocalStream& stream, OnDemandMeter& meter, std::int64_t at_nanos) {
  const std::int64_t day = DayOf(meter, at_nanos) - 1;
  for (const LocalShard& local : stream.shards) {
    OnDemandMeter::Shard& shard = meter.shards[local.shard_id.index];
    if (local.created_nanos > at_nanos - kNanosPerDay) continue;
    if (shard.peaks.Of(day) > kHotBytesPerSecond) continue;
    shard.fruitless_splits = shard.inherited_splits = 0;
  }
}

}  // namespace

void StartOnDemand(LocalStream& stream, std::int64_t now_nanos, bool are_needed) {
  OnDemandMeter meter = {.started_nanos = now_nanos, .measured_nanos = now_nanos};
  meter.shards.resize(stream.shards.size());
  for (const LocalShard& shard : stream.shards) {
    meter.shards[shard.shard_id.index].counted_bytes = CountedBytes(stream, shard);
  }
  if (are_needed) meter.shard_counts.Note(0, stream.open_shard_count);
  stream.on_demand = std::move(meter);
  stream.on_demand_due_nanos = Later(now_nanos, kNanosPerMinute);
}

void StopOnDemand(LocalStream& stream) {
  stream.on_demand.reset();
  stream.on_demand_due_nanos = LocalStream::kNotDue;
}

void ScaleOnDemand(LocalStream& stream, std::int64_t now_nanos) {
  if (stream.status == kinesis::StreamStatus::kDeleting) return StopOnDemand(stream);
  OnDemandMeter& meter = *stream.on_demand;
  std::int64_t at_nanos = stream.on_demand_due_nanos;
  // If it ended in the midst of that the last time, for want of memory.
  stream.LearnShards(at_nanos);
  // More than it made itself there are where warm throughput changed.
  if (meter.shards.size() < stream.shards.size()) meter.shards.resize(stream.shards.size());
  Measure(stream, meter, at_nanos);
  for (;;) {
    bool is_changed = MakeSplits(stream, meter, at_nanos);
    const std::int64_t of_day = (at_nanos - meter.started_nanos) % kNanosPerDay;
    if (of_day == 0) {
      is_changed = MakeMerges(stream, meter, at_nanos) || is_changed;
      Forgive(stream, meter, at_nanos);
      // Nothing that was ever written counts any more.
      const bool is_forgotten =
          at_nanos - meter.measured_nanos > (DayPeaks::kDays + 1) * kNanosPerDay;
      if (is_forgotten && !is_changed) break;
    }
    // Until somebody writes again, what is enough now changes with the days alone.
    const std::int64_t next_nanos =
        Later(at_nanos, is_changed ? kNanosPerMinute : kNanosPerDay - of_day);
    if (next_nanos > now_nanos) break;
    stream.on_demand_due_nanos = at_nanos = next_nanos;
    for (OnDemandMeter::Shard& shard : meter.shards) shard.rate = 0;
  }
  const std::int64_t minutes = (now_nanos - meter.started_nanos) / kNanosPerMinute;
  stream.on_demand_due_nanos =
      Later(meter.started_nanos + minutes * kNanosPerMinute, kNanosPerMinute);
}

std::int32_t OnDemandShardsMax(const LocalStream& stream) {
  // 10 GB/s where AWS has the most, else 200 MB/s; more shards than that the engine has not.
  constexpr std::int32_t kLargeRegions = 10'000;
  constexpr std::int32_t kOthers = 200;
  return stream.account.IsInLargeRegion() ? kLargeRegions : kOthers;
}

}  // namespace weir::local_internal
