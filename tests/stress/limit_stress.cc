// SPDX-License-Identifier: MIT
//
// Producers that never stop asking, on a clock that jumps: no window of any length is
// granted more than the rate and a burst (I11), and nothing that came in is withheld.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "stream/support.h"
#include "stress/support/fast_random.h"
#include "stress/support/limit_checker.h"
#include "stress/support/setting.h"
#include "stress/support/tally.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::FastRandom;
using testing::LimitChecker;
using testing::ManualClock;
using testing::SeededRandom;

constexpr std::size_t kProducers = 3;
constexpr int kSteps = 1'000;
constexpr std::size_t kDataBytesMax = 60;

// A step of the clock, from moment to moment.
struct ClockStep {
  std::int64_t from_nanos = 0;
  std::int64_t to_nanos = 0;
};

class LimitedRun {
 public:
  LimitedRun(const Limits& limits, std::uint64_t seed)
      : random_(seed),
        stream_(testing::MakeStream({.retention_period = absl::Hours(8'760),
                                     .record_bytes_max = 200,
                                     .limits = limits,
                                     .memory_bytes_max = 256 * 1024 * 1024,
                                     .clock = &clock_})) {}

  // Once. The clock moves on when every producer has been refused since it last did.
  void Run() {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kProducers; ++i) {
      threads.emplace_back([this, i, seed = random_.Bits()] { Produce(i, seed); });
    }
    for (int step = 0; step <= kSteps; ++step) {
      AwaitRefusals();
      if (step == kSteps) break;
      const std::int64_t from_nanos = clock_.NowNanos();
      clock_.Advance(DrawStep());
      steps_.push_back({from_nanos, clock_.NowNanos()});
      ++epoch_;
    }
    is_over_ = true;
    for (std::thread& thread : threads) thread.join();
  }

  std::int64_t start_nanos() const { return start_nanos_; }
  const std::vector<ClockStep>& steps() const { return steps_; }
  Stream& stream() { return stream_; }

 private:
  void Produce(std::size_t index, std::uint64_t seed) {
    FastRandom random(seed);
    const std::string data(kDataBytesMax, 'x');
    while (!is_over_) {
      const std::uint64_t epoch = epoch_;
      const std::size_t bytes = 1 + random.Below(kDataBytesMax);
      const PutOutcome outcome = stream_.TryPut(
          {.partition_key = "k", .data = AsBytes(std::string_view(data).substr(0, bytes))});
      if (outcome.code == PutCode::kOk) continue;
      refused_[index].epoch = epoch;
      while (epoch_ == epoch && !is_over_) std::this_thread::yield();
    }
  }

  void AwaitRefusals() {
    for (const Refused& refused : refused_) {
      while (refused.epoch != epoch_) std::this_thread::yield();
    }
  }

  // Mostly less than fills a bucket, sometimes far more.
  absl::Duration DrawStep() {
    switch (random_.Below(16)) {
      case 0:
        return absl::Hours(1);
      case 1:
        return absl::Seconds(1 + random_.Below(5));
      case 2:
        return absl::Nanoseconds(1 + random_.Below(1'000));
      case 3:
        return absl::ZeroDuration();
      default:
        return absl::Microseconds(random_.Below(300'000));
    }
  }

  struct alignas(64) Refused {
    std::atomic<std::uint64_t> epoch{0};
  };

  ManualClock clock_;
  const std::int64_t start_nanos_ = clock_.NowNanos();
  FastRandom random_;
  Stream stream_;
  std::vector<ClockStep> steps_;
  // How often the clock has moved on, and with it the last epoch in which a producer
  // was refused.
  std::atomic<std::uint64_t> epoch_{1};
  std::array<Refused, kProducers> refused_;
  std::atomic<bool> is_over_{false};
};

struct Granted {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
};

enum class Share { kAllOfIt, kNeverTooMuch };

Granted CheckRun(LimitedRun& run, const Limits& limits, Share share) {
  LimitChecker records("records", limits.write_records, run.start_nanos());
  LimitChecker bytes("bytes", limits.write_bytes, run.start_nanos());
  Cursor cursor = testing::OpenFirst(run.stream());
  for (;;) {
    const Batch batch = cursor.Read();
    if (batch.empty()) break;
    for (const RecordView& record : batch) {
      records.Grant(record.approximate_arrival_nanos, 1);
      bytes.Grant(record.approximate_arrival_nanos,
                  record.partition_key.size() + record.data.size());
    }
  }
  LimitChecker& only = limits.write_records.IsLimited() ? records : bytes;
  if (share == Share::kAllOfIt) {
    for (const ClockStep& step : run.steps()) only.Step(step.from_nanos, step.to_nanos);
    only.ObserveEnd();
  }
  REQUIRE(records.Check().told() == std::vector<std::string>{});
  REQUIRE(bytes.Check().told() == std::vector<std::string>{});
  return {records.granted(), bytes.granted()};
}

template <class DrawLimits>
void RunLimited(std::size_t rounds, Share share, const DrawLimits& draw) {
  SeededRandom random;
  INFO(random.Description());
  Granted sum;
  const std::size_t count = testing::StressRounds(rounds);
  for (std::size_t round = 0; round < count; ++round) {
    INFO("round " << round);
    Limits limits = draw(random);
    limits.write_mode = LimitMode::kEnforce;
    LimitedRun run(limits, random.Bits());
    run.Run();
    const Granted granted = CheckRun(run, limits, share);
    sum.records += granted.records;
    sum.bytes += granted.bytes;
  }
  testing::PrintTally(
      {{"rounds", count}, {"granted_records", sum.records}, {"granted_bytes", sum.bytes}});
}

Rate DrawRecords(SeededRandom& random) {
  const auto per_second = 50 + static_cast<std::int64_t>(random.Below(2'000));
  return {.per_second = per_second,
          .burst = 1 + static_cast<std::int64_t>(random.Below(2 * 2'000))};
}
// No record is more than a hundredth of a burst, so that what is too little for one is
// less than that.
Rate DrawBytes(SeededRandom& random) {
  const auto per_second = 5'000 + static_cast<std::int64_t>(random.Below(100'000));
  return {.per_second = per_second,
          .burst = 6'200 + static_cast<std::int64_t>(random.Below(60'000))};
}

TEST_CASE("racing puts get all records of a limit, and never one more", "[stress][limit]") {
  RunLimited(4, Share::kAllOfIt,
             [](SeededRandom& random) { return Limits{.write_records = DrawRecords(random)}; });
}

TEST_CASE("racing puts get all bytes of a limit, and never one more", "[stress][limit]") {
  RunLimited(4, Share::kAllOfIt,
             [](SeededRandom& random) { return Limits{.write_bytes = DrawBytes(random)}; });
}

TEST_CASE("racing puts under two limits exceed neither", "[stress][limit]") {
  RunLimited(4, Share::kNeverTooMuch, [](SeededRandom& random) {
    return Limits{.write_bytes = DrawBytes(random), .write_records = DrawRecords(random)};
  });
}

}  // namespace
}  // namespace weir
