// SPDX-License-Identifier: MIT
//
// Somebody looks at a shard's figures while they change.
//   allowed:    the figures of some moment, each for itself
//   forbidden:  a count that goes back | a count that is lost | more claims given up than
//               were made
#include "weir/base/gauge.h"

#include "explore/floor_scenario.h"

namespace weir::explore::gauge_test {
namespace {

struct CountAgainstLook {
  static constexpr int kThreads = 3;
  BasicGauge<FloorAtomics> gauge;
  void Run(int thread) {
    if (thread < 2) return gauge.Add(1);
    const std::uint64_t first = gauge.value();
    const std::uint64_t second = gauge.value();
    Require(first <= second && second <= 2, "never less, nor more than there was");
  }
  void AtEnd() {
    Require(gauge.value() == 2, "nothing is lost");
    gauge.Subtract(2);
    Require(gauge.value() == 0, "nothing is left");
    gauge.Set(7);
    Require(gauge.value() == 7, "what it was set to");
  }
};

struct AbortAgainstLook : FloorScenario<1> {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      PutRecord(KeyIn(1), 1);
      const Put put = Claim(KeyIn(1));
      map.At(0)->Abort(put.frame);
      return;
    }
    const ShardStatistics statistics = map.At(0)->Statistics();
    Require(statistics.incoming_records <= 2 && statistics.incoming_bytes <= 32,
            "what was claimed");
    Require(statistics.held_records <= 2 && statistics.held_bytes <= 32, "what was claimed");
  }
  void AtEnd() {
    const ShardStatistics statistics = map.At(0)->Statistics();
    Require(statistics.incoming_records == 1 && statistics.incoming_bytes == 16, "one record");
  }
};

const Scenarios kScenarios{
    Named<CountAgainstLook>("count_against_look"),
    Named<AbortAgainstLook>("abort_against_look"),
};

TEST_CASE("the figures of a shard were true, each at some moment", "[explore][gauge]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::gauge_test
