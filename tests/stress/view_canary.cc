// SPDX-License-Identifier: MIT
#include "stress/support/view_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("a batch that is the same when looked at again is no fault", "[canary][view]") {
  testing::ViewChecker checker;
  checker.Observe("a cursor", {.first = 1, .last = 1});
  CHECK(checker.Check().count() == 0);
}

TEST_CASE("a batch that changed while it was held is found", "[canary][view]") {
  testing::ViewChecker checker;
  checker.Observe("a cursor", {.first = 1, .last = 2});
  CHECK(checker.Check().count() == 1);
}

}  // namespace
}  // namespace weir
