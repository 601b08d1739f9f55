// SPDX-License-Identifier: MIT
//
// Metrics are what CloudWatch would show of a stream: data points of a minute each, under
// CloudWatch's names.
//
// They are kept by the stream's clock, for a day, and read when somebody asks; nothing is
// sent anywhere. Those of a shard are there from the moment that EnableEnhancedMonitoring
// asked for them. Not the engine's own totals, which cost less and are of all times:
// stream/statistics.h.
//
//   auto points = kinesis.GetMetricData({.stream_name = "clicks",
//                                        .metric = weir::KinesisMetric::kIncomingBytes});
//   for (const weir::MetricDataPoint& point : *points) Handle(point.timestamp, point.sum);
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      a data point 40 bytes, of a metric that had samples in that minute.
// Lifetime:  names are literals.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "weir/model/shard_id.h"

namespace weir {

// Of a stream; the last five are those of a shard too, with the two of exceeded
// throughput. A sample is one call's value, but where it says otherwise.
enum class KinesisMetric : std::uint8_t {
  kGetRecordsBytes,
  // Of the last record that the call gave; 0 if it was at the tip.
  kGetRecordsIteratorAgeMilliseconds,
  // Milliseconds, by the clock.
  kGetRecordsLatency,
  kGetRecordsRecords,
  // 1 or 0.
  kGetRecordsSuccess,
  kPutRecordBytes,
  kPutRecordLatency,
  kPutRecordSuccess,
  kPutRecordsBytes,
  kPutRecordsLatency,
  // 1 if any record was taken.
  kPutRecordsSuccess,
  kPutRecordsTotalRecords,
  kPutRecordsSuccessfulRecords,
  // For want of memory, and so for the service's own fault.
  kPutRecordsFailedRecords,
  kPutRecordsThrottledRecords,
  // 1 of a call that was one too many.
  kSubscribeToShardRateExceeded,
  kSubscribeToShardSuccess,
  // A sample is an event.
  kSubscribeToShardEventBytes,
  kSubscribeToShardEventMillisBehindLatest,
  kSubscribeToShardEventRecords,
  kSubscribeToShardEventSuccess,
  // Records refused, and reads.
  kReadProvisionedThroughputExceeded,
  kWriteProvisionedThroughputExceeded,
  kIncomingBytes,
  kIncomingRecords,
  // Of a shard alone, to polling readers and registered consumers.
  kOutgoingBytes,
  kOutgoingRecords,
  kIteratorAgeMilliseconds,
};
inline constexpr int kKinesisMetricCount = 28;

// CloudWatch's name: "PutRecords.ThrottledRecords".
std::string_view ToString(KinesisMetric metric);
std::optional<KinesisMetric> KinesisMetricFromName(std::string_view name);

// What was sampled in one minute.
struct MetricDataPoint {
  // When the minute began.
  absl::Time timestamp = {};
  double sum = 0;
  double minimum = 0;
  double maximum = 0;
  std::int64_t sample_count = 0;

  // 0 if there was no sample.
  double Average() const { return sample_count == 0 ? 0 : sum / static_cast<double>(sample_count); }
};

struct MetricDataQuery {
  // The stream, as in a request.
  std::optional<std::string_view> stream_name = {};
  std::optional<std::string_view> stream_arn = {};
  KinesisMetric metric = KinesisMetric::kIncomingBytes;
  // Of the shard, in place of the stream.
  std::optional<ShardId> shard_id = {};
  // Minutes that begin at `start_time` or later, and before `end_time`.
  absl::Time start_time = absl::InfinitePast();
  absl::Time end_time = absl::InfiniteFuture();
};

}  // namespace weir
