// SPDX-License-Identifier: MIT
//
// StressRounds run a setting again and again, each time with other numbers, and end
// the test at the first round in which an invariant does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "stress/support/judge.h"
#include "stress/support/setting.h"
#include "stress/support/stress_run.h"
#include "support/seeded_random.h"

namespace weir::testing {

// What the rounds of one test came to, for the line that it prints.
struct StressTally {
  std::uint64_t appended = 0;
  std::uint64_t refused = 0;
  std::uint64_t sighted = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t shards = 0;

  void Add(const History& history) {
    appended += history.Appended();
    sighted += history.Sighted();
    dropped += history.dropped_records;
    shards += history.shards.size();
    for (const std::vector<Attempt>& attempts : history.attempts) {
      for (const Attempt& attempt : attempts) refused += attempt.fate == Fate::kRefused ? 1 : 0;
    }
    for (const Trace& trace : history.traces) {
      for (const Reading& reading : trace.readings) trimmed += reading.trimmed;
    }
  }
};

// `draw(bits)` makes the setting of a round out of random bits, and `change(setting)`
// what the test wants of it.
template <class Draw, class Change>
void RunRounds(std::size_t rounds, const Draw& draw, const Change& change) {
  SeededRandom random;
  INFO(random.Description());
  StressTally tally;
  const std::size_t count = StressRounds(rounds);
  for (std::size_t round = 0; round < count; ++round) {
    INFO("round " << round);
    StressSetting setting = draw(random.Bits());
    change(setting);
    const History history = StressRun(setting, random).Run();
    const std::vector<std::string> faults = Judge(history).Faults();
    tally.Add(history);
    REQUIRE(faults == std::vector<std::string>{});
  }
  std::cout << count << " rounds: " << tally.appended << " appended, " << tally.refused
            << " refused, " << tally.sighted << " read, " << tally.trimmed << " reported trimmed, "
            << tally.dropped << " dropped, " << tally.shards << " shards\n";
}

template <class Draw>
void RunRounds(std::size_t rounds, const Draw& draw) {
  RunRounds(rounds, draw, [](StressSetting&) {});
}

}  // namespace weir::testing
