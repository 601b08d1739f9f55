// SPDX-License-Identifier: MIT
//
// A FloodRun is one stream's life under as many records as the machine can put, read
// and check, each of them.
//
// A StressRun notes some hundred bytes of every event and judges them afterwards; this
// notes two words of every record and judges the rest on the spot. It has therefore
// only what can be judged so: shards that stay, and cursors from the beginning.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "stream/support.h"
#include "stress/support/fast_random.h"
#include "stress/support/flood_checker.h"
#include "stress/support/flood_judge.h"
#include "stress/support/flood_notes.h"
#include "stress/support/flood_payload.h"
#include "stress/support/flood_producer.h"
#include "stress/support/horizon.h"
#include "stress/support/setting.h"
#include "stress/support/tally.h"
#include "support/seeded_random.h"
#include "weir/base/hash.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

struct FloodSetting {
  // Its clock is set by the run. By default nothing is trimmed.
  StreamOptions stream = {.record_bytes_max = 1'000, .memory_bytes_max = 512 * 1024 * 1024};
  // Whether its segments begin at 1 KiB, so that they end and are recycled all the time.
  bool is_tiny = false;
  std::uint32_t producers = 2;
  std::size_t records_per_producer = 500'000;
  // Threads, each with a cursor on every shard.
  std::uint32_t readers = 1;
  // Once in so many reads a reader stays away, yielding so often; and as often it holds
  // what it was given for so long, and looks at it again.
  std::uint64_t pause_once_in = 64;
  std::uint64_t pause_yields = 4;
  // How often the clock moves on by up to so much: in real time, and then it jumps once
  // in so many steps by all of the retention period.
  absl::Duration step_max = absl::ZeroDuration();
  std::uint64_t jump_once_in = 100;
};

class FloodRun {
 public:
  FloodRun(const FloodSetting& setting, SeededRandom& random)
      : setting_(WithClock(setting, clock_)),
        payload_(setting.producers, random.Bits()),
        stream_(setting_.is_tiny ? MakeTinyStream(setting_.stream) : MakeStream(setting_.stream)),
        horizon_(clock_, setting_.stream.retention_period) {
    const FloodProducer::Shared shared{stream_, clock_, start_nanos_, payload_, answered_};
    for (std::uint32_t i = 0; i < setting_.producers; ++i) {
      producers_.push_back(
          std::make_unique<FloodProducer>(shared, i, setting_.records_per_producer, random.Bits()));
    }
    const std::size_t numbers = setting_.producers * (setting_.records_per_producer + 24);
    for (std::uint32_t i = 0; i < setting_.stream.shard_count; ++i) {
      notes_.sightings.push_back(std::make_unique<FloodSightings>(numbers));
    }
    for (std::uint32_t i = 0; i < setting_.readers; ++i) {
      readers_.push_back(std::make_unique<ReadingThread>());
      readers_.back()->seed = random.Bits();
      for (std::uint32_t shard = 0; shard < setting_.stream.shard_count; ++shard) {
        readers_.back()->cursors.push_back(
            {Open(stream_, ShardId{shard}, Position::TrimHorizon()),
             FloodChecker(payload_, *notes_.sightings[shard], shard)});
      }
    }
    clock_seed_ = random.Bits();
  }

  // Once. Afterwards `notes()` are complete.
  std::vector<std::string> Run() {
    std::vector<std::thread> producing;
    for (auto& producer : producers_) producing.emplace_back([&] { producer->Run(); });
    std::vector<std::thread> reading;
    for (auto& reader : readers_) reading.emplace_back([this, &reader] { Read(*reader); });
    std::thread time([this] { MoveTime(); });
    for (std::thread& thread : producing) thread.join();
    stream_.Close();
    for (std::thread& thread : reading) thread.join();
    is_over_ = true;
    time.join();
    return Judge();
  }

  FloodNotes& notes() { return notes_; }
  const FloodPayload& payload() const { return payload_; }
  // Records whose fate was checked.
  std::uint64_t put() const { return put_; }

 private:
  struct CheckedCursor {
    Cursor cursor;
    FloodChecker checker;
    bool is_at_end = false;
  };
  struct ReadingThread {
    std::vector<CheckedCursor> cursors;
    std::uint64_t seed = 0;
  };

  static FloodSetting WithClock(FloodSetting setting, const Clock& clock) {
    setting.stream.clock = &clock;
    return setting;
  }

  void MoveTime() {
    if (setting_.step_max == absl::ZeroDuration()) return;
    FastRandom random(clock_seed_);
    const auto step_max = static_cast<std::uint64_t>(absl::ToInt64Milliseconds(setting_.step_max));
    while (!is_over_) {
      // The notes have no room for more.
      if (MillisecondsOf(clock_.NowNanos()) > kFloodMillisecondsMax / 2) return;
      horizon_.Advance(random.OneIn(setting_.jump_once_in)
                           ? horizon_.period()
                           : absl::Milliseconds(random.Below(step_max + 1)));
      stream_.Tick();
      std::this_thread::sleep_for(std::chrono::microseconds(random.Below(300)));
    }
  }

  std::int64_t MillisecondsOf(std::int64_t nanos) const {
    return (nanos - start_nanos_) / 1'000'000;
  }

  void Read(ReadingThread& reader) {
    FastRandom random(reader.seed);
    std::size_t left = reader.cursors.size();
    while (left > 0) {
      bool is_idle = true;
      for (CheckedCursor& cursor : reader.cursors) {
        if (cursor.is_at_end) continue;
        if (ReadOnce(cursor, random)) is_idle = false;
        if (cursor.is_at_end) --left;
      }
      if (is_idle) std::this_thread::yield();
    }
  }

  // Of every byte that is handed out.
  static std::uint64_t SumOf(const Batch& batch) {
    std::uint64_t sum = 0;
    for (const RecordView& record : batch) {
      sum = sum * 31 + Xxh3_128(record.partition_key).low + Xxh3_128(AsText(record.data)).low +
            static_cast<std::uint64_t>(record.approximate_arrival_nanos);
    }
    return sum;
  }

  // False if there was nothing.
  bool ReadOnce(CheckedCursor& reader, FastRandom& random) {
    FloodBatch told;
    told.horizon_min_nanos = horizon_.min_nanos();
    const Batch batch = reader.cursor.Read({.records_max = 1'000});
    // Rounded up: what was put in that millisecond may have arrived at its beginning.
    const std::int64_t horizon_max_ms = MillisecondsOf(horizon_.max_nanos() + 999'999);
    told.horizon_max_ms = static_cast<std::uint32_t>(std::max<std::int64_t>(0, horizon_max_ms));
    told.aborted = batch.aborted();
    told.trimmed = batch.trimmed().records;
    told.trimmed_first = batch.trimmed().first_sequence_number.value;
    told.next = reader.cursor.next_sequence_number().value;
    reader.checker.Begin(told);
    for (const RecordView& record : batch) reader.checker.Observe(record);
    reader.checker.End();
    const bool tells = TellsSomething(batch);
    const bool is_end =
        batch.code() == ReadCode::kEndOfShard || batch.code() == ReadCode::kEndOfStream;
    if (is_end && !tells) reader.is_at_end = true;
    if (!random.OneIn(setting_.pause_once_in)) return tells;
    const std::uint64_t first = SumOf(batch);
    for (std::uint64_t i = random.Below(setting_.pause_yields); i > 0; --i) {
      std::this_thread::yield();
    }
    reader.checker.ObserveView(first, SumOf(batch));
    if (random.OneIn(2)) reader.cursor.Release();
    return tells;
  }

  std::vector<std::string> Judge() {
    std::vector<std::string> faults;
    const auto add = [&faults](const std::vector<std::string>& more) {
      faults.insert(faults.end(), more.begin(), more.end());
    };
    for (auto& producer : producers_) {
      notes_.fates.push_back(std::move(producer->fates()));
      add(producer->Check().told());
    }
    for (const ShardDescription& shard : stream_.ListShards()) {
      notes_.appended.push_back(
          shard.ending_sequence_number.has_value() ? shard.ending_sequence_number->value + 1 : 0);
      notes_.records.push_back(StatisticsOf(stream_, shard.shard_id).incoming_records);
    }
    notes_.dropped_records = stream_.Statistics().dropped_records;
    for (auto& reader : readers_) {
      for (const CheckedCursor& cursor : reader->cursors) {
        notes_.traces.push_back(cursor.checker.trace());
        add(cursor.checker.Faults());
      }
    }
    FloodJudge judge(payload_, notes_);
    add(judge.Faults());
    put_ = judge.checked();
    return faults;
  }

  ManualClock clock_;
  const std::int64_t start_nanos_ = clock_.NowNanos();
  // Set at construction, never written again.
  const FloodSetting setting_;
  const FloodPayload payload_;
  // Shared by all threads.
  Stream stream_;
  Horizon horizon_;
  AnsweredNumbers answered_;
  std::atomic<bool> is_over_{false};
  // Each of one thread while they run.
  std::vector<std::unique_ptr<FloodProducer>> producers_;
  std::vector<std::unique_ptr<ReadingThread>> readers_;
  std::uint64_t clock_seed_ = 0;
  FloodNotes notes_;
  std::uint64_t put_ = 0;
};

// What the rounds of one test came to.
struct FloodTally {
  std::uint64_t rounds = 0;
  std::uint64_t put = 0;
  std::uint64_t read = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t views = 0;
};

// `draw(bits)` makes the setting of a round out of random bits.
template <class Draw>
FloodTally RunFloods(std::size_t rounds, const Draw& draw) {
  SeededRandom random;
  INFO(random.Description());
  FloodTally tally;
  const std::size_t count = StressRounds(rounds);
  for (; tally.rounds < count; ++tally.rounds) {
    INFO("round " << tally.rounds);
    FloodRun run(draw(random.Bits()), random);
    REQUIRE(run.Run() == std::vector<std::string>{});
    tally.put += run.put();
    tally.dropped += run.notes().dropped_records;
    for (const FloodTrace& trace : run.notes().traces) {
      tally.read += trace.received;
      tally.trimmed += trace.trimmed;
      tally.views += trace.views;
    }
  }
  PrintTally({{"rounds", tally.rounds},
              {"put", tally.put},
              {"read", tally.read},
              {"trimmed", tally.trimmed},
              {"dropped", tally.dropped},
              {"views", tally.views}});
  return tally;
}

}  // namespace weir::testing
