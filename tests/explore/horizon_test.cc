// SPDX-License-Identifier: MIT
//
// A stream's retention period is changed while others ask what is expired, read and trim.
//   allowed:    the horizon of the period before | that of the period behind
//   forbidden:  what was expired is served again | what never was is trimmed
#include "explore/log_scenario.h"
#include "weir/base/tick_word.h"
#include "weir/stream/internal/retention.h"

namespace weir::explore::horizon_test {
namespace {

using Retention = stream_internal::BasicRetention<ModelAtomics>;

constexpr std::int64_t kNow = 100;

struct HorizonScenario {
  Retention retention{10};

  std::int64_t Horizon() const { return retention.HorizonNanos(kNow); }
};

struct LengthenAgainstLook : HorizonScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) return retention.SetPeriod(50, kNow);
    Require(Horizon() == 90, "what is expired stays so");
    Require(retention.period_nanos() == 10 || retention.period_nanos() == 50, "a period");
  }
  void AtEnd() {
    Require(Horizon() == 90, "what was expired stays so");
    Require(retention.HorizonNanos(kNow + 60) == 110, "then the longer period counts");
  }
};

// Whoever has seen the shorter period never sees less.
struct ShortenAndLengthen : HorizonScenario {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) {
      retention.SetPeriod(2, kNow);
      retention.SetPeriod(50, kNow);
      return;
    }
    const std::int64_t first = Horizon();
    const std::int64_t second = Horizon();
    Require(first == 90 || first == 98, "that of the first period, or of the second");
    Require(second >= first, "what was expired stays so");
  }
  void AtEnd() { Require(Horizon() == 98, "what was expired stays so"); }
};

// Time goes on meanwhile. What was expired before the change stays so; what would have
// expired during it may be either.
struct LengthenAgainstTick {
  static constexpr int kThreads = 3;
  Retention retention{10};
  BasicTickWord<ModelAtomics> clock{kNow};
  std::int64_t changed_nanos = 0;
  void Run(int thread) {
    if (thread == 0) {
      changed_nanos = clock.NowNanos();
      retention.SetPeriod(50, changed_nanos);
    } else if (thread == 1) {
      clock.AdvanceTo(kNow + 5);
    } else {
      const std::int64_t horizon = retention.HorizonNanos(clock.NowNanos());
      Require(horizon == 90 || horizon == 95, "not before what was expired, nor too far");
    }
  }
  void AtEnd() {
    Require(retention.HorizonNanos(clock.NowNanos()) == changed_nanos - 10,
            "what was expired when the period became longer stays so");
  }
};

// A record that arrived at 85 and is expired, and one at 95 that is not, until the period
// is shortened.
struct ReadAgainstChange : LogScenario {
  static constexpr int kThreads = 3;
  Retention retention{10};
  Pin* pin = world.NewPin();
  Pin* trimming_pin = world.NewPin();
  ReadAgainstChange() {
    Put(kThird, 85);
    Put(kThird, 95);
    BeginAtFirstRecord();
  }
  void Run(int thread) {
    if (thread == 0) {
      retention.SetPeriod(2, kNow);
      retention.SetPeriod(50, kNow);
    } else if (thread == 1) {
      World::Trimmer::Trim(world.log(), *trimming_pin, retention.HorizonNanos(kNow));
    } else {
      // Two readers of one program, one after the other.
      const std::uint64_t first = Received(reader);
      Follower later = Follower::FromHead(world.log(), pin);
      Require(Received(later) <= first, "what was expired is not served again");
    }
  }
  std::uint64_t Received(Follower& follower) {
    const LogReadLimits limits{.horizon_nanos = retention.HorizonNanos(kNow)};
    follower.ReadOn(limits);
    Require(follower.faults().empty(), follower.faults().c_str());
    Require(follower.received() <= 1, "the first record is expired");
    follower.LetGo();
    return follower.received();
  }
  void AtEnd() { Require(Received(reader) <= 1, "each once"); }
};

const Scenarios kScenarios{
    Named<LengthenAgainstLook>("lengthen_against_look"),
    Named<ShortenAndLengthen>("shorten_and_lengthen"),
    Named<LengthenAgainstTick>("lengthen_against_tick"),
    Named<ReadAgainstChange>("read_against_change"),
};

TEST_CASE("what is expired stays so, however long the period becomes", "[explore][horizon]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::horizon_test
