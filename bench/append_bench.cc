// SPDX-License-Identifier: MIT
//
// Claim tested: to put a record of 1 KiB, 64 KiB or 1 MiB into a log larger than the
// caches takes as long as to copy its bytes with std::memcpy into a ring as large, and
// less where Weir copies past the caches.
//
// One shard, a key of 16 bytes, no limits, a cached clock. The data comes from a pool of
// 16 MiB, so it is not in the nearest cache, for nobody. Of 16 bytes there is no claim:
// a record has a header of its size.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

constexpr std::size_t kPoolBytes = 16 << 20;

// The i-th piece of the pool, of `size` bytes.
std::string_view Piece(std::size_t i, std::size_t size) {
  static const std::vector<char>* const pool = new std::vector<char>(kPoolBytes, 'x');
  return {pool->data() + i % (kPoolBytes / size) * size, size};
}

// Appends a pass: 64 MiB, or as many records as make a pass of small ones long enough.
std::size_t AppendsPerPass(std::size_t size) {
  constexpr std::size_t kAppendsMax = 500'000;
  return std::min<std::size_t>((std::size_t{64} << 20) / size, kAppendsMax);
}

// Fills what is kept once, so that its memory has been touched, then measures.
void Measure(benchmark::State& state, std::size_t size, const auto& append) {
  std::size_t i = 0;
  for (std::size_t bytes = 0; bytes < kKeptBytes; bytes += size + kKeyBytes) append(i++);
  const std::size_t appends = AppendsPerPass(size);
  for (auto _ : state) {
    for (std::size_t n = 0; n < appends; ++n) append(i++);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(appends));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(appends * size));
}

void Weir(benchmark::State& state, std::size_t size) {
  weir::StreamOptions options = EverythingOn(1);
  options.limits = weir::Limits::Unlimited();
  options.record_bytes_max = 2 << 20;
  weir::Stream stream = *weir::Stream::Create(options);
  const std::string_view key = Payloads::Get()[0].Key();
  Measure(state, size, [&](std::size_t i) {
    const weir::PutOutcome outcome =
        stream.TryPut({.partition_key = key, .data = weir::AsBytes(Piece(i, size))});
    if (outcome.code != weir::PutCode::kOk) state.SkipWithError("a put was refused");
  });
}

void Memcpy(benchmark::State& state, std::size_t size) {
  std::vector<char> ring(static_cast<std::size_t>(kKeptBytes), 'x');
  Show(ring.data());
  const std::string_view key = Payloads::Get()[0].Key();
  std::size_t at = 0;
  Measure(state, size, [&](std::size_t i) {
    const std::string_view piece = Piece(i, size);
    if (at + key.size() + piece.size() > ring.size()) at = 0;
    std::memcpy(&ring[at], key.data(), key.size());
    std::memcpy(&ring[at + key.size()], piece.data(), piece.size());
    at += key.size() + piece.size();
    benchmark::ClobberMemory();
  });
}

void AsPasses(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 2 : 10)->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(Weir, , 16)->Name("Append/16B/Weir")->Apply(AsPasses);
BENCHMARK_CAPTURE(Memcpy, , 16)->Name("Append/16B/Memcpy")->Apply(AsPasses);
BENCHMARK_CAPTURE(Weir, , 1 << 10)->Name("Append/1KiB/Weir")->Apply(AsPasses);
BENCHMARK_CAPTURE(Memcpy, , 1 << 10)->Name("Append/1KiB/Memcpy")->Apply(AsPasses);
BENCHMARK_CAPTURE(Weir, , 64 << 10)->Name("Append/64KiB/Weir")->Apply(AsPasses);
BENCHMARK_CAPTURE(Memcpy, , 64 << 10)->Name("Append/64KiB/Memcpy")->Apply(AsPasses);
BENCHMARK_CAPTURE(Weir, , 1 << 20)->Name("Append/1MiB/Weir")->Apply(AsPasses);
BENCHMARK_CAPTURE(Memcpy, , 1 << 20)->Name("Append/1MiB/Memcpy")->Apply(AsPasses);

}  // namespace
}  // namespace weir::bench
