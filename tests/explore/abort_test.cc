// SPDX-License-Identifier: MIT
//
// A claim is given up between two records, while a reader comes by.
//   allowed:    the reader waits before it | passes over it, and counts it
//   forbidden:  it is handed out as a record | what follows is not read
#include "explore/log_scenario.h"

namespace weir::explore {
namespace {

struct AbortAgainstRead : LogScenario {
  static constexpr int kThreads = 3;
  World::Frame claimed;
  AbortAgainstRead() {
    Put(kSmall);
    Require(world.Claim(kSmall, claimed) == ClaimCode::kOk, "there is room");
  }
  void Run(int thread) {
    if (thread == 0) Log::Abort(claimed);
    if (thread == 1) Put(kSmall);
    if (thread == 2) ReadTwice(reader);
  }
  void AtEnd() {
    RequireAccounted(reader, 3);
    Require(reader.aborted() == 1 && reader.received() == 2, "one of three was given up");
  }
};

// Claimed, given up and read, all of it at once.
struct ClaimAndAbort : LogScenario {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) Require(world.PutAborted(kSmall) == ClaimCode::kOk, "there is room");
    if (thread == 1) Put(kSmall);
    if (thread == 2) ReadTwice(reader);
  }
  void AtEnd() {
    RequireAccounted(reader, 2);
    Require(reader.aborted() == 1 && reader.received() == 1, "one of two was given up");
  }
};

const Scenarios kScenarios{
    Named<AbortAgainstRead>("abort_against_read"),
    Named<ClaimAndAbort>("claim_and_abort"),
};

TEST_CASE("a claim that is given up is passed over", "[explore][abort]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore
