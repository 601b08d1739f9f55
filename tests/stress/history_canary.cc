// SPDX-License-Identifier: MIT
//
// The whole harness: a real run is sound, and every fault that is written into a copy of
// its history is found as a break of the invariant that it breaks.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "stress/support/judge.h"
#include "stress/support/stress_run.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Attempt;
using testing::Fate;
using testing::History;
using testing::Judge;
using testing::Reading;
using testing::SeededRandom;
using testing::Sighting;
using testing::Start;
using testing::StressRun;
using testing::StressSetting;
using testing::Trace;

History SoundHistoryOf(const StressSetting& setting) {
  SeededRandom random;
  INFO(random.Description());
  History history = StressRun(setting, random).Run();
  REQUIRE(Judge(history).Faults() == std::vector<std::string>{});
  return history;
}

// A stream that is resharded and keeps everything.
History KeepingHistory() {
  return SoundHistoryOf({.stream = {.shard_count = 2,
                                    .record_bytes_max = 200,
                                    .memory_bytes_max = 64 * 1024 * 1024,
                                    .segment_bytes_max = 1024},
                         .attempts = 4'000,
                         .step_every = 0,
                         .reshard_every = 1'000});
}

// One that drops most of its records before anybody could read them.
History DroppingHistory() {
  return SoundHistoryOf({.stream = {.record_bytes_max = 200,
                                    .memory_bytes_max = 32 * 1024,
                                    .memory_policy = MemoryPolicy::kDropOldest,
                                    .segment_bytes_max = 1024},
                         .attempts = 4'000});
}

// The invariants that the judge sees broken.
std::vector<std::string> BrokenIn(const History& history) {
  std::vector<std::string> broken;
  for (const std::string& fault : Judge(history).Faults()) {
    broken.push_back(fault.substr(0, fault.find(':')));
  }
  return broken;
}

bool FindsBroken(const History& history, const std::string& invariant) {
  const std::vector<std::string> broken = BrokenIn(history);
  return std::find(broken.begin(), broken.end(), invariant) != broken.end();
}

// The first reading that is like this, of a cursor of which is known where it began.
template <class IsLikeThis>
Reading& ReadingThat(History& history, const IsLikeThis& is_like_this) {
  for (Trace& trace : history.traces) {
    if (trace.start == Start::kUnknown) continue;
    for (Reading& reading : trace.readings) {
      if (is_like_this(reading)) return reading;
    }
  }
  FAIL("the run has no such batch");
  return history.traces[0].readings[0];
}

Reading& ReadingWith(History& history, std::size_t records) {
  return ReadingThat(history,
                     [&](const Reading& reading) { return reading.records.size() >= records; });
}

Reading& ReadingWithTrim(History& history) {
  return ReadingThat(history, [](const Reading& reading) { return reading.trimmed > 0; });
}

Attempt& AttemptOf(History& history, const Sighting& seen) {
  const testing::RecordId id = testing::RecordId::FromWord(seen.id);
  return history.attempts[id.producer][id.number];
}

TEST_CASE("a record that is lost from one batch is found", "[canary][history]") {
  History history = KeepingHistory();
  Reading& reading = ReadingWith(history, 3);
  reading.records.erase(reading.records.begin() + 1);
  CHECK(FindsBroken(history, "I7"));
  CHECK(FindsBroken(history, "I5"));
  // Also if it is passed off as abandoned.
  reading.aborted += 1;
  CHECK(!FindsBroken(history, "I7"));
  CHECK(FindsBroken(history, "I5"));
}

TEST_CASE("a record or a batch that comes twice is found", "[canary][history]") {
  History history = KeepingHistory();
  Reading& reading = ReadingWith(history, 3);
  reading.records.insert(reading.records.begin() + 1, reading.records[1]);
  CHECK(FindsBroken(history, "I7"));
  CHECK(FindsBroken(history, "I3"));
}

TEST_CASE("two numbers that changed places are found", "[canary][history]") {
  History history = KeepingHistory();
  Reading& reading = ReadingWith(history, 2);
  // The first and the last put of a shard, which did not overlap.
  std::vector<Attempt*> puts;
  for (std::vector<Attempt>& of_producer : history.attempts) {
    for (Attempt& attempt : of_producer) {
      const bool is_there = attempt.fate == Fate::kAcknowledged && attempt.shard == reading.shard;
      if (is_there) puts.push_back(&attempt);
    }
  }
  std::sort(puts.begin(), puts.end(),
            [](const Attempt* a, const Attempt* b) { return a->called < b->called; });
  std::swap(puts.front()->sequence_number, puts.back()->sequence_number);
  CHECK(FindsBroken(history, "I2"));
  puts.front()->sequence_number = puts.back()->sequence_number;
  CHECK(FindsBroken(history, "I1"));
}

TEST_CASE("two records of a key that changed places are found", "[canary][history]") {
  History history = KeepingHistory();
  for (Trace& trace : history.traces) {
    for (Reading& reading : trace.readings) {
      for (std::size_t i = 1; i < reading.records.size(); ++i) {
        Sighting& one = reading.records[i - 1];
        Sighting& other = reading.records[i];
        if (one.id >> 40 != other.id >> 40) continue;
        std::swap(one.id, other.id);
        CHECK(FindsBroken(history, "I3"));
        CHECK(FindsBroken(history, "I6"));
        return;
      }
    }
  }
  FAIL("no two records of a key come one after the other");
}

TEST_CASE("bytes that differ from what was put are found", "[canary][history]") {
  History history = KeepingHistory();
  Sighting& seen = ReadingWith(history, 1).records[0];
  seen.checksum ^= 2;
  CHECK(FindsBroken(history, "I4"));
  CHECK(FindsBroken(history, "I6"));
  seen.checksum ^= 2;
  seen.is_intact = false;
  CHECK(FindsBroken(history, "I4"));
}

TEST_CASE("a refused record that is read is found", "[canary][history]") {
  History history = KeepingHistory();
  AttemptOf(history, ReadingWith(history, 1).records[0]).fate = Fate::kRefused;
  CHECK(FindsBroken(history, "I5"));
}

TEST_CASE("a wrong report of trimmed records is found", "[canary][history]") {
  History history = DroppingHistory();
  Reading& reading = ReadingWithTrim(history);
  reading.trimmed -= 1;
  CHECK(FindsBroken(history, "I7"));
  reading.trimmed += 2;
  CHECK(FindsBroken(history, "I7"));
}

TEST_CASE("an arrival time that goes back is found in a history", "[canary][history]") {
  History history = KeepingHistory();
  Sighting& seen = ReadingWith(history, 3).records[2];
  seen.arrival_nanos -= absl::ToInt64Nanoseconds(absl::Hours(1));
  CHECK(FindsBroken(history, "I8"));
}

TEST_CASE("a record that is served too late is found", "[canary][history]") {
  History history = KeepingHistory();
  Reading& reading = ReadingWith(history, 1);
  reading.horizon_min_nanos = reading.records[0].arrival_nanos + 1;
  CHECK(FindsBroken(history, "I9"));
}

TEST_CASE("a record that goes before its time and is not counted is found", "[canary][history]") {
  History history = DroppingHistory();
  history.dropped_records = 0;
  CHECK(FindsBroken(history, "I9"));
}

TEST_CASE("a view that changed and a budget that was exceeded are found", "[canary][history]") {
  History history = KeepingHistory();
  history.traces[0].views.push_back({.first = 1, .last = 2});
  CHECK(BrokenIn(history) == std::vector<std::string>{"I10"});
  history.traces[0].views.pop_back();
  history.samples.push_back({.held_bytes = 2, .budget_bytes = 1});
  CHECK(BrokenIn(history) == std::vector<std::string>{"I14"});
}

}  // namespace
}  // namespace weir
