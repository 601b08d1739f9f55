// SPDX-License-Identifier: MIT
//
// Every operation on an atomic that the scenarios pass in the engine is left out, one
// after the other, and so is every sleep and wake; model/mutation.h says what is then
// done instead. The scenarios that pass it are explored until one of them notices.
//
// It fails as orders_mutant.cc does, by removals_equivalent.cc.
#include <string>
#include <string_view>

#include "explore/mutants.h"

namespace weir::explore {
namespace {

bool IsOperation(std::string_view code) {
  for (const Verb verb : kVerbsOfAtomics) {
    for (const Order order :
         {Order::kRelaxed, Order::kAcquire, Order::kRelease, Order::kAcqRel, Order::kSeqCst}) {
      if (IsCalled(code, verb, order)) return true;
    }
  }
  return false;
}

TEST_CASE("an operation that is left out is noticed, or it is known why not",
          "[.][mutants][removals]") {
  Mutants mutants(Scenarios::All(), "include/weir/",
                  {.equivalent = EquivalentRemovals(), .noticed_far = {}});
  for (const Site& site : mutants.sites()) mutants.Try({site, {}});
  mutants.Finish("operations removed", IsOperation);
  for (const std::string& complaint : mutants.complaints()) FAIL_CHECK(complaint);
  CHECK(mutants.tried() > 0);
}

}  // namespace
}  // namespace weir::explore
