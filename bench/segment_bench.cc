// SPDX-License-Identifier: MIT
//
// Claim tested: how many segments a shard holds costs neither who puts nor who reads: with
// 10,000 of 16 KiB, a put and a record read take as long as with the same history in 156
// of 1 MiB.
//
// Two things differ there, how many segments there are and how often one ends, so there
// are 3,000 of 16 KiB too, which differ from the 10,000 in their number alone and are more
// than most caches hold. "4of16KiB" is a log that drops nearly all of its history, and so
// stays in the nearest cache.
//
// What the number does cost is a seek by time or by number, which looks at every segment
// from the oldest on: one opening of a cursor, at places spread evenly.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "weir/stream/stream.h"
#include "weir/testing/manual_clock.h"
#include "workload.h"

namespace weir::bench {
namespace {

// One shard that holds so many segments of one size.
struct History {
  std::int64_t segments;
  std::int64_t segment_bytes;

  std::int64_t Bytes() const { return segments * segment_bytes; }
  // More than it holds.
  std::size_t Records() const { return static_cast<std::size_t>(Bytes()) / 128; }
};
constexpr History kMany{10'000, 16 << 10};
// The same bytes, but for a fraction of a segment.
constexpr History kFew{156, 1 << 20};
constexpr History kSome{3'000, 16 << 10};
constexpr History kFour{4, 16 << 10};

constexpr std::int64_t kPutsPerPass = 100'000;

void PutOne(benchmark::State& state, weir::Stream& stream, std::size_t i) {
  const Payload& payload = Payloads::Get()[i];
  const weir::PutOutcome outcome =
      stream.TryPut({.partition_key = payload.Key(), .data = weir::AsBytes(payload.Data())});
  if (outcome.code != weir::PutCode::kOk) state.SkipWithError("a put was refused");
}

// Full, with `clock` a microsecond further for each record.
weir::Stream Filled(benchmark::State& state, const History& history,
                    weir::testing::ManualClock& clock) {
  weir::StreamOptions options = EverythingOn(1);
  options.memory_bytes_max = history.Bytes();
  options.segment_bytes_max = history.segment_bytes;
  options.record_bytes_max = 4096;
  options.clock = &clock;
  weir::Stream stream = *weir::Stream::Create(options);
  // Twice, so that the small segments with which a log begins are gone.
  for (std::size_t i = 0; i < 2 * history.Records(); ++i) {
    PutOne(state, stream, i);
    clock.Advance(absl::Microseconds(1));
  }
  // One may be missing: half-way through the last, the next is not there yet.
  if (stream.Statistics().memory_bytes < history.Bytes() - history.segment_bytes) {
    state.SkipWithError("the log does not hold as many segments as it should");
  }
  return stream;
}

void Put(benchmark::State& state, const History& history) {
  weir::testing::ManualClock clock;
  weir::Stream stream = Filled(state, history, clock);
  std::size_t i = 0;
  for (auto _ : state) {
    for (std::int64_t n = 0; n < kPutsPerPass; ++n) PutOne(state, stream, i++);
    clock.Advance(absl::Milliseconds(5));
  }
  state.SetItemsProcessed(state.iterations() * kPutsPerPass);
}

// All of it, every byte, again and again if it is short.
void Read(benchmark::State& state, const History& history) {
  weir::testing::ManualClock clock;
  weir::Stream stream = Filled(state, history, clock);
  const std::uint64_t held = stream.StatisticsOf(weir::ShardId{0})->held_records;
  const std::uint64_t times = 1 + 100'000 / held;
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (std::uint64_t time = 0; time < times; ++time) {
      weir::Cursor cursor = *stream.OpenCursor(weir::ShardId{0}, weir::Position::TrimHorizon());
      std::uint64_t records = 0;
      for (weir::Batch batch = cursor.Read(); !batch.empty(); batch = cursor.Read()) {
        for (const weir::RecordView& record : batch) {
          sum += Touch(record.partition_key, weir::AsText(record.data));
        }
        records += batch.size();
      }
      if (records != held) state.SkipWithError("a cursor did not get what is held");
    }
  }
  benchmark::DoNotOptimize(sum);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(times * held));
}

enum class SeekBy { kTime, kNumber };

void Seek(benchmark::State& state, const History& history, SeekBy by) {
  constexpr std::uint64_t kSeeksPerPass = 64;
  weir::testing::ManualClock clock;
  const absl::Time start = clock.Now();
  weir::Stream stream = Filled(state, history, clock);
  const weir::ShardStatistics statistics = *stream.StatisticsOf(weir::ShardId{0});
  const std::uint64_t first = statistics.incoming_records - statistics.held_records;
  for (auto _ : state) {
    for (std::uint64_t seek = 0; seek < kSeeksPerPass; ++seek) {
      const std::uint64_t number = first + statistics.held_records * seek / kSeeksPerPass;
      const weir::Position position =
          by == SeekBy::kTime ? weir::Position::AtTimestamp(
                                    start + absl::Microseconds(static_cast<std::int64_t>(number)))
                              : weir::Position::AtSequenceNumber({number});
      const weir::Cursor cursor = *stream.OpenCursor(weir::ShardId{0}, position);
      if (cursor.next_sequence_number().value != number) {
        state.SkipWithError("a cursor is not where it was to be");
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSeeksPerPass));
}

void AsPasses(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 3 : 20)->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(Put, , kMany)->Name("Segments/Put/10000of16KiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Put, , kFew)->Name("Segments/Put/156of1MiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Put, , kSome)->Name("Segments/Put/3000of16KiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Put, , kFour)->Name("Segments/Put/4of16KiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Read, , kMany)->Name("Segments/Read/10000of16KiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Read, , kSome)->Name("Segments/Read/3000of16KiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Read, , kFour)->Name("Segments/Read/4of16KiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Read, , kFew)->Name("Segments/Read/156of1MiB")->Apply(AsPasses);
BENCHMARK_CAPTURE(Seek, , kMany, SeekBy::kTime)
    ->Name("Segments/SeekTime/10000of16KiB")
    ->Apply(AsPasses);
BENCHMARK_CAPTURE(Seek, , kFew, SeekBy::kTime)
    ->Name("Segments/SeekTime/156of1MiB")
    ->Apply(AsPasses);
BENCHMARK_CAPTURE(Seek, , kMany, SeekBy::kNumber)
    ->Name("Segments/SeekNumber/10000of16KiB")
    ->Apply(AsPasses);
BENCHMARK_CAPTURE(Seek, , kFew, SeekBy::kNumber)
    ->Name("Segments/SeekNumber/156of1MiB")
    ->Apply(AsPasses);

}  // namespace
}  // namespace weir::bench
