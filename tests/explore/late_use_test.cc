// SPDX-License-Identifier: MIT
//
// As late_test.cc, each with one call that falls asleep, so small that the few
// executions are reached in which several words must be seen as they were.
//   allowed:    it does what it would have done now | nothing
//   forbidden:  it changes a segment's next use | it tells a mixture of both uses
#include "explore/log_scenario.h"

namespace weir::explore::late_use_test {
namespace {

// The numbers of a log's segments go on by one, whatever was put and retired.
struct LateUse : LogScenario {
  explicit LateUse(std::int64_t segments_max) : LogScenario({.budget_bytes = segments_max * 512}) {}

  void RequireNumbered() {
    for (int i = 0; i < 3; ++i) {
      world.RetireAll();
      world.pool().Sweep();
      world.Put(kWhole, 4);
      Require(Reader::AtTip(world.log()).ordinal == testing::LogPeer::Tail(world.log()).ordinal(),
              "a segment has the number that the tail has there");
    }
    RequireAccounted(reader, world.log().Totals().records);
  }
};

// One segment, with room in it and none behind it, and memory for another.
struct LateTip : LateUse {
  static constexpr int kThreads = 2;
  LateTip() : LateUse(2) {
    Put(kThird, 1);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 1) {
      world.Put(kWhole, 2);
      world.RetireHead();
      world.Put(kWhole, 3);
      return;
    }
    const auto tip = Reader::AtTip(world.log());
    Require(tip.totals.records == tip.ordinal - (tip.offset_bytes == 0 ? 1 : 0),
            "each segment holds one record");
  }
  void AtEnd() { RequireNumbered(); }
};

// Somebody else takes a segment that was retired, and keeps it: nobody may change it.
struct LateSwap : LogScenario {
  static constexpr int kThreads = 2;
  Segment* again = nullptr;
  void UseAgain() {
    again = world.pool().Take(0);
    again->BeginIncarnation(7);
  }
  void AtEnd() {
    // Relaxed, all of these: nobody else is left.
    Require(Segment::IsUnset(again->base_sequence.LoadRelaxed()), "no base in the next use");
    Require(Segment::IsUnset(again->base_bytes.LoadRelaxed()), "no base in the next use");
    Require(Segment::IsUnset(again->end.LoadRelaxed()), "no end in the next use");
    Require(Log::Link(again->next.LoadRelaxed()).pointer() == nullptr, "no link in the next use");
    world.pool().GiveUnused(again);
    RequireAccounted(reader, world.log().Totals().records);
  }
};

// A roll is begun, and two finish it. Then the segment that it left is used again, or
// the one that it went to.
template <bool kIsNext>
struct LateRoll : LateSwap {
  Segment* segment = nullptr;
  log_internal::TailWord rolling;
  LateRoll() {
    for (int i = 0; i < 3; ++i) Put(kThird);
    BeginAtFirstRecord();
    segment = testing::LogPeer::Active(world.log());
    rolling = testing::LogPeer::BeginRoll(world.log());
  }
  void Run(int thread) {
    testing::LogPeer::Roll(world.log(), rolling, segment);
    if (thread == 0) return;
    if (kIsNext) {
      Put(kWhole);
      Put(kSmall);
      world.RetireHead();
    }
    world.RetireHead();
    UseAgain();
  }
};

// A segment that has no next one yet is used again, and has none there either.
template <bool kIsParking>
struct LateInstall : LateSwap {
  LateInstall() {
    Put(kThird);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 1) {
      Put(kWhole);
      world.RetireHead();
      UseAgain();
    } else if (kIsParking) {
      world.log().ParkIdle();
    } else {
      Put(kWhole);
    }
  }
};

// The idle segment, in which the log began, is retired by one, and used again by
// another, who has not looked at the head.
struct LateIdle : LogScenario {
  static constexpr int kThreads = 3;
  LateIdle() { Put(kSmall, 1); }
  void Run(int thread) {
    if (thread == 0) world.RetireHead();
    if (thread == 1) world.log().ParkIdle();
    if (thread == 2) {
      const auto head = Reader::AtHead(world.log());
      Require(head.totals.records == (head.ordinal == 2 ? 1 : 0), "the number is of the place");
    }
  }
  void AtEnd() { RequireAccounted(reader, 1); }
};

const Scenarios kScenarios{
    Named<LateTip>("late_tip"),
    Named<LateRoll<false>>("late_roll"),
    Named<LateRoll<true>>("late_roll_next"),
    Named<LateInstall<false>>("late_install"),
    Named<LateInstall<true>>("late_park"),
    Named<LateIdle>("late_idle"),
};

TEST_CASE("a call that slept through a segment's reuse does no harm", "[explore][late]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::late_use_test
