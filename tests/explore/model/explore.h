// SPDX-License-Identifier: MIT
//
// Explores a scenario: runs it again and again, each time another way.
//
//   struct Scenario {
//     static constexpr int kThreads = 2;
//     Scenario();                  // before the threads begin
//     void Run(int thread);        // 0 to kThreads - 1; says Require(...)
//     void AtEnd();                // after all of them
//   };
//   const Report report = Explore<Scenario>({.name = "scenario"});
//
// First systematically, at growing distance from the dull execution in which each
// thread runs to its end and sees the newest values, as far as the budget goes; then
// at random. WEIR_EXPLORE_SCALE=10 multiplies the budget; WEIR_EXPLORE_REPLAY, set to a
// schedule that was printed, runs that and prints what happens.
#pragma once

#include <cstdint>
#include <new>
#include <string>

#include "explore/model/explorer.h"

namespace weir::explore {

struct Plan {
  std::string name;
  // Systematic executions are bounded by one preemption and one old value, then by two
  // of each, and so on until this, or until they are `systematic_max`.
  std::uint32_t distance_max = 8;
  std::uint64_t systematic_max = 60'000;
  std::uint64_t random_max = 30'000;
  // Without bounds: all that there are, and nothing at random. For what is tiny.
  bool is_exhaustive = false;
  // Only for an exhaustive one: see Bounds.
  bool is_reducing = true;
  const Mutation* mutation = nullptr;
  // Gets every site that is passed.
  SiteSet* sites = nullptr;
};

struct Report {
  std::uint64_t executions = 0;
  std::uint64_t redundant = 0;
  std::uint64_t steps = 0;
  // Operations that the mutation has changed.
  std::uint64_t mutated = 0;
  double seconds = 0;
  // All of them were run.
  bool is_complete = false;
  // Up to this distance all of them were run; -1 if not even the dull ones.
  int complete_distance = -1;
  // What is wrong; empty if nothing is.
  std::string failure;
  // To repeat it with.
  std::string schedule;
  // What happens in it, step by step.
  std::string interleaving;

  bool Holds() const { return failure.empty(); }
};

Report ExploreType(const ScenarioType& scenario, const Plan& plan);
// One line.
std::string Summary(const Plan& plan, const Report& report);
// What a human needs to understand a failure.
std::string Story(const Report& report);

template <class Scenario>
ScenarioType TypeOf() {
  static_assert(Scenario::kThreads < kThreadsMax, "so many threads can be explored");
  return {.threads = Scenario::kThreads,
          .bytes = sizeof(Scenario),
          .alignment = alignof(Scenario),
          .make = [](void* place) { new (place) Scenario; },
          .run = [](void* scenario, int thread) { static_cast<Scenario*>(scenario)->Run(thread); },
          .at_end = [](void* scenario) { static_cast<Scenario*>(scenario)->AtEnd(); },
          .destroy = [](void* scenario) { static_cast<Scenario*>(scenario)->~Scenario(); }};
}

template <class Scenario>
Report Explore(const Plan& plan) {
  return ExploreType(TypeOf<Scenario>(), plan);
}

}  // namespace weir::explore
