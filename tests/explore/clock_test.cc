// SPDX-License-Identifier: MIT
//
// A clock is ticked while others read it, and puts take their arrival times from it.
//   allowed:    a tick is seen | not yet
//   forbidden:  a reading before an earlier one | a tick without what came before it |
//               a record that arrived before the one before it
#include <array>

#include "explore/log_scenario.h"
#include "weir/base/tick_word.h"

namespace weir::explore::clock_test {
namespace {

using Word = BasicTickWord<ModelAtomics>;

// Of two that tick, one may have read its time before the other.
struct LateTick {
  static constexpr int kThreads = 3;
  Word word{1};
  void Run(int thread) {
    if (thread == 0) return word.AdvanceTo(5);
    if (thread == 1) return word.AdvanceTo(7);
    const std::int64_t first = word.NowNanos();
    const std::int64_t second = word.NowNanos();
    Require(second >= first, "a clock never goes back");
  }
  void AtEnd() { Require(word.NowNanos() == 7, "the later reading stays"); }
};

// Each of two writes something, then moves the clock on.
template <bool kIsByStep>
struct TickTells {
  static constexpr int kThreads = 3;
  Word word{1};
  std::array<std::byte, 8> first{};
  std::array<std::byte, 8> second{};
  void Run(int thread) {
    if (thread == 0) {
      ModelAtomics::PlainWrite(first.data(), first.size());
      kIsByStep ? word.AdvanceBy(1) : word.AdvanceTo(2);
    } else if (thread == 1) {
      ModelAtomics::PlainWrite(second.data(), second.size());
      kIsByStep ? word.AdvanceBy(2) : word.AdvanceTo(4);
    } else {
      // By steps it is at 2, 3 and 4 after the first, the second and both.
      const std::int64_t now = word.NowNanos();
      if (now == 2 || (kIsByStep && now == 4)) ModelAtomics::PlainRead(first.data(), first.size());
      if (now >= 3) ModelAtomics::PlainRead(second.data(), second.size());
    }
  }
  void AtEnd() { Require(word.NowNanos() == 4, "no step is lost"); }
};

// The clock is read behind the tail, as a put does.
struct TickAgainstPut : LogScenario {
  static constexpr int kThreads = 3;
  Word word{1};
  void Run(int thread) {
    if (thread == 0) return word.AdvanceTo(2);
    World::Frame frame;
    const auto gate = [this](const LogTotals&, const FrameRun&) { return word.NowNanos(); };
    Require(world.log().ClaimOne(kSmall, gate, frame) == ClaimCode::kOk, "an open log");
    World::Finish(frame);
  }
  // The reader looks at the times.
  void AtEnd() { RequireAccounted(reader, 2); }
};

const Scenarios kScenarios{
    Named<LateTick>("late_tick"),
    Named<TickTells<false>>("tick_to_tells"),
    Named<TickTells<true>>("tick_by_tells"),
    Named<TickAgainstPut>("tick_against_put"),
};

TEST_CASE("a clock never goes back, and a tick brings what came before it", "[explore][clock]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::clock_test
