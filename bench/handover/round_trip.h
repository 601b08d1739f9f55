// SPDX-License-Identifier: MIT
//
// Sends a record to another thread, which sends one back, again and again, both
// polling, each on a core of its own: how long each trip takes, as percentiles.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "handover/handover.h"
#include "own_core.h"

namespace weir::bench {

// Takes one record from `consumer`, waiting for it; false if there is none to come.
template <class Consumer>
bool TakeOne(Pass& pass, Consumer& consumer, std::uint64_t& sum) {
  Backoff backoff;
  const auto touch = [&sum](std::string_view key, std::string_view data) {
    sum += Touch(key, data);
  };
  while (consumer.Take(touch) == 0) {
    if (!backoff.Wait(pass)) return false;
  }
  return true;
}

// The nanoseconds of each trip; `pass` says if a record was lost or wrong. The one
// reading of the clock that each contains is the same for everybody.
template <class Channel>
std::vector<std::int64_t> NanosOfTrips(Pass& pass, Channel& there, Channel& back,
                                       std::size_t trips) {
  constexpr const char* kFull = "a channel that holds one record was full";
  const Payloads& payloads = Payloads::Get();
  std::uint64_t sum_there = 0;
  std::jthread echo(
      [&, consumer = there.MakeConsumer(0), producer = back.MakeProducer(0)]() mutable {
        const OwnCore core(Side::kThere);
        for (std::size_t i = 0; i < trips; ++i) {
          if (!TakeOne(pass, consumer, sum_there)) return;
          if (!producer.TryPut(payloads[i])) pass.Fail(kFull);
        }
      });
  const OwnCore core(Side::kHere);
  auto consumer = back.MakeConsumer(0);
  auto producer = there.MakeProducer(0);
  std::vector<std::int64_t> nanos;
  nanos.reserve(trips);
  std::uint64_t sum_back = 0;
  std::uint64_t sum_expected = 0;
  Pass::Time before = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < trips; ++i) {
    if (!producer.TryPut(payloads[i])) pass.Fail(kFull);
    if (!TakeOne(pass, consumer, sum_back)) break;
    const Pass::Time now = std::chrono::steady_clock::now();
    nanos.push_back(std::chrono::nanoseconds(now - before).count());
    before = now;
  }
  echo.join();
  for (std::size_t i = 0; i < trips; ++i) {
    sum_expected += Touch(payloads[i].Key(), payloads[i].Data());
  }
  if (sum_there != sum_expected || sum_back != sum_expected) {
    pass.Fail("a record was lost or wrong");
  }
  return nanos;
}

template <class Channel>
void MeasureRoundTrip(benchmark::State& state) {
  // So many that a moment in which both threads have one core does not decide.
  const std::size_t trips = IsQuick() ? 100'000 : 400'000;
  Channel there(kOneToOne);
  Channel back(kOneToOne);
  std::vector<std::int64_t> nanos;
  for (auto _ : state) {
    Pass pass;
    nanos = NanosOfTrips(pass, there, back, trips);
    if (pass.error != nullptr) {
      state.SkipWithError(pass.error.load());
      return;
    }
  }
  std::sort(nanos.begin(), nanos.end());
  state.counters["p50_ns"] = static_cast<double>(nanos[trips / 2]);
  state.counters["p99_ns"] = static_cast<double>(nanos[trips - trips / 100]);
}

// To initialize a variable of a channel's file: registers "RoundTrip/`name`".
template <class Channel>
bool RegisterRoundTrip(const std::string& name) {
  benchmark::RegisterBenchmark(("RoundTrip/" + name).c_str(), MeasureRoundTrip<Channel>)
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
  return true;
}

}  // namespace weir::bench
