// SPDX-License-Identifier: MIT
//
// Claim tested: what the contract adds to the engine. PutRecords of 500 records costs at
// most twice the engine's own batch with MD5; to read a shard through GetRecords, 10,000
// records a call, every byte, at most half as much again as with a cursor.
//
// The contract is given no limits, as the engine is not either, and then, for information,
// limits that never refuse. A stream is new in each iteration, since nothing is dropped
// here: its memory comes back from the process's slab and was touched before.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/local/local_kinesis.h"
#include "weir/stream/stream.h"
#include "workload.h"

namespace weir::bench {
namespace {

constexpr std::size_t kBatch = kinesis::kPutRecordsMax;

std::size_t Batches() { return IsQuick() ? 400 : 1'000; }

// Seconds that `work` takes.
double Timed(const auto& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

StreamOptions EngineOptions() {
  StreamOptions options = EverythingOn(4);
  options.key_hash = KeyHash::kMd5;
  options.limits = Limits::Unlimited();
  return options;
}

KinesisLimits LimitsThatNeverRefuse() {
  const RateLimit fastest = {.mode = LimitMode::kEnforce,
                             .rate = {.per_second = kRatePerSecondMax}};
  return {.write_bytes = fastest,
          .write_records = fastest,
          .read_bytes = fastest,
          .read_calls = fastest};
}

LocalKinesis MakeKinesis(const KinesisLimits& limits) {
  return *LocalKinesis::Create(
      {.limits = limits, .clock = &Cached(), .stream_memory_bytes_max = kKeptBytes});
}

// What is put, and where an entry begins in it, by batch.
template <class Entry>
std::vector<Entry> Entries() {
  std::vector<Entry> entries(kBatch);
  for (std::size_t i = 0; i < kBatch; ++i) {
    const Payload& payload = Payloads::Get()[i];
    entries[i].partition_key = payload.Key();
    entries[i].data = AsBytes(payload.Data());
  }
  return entries;
}

void Engine(benchmark::State& state) {
  const std::vector<PutEntry> entries = Entries<PutEntry>();
  for (auto _ : state) {
    Stream stream = *Stream::Create(EngineOptions());
    std::array<PutOutcome, kBatch> outcomes;
    std::size_t failed = 0;
    state.SetIterationTime(Timed([&] {
      for (std::size_t i = 0; i < Batches(); ++i) failed += stream.PutBatch(entries, outcomes);
    }));
    if (failed != 0) state.SkipWithError("a put was refused");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Batches() * kBatch));
}

void Contract(benchmark::State& state, const KinesisLimits& limits) {
  const std::vector<kinesis::PutRecordsRequestEntry> entries =
      Entries<kinesis::PutRecordsRequestEntry>();
  for (auto _ : state) {
    LocalKinesis kinesis = MakeKinesis(limits);
    if (!kinesis.CreateStream({.stream_name = "s", .shard_count = 4}).ok()) {
      state.SkipWithError("no stream was made");
    }
    std::int64_t failed = 0;
    state.SetIterationTime(Timed([&] {
      for (std::size_t i = 0; i < Batches(); ++i) {
        const auto put = kinesis.PutRecords({.stream_name = "s", .records = entries});
        failed += put.ok() ? put->failed_record_count : std::int64_t{kBatch};
      }
    }));
    if (failed != 0) state.SkipWithError("a put was refused");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Batches() * kBatch));
}

// One record a call, through the contract and not.
void EnginePut(benchmark::State& state) {
  const std::vector<PutEntry> entries = Entries<PutEntry>();
  for (auto _ : state) {
    Stream stream = *Stream::Create(EngineOptions());
    std::size_t failed = 0;
    state.SetIterationTime(Timed([&] {
      for (std::size_t i = 0; i < Batches() * kBatch; ++i) {
        failed += stream.TryPut(entries[i % kBatch]).code == PutCode::kOk ? 0 : 1;
      }
    }));
    if (failed != 0) state.SkipWithError("a put was refused");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Batches() * kBatch));
}
void ContractPut(benchmark::State& state) {
  for (auto _ : state) {
    LocalKinesis kinesis = MakeKinesis(KinesisLimits::Unlimited());
    if (!kinesis.CreateStream({.stream_name = "s", .shard_count = 4}).ok()) {
      state.SkipWithError("no stream was made");
    }
    std::size_t failed = 0;
    state.SetIterationTime(Timed([&] {
      for (std::size_t i = 0; i < Batches() * kBatch; ++i) {
        const Payload& payload = Payloads::Get()[i % kBatch];
        failed += kinesis.PutRecord({.stream_name = "s",
                                     .partition_key = payload.Key(),
                                     .data = AsBytes(payload.Data())})
                          .ok()
                      ? 0
                      : 1;
      }
    }));
    if (failed != 0) state.SkipWithError("a put was refused");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Batches() * kBatch));
}

// A shard of a LocalKinesis with the records that are to be read.
class Filled {
 public:
  explicit Filled(const KinesisLimits& limits) : kinesis_(MakeKinesis(limits)) {
    const std::vector<kinesis::PutRecordsRequestEntry> entries =
        Entries<kinesis::PutRecordsRequestEntry>();
    is_sound_ = kinesis_.CreateStream({.stream_name = "s", .shard_count = 1}).ok();
    for (std::size_t i = 0; i < Batches(); ++i) {
      const auto put = kinesis_.PutRecords({.stream_name = "s", .records = entries});
      is_sound_ = is_sound_ && put.ok() && put->failed_record_count == 0;
    }
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kBatch; ++i) {
      sum += Touch(Payloads::Get()[i].Key(), Payloads::Get()[i].Data());
    }
    sum_expected_ = sum * Batches();
  }

  LocalKinesis& kinesis() { return kinesis_; }
  // `scan` reads all and returns the sum of it.
  void Measure(benchmark::State& state, const auto& scan) {
    if (!is_sound_) state.SkipWithError("a put was refused");
    for (auto _ : state) {
      if (scan() != sum_expected_) {
        state.SkipWithError("what was read is not what was put");
        break;
      }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Batches() * kBatch));
  }

 private:
  LocalKinesis kinesis_;
  bool is_sound_ = false;
  std::uint64_t sum_expected_ = 0;
};

void CursorScan(benchmark::State& state) {
  Filled filled(KinesisLimits::Unlimited());
  const std::shared_ptr<Stream> stream = *filled.kinesis().FindStream({.stream_name = "s"});
  filled.Measure(state, [&] {
    Cursor cursor = *stream->OpenCursor({.index = 0}, Position::TrimHorizon());
    std::uint64_t sum = 0;
    for (Batch batch = cursor.Read(); !batch.empty(); batch = cursor.Read()) {
      for (const RecordView& record : batch) {
        sum += Touch(record.partition_key, AsText(record.data));
      }
    }
    return sum;
  });
}

void ContractScan(benchmark::State& state, const KinesisLimits& limits) {
  Filled filled(limits);
  filled.Measure(state, [&] {
    Cached().Tick();
    auto iterator = filled.kinesis().GetShardIterator(
        {.stream_name = "s",
         .shard_id = "shardId-000000000000",
         .shard_iterator_type = kinesis::ShardIteratorType::kTrimHorizon});
    std::string next = iterator->shard_iterator;
    std::uint64_t sum = 0;
    for (;;) {
      const auto read = filled.kinesis().GetRecords({.shard_iterator = next});
      if (!read.ok() || read->records.empty()) return sum;
      for (const kinesis::Record& record : read->records) {
        sum += Touch(record.partition_key, AsText(record.data));
      }
      next = *read->next_shard_iterator;
    }
  });
}

void AsPuts(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 2 : 4)->UseManualTime()->Unit(benchmark::kMillisecond);
}
void AsScans(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 4 : 10)->Unit(benchmark::kMillisecond);
}

BENCHMARK(Engine)->Name("Contract/Put/EngineBatchOf500")->Apply(AsPuts);
BENCHMARK_CAPTURE(Contract, none, KinesisLimits::Unlimited())
    ->Name("Contract/Put/PutRecordsOf500")
    ->Apply(AsPuts);
BENCHMARK_CAPTURE(Contract, limits, LimitsThatNeverRefuse())
    ->Name("Contract/Put/PutRecordsOf500WithLimits")
    ->Apply(AsPuts);
BENCHMARK(EnginePut)->Name("Contract/Put/Engine")->Apply(AsPuts);
BENCHMARK(ContractPut)->Name("Contract/Put/PutRecord")->Apply(AsPuts);
BENCHMARK(CursorScan)->Name("Contract/Scan/Cursor")->Apply(AsScans);
BENCHMARK_CAPTURE(ContractScan, none, KinesisLimits::Unlimited())
    ->Name("Contract/Scan/GetRecordsOf10000")
    ->Apply(AsScans);

}  // namespace
}  // namespace weir::bench
