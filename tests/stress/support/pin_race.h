// SPDX-License-Identifier: MIT
//
// A PinRace lets readers pin the segments of a log, while producers and a trimmer take
// them away from it and use them again as fast as they can.
//
// Each segment holds one or two records, whose bytes follow from their numbers: a reader
// that was let into a segment of another use finds bytes of another number.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "stress/support/fast_random.h"
#include "stress/support/faults.h"

namespace weir::testing {

struct PinRaceSetting {
  std::uint32_t readers = 1;
  std::uint32_t producers = 1;
  // Whether a thread of its own trims too, and not only who finds the log full.
  bool has_trimmer = false;
  // Of the one record in a segment of 512 bytes, or of two.
  std::uint32_t records_per_segment = 1;
  std::int64_t segments_max = 8;
  // It ends when all readers together have seen so many races, have made so many
  // attempts and seen one race at least, or have found a fault.
  std::uint64_t races = 100'000;
  std::uint64_t attempts_max = 150'000;
  std::uint64_t seed = 0;
};

struct PinRaceResult {
  // A reader took up a pin, read what it then could, and let go.
  std::uint64_t attempts = 0;
  // Attempts during which at least one segment was taken out of the log.
  std::uint64_t races = 0;
  // Records read and compared, and those that were compared once more, just before the
  // pin was given up.
  std::uint64_t records = 0;
  std::uint64_t views = 0;
  std::uint64_t recycled = 0;
  std::vector<std::string> faults = {};
};

template <class Atomics>
class PinRace {
 public:
  explicit PinRace(const PinRaceSetting& setting)
      : setting_(setting), world_({.budget_bytes = setting.segments_max * 512}) {}

  // Once.
  PinRaceResult Run() {
    FastRandom random(setting_.seed);
    std::vector<std::unique_ptr<Reading>> readings;
    std::vector<std::thread> reading;
    for (std::uint32_t i = 0; i < setting_.readers; ++i) {
      readings.push_back(std::make_unique<Reading>(random.Bits()));
      reading.emplace_back([this, &of = *readings.back()] { Read(of); });
    }
    std::vector<std::thread> others;
    for (std::uint32_t i = 0; i < setting_.producers; ++i) {
      others.emplace_back([this] { Produce(); });
    }
    if (setting_.has_trimmer) others.emplace_back([this] { Trim(); });
    for (std::thread& thread : reading) thread.join();
    is_over_ = true;
    for (std::thread& thread : others) thread.join();
    PinRaceResult result{.recycled = recycled_};
    for (const auto& of : readings) {
      result.attempts += of->result.attempts;
      result.races += of->result.races;
      result.records += of->result.records;
      result.views += of->result.views;
      result.faults.insert(result.faults.end(), of->faults.told().begin(), of->faults.told().end());
    }
    return result;
  }

 private:
  using World = BasicLogWorld<Atomics>;
  using Reader = typename World::Reader;

  // Attempts in a row that were no races.
  static constexpr std::uint64_t kAloneMax = 1'024;

  struct Reading {
    explicit Reading(std::uint64_t seed) : random(seed) {}
    FastRandom random;
    PinRaceResult result;
    Faults faults{"pin"};
  };

  void Read(Reading& reading) {
    typename World::Pin* const pin = world_.NewPin();
    typename World::Position position = Reader::AtHead(world_.log());
    std::uint64_t races_told = 0;
    std::uint64_t alone = 0;
    while (!is_over_) {
      if (reading.random.OneIn(2)) position = Reader::AtHead(world_.log());
      const std::uint64_t before = recycled_;
      ReadOnce(reading, *pin, position);
      const bool is_race = recycled_ != before;
      if (is_race) ++reading.result.races;
      // The others may be waiting for this processor.
      alone = is_race ? 0 : alone + 1;
      if (alone == kAloneMax) {
        std::this_thread::yield();
        alone = 0;
      }
      if (++reading.result.attempts % 256 != 0) continue;
      const std::uint64_t fresh = reading.result.races - races_told;
      races_told = reading.result.races;
      attempts_ += 256;
      races_ += fresh;
      const bool is_enough =
          races_ >= setting_.races || (attempts_ >= setting_.attempts_max && races_ > 0);
      if (is_enough || reading.faults.count() > 0) is_over_ = true;
    }
    world_.pool().pins().Release(pin);
  }

  void ReadOnce(Reading& reading, typename World::Pin& pin, typename World::Position& position) {
    const LogReadResult result = Reader::Read(world_.log(), pin, position, {.frames_max = 2});
    Compare(reading, result, "is read with bytes of another use");
    // Some are kept for longer than it takes to use a segment again.
    if (result.records > 0 && reading.random.OneIn(4)) {
      for (std::uint64_t i = reading.random.Below(16); i > 0; --i) Atomics::Pause();
      Compare(reading, result, "is written under a reader's eyes");
      reading.result.views += result.records;
    } else {
      reading.result.records += result.records;
    }
    pin.Clear();
  }

  void Compare(Reading& reading, const LogReadResult& result, const char* what) {
    log_internal::FrameRange frames = result.frames;
    for (; !frames.empty(); frames.PopFront()) {
      RecordView record;
      if (!frames.Front(record) || IsIntactBySequence(record)) continue;
      reading.faults.Add("number ", record.sequence_number.value, " ", what);
    }
  }

  void Produce() {
    const std::uint32_t bytes = world_.full_data_bytes();
    const std::uint32_t data_bytes =
        setting_.records_per_segment == 1 ? bytes : bytes / setting_.records_per_segment - 16;
    while (!is_over_) {
      if (world_.Put({.data_bytes = data_bytes}) == ClaimCode::kOk) continue;
      // The log is as long as it can be, and its oldest segment is the next to be used.
      if (!Retire()) world_.pool().Sweep();
    }
  }
  void Trim() {
    while (!is_over_) {
      if (!Retire()) std::this_thread::yield();
      world_.pool().Sweep();
    }
  }
  bool Retire() {
    if (!world_.RetireHead()) return false;
    recycled_.fetch_add(1);
    return true;
  }

  // Set at construction, never written again.
  const PinRaceSetting setting_;
  World world_;
  std::atomic<bool> is_over_{false};
  std::atomic<std::uint64_t> races_{0};
  std::atomic<std::uint64_t> attempts_{0};
  // Segments taken out of the log. On a line of its own: it is looked at all the time.
  alignas(64) std::atomic<std::uint64_t> recycled_{0};
};

}  // namespace weir::testing
