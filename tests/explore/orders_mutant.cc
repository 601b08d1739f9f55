// SPDX-License-Identifier: MIT
//
// Every order that the scenarios pass in the engine is made one step weaker, one after
// the other, and all scenarios that pass it are explored. Prints which of them notices,
// and what nobody does.
//
//   WEIR_EXPLORE_SCALE=10 build/gcc/tests/weir_explore_test "[mutants]"
//   WEIR_EXPLORE_SITE=pins.h:50 build/gcc/tests/weir_explore_test "[mutants]"
//
// Hidden, for it takes minutes even at scale 1, and because what survives is no failure
// by itself: it is an order that is stronger than it need be, or a scenario that is
// missing, or a difference that the scenarios cannot see.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "explore/model/source_lines.h"
#include "explore/scenarios.h"

namespace weir::explore {
namespace {

std::vector<Order> OneStepWeaker(const Site& site) {
  switch (site.order) {
    case Order::kSeqCst:
      if (IsLoad(site.verb)) return {Order::kAcquire};
      if (site.verb == Verb::kStore) return {Order::kRelease};
      return {Order::kAcqRel};
    case Order::kAcqRel:
      return {Order::kAcquire, Order::kRelease};
    case Order::kAcquire:
    case Order::kRelease:
      return {Order::kRelaxed};
    case Order::kRelaxed:
      return {};
  }
  return {};
}

// Whether it is in the engine, and begins as WEIR_EXPLORE_SITE does, if that is set.
bool IsWanted(const Site& site) {
  if (std::string_view(site.at.file).find("include/weir/") == std::string_view::npos) return false;
  const char* const wanted = std::getenv("WEIR_EXPLORE_SITE");
  const std::string place = std::string(site.at.FileName()) + ':' + std::to_string(site.at.line);
  return wanted == nullptr || place.rfind(wanted, 0) == 0;
}

// What every scenario passes.
struct Passed {
  const NamedScenario* scenario;
  SiteSet sites;

  bool Has(const Site& site) const {
    for (const Site& known : sites.sites()) {
      if (known == site) return true;
    }
    return false;
  }
};

class Mutants {
 public:
  Mutants() {
    for (const NamedScenario& scenario : Scenarios::All()) {
      passed_.push_back({&scenario, {}});
      ExploreType(scenario.type, {.name = scenario.name,
                                  .systematic_max = 3'000,
                                  .random_max = 3'000,
                                  .sites = &passed_.back().sites});
      for (const Site& site : passed_.back().sites.sites()) {
        if (IsWanted(site)) all_.Add(site);
      }
    }
  }

  void Run() {
    for (const Site& site : all_.sites()) {
      for (const Order weaker : OneStepWeaker(site)) Try(site, weaker);
    }
    std::printf("%d orders weakened, %d noticed\n", tried_, noticed_);
  }

  int tried() const { return tried_; }
  int noticed() const { return noticed_; }

 private:
  void Try(const Site& site, Order weaker) {
    const Weakening weakening{site.at, site.verb, site.order, weaker};
    ++tried_;
    std::uint64_t executions = 0;
    std::string noticed_by;
    for (const Passed& passed : passed_) {
      if (!passed.Has(site)) continue;
      const Report report = ExploreType(passed.scenario->type, {.name = passed.scenario->name,
                                                                .distance_max = 2,
                                                                .systematic_max = 3'000,
                                                                .random_max = 2'000,
                                                                .weakening = &weakening});
      executions += report.executions;
      if (report.Holds()) continue;
      noticed_by = passed.scenario->name + ": " + report.failure;
      ++noticed_;
      break;
    }
    std::printf("%-16s %4d  %-22s %-15s %-8s -> %-8s %8llu  %s\n", site.at.FileName(), site.at.line,
                sources_.NameAt(site.at, site.verb).c_str(), NameOf(site.verb), NameOf(site.order),
                NameOf(weaker), static_cast<unsigned long long>(executions),
                noticed_by.empty() ? "SURVIVES" : noticed_by.c_str());
    std::fflush(stdout);
  }

  std::vector<Passed> passed_;
  SiteSet all_;
  SourceLines sources_;
  int tried_ = 0;
  int noticed_ = 0;
};

TEST_CASE("orders that are one step weaker", "[.][mutants]") {
  Mutants mutants;
  mutants.Run();
  CHECK(mutants.tried() > 0);
  CHECK(mutants.noticed() > 0);
}

}  // namespace
}  // namespace weir::explore
