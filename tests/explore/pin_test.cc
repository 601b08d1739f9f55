// SPDX-License-Identifier: MIT
//
// Readers pin the oldest segment and read it, while it is retired and its memory is
// given to the next records.
//   allowed:    a reader gets the old records whole | it is told that they are trimmed
//   forbidden:  bytes that change under a reader | a record neither read nor reported
#include "explore/log_scenario.h"

namespace weir::explore::pin_test {
namespace {

// Memory for two segments: the first is full, and so is the second. Who puts another
// record gets the memory of the first one, or none.
struct FullLog : LogScenario {
  FullLog() : LogScenario({.budget_bytes = 1024}) {
    Put(kWhole);
    Put(kWhole);
    BeginAtFirstRecord();
  }
  // Returns how many were put.
  std::uint64_t RetireAndPut() {
    world.RetireHead();
    if (world.Put(kWhole, 2) == ClaimCode::kOk) return 1;
    // Somebody held it. Nobody waits for that; it comes back with the next sweep.
    world.pool().Sweep();
    return world.Put(kWhole, 2) == ClaimCode::kOk ? 1 : 0;
  }
};

template <int kReaders>
struct PinAgainstRecycle : FullLog {
  static constexpr int kThreads = 1 + kReaders;
  Follower other = Follower::FromHead(world.log(), world.NewPin());
  std::uint64_t put = 0;
  void Run(int thread) {
    if (thread == 0) {
      put = RetireAndPut();
    } else {
      ReadTwice(thread == 1 ? reader : other);
    }
  }
  void AtEnd() {
    RequireAccounted(reader, 2 + put);
    RequireAccounted(other, 2 + put);
    // What a reader kept from being freed is free now.
    world.pool().Sweep();
    Require(world.pool().detached_bytes() == 0, "nobody looks at it any more");
  }
};

// The reader moves its one pin on to the second of three segments, while both are
// retired and the next records get their memory.
struct MoveOnAgainstRecycle : LogScenario {
  static constexpr int kThreads = 2;
  std::uint64_t put = 0;
  MoveOnAgainstRecycle() : LogScenario({.budget_bytes = 3 * 512}) {
    for (int i = 0; i < 3; ++i) Put(kWhole);
    BeginAtFirstRecord();
    Read(reader);
  }
  void Run(int thread) {
    if (thread == 1) return ReadTwice(reader);
    world.RetireHead();
    world.RetireHead();
    for (int i = 0; i < 2; ++i) put += world.Put(kWhole, 2) == ClaimCode::kOk ? 1 : 0;
  }
  void AtEnd() { RequireAccounted(reader, 3 + put); }
};

// One trimmer takes the first of three segments out, and before it says so another has
// taken the second one out: whichever of them raises the word that readers look at, it is
// raised before the pins of the first are looked at.
struct PinAgainstTwoTrimmers : LogScenario {
  static constexpr int kThreads = 3;
  std::uint64_t put = 0;
  PinAgainstTwoTrimmers() : LogScenario({.budget_bytes = 3 * 512}) {
    for (int i = 0; i < 3; ++i) Put(kWhole);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 2) return ReadTwice(reader);
    world.RetireHead();
    if (thread == 0) put = world.Put(kWhole, 2) == ClaimCode::kOk ? 1 : 0;
  }
  void AtEnd() { RequireAccounted(reader, 3 + put); }
};

// The reader lets go of its pin, which another takes, instead of reading on.
struct CloseAgainstRecycle : FullLog {
  static constexpr int kThreads = 2;
  std::uint64_t put = 0;
  void Run(int thread) {
    if (thread == 0) {
      put = RetireAndPut();
    } else {
      Read(reader);
      reader.LetGo();
      world.pool().pins().Release(&reader.pin());
    }
  }
  void AtEnd() {
    Pin* const again = world.NewPin();
    Require(again == &reader.pin(), "a pin that was given back is taken again");
    world.RetireAll();
    world.pool().Sweep();
    Require(world.pool().detached_bytes() == 0, "nobody looks at it any more");
  }
};

const Scenarios kScenarios{
    Named<PinAgainstRecycle<1>>("pin_against_recycle_x1"),
    Named<PinAgainstRecycle<2>>("pin_against_recycle_x2"),
    Named<PinAgainstTwoTrimmers>("pin_against_two_trimmers"),
    Named<MoveOnAgainstRecycle>("move_on_against_recycle"),
    Named<CloseAgainstRecycle>("close_against_recycle"),
};

TEST_CASE("a segment is not reused while a reader has it pinned", "[explore][pin]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::pin_test
