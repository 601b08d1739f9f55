// SPDX-License-Identifier: MIT
//
// StressRounds run a setting again and again, each time with other numbers, and end
// the test at the first round in which an invariant does not hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stress/support/judge.h"
#include "stress/support/setting.h"
#include "stress/support/stress_run.h"
#include "stress/support/tally.h"
#include "support/seeded_random.h"

namespace weir::testing {

// What the rounds of one test came to, for the line that it prints.
struct StressTally {
  std::uint64_t put = 0;
  std::uint64_t refused = 0;
  std::uint64_t read = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t dropped = 0;
  std::uint64_t views = 0;
  std::uint64_t shards = 0;

  void Add(const History& history) {
    read += history.Sighted();
    dropped += history.dropped_records;
    shards += history.shards.size();
    for (const std::vector<Attempt>& attempts : history.attempts) {
      for (const Attempt& attempt : attempts) {
        // Judged: the last cursors read each shard to its end.
        if (attempt.fate == Fate::kAcknowledged) ++put;
        if (attempt.fate == Fate::kRefused) ++refused;
      }
    }
    for (const Trace& trace : history.traces) {
      views += trace.views.size();
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
  PrintTally({{"rounds", count},
              {"put", tally.put},
              {"read", tally.read},
              {"trimmed", tally.trimmed},
              {"dropped", tally.dropped},
              {"refused", tally.refused},
              {"views", tally.views},
              {"shards", tally.shards}});
}

template <class Draw>
void RunRounds(std::size_t rounds, const Draw& draw) {
  RunRounds(rounds, draw, [](StressSetting&) {});
}

}  // namespace weir::testing
