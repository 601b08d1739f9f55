// SPDX-License-Identifier: MIT
//
// What a flood is checked with finds each fault that is put in front of it: in a copy of
// a real run's notes, and in records that no stream handed out.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stress/support/flood_run.h"

namespace weir {
namespace {

using testing::AnsweredNumbers;
using testing::FloodBatch;
using testing::FloodChecker;
using testing::FloodFate;
using testing::FloodJudge;
using testing::FloodNotes;
using testing::FloodPayload;
using testing::FloodProducer;
using testing::FloodRun;
using testing::FloodSetting;
using testing::FloodSightings;
using testing::RecordId;
using testing::SeededRandom;

bool Names(const std::vector<std::string>& faults, std::string_view invariant) {
  return std::any_of(faults.begin(), faults.end(), [&](const std::string& fault) {
    return fault.find(invariant) != std::string::npos;
  });
}

// Does `harm` to the notes of a run that was well.
template <class Harm>
std::vector<std::string> JudgeAfter(const Harm& harm) {
  SeededRandom random;
  FloodSetting setting;
  setting.records_per_producer = 1'000;
  FloodRun run(setting, random);
  REQUIRE(run.Run() == std::vector<std::string>{});
  REQUIRE(FloodJudge(run.payload(), run.notes()).Faults() == std::vector<std::string>{});
  harm(run.notes());
  return FloodJudge(run.payload(), run.notes()).Faults();
}

// The first acknowledged record of a producer.
std::uint64_t& FirstFate(FloodNotes& notes) {
  for (std::uint64_t& word : notes.fates[0]) {
    if (FloodFate::FromWord(word).kind == FloodFate::Kind::kAcknowledged) return word;
  }
  return notes.fates[0].front();
}

// The number of a record that was read.
std::uint64_t FirstNumber(FloodNotes& notes) {
  return FloodFate::FromWord(FirstFate(notes)).sequence_number;
}

TEST_CASE("a number that two records of a flood have is noticed", "[canary][flood]") {
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { notes.fates[1] = notes.fates[0]; }), "I1"));
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { notes.appended[0] += 1; }), "I1"));
}

TEST_CASE("a record of a flood that is read in another's place is noticed", "[canary][flood]") {
  CHECK(Names(JudgeAfter([](FloodNotes& notes) {
                const std::uint64_t number = FirstNumber(notes);
                notes.sightings[0]->Set(number, notes.sightings[0]->At(number) + 1);
              }),
              "I4"));
}

TEST_CASE("a record of a flood that is read though refused, or lost, is noticed",
          "[canary][flood]") {
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { FirstFate(notes) = FloodFate{}.Word(); }), "I5"));
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { notes.sightings[0]->Set(FirstNumber(notes), 0); }),
              "I5"));
  CHECK(Names(JudgeAfter([](FloodNotes& notes) {
                const std::uint64_t number = FirstNumber(notes);
                notes.traces[0].gaps.push_back({number, number + 1});
              }),
              "I5"));
}

TEST_CASE("a cursor of a flood that is told of one record too many or too few is noticed",
          "[canary][flood]") {
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { notes.traces[0].received -= 1; }), "I7"));
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { notes.traces[0].trimmed += 1; }), "I7"));
  CHECK(Names(JudgeAfter([](FloodNotes& notes) { notes.traces[0].next -= 1; }), "I7"));
}

TEST_CASE("a record of a flood that goes before its time is noticed", "[canary][flood]") {
  CHECK(Names(JudgeAfter([](FloodNotes& notes) {
                const std::uint64_t number = FirstNumber(notes);
                notes.traces[0].trims.push_back({number, number + 1, /*horizon_max_ms=*/0});
              }),
              "I9"));
}

TEST_CASE("a put of a flood that is numbered below an answered one is noticed", "[canary][flood]") {
  Stream stream = testing::MakeStream({});
  const testing::ManualClock clock;
  const FloodPayload payload(1, 7);
  AnsweredNumbers answered;
  answered.Answer(0, 1'000'000);
  FloodProducer producer({stream, clock, clock.NowNanos(), payload, answered}, 0, 10, 7);
  producer.Run();
  CHECK(Names(producer.Check().told(), "I2"));
}

// Hands records to a checker that come from nowhere.
class Hand {
 public:
  explicit Hand(FloodChecker& checker) : checker_(checker) {}

  // The producer's record `of`, as number `number`.
  void Give(std::uint64_t number, std::uint64_t of, std::int64_t arrival_nanos = 5) {
    const RecordId id = payload_.IdOf(0, of);
    payload_.Fill(id, bytes_.data());
    if (is_torn) bytes_[payload_.SizeOf(id) - 1] ^= std::byte{1};
    checker_.Observe({.sequence_number = {number},
                      .approximate_arrival_nanos = arrival_nanos,
                      .partition_key = is_foreign ? "other" : payload_.KeyOf(id),
                      .data = {bytes_.data(), payload_.SizeOf(id)}});
  }

  bool is_torn = false;
  bool is_foreign = false;
  // Of the checkers too.
  inline static const FloodPayload payload_{1, 7};

 private:
  FloodChecker& checker_;
  std::array<std::byte, FloodPayload::kBytesMax> bytes_ = {};
};

// What a checker says of one batch, that `give(hand)` hands out.
template <class Give>
std::vector<std::string> CheckBatch(const FloodBatch& batch, const Give& give) {
  FloodSightings sightings(100);
  FloodChecker checker(Hand::payload_, sightings, 0);
  checker.Begin(batch);
  Hand hand(checker);
  give(hand);
  checker.End();
  return checker.Faults();
}

TEST_CASE("a flood's checker complains of nothing that is right", "[canary][flood]") {
  const auto give = [](Hand& hand) {
    hand.Give(7, 1, 5);
    hand.Give(9, 2, 6);
  };
  CHECK(CheckBatch(
            {.aborted = 3, .trimmed = 5, .trimmed_first = 1, .next = 10, .horizon_min_nanos = 5},
            give) == std::vector<std::string>{});
}

TEST_CASE("each fault in what a flood's cursor is given is noticed", "[canary][flood]") {
  const FloodBatch two{.next = 2};
  CHECK(Names(CheckBatch(two,
                         [](Hand& hand) {
                           // Of one key: the 64 keys come again and again.
                           std::uint64_t other = 1;
                           while (Hand::payload_.IdOf(0, other).key !=
                                  Hand::payload_.IdOf(0, 0).key) {
                             ++other;
                           }
                           hand.Give(0, other);
                           hand.Give(1, 0);
                         }),
              "I3"));
  CHECK(Names(CheckBatch({.next = 1},
                         [](Hand& hand) {
                           hand.is_torn = true;
                           hand.Give(0, 0);
                         }),
              "I4"));
  CHECK(Names(CheckBatch({.next = 1},
                         [](Hand& hand) {
                           hand.is_foreign = true;
                           hand.Give(0, 0);
                         }),
              "I4"));
  CHECK(Names(CheckBatch({.next = 3},
                         [](Hand& hand) {
                           hand.Give(0, 0);
                           hand.Give(2, 1);
                         }),
              "I7"));
  CHECK(Names(CheckBatch({.next = 1},
                         [](Hand& hand) {
                           hand.Give(0, 0);
                           hand.Give(0, 0);
                         }),
              "I7"));
  CHECK(Names(CheckBatch(two,
                         [](Hand& hand) {
                           hand.Give(0, 0, 5);
                           hand.Give(1, 1, 4);
                         }),
              "I8"));
  CHECK(
      Names(CheckBatch({.next = 1, .horizon_min_nanos = 6}, [](Hand& hand) { hand.Give(0, 0, 5); }),
            "I9"));
}

TEST_CASE("cursors of a flood that differ, and a view that changes, are noticed",
          "[canary][flood]") {
  FloodSightings sightings(100);
  FloodChecker first(Hand::payload_, sightings, 0);
  FloodChecker second(Hand::payload_, sightings, 0);
  Hand(first).Give(0, 0);
  Hand(second).Give(0, 1);
  CHECK(first.Faults().empty());
  CHECK(Names(second.Faults(), "I6"));
  first.ObserveView(3, 3);
  CHECK(first.Faults().empty());
  first.ObserveView(3, 4);
  CHECK(Names(first.Faults(), "I10"));
}

}  // namespace
}  // namespace weir
