// SPDX-License-Identifier: MIT
//
// Every order that the scenarios pass in the engine is made one step weaker, one after
// the other, and the scenarios that pass it are explored until one of them notices.
// Prints a table of who noticed, after how many executions, or why nobody can.
//
// It fails if an order is weakened, nobody notices, and orders_equivalent.cc does not say
// why; if what that says is of an order that is no longer there; if somebody notices what
// is said to be equivalent; and if an order stands in a file that scenarios pass, and none
// passes it.
#include <string>
#include <string_view>
#include <vector>

#include "explore/mutants.h"

namespace weir::explore {
namespace {

constexpr KnownMutant kNoticedFar[] = {
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

bool HasOrder(std::string_view code) {
  for (const Verb verb : kVerbsOfAtomics) {
    for (const Order order : {Order::kAcquire, Order::kRelease, Order::kAcqRel, Order::kSeqCst}) {
      if (IsCalled(code, verb, order)) return true;
    }
  }
  return false;
}

TEST_CASE("an order that is one step weaker is noticed, or it is known why not",
          "[.][mutants][orders]") {
  Mutants mutants(Scenarios::All(), "include/weir/",
                  {.equivalent = EquivalentOrders(), .noticed_far = kNoticedFar});
  for (const Site& site : mutants.sites()) {
    for (const Order weaker : OneStepWeaker(site)) mutants.Try({site, weaker});
  }
  mutants.Finish("orders weakened", HasOrder);
  for (const std::string& complaint : mutants.complaints()) FAIL_CHECK(complaint);
  CHECK(mutants.tried() > 0);
}

}  // namespace
}  // namespace weir::explore
