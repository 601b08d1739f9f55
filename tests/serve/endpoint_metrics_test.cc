// SPDX-License-Identifier: MIT
#include "serve/metrics/endpoint_metrics.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "support/catch.h"
#include "weir/version.h"

namespace weir::serve_internal {
namespace {

// Whether `line` is one of the lines of `text`.
bool HasLine(std::string_view text, std::string_view line) {
  const std::string lines = "\n" + std::string(text);
  return lines.find("\n" + std::string(line) + "\n") != std::string::npos;
}

std::size_t Occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST_CASE("an endpoint that has answered nothing has all metrics and no operation",
          "[serve][endpoint_metrics]") {
  const EndpointMetrics metrics;
  const std::string text = metrics.ToText();
  CHECK(HasLine(text, "weir_build_info{version=\"" + std::string(kVersion) + "\"} 1"));
  CHECK(HasLine(text, "# TYPE weir_http_requests_total counter"));
  CHECK(HasLine(text, "# TYPE weir_http_request_duration_seconds histogram"));
  CHECK(HasLine(text, "# TYPE weir_http_connections gauge"));
  CHECK(HasLine(text, "weir_http_request_bytes_total 0"));
  CHECK(HasLine(text, "weir_http_response_bytes_total 0"));
  CHECK(HasLine(text, "weir_http_connections 0"));
  CHECK(HasLine(text, "weir_http_connections_total{protocol=\"http/1.1\"} 0"));
  CHECK(HasLine(text, "weir_http_connections_total{protocol=\"h2\"} 0"));
  CHECK(HasLine(text, "weir_http_connections_refused_total 0"));
  CHECK(HasLine(text, "weir_http_timeouts_total 0"));
  CHECK(HasLine(text, "weir_http_memory_bytes 0"));
  CHECK(HasLine(text, "weir_subscriptions 0"));
  CHECK(HasLine(text, "weir_subscription_events_total 0"));
  CHECK(Occurrences(text, "operation=") == 0);
  CHECK(Occurrences(text, "# HELP ") == 12);
  CHECK(Occurrences(text, "# TYPE ") == 12);
}

TEST_CASE("requests are counted by operation and exception", "[serve][endpoint_metrics]") {
  EndpointMetrics metrics;
  metrics.OnRequest({.operation = KinesisOperation::kPutRecord});
  metrics.OnRequest({.operation = KinesisOperation::kPutRecord});
  metrics.OnRequest({.operation = KinesisOperation::kPutRecord,
                     .error_type = "ProvisionedThroughputExceededException"});
  metrics.OnRequest({.operation = KinesisOperation::kUpdateStreamWarmThroughput,
                     .error_type = "InvalidSignatureException"});
  metrics.OnRequest(
      {.operation = KinesisOperation::kAddTagsToStream, .error_type = "InternalFailure"});
  metrics.OnRequest({.error_type = "UnknownOperationException"});
  const std::string text = metrics.ToText();
  CHECK(HasLine(text, "weir_http_requests_total{operation=\"PutRecord\",error=\"\"} 2"));
  CHECK(HasLine(text,
                "weir_http_requests_total{operation=\"PutRecord\",error="
                "\"ProvisionedThroughputExceededException\"} 1"));
  CHECK(HasLine(text,
                "weir_http_requests_total{operation=\"UpdateStreamWarmThroughput\",error="
                "\"InvalidSignatureException\"} 1"));
  CHECK(HasLine(text,
                "weir_http_requests_total{operation=\"AddTagsToStream\",error="
                "\"InternalFailureException\"} 1"));
  CHECK(HasLine(text,
                "weir_http_requests_total{operation=\"other\",error="
                "\"UnknownOperationException\"} 1"));
  CHECK(Occurrences(text, "weir_http_requests_total{") == 5);
  CHECK(Occurrences(text, "_count{") == 4);
}

TEST_CASE("each name of an error keeps its name", "[serve][endpoint_metrics]") {
  std::vector<std::string> names;
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    names.emplace_back(ToString(static_cast<KinesisException>(i)));
  }
  for (const char* name : {"SerializationException", "UnknownOperationException",
                           "MissingAuthenticationTokenException", "IncompleteSignatureException",
                           "InvalidSignatureException", "UnrecognizedClientException",
                           "RequestEntityTooLargeException", "ServiceUnavailableException"}) {
    names.emplace_back(name);
  }
  for (const std::string& name : names) {
    EndpointMetrics metrics;
    metrics.OnRequest({.operation = KinesisOperation::kListShards, .error_type = name});
    CHECK(HasLine(metrics.ToText(),
                  "weir_http_requests_total{operation=\"ListShards\",error=\"" + name + "\"} 1"));
  }
}

TEST_CASE("what a client makes up is one error among others", "[serve][endpoint_metrics]") {
  EndpointMetrics metrics;
  for (int i = 0; i < 100; ++i) {
    metrics.OnRequest({.error_type = "\"} 1\n" + std::to_string(i)});
  }
  const std::string text = metrics.ToText();
  CHECK(HasLine(text, "weir_http_requests_total{operation=\"other\",error=\"other\"} 100"));
  CHECK(Occurrences(text, "weir_http_requests_total{") == 1);
}

TEST_CASE("durations fall into buckets, each of which holds the ones before",
          "[serve][endpoint_metrics]") {
  EndpointMetrics metrics;
  const auto answer = [&metrics](absl::Duration duration) {
    metrics.OnRequest({.operation = KinesisOperation::kGetRecords, .duration = duration});
  };
  answer(-absl::Seconds(1));
  answer(absl::Microseconds(50));
  answer(absl::Microseconds(50) + absl::Nanoseconds(1));
  answer(absl::Milliseconds(7));
  answer(absl::Seconds(1));
  answer(absl::Minutes(1));
  const std::string text = metrics.ToText();
  const auto bucket = [&text](std::string_view bound, int count) {
    return HasLine(text,
                   "weir_http_request_duration_seconds_bucket{operation=\"GetRecords\",le=\"" +
                       std::string(bound) + "\"} " + std::to_string(count));
  };
  CHECK(bucket("0.00005", 2));
  CHECK(bucket("0.0001", 3));
  CHECK(bucket("0.00025", 3));
  CHECK(bucket("0.005", 3));
  CHECK(bucket("0.01", 4));
  CHECK(bucket("0.5", 4));
  CHECK(bucket("1", 5));
  CHECK(bucket("+Inf", 6));
  CHECK(Occurrences(text, "_bucket{") == 15);
  CHECK(HasLine(text,
                "weir_http_request_duration_seconds_sum{operation=\"GetRecords\"} "
                "61.007100001"));
  CHECK(HasLine(text, "weir_http_request_duration_seconds_count{operation=\"GetRecords\"} 6"));
}

TEST_CASE("bytes are those of all operations together", "[serve][endpoint_metrics]") {
  EndpointMetrics metrics;
  metrics.OnRequest({.operation = KinesisOperation::kPutRecord,
                     .request_bytes = 1'000'000'000'000,
                     .response_bytes = 2});
  metrics.OnRequest({.request_bytes = 30, .response_bytes = 40});
  CHECK(HasLine(metrics.ToText(), "weir_http_request_bytes_total 1000000000030"));
  CHECK(HasLine(metrics.ToText(), "weir_http_response_bytes_total 42"));
}

TEST_CASE("gauges go up and down, counters up", "[serve][endpoint_metrics]") {
  EndpointMetrics metrics;
  metrics.AddConnections(3);
  metrics.AddConnections(-1);
  metrics.AddSubscriptions(2);
  metrics.SetMemoryBytes(1'000);
  metrics.SetMemoryBytes(1);
  metrics.OnConnection(HttpProtocol::kHttp11);
  metrics.OnConnection(HttpProtocol::kH2);
  metrics.OnConnection(HttpProtocol::kH2);
  metrics.OnConnectionRefused();
  metrics.OnSubscriptionEvents(7);
  metrics.OnTimeout();
  const std::string text = metrics.ToText();
  CHECK(HasLine(text, "weir_http_connections 2"));
  CHECK(HasLine(text, "weir_subscriptions 2"));
  CHECK(HasLine(text, "weir_http_memory_bytes 1"));
  CHECK(HasLine(text, "weir_http_connections_total{protocol=\"http/1.1\"} 1"));
  CHECK(HasLine(text, "weir_http_connections_total{protocol=\"h2\"} 2"));
  CHECK(HasLine(text, "weir_http_connections_refused_total 1"));
  CHECK(HasLine(text, "weir_subscription_events_total 7"));
  CHECK(HasLine(text, "weir_http_timeouts_total 1"));
}

TEST_CASE("a label's value is escaped", "[serve][endpoint_metrics]") {
  PrometheusText text;
  text.Begin("m", "gauge", "A metric.");
  text.Add({{"a", "x\\y\"z\n"}, {"b", "\xC3\xA9"}}, -5);
  text.AddNanos("_sum", {}, 1);
  CHECK(text.text() ==
        "# HELP m A metric.\n# TYPE m gauge\nm{a=\"x\\\\y\\\"z\\n\",b=\"\xC3\xA9\"} -5\n"
        "m_sum 0.000000001\n");
}

TEST_CASE("no request is lost that threads count at once", "[serve][endpoint_metrics]") {
  constexpr int kThreads = 4;
  constexpr int kRequests = 10'000;
  EndpointMetrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&metrics] {
      for (int request = 0; request < kRequests; ++request) {
        metrics.OnRequest({.operation = KinesisOperation::kPutRecords,
                           .request_bytes = 3,
                           .duration = absl::Milliseconds(1)});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = metrics.ToText();
  CHECK(HasLine(text, "weir_http_requests_total{operation=\"PutRecords\",error=\"\"} 40000"));
  CHECK(HasLine(text, "weir_http_request_bytes_total 120000"));
  CHECK(HasLine(text,
                "weir_http_request_duration_seconds_sum{operation=\"PutRecords\"} 40.000000000"));
}

}  // namespace
}  // namespace weir::serve_internal
