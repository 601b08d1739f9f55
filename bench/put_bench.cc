// SPDX-License-Identifier: MIT
//
// Claim tested: Stream::Put with everything on (key hashed, four shards, clock,
// limits enforced, look for sleepers) against what people would write instead, a
// std::mutex around a std::deque<std::string>, each keeping about 256 MiB.
//
// The deque is measured twice. "Filling" starts empty and keeps all, so that its
// memory is fresh; "Steady" drops its oldest record for each new one, so that the
// allocator hands out the very block that was just freed. A Weir stream has both
// at once: it starts fresh and drops its oldest.
//
// Cases are interleaved round by round (--benchmark_enable_random_interleaving),
// since these machines drift; only ratios within one run count.

#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "weir/stream/stream.h"

namespace {

constexpr std::size_t kDataBytes = 100;
constexpr std::size_t kKeyBytes = 16;
constexpr std::int64_t kKeptBytes = 256 << 20;
// Records that fit into as much memory in Weir: 132 bytes of frame, 8 of lane.
constexpr std::size_t kKeptRecords = static_cast<std::size_t>(kKeptBytes) / 140;
constexpr int kPutsPerRound = 100'000;

// Payloads that were not written a moment ago, so that the copy is measured and
// not the forwarding of stores.
class Payloads {
 public:
  Payloads() {
    for (std::size_t i = 0; i < kCount; ++i) {
      data_[i].fill(static_cast<char>('a' + i % 26));
      std::array<char, kKeyBytes + 1> text{};
      std::snprintf(text.data(), text.size(), "key-%012zu", i * 7919);
      std::memcpy(keys_[i].data(), text.data(), kKeyBytes);
    }
  }
  std::string_view key(std::size_t i) const { return {keys_[i % kCount].data(), kKeyBytes}; }
  std::string_view data(std::size_t i) const {
    return {data_[i * 13 % kCount].data(), kDataBytes};
  }

 private:
  static constexpr std::size_t kCount = 256;
  std::array<std::array<char, kKeyBytes>, kCount> keys_{};
  std::array<std::array<char, kDataBytes>, kCount> data_{};
};

const Payloads& ThePayloads() {
  static const Payloads* const payloads = new Payloads;
  return *payloads;
}

// A C library may leave out the locking in a program that has one thread only,
// and no program that shares a queue has.
void HaveASecondThread() {
  static std::jthread* thread = new std::jthread([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::hours(1));
  });
  benchmark::DoNotOptimize(thread);
}

weir::Limits EverythingOn() {
  return {.write_mode = weir::LimitMode::kEnforce,
          .write_bytes = {.per_second = weir::kRatePerSecondMax},
          .write_records = {.per_second = weir::kRatePerSecondMax}};
}

weir::CachedClock& Cached() {
  static weir::CachedClock* const clock = new weir::CachedClock;
  return *clock;
}

void PutAll(benchmark::State& state, const weir::Clock* clock, const weir::Limits& limits) {
  HaveASecondThread();
  absl::StatusOr<weir::Stream> stream =
      weir::Stream::Create({.shard_count = 4,
                            .limits = limits,
                            .memory_bytes_max = kKeptBytes,
                            .memory_policy = weir::MemoryPolicy::kDropOldest,
                            .clock = clock});
  const Payloads& payloads = ThePayloads();
  std::size_t i = 0;
  const auto put = [&] {
    if (!stream->Put({.partition_key = payloads.key(i),
                      .data = weir::AsBytes(payloads.data(i))})
             .ok()) {
      state.SkipWithError("a put was refused");
    }
    ++i;
  };
  for (std::size_t warm = 0; warm < kKeptRecords; ++warm) put();
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n) put();
    Cached().Tick();
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

void WeirCachedClock(benchmark::State& state) { PutAll(state, &Cached(), EverythingOn()); }
void WeirSystemClock(benchmark::State& state) { PutAll(state, nullptr, EverythingOn()); }
void WeirUnlimited(benchmark::State& state) {
  PutAll(state, &Cached(), weir::Limits::Unlimited());
}

void WeirBatchOf500(benchmark::State& state) {
  HaveASecondThread();
  absl::StatusOr<weir::Stream> stream =
      weir::Stream::Create({.shard_count = 4,
                            .limits = EverythingOn(),
                            .memory_bytes_max = kKeptBytes,
                            .memory_policy = weir::MemoryPolicy::kDropOldest,
                            .clock = &Cached()});
  const Payloads& payloads = ThePayloads();
  std::vector<weir::PutEntry> entries(500);
  std::vector<weir::PutOutcome> outcomes(500);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i] = {.partition_key = payloads.key(i), .data = weir::AsBytes(payloads.data(i))};
  }
  const auto put = [&] {
    if (stream->PutBatch(entries, outcomes) != 0) state.SkipWithError("a put was refused");
  };
  for (std::size_t warm = 0; warm < kKeptRecords / entries.size(); ++warm) put();
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound / 500; ++n) put();
    Cached().Tick();
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

// What a user would write: a copy of key and data, and a lock.
struct LockedDeque {
  void Put(std::string_view key, std::string_view data) {
    std::string record;
    record.reserve(key.size() + data.size());
    record.append(key).append(data);
    const std::lock_guard<std::mutex> lock(mutex);
    records.push_back(std::move(record));
  }
  void DropOldest() {
    const std::lock_guard<std::mutex> lock(mutex);
    records.pop_front();
  }

  std::mutex mutex;
  std::deque<std::string> records;
};

void MutexDequeSteady(benchmark::State& state) {
  HaveASecondThread();
  const Payloads& payloads = ThePayloads();
  LockedDeque deque;
  std::size_t i = 0;
  for (; i < kKeptRecords; ++i) deque.Put(payloads.key(i), payloads.data(i));
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) {
      deque.Put(payloads.key(i), payloads.data(i));
      deque.DropOldest();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

void MutexDequeFilling(benchmark::State& state) {
  HaveASecondThread();
  const Payloads& payloads = ThePayloads();
  auto deque = std::make_unique<LockedDeque>();
  std::size_t i = 0;
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) deque->Put(payloads.key(i), payloads.data(i));
    if (deque->records.size() + kPutsPerRound > kKeptRecords) {
      state.PauseTiming();
      deque = std::make_unique<LockedDeque>();
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

// The floor: the bytes, and nothing else.
void MemcpyFloor(benchmark::State& state) {
  const Payloads& payloads = ThePayloads();
  std::vector<char> ring(static_cast<std::size_t>(kKeptBytes), 'x');
  std::size_t at = 0;
  std::size_t i = 0;
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) {
      if (at + 132 > ring.size()) at = 0;
      std::memcpy(&ring[at + 16], payloads.key(i).data(), kKeyBytes);
      std::memcpy(&ring[at + 32], payloads.data(i).data(), kDataBytes);
      at += 132;
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

// Whole rounds of 100,000: the time shown is of one round.
void AsRounds(benchmark::internal::Benchmark* one) {
  one->MinTime(0.2)->Repetitions(9)->ReportAggregatesOnly(true)->Unit(benchmark::kMillisecond);
}

BENCHMARK(WeirCachedClock)->Apply(AsRounds);
BENCHMARK(WeirSystemClock)->Apply(AsRounds);
BENCHMARK(WeirUnlimited)->Apply(AsRounds);
BENCHMARK(WeirBatchOf500)->Apply(AsRounds);
BENCHMARK(MutexDequeSteady)->Apply(AsRounds);
BENCHMARK(MutexDequeFilling)->Apply(AsRounds);
BENCHMARK(MemcpyFloor)->Apply(AsRounds);

}  // namespace

int main(int argc, char** argv) {
  benchmark::AddCustomContext("weir_build_type", WEIR_BUILD_TYPE);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
