// SPDX-License-Identifier: MIT
//
// Appenders read a clock between looking at the tail and swapping it, while the clock
// ticks, also because of a source that steps back.
//   forbidden:  a record that arrived before the one before it
#include "explore/log_scenario.h"

namespace weir::explore::time_test {
namespace {

// A clock is one word, as CachedClock is: it moves on to what a source says, and never
// back. Edge C in the modelled memory.
struct SteppingClock {
  ModelAtomics::Atomic<std::int64_t> now_nanos{10};
  void Tick(std::int64_t source_nanos) {
    std::int64_t seen = now_nanos.LoadRelaxed();
    while (seen < source_nanos && !now_nanos.CompareExchangeAcqRel(seen, source_nanos)) {
    }
  }
};

struct TimedScenario : LogScenario {
  SteppingClock clock;
  // The reader checks that the arrival times of all records never decrease.
  void PutNow(PayloadSize size) {
    World::Frame frame;
    const auto gate = [this](const LogTotals&, const FrameRun&) {
      return clock.now_nanos.LoadAcquire();
    };
    Require(world.log().ClaimOne(size, gate, frame) == ClaimCode::kOk, "an open log takes it");
    World::Finish(frame);
  }
};

struct PutWhileClockSteps : TimedScenario {
  static constexpr int kThreads = 3;
  PutWhileClockSteps() { PutNow(kSmall); }
  void Run(int thread) {
    if (thread < 2) return PutNow(kSmall);
    clock.Tick(20);
    clock.Tick(5);
    clock.Tick(30);
  }
  void AtEnd() { RequireAccounted(reader, 3); }
};

// One of them ends a segment: the next one's first record arrives no earlier.
struct RollWhileClockSteps : TimedScenario {
  static constexpr int kThreads = 3;
  RollWhileClockSteps() {
    for (int i = 0; i < 3; ++i) PutNow(kThird);
  }
  void Run(int thread) {
    if (thread < 2) return PutNow(kThird);
    clock.Tick(20);
    clock.Tick(5);
  }
  void AtEnd() { RequireAccounted(reader, 5); }
};

// Two tick at once.
struct TickTwice : TimedScenario {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread < 2) return clock.Tick(thread == 0 ? 20 : 30);
    const std::int64_t first = clock.now_nanos.LoadAcquire();
    Require(clock.now_nanos.LoadAcquire() >= first, "a clock never goes back");
  }
  void AtEnd() { Require(clock.now_nanos.LoadRelaxed() == 30, "the later one wins"); }
};

const Scenarios kScenarios{
    Named<PutWhileClockSteps>("put_while_clock_steps"),
    Named<RollWhileClockSteps>("roll_while_clock_steps"),
    Named<TickTwice>("tick_x2"),
};

TEST_CASE("arrival times never decrease", "[explore][time]") { kScenarios.RequireHold(); }

}  // namespace
}  // namespace weir::explore::time_test
