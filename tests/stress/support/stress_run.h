// SPDX-License-Identifier: MIT
//
// A StressRun is one stream's life under full load, from its creation to its end, and
// the history that is left of it.
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
#include "stress/support/disturber.h"
#include "stress/support/history.h"
#include "stress/support/horizon.h"
#include "stress/support/pace.h"
#include "stress/support/producer.h"
#include "stress/support/reader.h"
#include "stress/support/setting.h"
#include "stress/support/shard_readers.h"
#include "stress/support/stream_readers.h"
#include "support/seeded_random.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

class StressRun {
 public:
  StressRun(const StressSetting& setting, SeededRandom& random)
      : setting_(WithClock(setting, clock_)),
        random_(random),
        stream_(setting_.is_tiny ? MakeTinyStream(setting_.stream) : MakeStream(setting_.stream)),
        horizon_(clock_, setting_.stream.retention_period),
        disturber_(stream_, horizon_, pace_, setting_) {
    for (std::uint32_t i = 0; i < setting_.producers; ++i) {
      producers_.push_back(std::make_unique<Producer>(
          Producer::Shared{stream_, clock_, pace_, stamps_},
          ProducerOptions{
              .number = i,
              .attempts = setting_.attempts,
              .record_bytes_max = static_cast<std::size_t>(setting_.stream.record_bytes_max),
              .claims_percent = setting_.claims_percent,
              .aborts_percent = setting_.aborts_percent,
              .seed = random_.Bits()}));
    }
    for (const Temper temper :
         {Temper::kSleeping, Temper::kPolling, Temper::kSlow, Temper::kHolding}) {
      AddStreamReader(temper);
    }
    for (int i = 0; i < 2; ++i) {
      shard_readers_.push_back(std::make_unique<ShardReaders>(stream_, horizon_, pace_,
                                                              setting_.pause_max, random_.Bits()));
    }
    late_readers_ =
        std::make_unique<LateReaders>(stream_, horizon_, pace_, setting_.pause_max, random_.Bits());
  }

  // Once.
  History Run() {
    std::vector<std::thread> producing;
    for (auto& producer : producers_) producing.emplace_back([&] { producer->Run(); });
    std::vector<std::thread> disturbing;
    StartDisturbing(disturbing);
    std::vector<std::thread> reading;
    StartReading(reading);
    for (std::thread& thread : producing) thread.join();
    pace_.End();
    // Before the stream is closed: a reshard that has just chosen its shard would be told
    // that it is closed, and complain.
    for (std::thread& thread : disturbing) thread.join();
    stream_.Close();
    for (std::thread& thread : reading) thread.join();
    return TakeHistory();
  }

 private:
  static StressSetting WithClock(StressSetting setting, const Clock& clock) {
    setting.stream.clock = &clock;
    return setting;
  }

  // From the beginning; nothing is in the stream yet.
  void AddStreamReader(Temper temper) {
    const Position position =
        stream_readers_.size() % 2 == 0 ? Position::TrimHorizon() : Position::Latest();
    Trace trace{.cursor = Concat("the ", NameOf(temper), " cursor"),
                .start = Start::kStreamsBeginning};
    stream_readers_.push_back(std::make_unique<Reader<StreamCursor>>(
        horizon_, OpenAll(stream_, position), std::move(trace)));
    tempers_.push_back(temper);
  }

  void StartDisturbing(std::vector<std::thread>& threads) {
    const auto start = [&](std::uint64_t every, void (Disturber::*run)(std::uint64_t)) {
      const std::uint64_t seed = random_.Bits();
      if (every > 0) threads.emplace_back([this, run, seed] { (disturber_.*run)(seed); });
    };
    start(setting_.step_every, &Disturber::MoveTime);
    start(setting_.tick_every, &Disturber::KeepHouse);
    start(setting_.reshard_every, &Disturber::Reshard);
    if (setting_.is_closed_early) threads.emplace_back([this] { disturber_.CloseEarly(); });
  }

  void StartReading(std::vector<std::thread>& threads) {
    for (std::size_t i = 0; i < stream_readers_.size(); ++i) {
      const std::uint64_t seed = random_.Bits();
      threads.emplace_back([this, i, seed] {
        FastRandom random(seed);
        ReadByHabit(*stream_readers_[i], {.temper = tempers_[i], .pause_max = setting_.pause_max},
                    pace_, random);
      });
    }
    for (auto& readers : shard_readers_) threads.emplace_back([&] { readers->Run(); });
    threads.emplace_back([this] { late_readers_->Run(); });
  }

  History TakeHistory() {
    History history;
    for (auto& producer : producers_) {
      history.attempts.push_back(producer->attempts());
      if (!producer->complaint().empty()) history.complaints.push_back(producer->complaint());
    }
    for (auto& reader : stream_readers_) history.traces.push_back(std::move(reader->trace()));
    for (auto& readers : shard_readers_) Take(readers->traces(), history);
    Take(late_readers_->traces(), history);
    for (const ShardDescription& shard : stream_.ListShards()) {
      ReadWhatIsLeft(shard, Position::TrimHorizon(), history);
      ShardCount count{.records = StatisticsOf(stream_, shard.shard_id).incoming_records};
      if (shard.ending_sequence_number.has_value()) {
        count.appended = shard.ending_sequence_number->value + 1;
        ReadWhatIsLeft(shard, Position::AtSequenceNumber({0}), history);
      }
      history.shards.push_back(count);
    }
    // Before the clock goes on: what goes then is not dropped.
    history.dropped_records = stream_.Statistics().dropped_records;
    LetGo();
    disturber_.Report(history);
    return history;
  }

  static void Take(std::vector<Trace>& traces, History& history) {
    for (Trace& trace : traces) history.traces.push_back(std::move(trace));
  }

  void ReadWhatIsLeft(const ShardDescription& shard, const Position& position, History& history) {
    Cursor cursor = Open(stream_, shard.shard_id, position);
    Trace trace{.cursor = Concat("the last cursor on ", shard.shard_id.ToString()),
                .start = Start::kNumber};
    if (position.type() == Position::Type::kTrimHorizon) {
      trace.start_number = cursor.next_sequence_number().value;
      trace.start_nanos = horizon_.min_nanos();
    }
    Reader<Cursor> reader(horizon_, std::move(cursor), std::move(trace));
    while (!reader.trace().is_to_end) reader.Read({});
    history.traces.push_back(std::move(reader.trace()));
  }

  // When everything has expired and nobody looks any more, no memory is held.
  void LetGo() {
    stream_readers_.clear();
    horizon_.Advance(2 * horizon_.period());
    stream_.Tick();
    disturber_.Sample(/*budget_bytes=*/0);
  }

  ManualClock clock_;
  // Set at construction, never written again.
  const StressSetting setting_;
  SeededRandom& random_;
  Stream stream_;
  // Shared by all threads.
  Horizon horizon_;
  Pace pace_;
  std::atomic<std::uint64_t> stamps_{0};
  // Each of one thread while they run.
  Disturber disturber_;
  std::vector<std::unique_ptr<Producer>> producers_;
  std::vector<std::unique_ptr<Reader<StreamCursor>>> stream_readers_;
  std::vector<Temper> tempers_;
  std::vector<std::unique_ptr<ShardReaders>> shard_readers_;
  std::unique_ptr<LateReaders> late_readers_;
};

}  // namespace weir::testing
