// SPDX-License-Identifier: MIT
//
// A thousand schedules of a wall clock that nobody would believe in.
//
// Each has a seed of its own, which a failure prints; WEIR_SEED repeats that one alone.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "stress/support/clock_schedule.h"
#include "stress/support/setting.h"
#include "stress/support/tally.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::ClockSchedule;
using testing::ScheduleTally;
using testing::SeededRandom;

// Puts, reads, cursors at a time, retention and limits, step by step beside a list.
//   allowed:    arrivals that stand still while the wall clock is behind
//   forbidden:  an arrival before the last one | a record a nanosecond too long, or not
//               long enough | a search that ends a record off | one token too many
TEST_CASE("whatever the wall clock does, time goes on and everything is exact to the record",
          "[stress][clock]") {
  const bool is_one = std::getenv("WEIR_SEED") != nullptr;
  const std::size_t count = is_one ? 1 : testing::StressRounds(1'000);
  SeededRandom random;
  ScheduleTally sum;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t seed =
        is_one ? std::strtoull(std::getenv("WEIR_SEED"), nullptr, 10) : random.Bits();
    INFO("schedule " << i << ": repeat with WEIR_SEED=" << seed);
    ClockSchedule schedule(seed);
    REQUIRE(schedule.Run() == std::vector<std::string>{});
    sum.put += schedule.tally().put;
    sum.refused += schedule.tally().refused;
    sum.read += schedule.tally().read;
    sum.trimmed += schedule.tally().trimmed;
    sum.seeks += schedule.tally().seeks;
  }
  testing::PrintTally({{"schedules", count},
                       {"schedule_puts", sum.put},
                       {"schedule_reads", sum.read},
                       {"refused", sum.refused},
                       {"schedule_trims", sum.trimmed},
                       {"seeks", sum.seeks}});
}

}  // namespace
}  // namespace weir
