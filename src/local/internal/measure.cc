// SPDX-License-Identifier: MIT
#include "local/internal/measure.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "local/internal/world.h"
#include "weir/local/metrics.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

using enum KinesisMetric;
using kinesis::MetricsName;

// By the clock, which may stand still.
double LatencyMillis(const LocalStream& stream, std::int64_t begin_nanos) {
  return static_cast<double>(stream.world.clock.NowNanos() - begin_nanos) /
         static_cast<double>(kNanosPerMilli);
}

struct ShardSample {
  MetricsName name;
  MetricSample sample;
};

// Those of `samples` that enhanced monitoring asks for.
void AddToShard(const LocalStream& stream, LocalShard& shard, std::int64_t now_nanos,
                std::span<const ShardSample> samples) {
  for (const ShardSample& of : samples) {
    if (stream.shard_level_metrics.contains(of.name)) {
      shard.metrics.Add(now_nanos, std::span(&of.sample, 1));
    }
  }
}

void AddPutToShard(const LocalStream& stream, LocalShard* shard, std::int64_t now_nanos,
                   std::int64_t bytes, bool is_taken, bool is_throttled) {
  if (shard == nullptr || stream.shard_level_metrics.empty()) return;
  if (is_taken) {
    const std::array<ShardSample, 2> samples = {{
        {MetricsName::kIncomingBytes, {kIncomingBytes, static_cast<double>(bytes)}},
        {MetricsName::kIncomingRecords, {kIncomingRecords, 1}},
    }};
    AddToShard(stream, *shard, now_nanos, samples);
  }
  const ShardSample exceeded = {MetricsName::kWriteProvisionedThroughputExceeded,
                                {kWriteProvisionedThroughputExceeded, is_throttled ? 1.0 : 0.0}};
  AddToShard(stream, *shard, now_nanos, std::span(&exceeded, 1));
}

void AddOutgoingToShard(const LocalStream& stream, LocalShard& shard, std::int64_t now_nanos,
                        std::uint64_t bytes, std::uint64_t records, std::int64_t age_millis) {
  const std::array<ShardSample, 3> samples = {{
      {MetricsName::kOutgoingBytes, {kOutgoingBytes, static_cast<double>(bytes)}},
      {MetricsName::kOutgoingRecords, {kOutgoingRecords, static_cast<double>(records)}},
      {MetricsName::kIteratorAgeMilliseconds,
       {kIteratorAgeMilliseconds, static_cast<double>(age_millis)}},
  }};
  AddToShard(stream, shard, now_nanos, samples);
}

}  // namespace

void Measure(LocalStream& stream, std::int64_t now_nanos, const PutRecordMeasure& put) {
  const auto bytes = static_cast<double>(put.bytes);
  if (put.is_taken) {
    const std::array<MetricSample, 6> samples = {
        {{kPutRecordBytes, bytes},
         {kPutRecordLatency, LatencyMillis(stream, now_nanos)},
         {kPutRecordSuccess, 1},
         {kWriteProvisionedThroughputExceeded, 0},
         {kIncomingBytes, bytes},
         {kIncomingRecords, 1}}};
    stream.metrics.Add(now_nanos, samples);
  } else {
    const std::array<MetricSample, 3> samples = {
        {{kPutRecordLatency, LatencyMillis(stream, now_nanos)},
         {kPutRecordSuccess, 0},
         {kWriteProvisionedThroughputExceeded, put.is_throttled ? 1.0 : 0.0}}};
    stream.metrics.Add(now_nanos, samples);
  }
  AddPutToShard(stream, put.shard, now_nanos, put.bytes, put.is_taken, put.is_throttled);
}

void Measure(LocalStream& stream, std::int64_t now_nanos, const kinesis::PutRecordsResult& result,
             std::span<const PutRecordsEntryMeasure> entries) {
  double bytes = 0;
  double taken = 0;
  double throttled = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const kinesis::PutRecordsResultEntry& entry = result.records[i];
    const bool is_taken = !entry.error_code.has_value();
    const bool is_throttled = entry.error_code == KinesisException::kProvisionedThroughputExceeded;
    if (is_taken) bytes += static_cast<double>(entries[i].bytes);
    taken += is_taken ? 1 : 0;
    throttled += is_throttled ? 1 : 0;
    AddPutToShard(stream, entries[i].shard, now_nanos, entries[i].bytes, is_taken, is_throttled);
  }
  const auto total = static_cast<double>(entries.size());
  const std::array<MetricSample, 10> samples = {
      {{kPutRecordsBytes, bytes},
       {kPutRecordsLatency, LatencyMillis(stream, now_nanos)},
       {kPutRecordsSuccess, taken > 0 ? 1.0 : 0.0},
       {kPutRecordsTotalRecords, total},
       {kPutRecordsSuccessfulRecords, taken},
       {kPutRecordsFailedRecords, total - taken - throttled},
       {kPutRecordsThrottledRecords, throttled},
       {kWriteProvisionedThroughputExceeded, throttled},
       {kIncomingBytes, bytes},
       {kIncomingRecords, taken}}};
  stream.metrics.Add(now_nanos, samples);
}

void Measure(LocalStream& stream, std::int64_t now_nanos, const GetRecordsMeasure& read) {
  if (read.is_answered) {
    const std::array<MetricSample, 6> samples = {
        {{kGetRecordsBytes, static_cast<double>(read.bytes)},
         {kGetRecordsIteratorAgeMilliseconds, static_cast<double>(read.iterator_age_millis)},
         {kGetRecordsLatency, LatencyMillis(stream, now_nanos)},
         {kGetRecordsRecords, static_cast<double>(read.records)},
         {kGetRecordsSuccess, 1},
         {kReadProvisionedThroughputExceeded, 0}}};
    stream.metrics.Add(now_nanos, samples);
    AddOutgoingToShard(stream, read.shard, now_nanos, read.bytes, read.records,
                       read.iterator_age_millis);
  } else {
    const std::array<MetricSample, 3> samples = {
        {{kGetRecordsLatency, LatencyMillis(stream, now_nanos)},
         {kGetRecordsSuccess, 0},
         {kReadProvisionedThroughputExceeded, read.is_throttled ? 1.0 : 0.0}}};
    stream.metrics.Add(now_nanos, samples);
  }
  const ShardSample exceeded = {
      MetricsName::kReadProvisionedThroughputExceeded,
      {kReadProvisionedThroughputExceeded, read.is_throttled ? 1.0 : 0.0}};
  AddToShard(stream, read.shard, now_nanos, std::span(&exceeded, 1));
}

void Measure(LocalStream& stream, std::int64_t now_nanos, const SubscribeMeasure& subscribe) {
  const std::array<MetricSample, 2> samples = {
      {{kSubscribeToShardRateExceeded, subscribe.is_throttled ? 1.0 : 0.0},
       {kSubscribeToShardSuccess, subscribe.is_answered ? 1.0 : 0.0}}};
  stream.metrics.Add(now_nanos, samples);
}

void Measure(LocalStream& stream, std::int64_t now_nanos, const EventMeasure& event) {
  const std::array<MetricSample, 4> samples = {
      {{kSubscribeToShardEventSuccess, event.is_answered ? 1.0 : 0.0},
       {kSubscribeToShardEventBytes, static_cast<double>(event.bytes)},
       {kSubscribeToShardEventMillisBehindLatest, static_cast<double>(event.millis_behind_latest)},
       {kSubscribeToShardEventRecords, static_cast<double>(event.records)}}};
  stream.metrics.Add(now_nanos, std::span(samples).first(event.is_answered ? 4 : 1));
  if (!event.is_answered) return;
  AddOutgoingToShard(stream, event.shard, now_nanos, event.bytes, event.records,
                     event.millis_behind_latest);
}

}  // namespace weir::local_internal
