// SPDX-License-Identifier: MIT
//
// A producer has claimed a place, and stalls; meanwhile its segment is retired, and
// somebody wants the memory.
//   forbidden:  the late bytes in the segment's next use | a record that is lost
#include "explore/log_scenario.h"

namespace weir::explore::stalled_claim_test {
namespace {

struct StalledClaim : LogScenario {
  World::Frame stalled;
  std::uint64_t put = 0;

  // Two segments, and all memory: the stalled claim is the last of the first one.
  StalledClaim() : LogScenario({.budget_bytes = 1024}) {
    Put(kThird);
    Put(kThird);
    Require(world.Claim(kThird, stalled) == ClaimCode::kOk, "there is room");
    Put(kWhole);
    BeginAtFirstRecord();
  }
  void RetireAndPut() {
    world.RetireHead();
    for (int i = 0; i < 2 && put == 0; ++i) {
      if (world.Put(kWhole, 2) == ClaimCode::kOk) put = 1;
      world.pool().Sweep();
    }
  }
  void AtEnd() {
    RequireAccounted(reader, 4 + put);
    world.pool().Sweep();
    Require(world.pool().detached_bytes() == 0, "nobody has a claim in it any more");
  }
};

struct StalledClaimAgainstRecycle : StalledClaim {
  static constexpr int kThreads = 2;
  void Run(int thread) { thread == 0 ? World::Finish(stalled) : RetireAndPut(); }
};

// And a reader comes by, to whom the claim is unfinished, then a record, or trimmed.
struct StalledClaimAndReader : StalledClaim {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) World::Finish(stalled);
    if (thread == 1) RetireAndPut();
    if (thread == 2) ReadTwice(reader);
  }
};

// The claim is given up.
struct AbortAgainstRecycle : StalledClaim {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) Log::Abort(stalled);
    if (thread == 1) RetireAndPut();
    if (thread == 2) ReadTwice(reader);
  }
};

const Scenarios kScenarios{
    Named<StalledClaimAgainstRecycle>("stalled_claim"),
    Named<StalledClaimAndReader>("stalled_claim_and_reader"),
    Named<AbortAgainstRecycle>("stalled_claim_aborted"),
};

TEST_CASE("a segment is not reused while a claim in it is unfinished", "[explore][stall]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::stalled_claim_test
