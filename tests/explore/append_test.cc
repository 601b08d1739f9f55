// SPDX-License-Identifier: MIT
//
// Two appenders race, and a reader looks twice.
//   allowed:    nothing | A | B | A,B | B,A
//   forbidden:  a record twice | part of a record | a gap that later fills
#include "explore/log_scenario.h"

namespace weir::explore::append_test {
namespace {

// In the middle of a segment: each append is a claim and a publication.
struct AppendInSegment : LogScenario {
  static constexpr int kThreads = 3;
  AppendInSegment() { Put(kSmall); }
  void Run(int thread) { thread < 2 ? Put(kSmall) : ReadTwice(reader); }
  void AtEnd() { RequireAccounted(reader, 3); }
};

// Into a log that holds nothing: each append may be the one that installs and rolls.
struct AppendFirst : LogScenario {
  static constexpr int kThreads = 3;
  void Run(int thread) { thread < 2 ? Put(kSmall) : ReadTwice(reader); }
  void AtEnd() { RequireAccounted(reader, 2); }
};

// Of four frames the second and the third start in one 128 bytes, whose part of the lane the
// reader has counted as a whole, and the last behind them. So the third is found by that
// alone, and where another appender put the last, nothing else says that it is whole.
struct AppendToCount : LogScenario {
  static constexpr int kThreads = 3;
  AppendToCount() {
    Put(kThird);
    Put(kSmall);
  }
  void Run(int thread) { thread < 2 ? Put({.key_bytes = 0, .data_bytes = 80}) : ReadTwice(reader); }
  void AtEnd() { RequireAccounted(reader, 4); }
};

const Scenarios kScenarios{
    Named<AppendInSegment>("append_in_segment"),
    Named<AppendFirst>("append_first"),
    Named<AppendToCount>("append_to_count"),
};

TEST_CASE("racing appenders publish whole records, each once", "[explore][append]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::append_test
