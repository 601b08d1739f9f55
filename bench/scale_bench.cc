// SPDX-License-Identifier: MIT
//
// Claim tested: a put costs hardly more over 64 shards than over one, and a few times as
// much over 10,000, whose memory no cache holds; and a record read costs the same with a
// thousand cursors as with one.
//
// 65,536 keys, so that every shard is hit. All streams keep 512 MiB: with 10,000 shards
// that is three segments of the smallest size for each. "Floor" is floor.h.

#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "floor.h"
#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

constexpr int kPutsPerPass = 200'000;
constexpr std::int64_t kScaleKeptBytes = 512 << 20;
constexpr std::size_t kKeys = 1 << 16;

std::string_view KeyOf(std::size_t i) {
  using Keys = std::vector<std::array<char, kKeyBytes>>;
  static const Keys* const keys = [] {
    auto* made = new Keys(kKeys);
    for (std::size_t k = 0; k < kKeys; ++k) {
      std::array<char, kKeyBytes + 1> text{};
      std::snprintf(text.data(), text.size(), "key-%012zu", k * 7919);
      std::memcpy((*made)[k].data(), text.data(), kKeyBytes);
    }
    return made;
  }();
  return {(*keys)[i % kKeys].data(), kKeyBytes};
}

void PutOverShards(benchmark::State& state, std::uint32_t shard_count) {
  weir::StreamOptions options = EverythingOn(shard_count);
  options.memory_bytes_max = kScaleKeptBytes;
  options.record_bytes_max = 4096;
  weir::Stream stream = *weir::Stream::Create(options);
  const Payloads& payloads = Payloads::Get();
  std::size_t i = 0;
  const auto put = [&] {
    const weir::PutOutcome outcome =
        stream.TryPut({.partition_key = KeyOf(i), .data = weir::AsBytes(payloads[i].Data())});
    if (outcome.code != weir::PutCode::kOk) state.SkipWithError("a put was refused");
    ++i;
  };
  while (i < 2 * kKeptRecords) put();
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerPass; ++n) put();
    Cached().Tick();
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerPass);
}

void FloorOverShards(benchmark::State& state, std::size_t shard_count) {
  FloorShards shards(shard_count, kScaleKeptBytes);
  const Payloads& payloads = Payloads::Get();
  std::size_t i = 0;
  const auto put = [&] {
    shards.Put(payloads[i], KeyOf(i));
    ++i;
  };
  while (i < kKeptRecords) put();
  for (auto _ : state) {
    for (int n = 0; n < kPutsPerPass; ++n) put();
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerPass);
}

// Cursors that take turns, 100 records each time, over the same million bytes.
void ReadWithCursors(benchmark::State& state, std::size_t cursor_count) {
  constexpr std::size_t kRecords = 10'000;
  const std::size_t times = 1'000 / cursor_count;
  weir::Stream stream = *weir::Stream::Create(EverythingOn(1));
  for (std::size_t i = 0; i < kRecords; ++i) {
    const Payload& payload = Payloads::Get()[i];
    const weir::PutOutcome outcome =
        stream.TryPut({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())});
    if (outcome.code != weir::PutCode::kOk) {
      state.SkipWithError("a put was refused");
      return;
    }
  }
  std::size_t received = 0;
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (std::size_t time = 0; time < times; ++time) {
      state.PauseTiming();
      std::vector<weir::Cursor> cursors;
      for (std::size_t c = 0; c < cursor_count; ++c) {
        cursors.push_back(*stream.OpenCursor(weir::ShardId{0}, weir::Position::TrimHorizon()));
      }
      const std::size_t target = received + cursor_count * kRecords;
      state.ResumeTiming();
      while (received < target) {
        for (weir::Cursor& cursor : cursors) {
          const weir::Batch batch = cursor.Read({.records_max = 100});
          if (batch.empty()) {
            state.SkipWithError("a cursor did not get what was put");
            return;
          }
          for (const weir::RecordView& record : batch) {
            sum += Touch(record.partition_key, weir::AsText(record.data));
          }
          received += batch.size();
        }
      }
    }
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(static_cast<std::int64_t>(received));
}

void AsPasses(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 2 : 20)->Unit(benchmark::kMillisecond);
}
void AsReads(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 1 : 2)->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(PutOverShards, , 1)->Name("Scale/Shards1")->Apply(AsPasses);
BENCHMARK_CAPTURE(PutOverShards, , 64)->Name("Scale/Shards64")->Apply(AsPasses);
BENCHMARK_CAPTURE(PutOverShards, , 10'000)->Name("Scale/Shards10000")->Apply(AsPasses);
BENCHMARK_CAPTURE(FloorOverShards, , 1)->Name("Scale/Floor1")->Apply(AsPasses);
BENCHMARK_CAPTURE(FloorOverShards, , 10'000)->Name("Scale/Floor10000")->Apply(AsPasses);
BENCHMARK_CAPTURE(ReadWithCursors, , 1)->Name("Scale/Cursors1")->Apply(AsReads);
BENCHMARK_CAPTURE(ReadWithCursors, , 1000)->Name("Scale/Cursors1000")->Apply(AsReads);

}  // namespace
}  // namespace weir::bench
