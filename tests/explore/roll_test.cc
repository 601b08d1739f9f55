// SPDX-License-Identifier: MIT
//
// Three appenders meet the end of a segment: one may win the last place, one begins the
// roll, the others finish it.
//   allowed:    every order of the three
//   forbidden:  a number that is missing or double | a segment that is left with room in it
#include "explore/log_scenario.h"

namespace weir::explore::roll_test {
namespace {

struct RollScenario : LogScenario {
  using LogScenario::LogScenario;
  // The idle segment of a new log is number 0, and none is passed over that has room.
  void RequireEndsIn(std::uint64_t ordinal, std::uint64_t appended) {
    RequireAccounted(reader, appended);
    Require(testing::LogPeer::Tail(world.log()).ordinal() == ordinal,
            "no segment is left behind that has room");
    Require(world.HeldAfterTheEnd() == 0, "what was taken and not installed was given back");
  }
};

// Room for one more; the next segment is installed already.
struct RollInstalled : RollScenario {
  static constexpr int kThreads = 3;
  RollInstalled() {
    Put(kThird);
    Put(kThird);
  }
  void Run(int /*thread*/) { Put(kThird); }
  void AtEnd() { RequireEndsIn(2, 5); }
};

// Room for none, and nobody has installed the next one, which will hold all three.
struct RollInstalling : RollScenario {
  static constexpr int kThreads = 3;
  RollInstalling() {
    Put(kThird);
    Require(testing::LogPeer::Installed(world.log()) == nullptr, "none is installed yet");
  }
  void Run(int /*thread*/) { Put(kWhole); }
  void AtEnd() { RequireEndsIn(2, 4); }
};

// Nobody has installed the next segment, and there is memory for it and one more, which
// somebody takes. There is room all the time: first memory, then the next segment's.
struct RollBesideTaking : RollScenario {
  static constexpr int kThreads = 2;
  static constexpr PayloadSize kRecord{.data_bytes = 128};
  Segment* taken = nullptr;
  RollBesideTaking() : RollScenario(kThreeSegments) {
    // A record does not fit behind this one; two fit into the next segment.
    Put({.data_bytes = 232});
    Require(testing::LogPeer::Installed(world.log()) == nullptr, "none is installed yet");
  }
  void Run(int thread) {
    Put(kRecord);
    if (thread == 0) taken = world.pool().Take(0);
  }
  void AtEnd() {
    if (taken != nullptr) world.pool().GiveUnused(taken);
    RequireEndsIn(2, 3);
  }
};

// A reader goes along.
struct RollAndRead : RollScenario {
  static constexpr int kThreads = 3;
  RollAndRead() {
    Put(kThird);
    Put(kThird);
    Read(reader);
  }
  void Run(int thread) { thread < 2 ? Put({.data_bytes = 240}) : ReadTwice(reader); }
  void AtEnd() { RequireEndsIn(3, 4); }
};

const Scenarios kScenarios{
    Named<RollInstalled>("roll_installed"),
    Named<RollInstalling>("roll_installing"),
    Named<RollBesideTaking>("roll_beside_taking"),
    Named<RollAndRead>("roll_and_read"),
};

TEST_CASE("appenders that meet a segment's end lose nothing", "[explore][roll]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::roll_test
