// SPDX-License-Identifier: MIT
#include "local/internal/metric_store.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "weir/base/check.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, kKinesisMetricCount> kNames = {
    "GetRecords.Bytes",
    "GetRecords.IteratorAgeMilliseconds",
    "GetRecords.Latency",
    "GetRecords.Records",
    "GetRecords.Success",
    "PutRecord.Bytes",
    "PutRecord.Latency",
    "PutRecord.Success",
    "PutRecords.Bytes",
    "PutRecords.Latency",
    "PutRecords.Success",
    "PutRecords.TotalRecords",
    "PutRecords.SuccessfulRecords",
    "PutRecords.FailedRecords",
    "PutRecords.ThrottledRecords",
    "SubscribeToShard.RateExceeded",
    "SubscribeToShard.Success",
    "SubscribeToShardEvent.Bytes",
    "SubscribeToShardEvent.MillisBehindLatest",
    "SubscribeToShardEvent.Records",
    "SubscribeToShardEvent.Success",
    "ReadProvisionedThroughputExceeded",
    "WriteProvisionedThroughputExceeded",
    "IncomingBytes",
    "IncomingRecords",
    "OutgoingBytes",
    "OutgoingRecords",
    "IteratorAgeMilliseconds",
};
static_assert(static_cast<int>(KinesisMetric::kIteratorAgeMilliseconds) == kKinesisMetricCount - 1,
              "a metric's value is its name's place");

constexpr std::int64_t kNanosPerMinute = 60'000'000'000;

}  // namespace

std::string_view ToString(KinesisMetric metric) {
  const auto index = static_cast<std::size_t>(metric);
  WEIR_CHECK(index < kNames.size(), "a metric is one of the enumeration");
  return kNames[index];
}

std::optional<KinesisMetric> KinesisMetricFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<KinesisMetric>(found - kNames.begin());
}

namespace local_internal {

void MetricStore::Add(std::int64_t now_nanos, std::span<const MetricSample> samples) {
  const std::int64_t minute = now_nanos / kNanosPerMinute;
  MutexLock lock(mutex_);
  if (points_ == nullptr) points_ = std::make_unique<Points>();
  for (const MetricSample& sample : samples) {
    std::vector<Point>& points = (*points_)[static_cast<std::size_t>(sample.metric)];
    // Of two threads the one that was here later may have looked at the clock before.
    if (points.empty() || points.back().minute < minute) {
      if (points.size() == 2 * kMinutesKept) {
        points.erase(points.begin(), points.begin() + kMinutesKept);
      }
      points.push_back({.minute = minute, .minimum = sample.value, .maximum = sample.value});
    }
    Point& point = points.back();
    point.sum += sample.value;
    point.minimum = std::min(point.minimum, sample.value);
    point.maximum = std::max(point.maximum, sample.value);
    ++point.sample_count;
  }
}

std::vector<MetricDataPoint> MetricStore::Read(KinesisMetric metric, absl::Time start_time,
                                               absl::Time end_time, std::int64_t now_nanos) const {
  const std::int64_t first = now_nanos / kNanosPerMinute - kMinutesKept + 1;
  std::vector<MetricDataPoint> data_points;
  MutexLock lock(mutex_);
  if (points_ == nullptr) return data_points;
  for (const Point& point : (*points_)[static_cast<std::size_t>(metric)]) {
    const absl::Time timestamp = absl::FromUnixSeconds(60 * point.minute);
    if (point.minute < first || timestamp < start_time || timestamp >= end_time) continue;
    data_points.push_back({.timestamp = timestamp,
                           .sum = point.sum,
                           .minimum = point.minimum,
                           .maximum = point.maximum,
                           .sample_count = point.sample_count});
  }
  return data_points;
}

}  // namespace local_internal
}  // namespace weir
