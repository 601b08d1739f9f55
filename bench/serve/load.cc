// SPDX-License-Identifier: MIT
#include "serve/load.h"

#include <algorithm>
#include <cstddef>
#include <latch>
#include <thread>

#include "serve/http_client.h"
#include "serve/requests.h"
#include "serve/spread.h"
#include "serve/stop.h"
#include "serve/time.h"

namespace weir::bench {
namespace {

// A connection's, for whoever joins its thread.
struct Latencies {
  std::vector<std::int64_t> nanos;
  std::int64_t end_nanos = 0;
};

void Check(const HttpClient::Answer& answer, const Load& load) {
  if (answer.status == 200 && CountOf(answer.body, load.answer_text) == load.answer_text_count) {
    return;
  }
  Stop("a wrong answer, of status " + std::to_string(answer.status) + ", without " +
       std::to_string(load.answer_text_count) + " times " + load.answer_text + ": " +
       std::string(answer.body.substr(0, 500)));
}

void Repeat(HttpClient& client, const Load& load, std::size_t first, std::int64_t until_nanos,
            Latencies& latencies) {
  for (std::size_t i = first; latencies.end_nanos < until_nanos; ++i) {
    const std::int64_t begun_nanos = MonotonicNanos();
    const HttpClient::Answer answer = client.Exchange(load.requests[i % load.requests.size()]);
    latencies.end_nanos = MonotonicNanos();
    latencies.nanos.push_back(latencies.end_nanos - begun_nanos);
    Check(answer, load);
  }
}

}  // namespace

LoadResult Run(const Server& server, const Load& load, std::int64_t millis) {
  const auto count = static_cast<std::size_t>(load.connections);
  std::vector<Latencies> latencies(count);
  std::vector<std::thread> threads;
  std::latch connected(load.connections + 1);
  std::latch begun(1);
  std::int64_t until_nanos = 0;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      HttpClient client(server.port());
      latencies[i].nanos.reserve(100'000);
      connected.count_down();
      begun.wait();
      Repeat(client, load, i * 7, until_nanos, latencies[i]);
    });
  }
  connected.arrive_and_wait();
  const std::int64_t ticks = server.CpuTicks();
  const std::int64_t begun_nanos = MonotonicNanos();
  until_nanos = begun_nanos + millis * kNanosPerMilli;
  begun.count_down();
  std::int64_t end_nanos = begun_nanos;
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < count; ++i) {
    threads[i].join();
    end_nanos = std::max(end_nanos, latencies[i].end_nanos);
    all.insert(all.end(), latencies[i].nanos.begin(), latencies[i].nanos.end());
  }
  const double cpu_nanos = static_cast<double>(server.CpuTicks() - ticks) * 1e7;
  const auto requests = static_cast<double>(all.size());
  return {.requests_per_second = requests * 1e9 / static_cast<double>(end_nanos - begun_nanos),
          .p50_micros = PercentileMicros(all, 50),
          .p99_micros = PercentileMicros(all, 99),
          .cpu_nanos_per_record = cpu_nanos / (requests * load.records_per_request)};
}

}  // namespace weir::bench
