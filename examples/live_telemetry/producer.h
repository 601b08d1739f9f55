// SPDX-License-Identifier: MIT
//
// A Producer reads one family of sensors over and over and puts what they say
// into the stream, at a pace of so many samples a second.
//
// The pace is per family and not per sensor, so that a machine with 128
// processors sends no more than one with two: each of its sensors is merely read
// less often.
//
//   Producer producer(stream, {.samples_per_second = 700}, std::move(sources));
//   std::jthread thread([&](std::stop_token stop) { producer.Run(stop); });
//
// Threads: Run() on one; the results after it has returned.
#pragma once

#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "live_telemetry/publisher.h"
#include "live_telemetry/sensors/readings.h"
#include "live_telemetry/sensors/source.h"
#include "weir/stream/stream.h"

namespace live_telemetry {

struct ProducerOptions {
  double samples_per_second = 1'000;
};

class Producer {
 public:
  // `stream` must outlive it.
  Producer(weir::Stream& stream, const ProducerOptions& options,
           std::vector<std::unique_ptr<Source>> sources)
      : options_(options), sources_(std::move(sources)), publisher_(stream) {}

  // Until `stop` is requested; what was read by then is put.
  void Run(const std::stop_token& stop);

  const Publisher& publisher() const { return publisher_; }
  // Why it ended before it was asked to; OK otherwise.
  const absl::Status& status() const { return status_; }

 private:
  const ProducerOptions options_;
  std::vector<std::unique_ptr<Source>> sources_;
  Publisher publisher_;
  Readings readings_;
  absl::Status status_;
};

}  // namespace live_telemetry
