// SPDX-License-Identifier: MIT
//
// EndpointMetrics count what an endpoint does, for GET /metrics.
//
// What a client sends makes no new series: operations and errors are those that there are,
// and "other". So how much is held does not grow.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "serve/metrics/prometheus_text.h"
#include "weir/base/cache_line.h"
#include "weir/base/gauge.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_operation.h"

namespace weir::serve_internal {

enum class HttpProtocol : std::uint8_t { kHttp11, kH2 };

// A request that has been answered.
struct AnsweredRequest {
  // nullopt: it named none that there is.
  std::optional<KinesisOperation> operation = std::nullopt;
  // The exception; empty if it went well.
  std::string_view error_type = {};
  std::size_t request_bytes = 0;
  std::size_t response_bytes = 0;
  absl::Duration duration = {};
};

// Every method from any thread.
class EndpointMetrics {
 public:
  // Five additions, on cache lines that only requests of the same operation touch.
  void OnRequest(const AnsweredRequest& request);

  // ---- Gauges: what there is more of now, or less if it is negative ----
  void AddConnections(std::int64_t count) { connections_.Add(count); }
  void AddSubscriptions(std::int64_t count) { subscriptions_.Add(count); }
  void SetMemoryBytes(std::int64_t bytes) { memory_bytes_.Set(bytes); }

  // ---- Counters ----
  // Of a connection, when it is known what it speaks.
  void OnConnection(HttpProtocol protocol) {
    connections_total_[static_cast<std::size_t>(protocol)].Add(1);
  }
  void OnConnectionRefused() { connections_refused_.Add(1); }
  void OnSubscriptionEvents(std::int64_t count) { subscription_events_.Add(count); }
  // A client that took too long to send or to take something.
  void OnTimeout() { timeouts_.Add(1); }

  // As PrometheusText has it. Of operations, only those that occurred.
  std::string ToText() const;

 private:
  using Count = BasicGauge<StdAtomics, std::int64_t>;

  // No error, Kinesis's exceptions, those that only the wire has, and others.
  static constexpr std::size_t kWireErrorCount = 8;
  static constexpr std::size_t kErrorCount = 1 + kKinesisExceptionCount + kWireErrorCount + 1;
  static constexpr std::size_t kBucketCount = 15;
  // Kinesis's operations, and others.
  static constexpr std::size_t kRowCount = kKinesisOperationCount + 1;

  struct alignas(kCacheLineBytes) Row {
    std::array<Count, kErrorCount> requests;
    // How many took no longer than the bucket's bound and longer than the one before.
    std::array<Count, kBucketCount> durations;
    Count duration_nanos;
    Count request_bytes;
    Count response_bytes;
  };
  struct Bucket {
    std::int64_t nanos_max;
    // In seconds, as a label.
    std::string_view text;
  };

  static const std::array<std::string_view, kWireErrorCount> kWireErrors;
  static const std::array<Bucket, kBucketCount> kBuckets;

  static std::size_t ErrorIndex(std::string_view error_type);
  static std::string_view ErrorText(std::size_t index);
  static std::string_view OperationText(std::size_t row);

  void AddRequests(PrometheusText& text) const;
  void AddDurations(PrometheusText& text) const;
  // The sum over all operations.
  std::int64_t Sum(Count Row::*count) const;

  // Written by who answers requests.
  std::array<Row, kRowCount> rows_;
  // Written by who holds connections.
  Count connections_;
  std::array<Count, 2> connections_total_;
  Count connections_refused_;
  Count timeouts_;
  Count memory_bytes_;
  Count subscriptions_;
  Count subscription_events_;
};

}  // namespace weir::serve_internal
