// SPDX-License-Identifier: MIT
//
// Claim tested: an idle shard takes at most 512 bytes, one with a record two pages more
// and the words of a segment, and segments never hold more than the memory budget.
//
// The heap is asked how much it has given out, with what it needs for itself; the system
// how much of the process is in memory. Each case has a slab of its own, of which nothing
// has been touched before. What a case does is the same each time, so the spread is small;
// its time is of no interest.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "weir/log/slab.h"
#include "weir/model/hash_key_range.h"
#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

constexpr std::uint32_t kShards = 10'000;

std::int64_t HeapBytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<std::int64_t>(info.uordblks + info.hblkhd);
}

// Of the whole process, but for files such as programs. Counted page by page, so it is
// exact; 0 if it cannot be had.
std::int64_t ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/smaps_rollup", "r");
  if (file == nullptr) return 0;
  std::int64_t kilobytes = 0;
  char line[256];
  while (std::fgets(line, sizeof(line), file) != nullptr) {
    if (std::sscanf(line, "Anonymous: %" SCNd64, &kilobytes) == 1) break;
  }
  std::fclose(file);
  return kilobytes * 1024;
}

weir::Stream CreateIn(weir::Slab& slab, const weir::StreamOptions& options) {
  return *weir::stream_internal::CreateStream(options, slab);
}

// For more bytes, none; for less, 0: a budget need not be used up.
double Over(std::int64_t bytes, std::int64_t most) {
  return static_cast<double>(std::max<std::int64_t>(bytes - most, 0));
}

void IdleShard(benchmark::State& state) {
  weir::Slab slab;
  const weir::StreamOptions options = EverythingOn(kShards);
  for (auto _ : state) {
    const std::int64_t before = HeapBytes();
    const weir::Stream stream = CreateIn(slab, options);
    state.counters["shard_bytes"] = static_cast<double>(HeapBytes() - before) / double{kShards};
  }
}

// Beyond what it takes when it is idle.
void ShardWithARecord(benchmark::State& state) {
  weir::Slab slab;
  for (auto _ : state) {
    weir::Stream stream = CreateIn(slab, EverythingOn(kShards));
    const std::int64_t before = ResidentBytes();
    for (std::uint32_t i = 0; i < kShards; ++i) {
      const auto range = weir::EvenHashKeyRange({.shard_count = kShards, .index = i});
      const weir::PutOutcome outcome =
          stream.TryPut({.partition_key = Payloads::Get()[i].Key(),
                         .data = weir::AsBytes(Payloads::Get()[i].Data()),
                         .explicit_hash_key = range.starting_hash_key});
      if (outcome.code != weir::PutCode::kOk) state.SkipWithError("a put was refused");
    }
    state.counters["shard_bytes"] = static_cast<double>(ResidentBytes() - before) / double{kShards};
  }
}

// Records of all sizes go through 64 MiB, while a cursor stands in an old segment. What
// segments hold, by the stream's own account, and what the process came to hold, blocks
// included that a shard has grown out of and that wait for another to need them.
void OverBudget(benchmark::State& state) {
  constexpr std::int64_t kBudgetBytes = 64 << 20;
  constexpr std::size_t kPuts = 300'000;
  weir::Slab slab;
  weir::StreamOptions options = EverythingOn(4);
  options.memory_bytes_max = kBudgetBytes;
  const std::vector<char> data(64 << 10, 'x');
  for (auto _ : state) {
    const std::int64_t before = ResidentBytes();
    weir::Stream stream = CreateIn(slab, options);
    weir::Cursor behind = *stream.OpenCursor(weir::ShardId{0}, weir::Position::TrimHorizon());
    std::int64_t held = 0;
    for (std::size_t i = 0; i < kPuts; ++i) {
      const std::size_t size = i % 50 == 0 ? data.size() : i * 7919 % 4096;
      const weir::PutOutcome outcome = stream.TryPut(
          {.partition_key = Payloads::Get()[i].Key(), .data = weir::AsBytes({data.data(), size})});
      if (outcome.code != weir::PutCode::kOk) state.SkipWithError("a put was refused");
      if (i % 1'000 == 0) behind.Read({.records_max = 1});
      held = std::max(held, stream.Statistics().memory_bytes);
    }
    if (held < kBudgetBytes / 2) state.SkipWithError("the budget was not used");
    state.counters["held_bytes"] = Over(held, kBudgetBytes);
    state.counters["resident_bytes"] = Over(ResidentBytes() - before, kBudgetBytes);
  }
}

void AsOne(benchmark::internal::Benchmark* one) {
  one->Iterations(1)->Unit(benchmark::kMillisecond);
}

BENCHMARK(IdleShard)->Name("Memory/IdleShard")->Apply(AsOne);
BENCHMARK(ShardWithARecord)->Name("Memory/ShardWithARecord")->Apply(AsOne);
BENCHMARK(OverBudget)->Name("Memory/OverBudget")->Apply(AsOne);

}  // namespace
}  // namespace weir::bench
