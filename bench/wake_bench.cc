// SPDX-License-Identifier: MIT
//
// Claim tested: a put into a stream on which a reader sleeps takes no longer than to notify
// a condition variable, nor does it take longer until the reader has the record.
//
// The reader is a Cursor in Wait(), and the peer a thread in std::condition_variable::wait.
// Each thread has a core of its own, and each time the reader is left alone until it
// sleeps. "NobodyThere" is what the system call costs where the sleeper has gone meanwhile;
// what a put pays for looking where nobody sleeps is in parts_bench.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "own_core.h"
#include "weir/base/parking_spot.h"
#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

using Time = std::chrono::steady_clock::time_point;

Time Now() { return std::chrono::steady_clock::now(); }

// A record, and when it was had.
class WeirReader {
 public:
  void Put() {
    const Payload& payload = Payloads::Get()[0];
    static_cast<void>(
        stream_.TryPut({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())}));
  }
  // Sleeps until there is one. False after a second without.
  bool Take() {
    if (!cursor_.Wait(absl::Seconds(1))) return false;
    return cursor_.Read().size() == 1;
  }

 private:
  weir::Stream stream_ = *weir::Stream::Create(EverythingOn(1));
  weir::Cursor cursor_ = *stream_.OpenCursor(weir::ShardId{0}, weir::Position::TrimHorizon());
};

class ConditionReader {
 public:
  void Put() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      has_one_ = true;
    }
    condition_.notify_one();
  }
  bool Take() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!condition_.wait_for(lock, std::chrono::seconds(1), [this] { return has_one_; })) {
      return false;
    }
    has_one_ = false;
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool has_one_ = false;
};

struct Wakes {
  std::vector<std::int64_t> waker_nanos;
  std::vector<std::int64_t> sleeper_nanos;
};

// How long each put took, and how long until the reader had what was put; fewer than
// asked for if one never came.
template <class Reader>
Wakes Measured(std::size_t times) {
  // By then it has spun for its 5 us, and sleeps.
  constexpr auto kUntilAsleep = std::chrono::microseconds(150);
  Reader reader;
  std::atomic<std::size_t> taken = 0;
  std::vector<Time> ends(times);
  std::jthread sleeper([&] {
    const OwnCore core(Side::kThere);
    for (std::size_t i = 0; i < times && reader.Take(); ++i) {
      ends[i] = Now();
      // Release: the time before the count that shows it.
      taken.store(i + 1, std::memory_order_release);
    }
  });
  const OwnCore core(Side::kHere);
  Wakes wakes;
  for (std::size_t i = 0; i < times; ++i) {
    std::this_thread::sleep_for(kUntilAsleep);
    const Time before = Now();
    reader.Put();
    const Time after = Now();
    // Acquire: pairs with the store above.
    while (taken.load(std::memory_order_acquire) == i) {
      if (Now() - after > std::chrono::seconds(2)) return wakes;
      std::this_thread::yield();
    }
    wakes.waker_nanos.push_back(std::chrono::nanoseconds(after - before).count());
    wakes.sleeper_nanos.push_back(std::chrono::nanoseconds(ends[i] - before).count());
  }
  return wakes;
}

double Median(std::vector<std::int64_t>& nanos) {
  std::sort(nanos.begin(), nanos.end());
  return static_cast<double>(nanos[nanos.size() / 2]);
}

template <class Reader>
void Wake(benchmark::State& state) {
  const std::size_t times = IsQuick() ? 300 : 2'000;
  Wakes wakes;
  for (auto _ : state) wakes = Measured<Reader>(times);
  if (wakes.sleeper_nanos.size() < times) {
    state.SkipWithError("a reader was never woken");
    return;
  }
  state.counters["waker_p50_ns"] = Median(wakes.waker_nanos);
  state.counters["sleeper_p50_ns"] = Median(wakes.sleeper_nanos);
}

void NobodyThere(benchmark::State& state) {
  constexpr int kTimes = 10'000;
  weir::BasicParkingSpot<weir::StdAtomics> spot;
  for (auto _ : state) {
    for (int i = 0; i < kTimes; ++i) {
      benchmark::DoNotOptimize(spot.Announce());
      spot.WakeAll();
    }
  }
  state.SetItemsProcessed(state.iterations() * kTimes);
}

BENCHMARK_TEMPLATE(Wake, WeirReader)
    ->Name("Wake/Weir")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(Wake, ConditionReader)
    ->Name("Wake/MutexCondition")
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(NobodyThere)->Name("Wake/NobodyThere")->Iterations(10)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace weir::bench
