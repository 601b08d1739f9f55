// SPDX-License-Identifier: MIT
//
// Every order that the scenarios pass in the engine is made one step weaker, one after
// the other, and the scenarios that pass it are explored until one of them notices.
// Prints a table of who noticed, after how many executions, or why nobody can.
//
//   WEIR_EXPLORE_SCALE=10 build/gcc/tests/weir_explore_test "[mutants]"
//   WEIR_EXPLORE_SITE=pins.h:50 build/gcc/tests/weir_explore_test "[mutants]"
//
// It fails if an order is weakened, nobody notices, and orders_equivalent.cc and
// orders_unproved.cc do not say why; if what they say is of an order that is no longer
// there; if somebody notices what is said to be equivalent; and if an order stands in a
// file that scenarios pass, and none passes it.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "explore/model/source_lines.h"
#include "explore/orders_known.h"
#include "explore/scenarios.h"

namespace weir::explore {
namespace {

// How far each scenario is explored: all of them a little first, so that what is easily
// noticed costs little.
struct Depth {
  std::uint64_t systematic_max = 0;
  std::uint64_t random_max = 0;
};
constexpr std::array<Depth, 3> kDepths{{{250, 150}, {1'000, 500}, {3'000, 2'000}}};
// Of what is known to survive, so many: enough to notice that it no longer does.
constexpr std::size_t kDepthsOfKnown = 1;

// Where three values must be old at once: the scenario, given as the reason, that
// notices when it is explored far, and alone.
constexpr Depth kFar{60'000, 0};
constexpr KnownOrder kNoticedFar[] = {
    {"segment.h", "BeginIncarnation", "end.Store", Verb::kStore, Order::kRelease, Order::kRelaxed,
     "late_roll"},
    {"log_roll.h", "Roll", "end = segment->end.Load", Verb::kLoad, Order::kAcquire, Order::kRelaxed,
     "late_roll"},
};

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

const char* WantedSite() { return std::getenv("WEIR_EXPLORE_SITE"); }

// Whether it is in the engine, and begins as WEIR_EXPLORE_SITE does, if that is set.
bool IsWanted(const Site& site) {
  if (std::string_view(site.at.file).find("include/weir/") == std::string_view::npos) return false;
  const char* const wanted = WantedSite();
  const std::string place = std::string(site.at.FileName()) + ':' + std::to_string(site.at.line);
  return wanted == nullptr || place.rfind(wanted, 0) == 0;
}

// Whether an order that could be weaker is on the line, a comment aside.
bool HasOrder(const std::string& line) {
  const std::string_view code = std::string_view(line).substr(0, line.find("//"));
  for (const Verb verb : {Verb::kLoad, Verb::kStore, Verb::kExchange, Verb::kFetchAdd,
                          Verb::kFetchSub, Verb::kFetchOr, Verb::kCompareExchange}) {
    for (const Order order : {Order::kAcquire, Order::kRelease, Order::kAcqRel, Order::kSeqCst}) {
      const std::string name = std::string(NameOf(verb)) + NameOf(order) + '(';
      if (code.find('.' + name) != std::string_view::npos) return true;
      if (code.find("->" + name) != std::string_view::npos) return true;
    }
  }
  return false;
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

// One of the lists, and which of it was found in the engine.
class KnownList {
 public:
  explicit KnownList(std::span<const KnownOrder> orders)
      : orders_(orders), is_found_(orders.size()) {}

  // nullptr if it does not say anything of this.
  const KnownOrder* Find(const Weakening& weakening, std::string_view line) {
    const KnownOrder* found = nullptr;
    for (std::size_t i = 0; i < orders_.size(); ++i) {
      const KnownOrder& order = orders_[i];
      if (order.file != weakening.at.FileName() || order.function != weakening.at.FunctionName() ||
          order.verb != weakening.verb || order.from != weakening.from ||
          order.to != weakening.to || line.find(order.text) == std::string_view::npos) {
        continue;
      }
      is_found_[i] = true;
      if (found == nullptr) found = &order;
    }
    return found;
  }
  void RequireAllFound() const {
    for (std::size_t i = 0; i < orders_.size(); ++i) {
      INFO(orders_[i].file << ": " << orders_[i].function << ": " << orders_[i].text);
      // Else the source was changed, and the list must follow it.
      CHECK(is_found_[i]);
    }
  }

 private:
  const std::span<const KnownOrder> orders_;
  std::vector<bool> is_found_;
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
    std::printf("%d orders weakened: %d noticed, %d equivalent, %d unproved\n", tried_, noticed_,
                equivalent_, unproved_);
    if (WantedSite() != nullptr) return;
    equivalent_list_.RequireAllFound();
    unproved_list_.RequireAllFound();
    far_list_.RequireAllFound();
    RequireAllPassed();
  }

  int tried() const { return tried_; }

 private:
  void RequireAllPassed() {
    std::map<std::string, std::set<int>> passed;
    for (const Site& site : all_.sites()) passed[site.at.file].insert(site.at.line);
    for (const auto& [file, lines] : passed) {
      int number = 0;
      for (const std::string& line : sources_.Lines(file)) {
        ++number;
        if (!HasOrder(line)) continue;
        INFO(file << ':' << number << ": " << line);
        CHECK(lines.count(number) != 0);
      }
    }
  }

  void Try(const Site& site, Order weaker) {
    const Weakening weakening{site.at, site.verb, site.order, weaker};
    const std::string_view line = sources_.Line(site.at);
    const KnownOrder* const equivalent = equivalent_list_.Find(weakening, line);
    const KnownOrder* const unproved = unproved_list_.Find(weakening, line);
    ++tried_;
    std::uint64_t executions = 0;
    const bool is_known = equivalent != nullptr || unproved != nullptr;
    const KnownOrder* const far = far_list_.Find(weakening, line);
    const std::string noticed_by =
        far != nullptr
            ? NoticeFar(weakening, far->reason, executions)
            : Notice(weakening, site, is_known ? kDepthsOfKnown : kDepths.size(), executions);
    std::string what = noticed_by;
    if (!noticed_by.empty()) {
      ++noticed_;
    } else if (equivalent != nullptr) {
      ++equivalent_;
      what = "equivalent: " + std::string(equivalent->reason);
    } else if (unproved != nullptr) {
      ++unproved_;
      what = "unproved: " + std::string(unproved->reason);
    } else {
      what = "SURVIVES";
    }
    std::printf("%-14s %4d %-18s %-14s %-15s %-7s -> %-7s %7llu  %s\n", site.at.FileName(),
                site.at.line, std::string(site.at.FunctionName()).c_str(),
                sources_.NameAt(site.at, site.verb).c_str(), NameOf(site.verb), NameOf(site.order),
                NameOf(weaker), static_cast<unsigned long long>(executions), what.c_str());
    std::fflush(stdout);
    INFO(site.at.FileName() << ": " << site.at.FunctionName() << ": " << line << ": to "
                            << NameOf(weaker));
    INFO(noticed_by);
    // It is noticed, or it is known that it is not.
    CHECK((is_known || !noticed_by.empty()));
    // What is said to be equivalent is.
    CHECK((equivalent == nullptr || noticed_by.empty()));
    CHECK((equivalent == nullptr || unproved == nullptr));
  }

  // Who notices, and how; empty if nobody does.
  std::string Notice(const Weakening& weakening, const Site& site, std::size_t depths,
                     std::uint64_t& executions) {
    for (std::size_t i = 0; i < depths; ++i) {
      for (const Passed& passed : passed_) {
        if (!passed.Has(site)) continue;
        const std::string noticed_by =
            NoticeIn(*passed.scenario, kDepths[i], 2, weakening, executions);
        if (!noticed_by.empty()) return noticed_by;
      }
    }
    return "";
  }
  std::string NoticeFar(const Weakening& weakening, std::string_view scenario,
                        std::uint64_t& executions) {
    for (const Passed& passed : passed_) {
      if (passed.scenario->name != scenario) continue;
      return NoticeIn(*passed.scenario, kFar, 3, weakening, executions);
    }
    return "";
  }
  static std::string NoticeIn(const NamedScenario& scenario, Depth depth,
                              std::uint32_t distance_max, const Weakening& weakening,
                              std::uint64_t& executions) {
    const Report report = ExploreType(scenario.type, {.name = scenario.name,
                                                      .distance_max = distance_max,
                                                      .systematic_max = depth.systematic_max,
                                                      .random_max = depth.random_max,
                                                      .weakening = &weakening});
    executions += report.executions;
    return report.Holds() ? "" : scenario.name + ": " + report.failure;
  }

  std::vector<Passed> passed_;
  SiteSet all_;
  SourceLines sources_;
  KnownList equivalent_list_{EquivalentOrders()};
  KnownList unproved_list_{UnprovedOrders()};
  KnownList far_list_{kNoticedFar};
  int tried_ = 0;
  int noticed_ = 0;
  int equivalent_ = 0;
  int unproved_ = 0;
};

TEST_CASE("an order that is one step weaker is noticed, or it is known why not", "[.][mutants]") {
  Mutants mutants;
  mutants.Run();
  CHECK(mutants.tried() > 0);
}

}  // namespace
}  // namespace weir::explore
