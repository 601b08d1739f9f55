// SPDX-License-Identifier: MIT
#include "explore/mutants.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

namespace weir::explore {
namespace {

// All scenarios a little first, so that what is easily noticed costs little.
constexpr Depth kDepths[] = {{250, 150}, {1'000, 500}, {3'000, 2'000}};
// Of what is known to survive, so many: enough to notice that it no longer does.
constexpr std::size_t kDepthsOfKnown = 1;
// Where three values must be old at once.
constexpr Depth kFar{60'000, 0};
// To see what a scenario passes.
constexpr Depth kDepthOfSites{3'000, 3'000};

Depth Less(const Depth& a, const Depth& b) {
  return {std::min(a.systematic_max, b.systematic_max), std::min(a.random_max, b.random_max)};
}

const char* WantedSite() { return std::getenv("WEIR_EXPLORE_SITE"); }

std::string PlaceOf(const CallSite& at) {
  return std::string(at.FileName()) + ':' + std::to_string(at.line);
}

bool IsWanted(const Site& site, std::string_view under) {
  if (std::string_view(site.at.file).find(under) == std::string_view::npos) return false;
  const char* const wanted = WantedSite();
  const std::string place = PlaceOf(site.at);
  return wanted == nullptr || place.rfind(wanted, 0) == 0;
}

}  // namespace

bool IsCalled(std::string_view code, Verb verb, Order order) {
  const std::string name = std::string(NameOf(verb)) + NameOf(order) + '(';
  return code.find('.' + name) != std::string_view::npos ||
         code.find("->" + name) != std::string_view::npos;
}

const KnownMutant* KnownList::Find(const Mutation& mutation, std::string_view line) {
  const KnownMutant* found = nullptr;
  for (std::size_t i = 0; i < mutants_.size(); ++i) {
    const KnownMutant& known = mutants_[i];
    const Site& site = mutation.of;
    if (known.file != site.at.FileName() || known.function != site.at.FunctionName() ||
        known.verb != site.verb || known.to != mutation.to ||
        (known.from.has_value() && known.from != site.order) ||
        line.find(known.text) == std::string_view::npos) {
      continue;
    }
    is_found_[i] = true;
    if (found == nullptr) found = &known;
  }
  return found;
}

std::vector<std::string> KnownList::NotFound() const {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < mutants_.size(); ++i) {
    if (is_found_[i]) continue;
    const KnownMutant& known = mutants_[i];
    missing.push_back(std::string(known.file) + ": " + std::string(known.function) + ": " +
                      std::string(known.text));
  }
  return missing;
}

Mutants::Mutants(std::span<const NamedScenario> scenarios, std::string_view under,
                 const KnownLists& lists)
    : equivalent_list_(lists.equivalent), far_list_(lists.noticed_far) {
  for (const NamedScenario& scenario : scenarios) {
    passed_.push_back({.scenario = &scenario, .sites = {}, .noticed = 0});
    const Depth within = Less(kDepthOfSites, scenario.depth_max);
    ExploreType(scenario.type, {.name = scenario.name,
                                .systematic_max = within.systematic_max,
                                .random_max = within.random_max,
                                .sites = &passed_.back().sites});
    for (const Site& site : passed_.back().sites.sites()) {
      if (IsWanted(site, under)) all_.Add(site);
    }
  }
}

void Mutants::Try(const Mutation& mutation) {
  const std::string_view line = sources_.Line(mutation.of.at);
  const KnownMutant* const equivalent = equivalent_list_.Find(mutation, line);
  const KnownMutant* const far = far_list_.Find(mutation, line);
  const bool is_known = equivalent != nullptr;
  ++tried_;
  Outcome outcome;
  if (far != nullptr) {
    NoticeFar(mutation, far->reason, outcome);
  } else {
    Notice(mutation, is_known ? kDepthsOfKnown : std::size(kDepths), outcome);
  }
  const bool is_noticed = !outcome.noticed_by.empty();
  // Nobody came there who could do without it: it is no mutant.
  const bool is_unchanged = !is_noticed && outcome.mutated == 0;
  std::string what = outcome.noticed_by;
  if (is_noticed) {
    ++noticed_;
  } else if (is_unchanged) {
    ++unchanged_;
    what = "nobody could do without it";
  } else if (equivalent != nullptr) {
    ++equivalent_;
    what = "equivalent: " + std::string(equivalent->reason);
  } else {
    what = "SURVIVES";
    ComplainOf(mutation, "nobody notices, and no list says why");
  }
  Print(mutation, outcome, what);
  if (equivalent != nullptr && is_noticed) {
    ComplainOf(mutation, "said to be equivalent, and noticed by " + outcome.noticed_by);
  }
  if (is_known && is_unchanged) ComplainOf(mutation, "in a list, and no mutant");
}

void Mutants::ComplainOf(const Mutation& mutation, const std::string& what) {
  const CallSite& at = mutation.of.at;
  complaints_.push_back(PlaceOf(at) + ": " + std::string(at.FunctionName()) + ": " +
                        std::string(sources_.Line(at)) + ": " + what);
}

void Mutants::Print(const Mutation& mutation, const Outcome& outcome, const std::string& what) {
  const Site& site = mutation.of;
  std::printf("%-16s %4d %-20s %-16s %-15s %-7s -> %-7s %7llu  %s\n", site.at.FileName(),
              site.at.line, std::string(site.at.FunctionName()).c_str(),
              sources_.NameAt(site.at, site.verb).c_str(), NameOf(site.verb), NameOf(site.order),
              mutation.to.has_value() ? NameOf(*mutation.to) : "removed",
              static_cast<unsigned long long>(outcome.executions), what.c_str());
  std::fflush(stdout);
}

void Mutants::Notice(const Mutation& mutation, std::size_t depths, Outcome& outcome) {
  for (std::size_t i = 0; i < depths; ++i) {
    // Else there is nothing to look for farther off.
    if (i > 0 && outcome.mutated == 0) return;
    for (Passed& passed : passed_) {
      if (!passed.sites.Has(mutation.of)) continue;
      if (!NoticeIn(*passed.scenario, kDepths[i], 2, mutation, outcome)) continue;
      ++passed.noticed;
      // Who has noticed most is asked first: it costs least.
      std::stable_sort(passed_.begin(), passed_.end(),
                       [](const Passed& a, const Passed& b) { return a.noticed > b.noticed; });
      return;
    }
  }
}

void Mutants::NoticeFar(const Mutation& mutation, std::string_view scenario, Outcome& outcome) {
  for (const Passed& passed : passed_) {
    if (passed.scenario->name == scenario) {
      NoticeIn(*passed.scenario, kFar, 3, mutation, outcome);
    }
  }
}

bool Mutants::NoticeIn(const NamedScenario& scenario, Depth depth, std::uint32_t distance_max,
                       const Mutation& mutation, Outcome& outcome) {
  const Depth within = Less(depth, scenario.depth_max);
  const Report report = ExploreType(scenario.type, {.name = scenario.name,
                                                    .distance_max = distance_max,
                                                    .systematic_max = within.systematic_max,
                                                    .random_max = within.random_max,
                                                    .mutation = &mutation});
  outcome.executions += report.executions;
  outcome.mutated += report.mutated;
  if (report.Holds()) return false;
  outcome.noticed_by = scenario.name + ": " + report.failure;
  return true;
}

void Mutants::Finish(const char* what, bool (*has_site)(std::string_view code)) {
  std::printf("%d %s: %d noticed, %d equivalent, %d never changed\n", tried_, what, noticed_,
              equivalent_, unchanged_);
  if (WantedSite() != nullptr) return;
  for (const KnownList* list : {&equivalent_list_, &far_list_}) {
    for (const std::string& known : list->NotFound()) {
      complaints_.push_back(known + ": in a list, and not in the source");
    }
  }
  LookForNotPassed(has_site);
}

void Mutants::LookForNotPassed(bool (*has_site)(std::string_view code)) {
  std::map<std::string, std::set<int>> passed;
  for (const Site& site : all_.sites()) passed[site.at.file].insert(site.at.line);
  for (const auto& [file, lines] : passed) {
    int number = 0;
    for (const std::string& line : sources_.Lines(file)) {
      ++number;
      // A comment aside.
      if (!has_site(std::string_view(line).substr(0, line.find("//")))) continue;
      if (lines.count(number) != 0) continue;
      complaints_.push_back(file + ':' + std::to_string(number) +
                            ": no scenario passes it: " + line);
    }
  }
}

}  // namespace weir::explore
