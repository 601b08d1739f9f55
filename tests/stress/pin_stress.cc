// SPDX-License-Identifier: MIT
//
// Readers pin segments of the smallest size while these are recycled all the time: twenty
// million times.
//
// A race is an attempt to pin and read during which at least one segment was taken out
// of the log: a count of those differs between just before and just after. A round ends
// with a hundred thousand races; or, where producers and readers seldom run at the same
// time, since other programs have the processors, after half as many attempts again. How
// many attempts were races is printed.
#include <cstdint>
#include <string>
#include <vector>

#include "stress/support/pin_race.h"
#include "stress/support/setting.h"
#include "stress/support/tally.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::PinRace;
using testing::PinRaceResult;
using testing::PinRaceSetting;
using testing::SeededRandom;
using testing::StressRounds;

void Race(std::size_t rounds, PinRaceSetting setting) {
  SeededRandom random;
  INFO(random.Description());
  PinRaceResult sum;
  const std::size_t count = StressRounds(rounds);
  for (std::size_t round = 0; round < count; ++round) {
    INFO("round " << round);
    setting.seed = random.Bits();
    setting.segments_max = 4 + static_cast<std::int64_t>(random.Below(12));
    setting.records_per_segment = 1 + static_cast<std::uint32_t>(random.Below(2));
    const PinRaceResult result = PinRace<StdAtomics>(setting).Run();
    REQUIRE(result.faults == std::vector<std::string>{});
    sum.attempts += result.attempts;
    sum.races += result.races;
    sum.records += result.records;
    sum.views += result.views;
    sum.recycled += result.recycled;
  }
  testing::PrintTally({{"rounds", count},
                       {"pin_attempts", sum.attempts},
                       {"pin_races", sum.races},
                       {"pinned_reads", sum.records},
                       {"views", sum.views},
                       {"recycled", sum.recycled}});
  CHECK(sum.attempts >= count * setting.races);
  CHECK(sum.races > 0);
}

// Who puts also trims, so that a processor each is enough.
//   allowed:    a record of that number | nothing
//   forbidden:  bytes of another number | bytes that change while they are pinned
TEST_CASE("a segment that is used again is nobody's who has pinned it", "[stress][pin]") {
  Race(160, {.readers = 1, .producers = 1});
}

// More threads than processors: they are stopped anywhere, for long.
TEST_CASE("threads that are stopped anywhere pin no segment of another use", "[stress][pin]") {
  Race(40, {.readers = 2, .producers = 2, .has_trimmer = true});
}

}  // namespace
}  // namespace weir
