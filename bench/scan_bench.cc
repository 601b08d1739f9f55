// SPDX-License-Identifier: MIT
//
// Claim tested: to read a log of 128 MiB from its beginning to its end, every byte,
// takes hardly longer than with a std::vector<std::string> of the same records, and
// half as long as with a std::deque<std::string>.
//
// The strings are allocated one after the other with nothing in between, which is the
// best for them. "Bytes" is the floor: the records side by side, without a header.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

constexpr std::size_t kRecords = kKeptRecords / 2;

std::uint64_t SumExpected() {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kRecords; ++i) {
    sum += Touch(Payloads::Get()[i].Key(), Payloads::Get()[i].Data());
  }
  return sum;
}

// `scan` reads all and returns the sum of it.
void Measure(benchmark::State& state, const auto& scan) {
  const std::uint64_t sum_expected = SumExpected();
  for (auto _ : state) {
    if (scan() != sum_expected) {
      state.SkipWithError("what was read is not what was put");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRecords));
}

void Weir(benchmark::State& state) {
  weir::Stream stream = *weir::Stream::Create(EverythingOn(1));
  for (std::size_t i = 0; i < kRecords; ++i) {
    const Payload& payload = Payloads::Get()[i];
    const weir::PutOutcome outcome =
        stream.TryPut({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())});
    if (outcome.code != weir::PutCode::kOk) state.SkipWithError("a put was refused");
  }
  Measure(state, [&stream] {
    weir::Cursor cursor = *stream.OpenCursor(weir::ShardId{0}, weir::Position::TrimHorizon());
    std::uint64_t sum = 0;
    for (weir::Batch batch = cursor.Read(); !batch.empty(); batch = cursor.Read()) {
      for (const weir::RecordView& record : batch) {
        sum += Touch(record.partition_key, weir::AsText(record.data));
      }
    }
    return sum;
  });
}

template <class Strings>
void ScanStrings(benchmark::State& state) {
  Strings strings;
  for (std::size_t i = 0; i < kRecords; ++i) strings.emplace_back(Payloads::Get()[i].All());
  Measure(state, [&strings] {
    std::uint64_t sum = 0;
    for (const std::string_view record : strings) {
      sum += Touch(record.substr(0, kKeyBytes), record.substr(kKeyBytes));
    }
    return sum;
  });
}

void Bytes(benchmark::State& state) {
  std::vector<Payload> payloads;
  payloads.reserve(kRecords);
  for (std::size_t i = 0; i < kRecords; ++i) payloads.push_back(Payloads::Get()[i]);
  Measure(state, [&payloads] {
    std::uint64_t sum = 0;
    for (const Payload& payload : payloads) sum += Touch(payload.Key(), payload.Data());
    return sum;
  });
}

void AsScans(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 2 : 10)->Unit(benchmark::kMillisecond);
}

BENCHMARK(Weir)->Name("Scan/Weir")->Apply(AsScans);
BENCHMARK_TEMPLATE(ScanStrings, std::vector<std::string>)->Name("Scan/Vector")->Apply(AsScans);
BENCHMARK_TEMPLATE(ScanStrings, std::deque<std::string>)->Name("Scan/Deque")->Apply(AsScans);
BENCHMARK(Bytes)->Name("Scan/Bytes")->Apply(AsScans);

}  // namespace
}  // namespace weir::bench
