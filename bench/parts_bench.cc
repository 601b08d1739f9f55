// SPDX-License-Identifier: MIT
//
// Claim tested: what the parts of a put and of a read cost by themselves, on the classes
// that are shipped: hash, route, clock, limits, copy, claim, publication, the look for
// sleepers, the walk over what is there, the pin. The look costs a put at most 0.5 ns, a
// pin a record at most 0.2 in batches of 256.
//
// One thread, 16 bytes of key, 100 of data. Here each part has the machine to itself, so
// their sum is more than a put takes, in which they overlap. README.md says which comment's
// figure is measured by which case.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "weir/base/clock.h"
#include "weir/base/hash.h"
#include "weir/base/md5.h"
#include "weir/base/parking_spot.h"
#include "weir/log/internal/copy.h"
#include "weir/log/segment_pool.h"
#include "weir/log/slab.h"
#include "weir/model/hash_key_range.h"
#include "weir/quota/write_income.h"
#include "weir/quota/write_quota.h"
#include "weir/stream/internal/shard.h"
#include "weir/stream/internal/shard_map.h"
#include "weir/stream/internal/wake.h"
#include "workload.h"

namespace weir::bench {
namespace {

using weir::stream_internal::Shard;
using weir::stream_internal::ShardLog;
using weir::stream_internal::ShardMap;
using weir::stream_internal::ShardReader;

constexpr int kTimesPerPass = 100'000;
constexpr weir::PayloadSize kSize{kKeyBytes, kDataBytes};

// Does `part` with each number in turn.
void Measure(benchmark::State& state, const auto& part) {
  std::size_t i = 0;
  for (auto _ : state) {
    for (int n = 0; n < kTimesPerPass; ++n) part(i++);
  }
  state.SetItemsProcessed(state.iterations() * kTimesPerPass);
}

// ---- Where a record goes, when, and whether it may ----

void HashXxh3(benchmark::State& state) {
  Measure(state, [&payloads = Payloads::Get()](std::size_t i) {
    benchmark::DoNotOptimize(weir::Xxh3_128(payloads[i].Key()).high);
  });
}

void HashMd5(benchmark::State& state) {
  Measure(state, [&payloads = Payloads::Get()](std::size_t i) {
    benchmark::DoNotOptimize(weir::Md5(payloads[i].Key()).high);
  });
}

void Route(benchmark::State& state) {
  constexpr std::uint32_t kShards = 4;
  weir::SegmentPool pool(weir::Slab::Process(), {.budget_bytes = kKeptBytes});
  ShardMap map;
  map.Reserve(kShards);
  map.Install(weir::stream_internal::RouteTable::Create(kShards));
  for (std::uint32_t i = 0; i < kShards; ++i) {
    map.Add(std::make_unique<Shard>(
        pool,
        weir::stream_internal::ShardLineage{
            .range = weir::EvenHashKeyRange({.shard_count = kShards, .index = i}), .index = i}));
    map.Open(*map.At(i));
  }
  Measure(state, [&payloads = Payloads::Get(), &map](std::size_t i) {
    benchmark::DoNotOptimize(map.RouteXxh3(payloads[i].Key()));
  });
  map.Clear();
}

void ReadClock(benchmark::State& state, const weir::Clock& clock) {
  Measure(state, [&clock](std::size_t) { benchmark::DoNotOptimize(clock.NowNanos()); });
}
void ClockCached(benchmark::State& state) { ReadClock(state, Cached()); }
void ClockSystem(benchmark::State& state) { ReadClock(state, weir::SystemClock::Get()); }

// As a put asks: both limits, by the income that is remembered while the clock stands
// still, or by one that each put has to count.
enum class Moment { kSame, kNext };

void Limit(benchmark::State& state, Moment moment) {
  const weir::Limits limits = EverythingOn(1).limits;
  const auto burst = weir::WriteBurst::Of(limits);
  weir::BasicIncomeMemo<weir::StdAtomics> memo;
  weir::WriteQuota quota;
  weir::IncomeMoment now{.now_nanos = 1'000'000'000, .start_nanos = 1'000'000'000};
  constexpr weir::QuotaAmount kOne{.records = 1, .bytes = kKeyBytes + kDataBytes};
  quota.Admits(limits, {}, kOne, memo.At(limits, now));
  bool is_admitted = true;
  Measure(state, [&](std::size_t i) {
    const weir::QuotaAmount total{.records = i, .bytes = i * (kKeyBytes + kDataBytes)};
    if (moment == Moment::kSame) {
      weir::WriteIncome income;
      is_admitted = is_admitted && memo.Recall(now.now_nanos, income) &&
                    quota.IsWithin(burst, total, kOne, income);
    } else {
      now.now_nanos += 100;
      is_admitted = is_admitted && quota.Admits(limits, total, kOne, memo.At(limits, now));
    }
  });
  if (!is_admitted) state.SkipWithError("a limit that is never reached refused");
}

// ---- How it comes into the log ----

// A shard by itself, that drops its oldest records.
struct BareShard {
  explicit BareShard(std::int64_t kept_bytes)
      : pool(weir::Slab::Process(), {.budget_bytes = kept_bytes}), shard(pool, {}) {}

  // Claims a run of up to `count` frames.
  ShardLog::ClaimedRun Claim(std::uint64_t count, std::uint64_t& claimed) {
    const auto fit = [count, &claimed](const weir::FrameRun& space, weir::FrameRun& run) {
      claimed = std::min({count, space.count, space.frame_bytes / kSize.FrameBytes()});
      run = {.count = claimed, .frame_bytes = claimed * kSize.FrameBytes()};
      return claimed > 0;
    };
    const auto gate = [](const weir::LogTotals&, const weir::FrameRun&) { return std::int64_t{1}; };
    ShardLog::ClaimedRun run;
    while (shard.log.Claim(kSize.FrameBytes(), fit, gate, run) != weir::ClaimCode::kOk)
      DropOldest();
    return run;
  }
  [[gnu::always_inline]] inline ShardLog::ClaimedFrame ClaimOne() {
    const auto gate = [](const weir::LogTotals&, const weir::FrameRun&) { return std::int64_t{1}; };
    ShardLog::ClaimedFrame frame;
    while (!shard.log.TryClaimOne(kSize, gate, frame)) {
      // A lost attempt, or the end of a segment: the slow way makes room.
      if (shard.log.ClaimOne(kSize, gate, frame) == weir::ClaimCode::kOk) break;
      DropOldest();
    }
    return frame;
  }
  [[gnu::noinline]] void DropOldest() {
    std::uint64_t records = 0;
    shard.log.RetireHead(records);
  }
  [[gnu::always_inline]] inline void Append(std::size_t i) {
    const ShardLog::ClaimedFrame frame = ClaimOne();
    frame.Write(Payloads::Get()[i].Key(), weir::AsBytes(Payloads::Get()[i].Data()));
    ShardLog::Publish(frame);
  }
  // Until every segment has been used once.
  void Fill() {
    const auto records = static_cast<std::size_t>(pool.budget_bytes()) / kSize.FrameBytes();
    for (std::size_t i = 0; i < 2 * records; ++i) Append(i);
  }

  weir::SegmentPool pool;
  Shard shard;
};

// In the nearest cache but one, or in none.
constexpr std::int64_t kNearBytes = 64 << 10;

void Copy(benchmark::State& state) {
  std::array<std::byte, 4096> ring{};
  Show(ring.data());
  Measure(state, [&payloads = Payloads::Get(), &ring](std::size_t i) {
    std::byte* const to = &ring[i % 31 * 132];
    const Payload& payload = payloads[i];
    weir::log_internal::CopyShortBytes(to, weir::AsBytes(payload.Key()).data(), kKeyBytes);
    weir::log_internal::CopyBytes(to + kKeyBytes, weir::AsBytes(payload.Data()).data(), kDataBytes);
    benchmark::ClobberMemory();
  });
}

void ClaimAndPublish(benchmark::State& state) {
  BareShard bare(kNearBytes);
  bare.Fill();
  Measure(state, [&bare](std::size_t) { ShardLog::Publish(bare.ClaimOne()); });
}

// Of runs of 64: what is left of the claim is a 64th.
void Publish(benchmark::State& state) {
  BareShard bare(kNearBytes);
  bare.Fill();
  std::uint64_t claimed = 0;
  ShardLog::ClaimedRun run;
  Measure(state, [&](std::size_t) {
    if (claimed == 0) run = bare.Claim(64, claimed);
    ShardLog::Publish(ShardLog::FrameOf(run, kSize));
    ShardLog::NextFrame(run, kSize);
    --claimed;
  });
  // None may stay unpublished.
  for (; claimed > 0; --claimed, ShardLog::NextFrame(run, kSize)) {
    ShardLog::Publish(ShardLog::FrameOf(run, kSize));
  }
}

void Append(benchmark::State& state, std::int64_t kept_bytes) {
  BareShard bare(kept_bytes);
  bare.Fill();
  Measure(state, [&bare](std::size_t i) { bare.Append(i); });
}

void AppendAndLook(benchmark::State& state, std::int64_t kept_bytes) {
  BareShard bare(kept_bytes);
  weir::BasicParkingSpot<weir::StdAtomics> of_all;
  bare.Fill();
  std::uint64_t sleepers = 0;
  Measure(state, [&](std::size_t i) {
    bare.Append(i);
    if (__builtin_expect(weir::stream_internal::HasSleepers(bare.shard, of_all), 0)) ++sleepers;
  });
  if (sleepers != 0) state.SkipWithError("somebody sleeps where nobody is");
}

// Whether a segment of 1 MiB is complete, a record; as it is done, and byte by byte.
enum class Count { kSixteen, kOneByOne };

void CountLane(benchmark::State& state, Count count) {
  constexpr std::size_t kBytes = weir::Segment::LaneLength(weir::Segment::CapacityFor(1 << 20));
  const auto lane = std::make_unique<weir::Segment::Lane[]>(kBytes);
  for (std::size_t i = 0; i < kBytes; i += 8) lane[i].StoreRelaxed(1);  // Relaxed: one thread.
  const std::size_t expected = (kBytes + 7) / 8;
  for (auto _ : state) {
    for (int n = 0; n < 20; ++n) {
      std::size_t found = 0;
      if (count == Count::kSixteen) {
        found = weir::StdAtomics::CountEqualAcquire(lane.get(), kBytes,
                                                    weir::log_internal::kGenerationMask, 1);
      } else {
        // Acquire, as it would have to be.
        for (std::size_t i = 0; i < kBytes; ++i) found += lane[i].LoadAcquire() == 1 ? 1 : 0;
      }
      if (found != expected) state.SkipWithError("miscounted");
      benchmark::ClobberMemory();
    }
  }
  const std::uint64_t records = kBytes * weir::Segment::kLaneStride / kSize.FrameBytes();
  state.SetItemsProcessed(state.iterations() * 20 * static_cast<std::int64_t>(records));
}

// ---- How it is read ----

enum class PinUse { kKept, kOfEachBatch };

// Over 1 MiB in batches of 256, headers only.
void Walk(benchmark::State& state, PinUse use) {
  BareShard bare(4 << 20);
  bare.Fill();
  ShardLog& log = bare.shard.log;
  weir::Pin& pin = *bare.pool.pins().Acquire();
  std::uint64_t records = 0;
  for (auto _ : state) {
    for (int n = 0; n < 10; ++n) {
      auto position = ShardReader::AtHead(log);
      const weir::Segment* const segment = position.segment;
      while (position.segment == segment) {
        const weir::LogReadResult found =
            ShardReader::Read(log, pin, position, {.frames_max = 256});
        std::uint64_t bytes = 0;
        for (auto frames = found.frames; !frames.empty(); frames.PopFront()) {
          weir::RecordView record;
          if (frames.Front(record)) bytes += record.data.size();
        }
        records += found.records;
        benchmark::DoNotOptimize(bytes);
        if (use == PinUse::kOfEachBatch) pin.Clear();
      }
      pin.Clear();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
  bare.pool.pins().Release(&pin);
}

void AsPasses(benchmark::internal::Benchmark* one) {
  one->Iterations(IsQuick() ? 10 : 80)->Unit(benchmark::kMillisecond);
}

BENCHMARK(HashXxh3)->Name("Parts/Hash/Xxh3")->Apply(AsPasses);
BENCHMARK(HashMd5)->Name("Parts/Hash/Md5")->Apply(AsPasses);
BENCHMARK(Route)->Name("Parts/HashAndRoute")->Apply(AsPasses);
BENCHMARK(ClockCached)->Name("Parts/Clock/Cached")->Apply(AsPasses);
BENCHMARK(ClockSystem)->Name("Parts/Clock/System")->Apply(AsPasses);
BENCHMARK_CAPTURE(Limit, , Moment::kSame)->Name("Parts/Limits/SameMoment")->Apply(AsPasses);
BENCHMARK_CAPTURE(Limit, , Moment::kNext)->Name("Parts/Limits/NextMoment")->Apply(AsPasses);
BENCHMARK(Copy)->Name("Parts/Copy")->Apply(AsPasses);
BENCHMARK(ClaimAndPublish)->Name("Parts/ClaimAndPublish")->Apply(AsPasses);
BENCHMARK(Publish)->Name("Parts/Publish")->Apply(AsPasses);
BENCHMARK_CAPTURE(Append, , kNearBytes)->Name("Parts/Append/InCache")->Apply(AsPasses);
BENCHMARK_CAPTURE(AppendAndLook, , kNearBytes)
    ->Name("Parts/Append/InCacheAndLook")
    ->Apply(AsPasses);
BENCHMARK_CAPTURE(Append, , kKeptBytes)->Name("Parts/Append/OutOfCache")->Apply(AsPasses);
BENCHMARK_CAPTURE(AppendAndLook, , kKeptBytes)
    ->Name("Parts/Append/OutOfCacheAndLook")
    ->Apply(AsPasses);
BENCHMARK_CAPTURE(CountLane, , Count::kSixteen)->Name("Parts/Lane/Sixteen")->Apply(AsPasses);
BENCHMARK_CAPTURE(CountLane, , Count::kOneByOne)->Name("Parts/Lane/OneByOne")->Apply(AsPasses);
BENCHMARK_CAPTURE(Walk, , PinUse::kKept)->Name("Parts/Walk/PinKept")->Apply(AsPasses);
BENCHMARK_CAPTURE(Walk, , PinUse::kOfEachBatch)->Name("Parts/Walk/PinOfEachBatch")->Apply(AsPasses);

}  // namespace
}  // namespace weir::bench
