// SPDX-License-Identifier: MIT
//
// Several threads take segments and pins, and give them back.
//   forbidden:  one segment, or one pin, with two owners | more than the budget
#include <array>

#include "explore/log_scenario.h"

namespace weir::explore::memory_test {
namespace {

// Whoever owns a segment writes all of it, its words and its block.
void Own(Segment* segment) {
  ModelAtomics::PlainWrite(segment->block, static_cast<std::size_t>(segment->capacity_bytes));
  segment->BeginIncarnation(1);
}

// Nothing is there yet: two map memory, and one mapping goes back.
struct FirstTake {
  static constexpr int kThreads = 3;
  Slab slab{SlabOptions{.smallest_block_bytes = 512}};
  void Run(int /*thread*/) {
    Segment* const segment = slab.Take(0);
    Require(segment != nullptr, "there is memory");
    Own(segment);
    slab.Give(segment);
  }
  void AtEnd() {}
};

// Two lie on the stack of free ones; one thread gives the first back while another
// holds what was below it.
struct TakeAndGive {
  static constexpr int kThreads = 2;
  Slab slab{SlabOptions{.smallest_block_bytes = 512}};
  std::array<Segment*, 2> kept{};
  TakeAndGive() {
    Segment* const first = slab.Take(0);
    Segment* const second = slab.Take(0);
    slab.Give(first);
    slab.Give(second);
  }
  void Run(int thread) {
    if (thread == 0) {
      kept[0] = slab.Take(0);
      Own(kept[0]);
    } else {
      Segment* const top = slab.Take(0);
      kept[1] = slab.Take(0);
      Own(top);
      Own(kept[1]);
      slab.Give(top);
    }
  }
  void AtEnd() { Require(kept[0] != kept[1], "each segment has one owner"); }
};

// Two detached segments, swept by two, and the budget asked by a third.
struct SweepTwice : LogScenario {
  static constexpr int kThreads = 3;
  Segment* taken = nullptr;
  std::array<std::size_t, 2> freed{};
  SweepTwice() : LogScenario({.budget_bytes = 3 * 512}) {
    Put(kWhole);
    Put(kWhole);
    Put(kThird);
    BeginAtFirstRecord();
    // Each is pinned while it goes.
    Pin* const other = world.NewPin();
    reader.Read();
    other->segment.ExchangeSeqCst(
        Log::Link(reader.pin().segment.LoadRelaxed()->next.LoadRelaxed()).pointer());
    world.RetireAll();
    Require(world.pool().detached_bytes() == 2 * 512, "both are held by a reader");
    reader.LetGo();
    other->Clear();
  }
  void Run(int thread) {
    if (thread < 2) {
      freed[static_cast<std::size_t>(thread)] = world.pool().Sweep();
    } else {
      taken = world.pool().Take(0);
      if (taken != nullptr) Own(taken);
      Require(world.pool().held_bytes() <= 3 * 512, "within the budget");
    }
  }
  void AtEnd() {
    const std::size_t later = world.pool().Sweep();
    Require(freed[0] + freed[1] + later == 2, "each is freed once");
    Require(world.pool().detached_bytes() == 0, "all are free");
    if (taken != nullptr) world.pool().GiveUnused(taken);
    Require(world.HeldAfterTheEnd() == 0, "all memory is back");
  }
};

// A segment is ended, retired and detached by one thread, and swept by another.
struct DetachAgainstSweep : LogScenario {
  static constexpr int kThreads = 2;
  DetachAgainstSweep() {
    for (int i = 0; i < 3; ++i) Put(kThird);
    BeginAtFirstRecord();
    Read(reader);
  }
  void Run(int thread) {
    if (thread == 0) {
      Put(kThird);
      world.RetireHead();
    } else {
      Require(world.pool().Sweep() == 0, "a reader holds it");
      Require(world.pool().Sweep() == 0, "a reader holds it");
    }
  }
  void AtEnd() {
    Require(world.pool().detached_bytes() == 512, "a reader holds it");
    RequireAccounted(reader, 4);
    Require(world.pool().Sweep() == 1, "and now nobody does");
  }
};

struct PinScenario : LogScenario {
  PinScenario() : LogScenario({.budget_bytes = 1024}) {
    Put(kWhole);
    Put(kWhole);
    BeginAtFirstRecord();
  }
  void TakeAllPins() {
    for (int i = 1; i < 16; ++i) world.NewPin();
  }
};

// All pins are taken: each thread needs a new chunk of them.
struct AcquirePins : PinScenario {
  static constexpr int kThreads = 3;
  std::array<Pin*, 3> pins{};
  AcquirePins() { TakeAllPins(); }
  void Run(int thread) {
    Pin*& pin = pins[static_cast<std::size_t>(thread)];
    pin = world.NewPin();
    Require(pin != nullptr, "there is memory");
    ModelAtomics::PlainWrite(pin, sizeof(*pin));
    if (thread == 2) {
      world.pool().pins().Release(pin);
      pin = nullptr;
    }
  }
  void AtEnd() { Require(pins[0] != pins[1], "each pin has one owner"); }
};

// A reader gets a new pin while the segment that it wants goes.
struct NewPinAgainstRecycle : PinScenario {
  static constexpr int kThreads = 2;
  bool is_put = false;
  NewPinAgainstRecycle() { TakeAllPins(); }
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
      is_put = world.Put(kWhole, 2) == ClaimCode::kOk;
    } else {
      Follower other = Follower::FromHead(world.log(), world.NewPin());
      Read(other);
      Read(other);
      other.LetGo();
    }
  }
  void AtEnd() { RequireAccounted(reader, is_put ? 3 : 2); }
};

const Scenarios kScenarios{
    Named<FirstTake>("slab_first_take_x3"), Named<TakeAndGive>("slab_take_and_give"),
    Named<SweepTwice>("sweep_x2"),          Named<DetachAgainstSweep>("detach_against_sweep"),
    Named<AcquirePins>("acquire_pins_x3"),  Named<NewPinAgainstRecycle>("new_pin_against_recycle"),
};

TEST_CASE("memory and pins have one owner", "[explore][memory]") { kScenarios.RequireHold(); }

}  // namespace
}  // namespace weir::explore::memory_test
