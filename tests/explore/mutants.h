// SPDX-License-Identifier: MIT
//
// What both tests of mutants have in common: every operation that the scenarios pass in
// the engine, who notices when one of them is changed, and whether that is as the lists
// say.
//
//   WEIR_EXPLORE_SCALE=10 build/gcc/tests/weir_explore_test "[mutants]"
//   WEIR_EXPLORE_SITE=pins.h:50 build/gcc/tests/weir_explore_test "[mutants]"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/known_mutants.h"
#include "explore/model/mutation.h"
#include "explore/model/source_lines.h"
#include "explore/scenarios.h"

namespace weir::explore {

// One of the lists, and which of it was found in the engine.
class KnownList {
 public:
  explicit KnownList(std::span<const KnownMutant> mutants)
      : mutants_(mutants), is_found_(mutants.size()) {}

  // nullptr if it does not say anything of this.
  const KnownMutant* Find(const Mutation& mutation, std::string_view line);
  // Entries that match nothing: the source was changed, and the list must follow it.
  std::vector<std::string> NotFound() const;

 private:
  const std::span<const KnownMutant> mutants_;
  std::vector<bool> is_found_;
};

struct KnownLists {
  std::span<const KnownMutant> equivalent;
  // What is noticed only by the scenario given as the reason, explored far and alone.
  std::span<const KnownMutant> noticed_far;
};

class Mutants {
 public:
  // Operations in files whose path has `under` in it.
  Mutants(std::span<const NamedScenario> scenarios, std::string_view under,
          const KnownLists& lists);

  // What the scenarios pass there. Only what begins as WEIR_EXPLORE_SITE does, if that is
  // set.
  const std::vector<Site>& sites() const { return all_.sites(); }
  // Explores until a scenario notices, and prints who did.
  void Try(const Mutation& mutation);
  // At the end: prints the sums, and looks whether a list has an entry of nothing, and
  // whether a line of a file that scenarios pass `has_site` and none passes it.
  void Finish(const char* what, bool (*has_site)(std::string_view code));

  int tried() const { return tried_; }
  // What is not as it should be, each with its place.
  const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  // What every scenario passes, and how many mutants it has noticed.
  struct Passed {
    const NamedScenario* scenario;
    SiteSet sites;
    int noticed;
  };
  // What became of a mutant.
  struct Outcome {
    // The scenario, and what it said; empty if none has noticed.
    std::string noticed_by;
    std::uint64_t executions = 0;
    // How often there was anything to change.
    std::uint64_t mutated = 0;
  };

  void Notice(const Mutation& mutation, std::size_t depths, Outcome& outcome);
  void NoticeFar(const Mutation& mutation, std::string_view scenario, Outcome& outcome);
  static bool NoticeIn(const NamedScenario& scenario, Depth depth, std::uint32_t distance_max,
                       const Mutation& mutation, Outcome& outcome);
  void Print(const Mutation& mutation, const Outcome& outcome, const std::string& what);
  void ComplainOf(const Mutation& mutation, const std::string& what);
  void LookForNotPassed(bool (*has_site)(std::string_view code));

  std::vector<Passed> passed_;
  SiteSet all_;
  SourceLines sources_;
  KnownList equivalent_list_;
  KnownList far_list_;
  std::vector<std::string> complaints_;
  int tried_ = 0;
  int noticed_ = 0;
  int equivalent_ = 0;
  int unchanged_ = 0;
};

// Whether the verb is called in `code` with the order.
bool IsCalled(std::string_view code, Verb verb, Order order);

}  // namespace weir::explore
