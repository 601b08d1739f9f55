// SPDX-License-Identifier: MIT
//
// Old segments are trimmed while a reader moves through them and records come in.
//   allowed:    a record is read | it is reported trimmed
//   forbidden:  neither | both | a young record that is trimmed
#include <array>

#include "explore/log_scenario.h"

namespace weir::explore::trim_test {
namespace {

struct TrimScenario : LogScenario {
  TrimScenario() : LogScenario(kThreeSegments) {}
  Pin* trimmer_pin = world.NewPin();
  void Trim(std::int64_t horizon_nanos) {
    World::Trimmer::Trim(world.log(), *trimmer_pin, horizon_nanos);
  }
};

// Two old segments and a young one; the reader stands in the first.
struct TrimAgainstRead : TrimScenario {
  static constexpr int kThreads = 2;
  TrimAgainstRead() {
    Put(kWhole, 1);
    Put(kWhole, 2);
    Put(kThird, 10);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 0) {
      Trim(5);
    } else {
      ReadTwice(reader);
      Read(reader);
    }
  }
  void AtEnd() {
    RequireAccounted(reader, 3);
    Require(reader.trimmed() <= 2, "what is young is not trimmed");
    Require(world.log().Trimmed().records == 2, "what is old is");
  }
};

// One old segment, the one being appended to: the log parks, and somebody puts.
struct ParkAgainstPut : TrimScenario {
  static constexpr int kThreads = 3;
  ParkAgainstPut() {
    Put(kSmall, 1);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 0) Trim(5);
    if (thread == 1) Put(kSmall, 10);
    if (thread == 2) ReadTwice(reader);
  }
  void AtEnd() {
    RequireAccounted(reader, 2);
    Require(reader.trimmed() <= 1, "what is young is not trimmed");
  }
};

// The log parks, wakes and parks again: its idle segment is used a second time.
struct ParkTwice : TrimScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      Put(kSmall, 1);
      Trim(5);
      Put(kSmall, 6);
      Trim(10);
    } else {
      ReadTwice(reader);
    }
  }
  void AtEnd() {
    RequireAccounted(reader, 2);
    // The reader may have stood in the idle segment when it was to be used again.
    world.pool().Sweep();
    Trim(10);
    Require(world.BlockCount() == 0, "an idle log has no memory");
  }
};

// The idle segment, in which the log began, is retired by one thread and used again by
// another: its uses must not run into each other.
struct ParkAgainstRetire : TrimScenario {
  static constexpr int kThreads = 3;
  ParkAgainstRetire() {
    Put(kSmall, 1);
    Require(!testing::LogPeer::Head(world.log())->HasBlock(), "the log began in its idle segment");
  }
  void Run(int thread) {
    if (thread == 0) world.RetireHead();
    if (thread == 1) Trim(5);
    if (thread == 2) ReadTwice(reader);
  }
  void AtEnd() {
    RequireAccounted(reader, 1);
    world.pool().Sweep();
    Trim(5);
    Put(kSmall, 6);
    RequireAccounted(reader, 2);
  }
};

// What is trimmed may be the segment from which the log goes on, or on which it stands.
struct TrimAgainstGrowth : GrowthScenario {
  static constexpr int kThreads = 2;
  Pin* trimmer_pin = world.NewPin();
  void Trim(std::int64_t horizon_nanos) {
    World::Trimmer::Trim(world.log(), *trimmer_pin, horizon_nanos);
  }
  void Run(int thread) { thread == 0 ? Grow() : Trim(5); }
  void AtEnd() {
    GrowthScenario::AtEnd();
    Require(reader.trimmed() <= 1, "what is young is not trimmed");
    world.pool().Sweep();
    Trim(20);
    Require(world.BlockCount() == 0, "an idle log has no memory");
  }
};

// The reader passes over what has expired, of which the second segment comes to its end.
struct ExpireAgainstPut : TrimScenario {
  static constexpr int kThreads = 2;
  ExpireAgainstPut() {
    Put(kWhole, 1);
    Put(kThird, 2);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 0) return Put(kWhole, 4);
    for (int i = 0; i < 2; ++i) {
      reader.Read({.horizon_nanos = 3});
      Require(reader.faults().empty(), reader.faults().c_str());
    }
  }
  void AtEnd() {
    RequireAccounted(reader, 3);
    Require(reader.trimmed() == 2 && reader.received() == 1, "what has expired is passed over");
  }
};

// Two take the head out at once.
struct RetireTwice : LogScenario {
  static constexpr int kThreads = 3;
  std::array<std::uint64_t, 3> records{};
  RetireTwice() : LogScenario(kThreeSegments) {
    Put(kWhole);
    Put(kWhole);
    Put(kThird);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 2) return ReadTwice(reader);
    std::uint64_t& sum = records[static_cast<std::size_t>(thread)];
    for (int i = 0; i < 2; ++i) {
      std::uint64_t went = 0;
      world.log().RetireHead(went);
      sum += went;
    }
  }
  void AtEnd() {
    RequireAccounted(reader, 3);
    Require(records[0] + records[1] == world.log().Trimmed().records,
            "each segment was taken out by one");
  }
};

const Scenarios kScenarios{
    Named<TrimAgainstRead>("trim_against_read"),
    Named<ParkAgainstPut>("park_against_put"),
    Named<ParkTwice>("park_twice"),
    Named<ParkAgainstRetire>("park_against_retire"),
    Named<TrimAgainstGrowth>("trim_against_growth"),
    Named<ExpireAgainstPut>("expire_against_put"),
    Named<RetireTwice>("retire_x2"),
};

TEST_CASE("a record is read or reported trimmed", "[explore][trim]") { kScenarios.RequireHold(); }

}  // namespace
}  // namespace weir::explore::trim_test
