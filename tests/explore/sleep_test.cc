// SPDX-License-Identifier: MIT
//
// Readers go to sleep at the tip while producers put and wake them, as a stream does it.
//   allowed:    a reader never sleeps | it sleeps and is woken
//   forbidden:  a reader asleep for good with a record ahead of it
#include "explore/log_scenario.h"

namespace weir::explore::sleep_test {
namespace {

struct SleepScenario : LogScenario {
  Follower other = Follower::FromHead(world.log(), world.NewPin());

  void PutAndWake() {
    Put(kSmall);
    auto& spot = world.log().parking_spot();
    if (spot.IsOccupied()) spot.WakeAll();
  }
  // Until `count` records were read. Sleeps never end by themselves here.
  void Wait(Follower& sleeper, std::uint64_t count) {
    auto& spot = world.log().parking_spot();
    while (sleeper.received() < count) {
      const LogReadCode code = Read(sleeper);
      if (code == LogReadCode::kRecords) continue;
      if (code == LogReadCode::kUnfinishedClaim) {
        ModelAtomics::Pause();
        continue;
      }
      const std::uint32_t ticket = spot.Announce();
      if (!Reader::HasNewsBeforeSleep(world.log(), sleeper.position())) spot.Park(ticket, 1);
    }
  }
};

template <int kSleepers, int kProducers>
struct SleepAgainstPut : SleepScenario {
  static constexpr int kThreads = kSleepers + kProducers;
  SleepAgainstPut() {
    Put(kSmall);
    Read(reader);
    Read(other);
  }
  void Run(int thread) {
    if (thread < kProducers) return PutAndWake();
    Wait(thread == kProducers ? reader : other, 1 + kProducers);
  }
  void AtEnd() { RequireAccounted(reader, 1 + kProducers); }
};

// The end of the log wakes too.
struct SleepAgainstClose : SleepScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    auto& spot = world.log().parking_spot();
    if (thread == 0) {
      world.log().Close();
      spot.WakeAll();
      return;
    }
    while (Read(reader) != LogReadCode::kEnd) {
      const std::uint32_t ticket = spot.Announce();
      if (!Reader::HasNewsBeforeSleep(world.log(), reader.position())) spot.Park(ticket, 1);
    }
  }
  void AtEnd() {}
};

const Scenarios kScenarios{
    Named<SleepAgainstPut<1, 1>>("sleep_x1_put_x1"),
    Named<SleepAgainstPut<2, 1>>("sleep_x2_put_x1"),
    Named<SleepAgainstPut<1, 2>>("sleep_x1_put_x2"),
    Named<SleepAgainstClose>("sleep_against_close"),
};

TEST_CASE("no wake is lost", "[explore][sleep]") { kScenarios.RequireHold(); }

}  // namespace
}  // namespace weir::explore::sleep_test
