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
// Only ratios within one run count, with cases interleaved, since machines drift:
// bench/run.sh does that.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "floor.h"
#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

constexpr std::uint32_t kShards = 4;
constexpr int kPutsPerRound = 100'000;

// A C library may leave out the locking in a program that has one thread only,
// and no program that shares a queue has.
void HaveASecondThread() {
  static std::jthread* thread = new std::jthread([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::hours(1));
  });
  benchmark::DoNotOptimize(thread);
}

void PutAll(benchmark::State& state, const weir::StreamOptions& options) {
  HaveASecondThread();
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create(options);
  const Payloads& payloads = Payloads::Get();
  std::size_t i = 0;
  const auto put = [&] {
    if (!stream
             ->Put({.partition_key = payloads[i].Key(), .data = weir::AsBytes(payloads[i].Data())})
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

void WeirCachedClock(benchmark::State& state) { PutAll(state, EverythingOn(kShards)); }
void WeirSystemClock(benchmark::State& state) {
  weir::StreamOptions options = EverythingOn(kShards);
  options.clock = nullptr;
  PutAll(state, options);
}
void WeirUnlimited(benchmark::State& state) {
  weir::StreamOptions options = EverythingOn(kShards);
  options.limits = weir::Limits::Unlimited();
  PutAll(state, options);
}

void WeirBatchOf500(benchmark::State& state) {
  HaveASecondThread();
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create(EverythingOn(kShards));
  const Payloads& payloads = Payloads::Get();
  std::vector<weir::PutEntry> entries(500);
  std::vector<weir::PutOutcome> outcomes(500);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i] = {.partition_key = payloads[i].Key(), .data = weir::AsBytes(payloads[i].Data())};
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
  const Payloads& payloads = Payloads::Get();
  LockedDeque deque;
  std::size_t i = 0;
  for (; i < kKeptRecords; ++i) deque.Put(payloads[i].Key(), payloads[i].Data());
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) {
      deque.Put(payloads[i].Key(), payloads[i].Data());
      deque.DropOldest();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

void MutexDequeFilling(benchmark::State& state) {
  HaveASecondThread();
  const Payloads& payloads = Payloads::Get();
  auto deque = std::make_unique<LockedDeque>();
  std::size_t i = 0;
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) deque->Put(payloads[i].Key(), payloads[i].Data());
    if (deque->records.size() + kPutsPerRound > kKeptRecords) {
      state.PauseTiming();
      deque = std::make_unique<LockedDeque>();
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

// The bytes, a shard for each, and nothing else that could be left out.
void Floor(benchmark::State& state) {
  HaveASecondThread();
  FloorShards shards(kShards, kKeptBytes);
  const Payloads& payloads = Payloads::Get();
  std::size_t i = 0;
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) shards.Put(payloads[i], payloads[i].Key());
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

void FloorOfBatchOf500(benchmark::State& state) {
  HaveASecondThread();
  FloorShards shards(kShards, kKeptBytes);
  std::vector<const Payload*> entries(500);
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = &Payloads::Get()[i];
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound / 500; ++n) shards.PutBatch(entries);
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

// The bytes, and nothing else.
void MemcpyFloor(benchmark::State& state) {
  const Payloads& payloads = Payloads::Get();
  std::vector<char> ring(static_cast<std::size_t>(kKeptBytes), 'x');
  Show(ring.data());
  std::size_t at = 0;
  std::size_t i = 0;
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerRound; ++n, ++i) {
      if (at + 132 > ring.size()) at = 0;
      std::memcpy(&ring[at + 16], payloads[i].Key().data(), kKeyBytes);
      std::memcpy(&ring[at + 32], payloads[i].Data().data(), kDataBytes);
      at += 132;
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerRound);
}

// Whole rounds of 100,000: the time shown is of one round.
void AsRounds(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 5 : 40)->Unit(benchmark::kMillisecond);
}

BENCHMARK(WeirCachedClock)->Name("Put/Weir")->Apply(AsRounds);
BENCHMARK(WeirSystemClock)->Name("Put/WeirSystemClock")->Apply(AsRounds);
BENCHMARK(WeirUnlimited)->Name("Put/WeirUnlimited")->Apply(AsRounds);
BENCHMARK(WeirBatchOf500)->Name("Put/WeirBatchOf500")->Apply(AsRounds);
BENCHMARK(MutexDequeSteady)->Name("Put/MutexDequeSteady")->Apply(AsRounds);
BENCHMARK(MutexDequeFilling)->Name("Put/MutexDequeFilling")->Apply(AsRounds);
BENCHMARK(Floor)->Name("Put/Floor")->Apply(AsRounds);
BENCHMARK(FloorOfBatchOf500)->Name("Put/FloorOfBatchOf500")->Apply(AsRounds);
BENCHMARK(MemcpyFloor)->Name("Put/MemcpyFloor")->Apply(AsRounds);

}  // namespace
}  // namespace weir::bench
