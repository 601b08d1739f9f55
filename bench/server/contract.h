// SPDX-License-Identifier: MIT
//
// What is measured of a competitor: to append alone, and to hand over from one thread to
// another. A channel is one of handover/handover.h whose producers gather 500 records
// before they send them.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "handover/handover.h"

namespace weir::bench {

// What PutRecords takes.
inline constexpr std::size_t kBatchRecords = 500;

inline Shape ServerShape() {
  return {
      .name = "1P1C", .producers = 1, .consumers = 1, .records = IsQuick() ? 120'000u : 240'000u};
}

template <class Channel>
void MeasureAppend(benchmark::State& state) {
  const Shape shape = ServerShape();
  Channel channel(shape);
  auto producer = channel.MakeProducer(0);
  for (auto _ : state) {
    Pass pass;
    for (std::size_t i = 0; i < shape.records; ++i) {
      if (!producer.TryPut(Payloads::Get()[i])) pass.Fail("a put was refused");
      if (i % kBatchRecords == 0 && !pass.GoesOn()) break;
    }
    if (pass.error != nullptr) {
      state.SkipWithError(pass.error.load());
      break;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(shape.records));
}

// To initialize a variable of each channel's file.
template <class Channel>
bool RegisterServer(const std::string& name) {
  const int passes = IsQuick() ? 1 : 4;
  benchmark::RegisterBenchmark(("Server/Append/" + name).c_str(), MeasureAppend<Channel>)
      ->Iterations(passes)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark(
      ("Server/1P1C/" + name).c_str(),
      [](benchmark::State& state) { MeasureHandover<Channel>(state, ServerShape()); })
      ->Iterations(passes)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
  return true;
}

}  // namespace weir::bench
