// SPDX-License-Identifier: MIT
//
// Real threads on segments so small that one ends every few records.
//
// Goal: what no single step shows. Method: each record's key says who put it and
// as the how manieth; threads keep what they saw, and the main thread compares.
// The invariants I1 to I8 and I10 are those of the architecture's list.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "log/support/build_kind.h"
#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Follower;
using testing::LogWorld;
using testing::Rounds;
using testing::SeededRandom;

std::int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Who put a record, as the how manieth, into which log.
struct Origin {
  std::uint16_t log = 0;
  std::uint16_t producer = 0;
  std::uint32_t counter = 0;

  std::uint64_t Id() const {
    return std::uint64_t{log} << 48 | std::uint64_t{producer} << 32 | counter;
  }
};

Origin OriginOf(const RecordView& record) {
  Origin origin;
  if (record.partition_key.size() == sizeof(origin)) {
    std::memcpy(&origin, record.partition_key.data(), sizeof(origin));
  }
  return origin;
}

bool IsIntactByOrigin(const RecordView& record) {
  return record.partition_key.size() == sizeof(Origin) &&
         testing::IsPattern(record.data, OriginOf(record).Id() ^ record.sequence_number.value);
}

void Write(const LogWorld::Frame& frame, const Origin& origin) {
  std::memcpy(frame.bytes + sizeof(FrameHeader), &origin, sizeof(origin));
  testing::FillPattern(frame.data().data(), frame.data().size(), origin.Id() ^ frame.sequence);
}

// One that appends, and what it knows afterwards.
class Producer {
 public:
  Producer(std::uint16_t number, std::uint64_t seed) : number_(number), random_(seed) {}

  // Appends until `count` records are taken; drops the oldest for it if need be.
  void Run(LogWorld& world, std::size_t count, std::atomic<std::uint64_t>& next_number_min) {
    while (numbers_.size() < count) {
      const bool is_ordered = numbers_.size() % 8 == 0;
      const std::uint64_t finished = is_ordered ? next_number_min.load() : 0;
      LogWorld::Frame frame;
      if (!Claim(world.log(), frame)) {
        std::uint64_t records = 0;
        world.log().RetireHead(records);
        world.pool().Sweep();
        continue;
      }
      if (frame.sequence < finished) ++out_of_order_;
      Finish(frame, 0);
      if (!is_ordered) continue;
      std::uint64_t seen = next_number_min.load();
      while (seen < frame.sequence + 1 &&
             !next_number_min.compare_exchange_weak(seen, frame.sequence + 1)) {
      }
    }
  }
  // Claims one frame of a random size, at the time that it is.
  bool Claim(LogWorld::Log& log, LogWorld::Frame& frame) {
    const PayloadSize size{sizeof(Origin), Next(32) == 0 ? Next(900) : Next(48)};
    last_code_ = log.ClaimOne(
        size, [](const LogTotals&, const FrameRun&) { return SteadyNanos(); }, frame);
    return last_code_ == ClaimCode::kOk;
  }
  void Finish(const LogWorld::Frame& frame, std::uint16_t log) {
    Write(frame, {log, number_, static_cast<std::uint32_t>(numbers_.size())});
    numbers_.push_back(frame.sequence);
    // Now and then it is interrupted between claim and publication.
    if (Next(512) == 0) std::this_thread::yield();
    if (Next(64) == 0) {
      ++aborted_;
      LogWorld::Log::Abort(frame);
    } else {
      LogWorld::Log::Publish(frame);
    }
  }

  // The sequence numbers that it got, in its order.
  const std::vector<std::uint64_t>& numbers() const { return numbers_; }
  std::size_t out_of_order() const { return out_of_order_; }
  std::uint64_t aborted() const { return aborted_; }
  ClaimCode last_code() const { return last_code_; }

 private:
  std::uint32_t Next(std::uint32_t limit) {
    random_ = random_ * 6364136223846793005 + 1442695040888963407;
    return static_cast<std::uint32_t>(random_ >> 33) % limit;
  }

  std::uint16_t number_;
  std::uint64_t random_;
  std::vector<std::uint64_t> numbers_;
  std::size_t out_of_order_ = 0;
  std::uint64_t aborted_ = 0;
  ClaimCode last_code_ = ClaimCode::kOk;
};

// One that reads, and what it saw.
class Consumer {
 public:
  Consumer(LogWorld& world, std::size_t producers)
      : follower_(Follower::FromHead(world.log(), world.NewPin(), IsIntactByOrigin)),
        next_counter_(producers) {}

  LogReadCode ReadOnce(const LogReadLimits& limits) {
    return follower_
        .Read(limits,
              [this](const RecordView& record) {
                const Origin origin = OriginOf(record);
                if (origin.producer >= next_counter_.size()) return;
                std::uint32_t& next = next_counter_[origin.producer];
                if (origin.counter < next) ++out_of_order_;
                next = origin.counter + 1;
                seen_.push_back({record.sequence_number.value, origin.Id()});
              })
        .code;
  }

  struct Seen {
    std::uint64_t number;
    std::uint64_t id;
  };
  const std::vector<Seen>& seen() const { return seen_; }
  Follower& follower() { return follower_; }
  std::size_t out_of_order() const { return out_of_order_; }

 private:
  Follower follower_;
  std::vector<std::uint32_t> next_counter_;
  std::vector<Seen> seen_;
  std::size_t out_of_order_ = 0;
};

// What each number was put as: every number once, none left out (I1).
std::vector<std::uint64_t> TruthOf(const std::vector<Producer>& producers) {
  std::size_t count = 0;
  for (const Producer& producer : producers) count += producer.numbers().size();
  constexpr std::uint64_t kNobody = ~std::uint64_t{0};
  std::vector<std::uint64_t> truth(count, kNobody);
  std::size_t wrong = 0;
  for (std::size_t p = 0; p < producers.size(); ++p) {
    const std::vector<std::uint64_t>& numbers = producers[p].numbers();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] >= count || truth[numbers[i]] != kNobody) {
        ++wrong;
        continue;
      }
      truth[numbers[i]] =
          Origin{0, static_cast<std::uint16_t>(p), static_cast<std::uint32_t>(i)}.Id();
    }
    // Its own order (I3).
    if (!std::is_sorted(numbers.begin(), numbers.end())) ++wrong;
    // The order of real time (I2).
    CHECK(producers[p].out_of_order() == 0);
  }
  CHECK(wrong == 0);
  return truth;
}

void CheckConsumer(Consumer& consumer, const std::vector<std::uint64_t>& truth) {
  Follower& follower = consumer.follower();
  // Bytes, numbers, times, views, counts (I4, I7, I8, I10).
  CHECK(follower.faults() == "");
  CHECK(follower.accounted() == truth.size());
  CHECK(consumer.out_of_order() == 0);
  // All consumers see what was put under each number, so the same (I5, I6).
  std::size_t wrong = 0;
  for (const Consumer::Seen& seen : consumer.seen()) {
    if (seen.number >= truth.size() || truth[seen.number] != seen.id) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(consumer.seen().size() == follower.received());
}

// Several append, several read, one retires what is oldest and parks the log.
//   allowed:    a record received, abandoned or reported as trimmed
//   forbidden:  all else
TEST_CASE("what was put by many is read by many, or reported, record by record", "[log][racing]") {
  SeededRandom random;
  INFO(random.Description());
  constexpr std::size_t kProducers = 3;
  constexpr std::size_t kConsumers = 3;
  const std::size_t per_producer = Rounds(400'000);
  LogWorld world({.budget_bytes = 96 * 512, .class_max = 1});
  std::atomic<std::uint64_t> next_number_min{0};
  std::atomic<std::size_t> producing{kProducers};
  std::vector<Producer> producers;
  std::vector<Consumer> consumers;
  for (std::size_t p = 0; p < kProducers; ++p) {
    producers.emplace_back(static_cast<std::uint16_t>(p), random.Bits());
  }
  for (std::size_t c = 0; c < kConsumers; ++c) consumers.emplace_back(world, kProducers);

  std::vector<std::thread> threads;
  for (Producer& producer : producers) {
    threads.emplace_back([&] {
      producer.Run(world, per_producer, next_number_min);
      producing.fetch_sub(1);
    });
  }
  for (std::size_t c = 0; c < kConsumers; ++c) {
    threads.emplace_back([&, c] {
      Consumer& consumer = consumers[c];
      for (std::size_t round = 0;; ++round) {
        // Read before the last read: nothing comes after it.
        const bool is_last = producing.load() == 0;
        const LogReadLimits limits{.frames_max = c == 0 ? ~std::uint64_t{0} : 1 + round % (8 * c)};
        const LogReadCode code = consumer.ReadOnce(limits);
        if (code == LogReadCode::kRecords) continue;
        if (is_last && code == LogReadCode::kTip) break;
        // One spins, the others let the producers work.
        if (c != 0) std::this_thread::yield();
      }
    });
  }
  std::int64_t held_max = 0;
  threads.emplace_back([&] {
    while (producing.load() != 0) {
      held_max = std::max(held_max, world.pool().held_bytes());
      if (world.pool().held_bytes() > world.pool().budget_bytes() / 2) world.RetireHead();
      world.pool().Sweep();
      world.log().ParkIdle();
      std::this_thread::yield();
    }
  });
  for (std::thread& thread : threads) thread.join();

  const std::vector<std::uint64_t> truth = TruthOf(producers);
  CHECK(truth.size() == kProducers * per_producer);
  CHECK(world.log().Totals().records == truth.size());
  CHECK(held_max <= world.pool().budget_bytes());
  for (Consumer& consumer : consumers) {
    consumer.ReadOnce({});
    CheckConsumer(consumer, truth);
    consumer.follower().LetGo();
  }
  world.pool().Sweep();
  CHECK(world.pool().detached_bytes() == 0);
  CHECK(world.HeldAfterTheEnd() == 0);
}

// With room for everything nothing is trimmed, so everything arrives.
TEST_CASE("nothing is missed where nothing is trimmed", "[log][racing]") {
  SeededRandom random;
  INFO(random.Description());
  constexpr std::size_t kProducers = 2;
  const std::size_t per_producer = Rounds(100'000);
  LogWorld world({.budget_bytes = 1 << 30, .class_max = 2});
  std::atomic<std::uint64_t> next_number_min{0};
  std::vector<Producer> producers;
  std::vector<Consumer> consumers;
  for (std::size_t p = 0; p < kProducers; ++p) {
    producers.emplace_back(static_cast<std::uint16_t>(p), random.Bits());
    consumers.emplace_back(world, kProducers);
  }
  std::vector<std::thread> threads;
  for (Producer& producer : producers) {
    threads.emplace_back([&] { producer.Run(world, per_producer, next_number_min); });
  }
  for (Consumer& consumer : consumers) {
    threads.emplace_back([&] {
      while (consumer.follower().accounted() < kProducers * per_producer) consumer.ReadOnce({});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::uint64_t> truth = TruthOf(producers);
  std::uint64_t aborted = 0;
  for (const Producer& producer : producers) aborted += producer.aborted();
  for (Consumer& consumer : consumers) {
    CheckConsumer(consumer, truth);
    CHECK(consumer.follower().trimmed() == 0);
    CHECK(consumer.follower().aborted() == aborted);
  }
}

// A log is closed while many append.
//   allowed:    a claim taken and read | a claim refused with kClosed
//   forbidden:  a claim taken and not counted | one counted and not read | a wait
TEST_CASE("a closing divides claims into those taken and those refused", "[log][racing][close]") {
  SeededRandom random;
  INFO(random.Description());
  constexpr std::size_t kProducers = 3;
  for (std::size_t round = 0; round < Rounds(300); ++round) {
    LogWorld world({.budget_bytes = 1 << 24});
    std::vector<Producer> producers;
    Consumer consumer(world, kProducers);
    for (std::size_t p = 0; p < kProducers; ++p) {
      producers.emplace_back(static_cast<std::uint16_t>(p), random.Bits());
    }
    std::vector<std::thread> threads;
    for (Producer& producer : producers) {
      threads.emplace_back([&] {
        // Until it is closed, also when it is full.
        do {
          LogWorld::Frame frame;
          if (producer.Claim(world.log(), frame)) {
            producer.Finish(frame, 0);
          } else {
            std::this_thread::yield();
          }
        } while (producer.last_code() != ClaimCode::kClosed);
      });
    }
    threads.emplace_back([&] {
      while (consumer.ReadOnce({}) != LogReadCode::kEnd) std::this_thread::yield();
    });
    const std::uint64_t enough = random.Below(100);
    while (world.log().Totals().records < enough) std::this_thread::yield();
    const bool is_closed = world.log().Close();
    for (std::thread& thread : threads) thread.join();
    CHECK(is_closed);
    const std::vector<std::uint64_t> truth = TruthOf(producers);
    CHECK(world.log().Totals().records == truth.size());
    CheckConsumer(consumer, truth);
    CHECK(consumer.follower().trimmed() == 0);
  }
}

// The oldest segment of each.
void RetireFrom(const std::vector<std::unique_ptr<LogWorld::Log>>& logs) {
  std::uint64_t records = 0;
  for (const auto& log : logs) log->RetireHead(records);
}

// Segments wander between the logs of a pool; a reader goes from log to log with
// one pin.
//   forbidden:  a record of another log | anything that a single log forbids
TEST_CASE("logs that share their segments never see each other's records", "[log][racing]") {
  SeededRandom random;
  INFO(random.Description());
  constexpr std::size_t kLogs = 4;
  constexpr std::size_t kThreads = 3;
  // Room for what each log appends to and has installed, and for what is pinned.
  LogWorld world({.budget_bytes = 256 * 1024, .class_max = 0});
  std::vector<std::unique_ptr<LogWorld::Log>> logs;
  for (std::size_t i = 0; i < kLogs; ++i) {
    logs.push_back(std::make_unique<LogWorld::Log>(world.pool()));
  }
  std::atomic<std::size_t> producing{kThreads};
  std::size_t strange[kThreads] = {};
  std::vector<Producer> producers;
  std::vector<std::vector<Follower>> followers(kThreads);
  for (std::size_t t = 0; t < kThreads; ++t) {
    producers.emplace_back(static_cast<std::uint16_t>(t), random.Bits());
    LogWorld::Pin* const pin = world.NewPin();
    for (const auto& log : logs) {
      followers[t].push_back(Follower::FromHead(*log, pin, IsIntactByOrigin));
    }
  }
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t round = 0; round < Rounds(120'000); ++round) {
        const std::size_t i = (round * 7 + t) % kLogs;
        LogWorld::Frame frame;
        if (producers[t].Claim(*logs[i], frame)) {
          producers[t].Finish(frame, static_cast<std::uint16_t>(i));
        } else {
          RetireFrom(logs);
          world.pool().Sweep();
        }
        if (round % 16 == 0) RetireFrom(logs);
      }
      producing.fetch_sub(1);
    });
    threads.emplace_back([&, t] {
      bool is_last = false;
      while (!is_last) {
        is_last = producing.load() == 0;
        for (std::size_t i = 0; i < kLogs; ++i) {
          for (int reads = is_last ? 1'000 : 3; reads > 0; --reads) {
            const LogReadResult result =
                followers[t][i].Read({.frames_max = 5}, [&](const RecordView& record) {
                  if (OriginOf(record).log != i) ++strange[t];
                });
            if (result.code != LogReadCode::kRecords) break;
          }
          // A pin says which segment, not in whose log.
          followers[t][i].LetGo();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 0; t < kThreads; ++t) {
    CHECK(strange[t] == 0);
    for (std::size_t i = 0; i < kLogs; ++i) {
      followers[t][i].ReadOn();
      followers[t][i].LetGo();
      CHECK(followers[t][i].accounted() == logs[i]->Totals().records);
      CHECK(followers[t][i].faults() == "");
    }
  }
  world.pool().FreeDetached();
  logs.clear();
  CHECK(world.HeldAfterTheEnd() == 0);
}

// Readers come and go at the head, which is retired under them all the time, and
// its memory is written by the next.
//   allowed:    a whole record | nothing
//   forbidden:  part of a record | one of another time
TEST_CASE("a reader never sees a segment that is used again under it", "[log][racing]") {
  constexpr std::size_t kReaders = 3;
  LogWorld world({.budget_bytes = 8 * 512});
  std::atomic<bool> is_over{false};
  std::size_t torn[kReaders] = {};
  std::size_t reads[kReaders] = {};
  std::vector<std::thread> threads;
  for (std::size_t r = 0; r < kReaders; ++r) {
    threads.emplace_back([&, r] {
      LogWorld::Pin* const pin = world.NewPin();
      while (!is_over.load()) {
        LogPosition position = LogReader::AtHead(world.log());
        LogReadResult result = LogReader::Read(world.log(), *pin, position, {.frames_max = 2});
        for (; !result.frames.empty(); result.frames.PopFront()) {
          RecordView record;
          if (!result.frames.Front(record)) continue;
          ++reads[r];
          if (!testing::IsIntactBySequence(record)) ++torn[r];
        }
        pin->Clear();
      }
    });
  }
  for (std::size_t i = 0; i < Rounds(1'500'000); ++i) {
    while (world.Put({.data_bytes = 112}) != ClaimCode::kOk) {
      world.RetireHead();
      world.pool().Sweep();
    }
    if (i % 3 == 0) world.RetireHead();
  }
  is_over.store(true);
  for (std::thread& thread : threads) thread.join();
  for (std::size_t r = 0; r < kReaders; ++r) {
    CHECK(torn[r] == 0);
    CHECK(reads[r] > 0);
  }
}

// A log that is idle most of the time, with a trimmer that takes it to nothing.
TEST_CASE("a log wakes up and goes idle under readers, and loses nothing", "[log][racing][trim]") {
  SeededRandom random;
  INFO(random.Description());
  constexpr std::size_t kProducers = 2;
  LogWorld world;
  std::atomic<std::uint64_t> next_number_min{0};
  std::atomic<std::size_t> producing{kProducers};
  std::vector<Producer> producers;
  for (std::size_t p = 0; p < kProducers; ++p) {
    producers.emplace_back(static_cast<std::uint16_t>(p), random.Bits());
  }
  Consumer consumer(world, kProducers);
  std::vector<std::thread> threads;
  for (Producer& producer : producers) {
    threads.emplace_back([&] {
      for (std::size_t burst = 1; burst <= Rounds(3'000); ++burst) {
        producer.Run(world, burst * 10, next_number_min);
        std::this_thread::yield();
      }
      producing.fetch_sub(1);
    });
  }
  threads.emplace_back([&] {
    LogWorld::Pin* const pin = world.NewPin();
    while (producing.load() != 0) {
      LogTrimmer::Trim(world.log(), *pin, SteadyNanos() - 20'000);
      world.pool().Sweep();
    }
  });
  threads.emplace_back([&] {
    for (;;) {
      const bool is_last = producing.load() == 0;
      const LogReadCode code = consumer.ReadOnce({.horizon_nanos = SteadyNanos() - 20'000});
      if (is_last && code == LogReadCode::kTip) break;
    }
  });
  for (std::thread& thread : threads) thread.join();
  consumer.ReadOnce({});
  CheckConsumer(consumer, TruthOf(producers));
  consumer.follower().LetGo();
  LogWorld::Pin* const pin = world.NewPin();
  for (int i = 0; i < 3; ++i) LogTrimmer::Trim(world.log(), *pin, SteadyNanos() + 1);
  world.pool().Sweep();
  CHECK(world.pool().held_bytes() == 0);
}

}  // namespace
}  // namespace weir
