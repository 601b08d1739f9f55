// SPDX-License-Identifier: MIT
#include "serve/metrics/endpoint_metrics.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "serve/metrics/prometheus_text.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_operation.h"
#include "weir/version.h"

namespace weir::serve_internal {
namespace {

constexpr std::string_view kOther = "other";

}  // namespace

// What an endpoint says beside Kinesis's own exceptions: of encodings, of signatures, and of
// having too much to do.
constexpr std::array<std::string_view, EndpointMetrics::kWireErrorCount>
    EndpointMetrics::kWireErrors = {"SerializationException",
                                    "UnknownOperationException",
                                    "MissingAuthenticationTokenException",
                                    "IncompleteSignatureException",
                                    "InvalidSignatureException",
                                    "UnrecognizedClientException",
                                    "RequestEntityTooLargeException",
                                    "ServiceUnavailableException"};

constexpr std::array<EndpointMetrics::Bucket, EndpointMetrics::kBucketCount>
    EndpointMetrics::kBuckets = {{{50'000, "0.00005"},
                                  {100'000, "0.0001"},
                                  {250'000, "0.00025"},
                                  {500'000, "0.0005"},
                                  {1'000'000, "0.001"},
                                  {2'500'000, "0.0025"},
                                  {5'000'000, "0.005"},
                                  {10'000'000, "0.01"},
                                  {25'000'000, "0.025"},
                                  {50'000'000, "0.05"},
                                  {100'000'000, "0.1"},
                                  {250'000'000, "0.25"},
                                  {500'000'000, "0.5"},
                                  {1'000'000'000, "1"},
                                  {std::numeric_limits<std::int64_t>::max(), "+Inf"}}};

void EndpointMetrics::OnRequest(const AnsweredRequest& request) {
  const std::size_t index =
      request.operation.has_value() ? static_cast<std::size_t>(*request.operation) : kRowCount - 1;
  Row& row = rows_[index];
  const std::int64_t nanos = std::max<std::int64_t>(absl::ToInt64Nanoseconds(request.duration), 0);
  const auto bucket = std::find_if(kBuckets.begin(), kBuckets.end(),
                                   [nanos](const Bucket& b) { return nanos <= b.nanos_max; });
  row.requests[ErrorIndex(request.error_type)].Add(1);
  row.durations[static_cast<std::size_t>(bucket - kBuckets.begin())].Add(1);
  row.duration_nanos.Add(nanos);
  row.request_bytes.Add(static_cast<std::int64_t>(request.request_bytes));
  row.response_bytes.Add(static_cast<std::int64_t>(request.response_bytes));
}

std::string EndpointMetrics::ToText() const {
  PrometheusText text;
  text.Begin("weir_build_info", "gauge", "The version of Weir; always 1.");
  text.Add({{"version", kVersion}}, 1);
  AddRequests(text);
  AddDurations(text);
  const auto add = [&text](std::string_view name, std::string_view type, std::string_view help,
                           std::int64_t value) {
    text.Begin(name, type, help);
    text.Add(value);
  };
  add("weir_http_request_bytes_total", "counter", "Bytes of requests' bodies.",
      Sum(&Row::request_bytes));
  add("weir_http_response_bytes_total", "counter", "Bytes of answers' bodies.",
      Sum(&Row::response_bytes));
  add("weir_http_connections", "gauge", "Connections that are open.", connections_.value());
  text.Begin("weir_http_connections_total", "counter", "Connections, by what they spoke.");
  text.Add({{"protocol", "http/1.1"}}, connections_total_[0].value());
  text.Add({{"protocol", "h2"}}, connections_total_[1].value());
  add("weir_http_connections_refused_total", "counter",
      "Connections that were refused, since there were too many.", connections_refused_.value());
  add("weir_http_timeouts_total", "counter",
      "Connections that were closed, since a client took too long.", timeouts_.value());
  add("weir_http_memory_bytes", "gauge", "Bytes of bodies that are held.", memory_bytes_.value());
  add("weir_subscriptions", "gauge", "Subscriptions to shards that are open.",
      subscriptions_.value());
  add("weir_subscription_events_total", "counter", "Events that subscriptions were sent.",
      subscription_events_.value());
  return text.text();
}

void EndpointMetrics::AddRequests(PrometheusText& text) const {
  text.Begin("weir_http_requests_total", "counter",
             "Requests that were answered, by operation and by exception, if there was one.");
  for (std::size_t i = 0; i < kRowCount; ++i) {
    for (std::size_t error = 0; error < kErrorCount; ++error) {
      const std::int64_t count = rows_[i].requests[error].value();
      if (count == 0) continue;
      text.Add({{"operation", OperationText(i)}, {"error", ErrorText(error)}}, count);
    }
  }
}

void EndpointMetrics::AddDurations(PrometheusText& text) const {
  text.Begin("weir_http_request_duration_seconds", "histogram",
             "From a request's last byte to its answer, by operation.");
  for (std::size_t i = 0; i < kRowCount; ++i) {
    const Row& row = rows_[i];
    // Read once each, so that the count is that of the last bucket.
    std::array<std::int64_t, kBucketCount> sums;
    std::int64_t sum = 0;
    for (std::size_t bucket = 0; bucket < kBucketCount; ++bucket) {
      sum += row.durations[bucket].value();
      sums[bucket] = sum;
    }
    if (sum == 0) continue;
    const MetricLabel operation = {"operation", OperationText(i)};
    for (std::size_t bucket = 0; bucket < kBucketCount; ++bucket) {
      text.Add("_bucket", {operation, {"le", kBuckets[bucket].text}}, sums[bucket]);
    }
    text.AddNanos("_sum", {operation}, row.duration_nanos.value());
    text.Add("_count", {operation}, sum);
  }
}

std::int64_t EndpointMetrics::Sum(Count Row::*count) const {
  std::int64_t sum = 0;
  for (const Row& row : rows_) sum += (row.*count).value();
  return sum;
}

std::size_t EndpointMetrics::ErrorIndex(std::string_view error_type) {
  if (error_type.empty()) return 0;
  if (const auto exception = KinesisExceptionFromName(error_type)) {
    return 1 + static_cast<std::size_t>(*exception);
  }
  // Behind the last one stands what is none of them.
  const auto wire_error = std::find(kWireErrors.begin(), kWireErrors.end(), error_type);
  return 1 + kKinesisExceptionCount + static_cast<std::size_t>(wire_error - kWireErrors.begin());
}

std::string_view EndpointMetrics::ErrorText(std::size_t index) {
  if (index == 0) return "";
  index -= 1;
  if (index < kKinesisExceptionCount) return ToString(static_cast<KinesisException>(index));
  index -= kKinesisExceptionCount;
  return index < kWireErrorCount ? kWireErrors[index] : kOther;
}

std::string_view EndpointMetrics::OperationText(std::size_t row) {
  return row < kKinesisOperationCount ? ToString(static_cast<KinesisOperation>(row)) : kOther;
}

}  // namespace weir::serve_internal
