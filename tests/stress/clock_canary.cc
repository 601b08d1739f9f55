// SPDX-License-Identifier: MIT
//
// The schedules of clocks find a fault of a nanosecond, of a record or of a token: here
// the list is wrong by that, beside a stream that is right.
#include <cstdint>

#include "stress/support/clock_schedule.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::ClockSchedule;
using testing::ScheduleFault;
using testing::SeededRandom;

// Of 500 schedules, how many notice.
int NoticedBy(ScheduleFault fault) {
  SeededRandom random;
  int noticed = 0;
  for (int i = 0; i < 500; ++i) {
    if (!ClockSchedule(random.Bits(), fault).Run().empty()) ++noticed;
  }
  return noticed;
}

TEST_CASE("schedules notice retention that is a nanosecond off", "[canary][clock]") {
  CHECK(NoticedBy(ScheduleFault::kNone) == 0);
  CHECK(NoticedBy(ScheduleFault::kHorizon) > 50);
}

TEST_CASE("schedules notice a search by time that is a nanosecond off", "[canary][clock]") {
  CHECK(NoticedBy(ScheduleFault::kSeek) > 50);
}

TEST_CASE("schedules notice a limit that is a token off", "[canary][clock]") {
  CHECK(NoticedBy(ScheduleFault::kGate) > 50);
}

TEST_CASE("schedules notice an arrival that is a nanosecond off", "[canary][clock]") {
  CHECK(NoticedBy(ScheduleFault::kArrival) > 50);
}

}  // namespace
}  // namespace weir
