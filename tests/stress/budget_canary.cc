// SPDX-License-Identifier: MIT
#include "stress/support/budget_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::BudgetChecker;

TEST_CASE("a stream that holds all of its budget is no fault, one byte more is found",
          "[canary][budget]") {
  BudgetChecker checker;
  checker.Observe({.held_bytes = 100, .detached_bytes = 100, .budget_bytes = 100});
  CHECK(checker.Check().count() == 0);
  checker.Observe({.held_bytes = 101, .budget_bytes = 100});
  CHECK(checker.Check().count() == 1);
}

TEST_CASE("a figure of memory below nothing is found", "[canary][budget]") {
  BudgetChecker checker;
  checker.Observe({.held_bytes = -1, .budget_bytes = 100});
  CHECK(checker.Check().count() == 1);
}

}  // namespace
}  // namespace weir
