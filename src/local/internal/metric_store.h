// SPDX-License-Identifier: MIT
//
// A MetricStore keeps the data points of one stream or one shard.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/time/time.h"
#include "weir/base/mutex.h"
#include "weir/local/metrics.h"

namespace weir::local_internal {

struct MetricSample {
  KinesisMetric metric;
  double value = 0;
};

// Any thread may add and read.
class MetricStore {
 public:
  // How long a data point is kept, in minutes.
  static constexpr std::int64_t kMinutesKept = 24 * 60;

  // Samples of one moment.
  void Add(std::int64_t now_nanos, std::span<const MetricSample> samples);

  // In the order of time.
  std::vector<MetricDataPoint> Read(KinesisMetric metric, absl::Time start_time,
                                    absl::Time end_time, std::int64_t now_nanos) const;

 private:
  struct Point {
    std::int64_t minute = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
    std::int64_t sample_count = 0;
  };

  mutable Mutex mutex_;
  // By metric; the last minute is at the back, and some that are too old at the front.
  using Points = std::array<std::vector<Point>, kKinesisMetricCount>;
  // Null until something is added, which for most shards is never.
  std::unique_ptr<Points> points_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weir::local_internal
