// SPDX-License-Identifier: MIT
//
// The scenarios on shipped classes, each under its name. A test runs its own; what
// weakens the engine on purpose runs all of them, to see which of them notices.
#pragma once

#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <vector>

#include "explore/model/explore.h"
#include "support/catch.h"

namespace weir::explore {

// How far a scenario is explored.
struct Depth {
  std::uint64_t systematic_max = 90'000;
  std::uint64_t random_max = 35'000;
};

struct NamedScenario {
  std::string name;
  ScenarioType type;
  // Less for what has little to interleave.
  Depth depth_max = {};
};

template <class Scenario>
NamedScenario Named(std::string name) {
  return {std::move(name), TypeOf<Scenario>(), {}};
}

// To be defined once in each file of scenarios, before main().
class Scenarios {
 public:
  Scenarios(std::initializer_list<NamedScenario> scenarios) : scenarios_(scenarios) {
    All().insert(All().end(), scenarios_.begin(), scenarios_.end());
  }

  static std::vector<NamedScenario>& All() {
    static std::vector<NamedScenario> all;
    return all;
  }

  // Explores each, prints what was done, and the story of whatever fails.
  void RequireHold() const {
    for (const NamedScenario& scenario : scenarios_) {
      const Plan plan{.name = scenario.name,
                      .systematic_max = scenario.depth_max.systematic_max,
                      .random_max = scenario.depth_max.random_max};
      const Report report = ExploreType(scenario.type, plan);
      // Another one is to be repeated.
      if (report.executions == 0 && report.Holds()) continue;
      std::printf("%s\n", Summary(plan, report).c_str());
      std::fflush(stdout);
      // Not by INFO(), which breaks its lines. What was to be repeated is shown anyway.
      if (!report.interleaving.empty()) std::printf("%s", Story(report).c_str());
      CHECK(report.failure == "");
    }
  }

 private:
  // Set at construction, never written again.
  const std::vector<NamedScenario> scenarios_;
};

}  // namespace weir::explore
