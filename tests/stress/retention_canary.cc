// SPDX-License-Identifier: MIT
#include "stress/support/retention_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::RetentionChecker;

TEST_CASE("a record that is as old as the horizon may be served, an older one is found",
          "[canary][retention]") {
  RetentionChecker checker;
  checker.Serve(0, 7, /*arrival_nanos=*/100, /*horizon_min_nanos=*/100);
  CHECK(checker.Check(0).count() == 0);
  checker.Serve(0, 7, /*arrival_nanos=*/99, /*horizon_min_nanos=*/100);
  CHECK(checker.Check(0).count() == 1);
}

TEST_CASE("a record that is trimmed before its time is found", "[canary][retention]") {
  RetentionChecker checker;
  checker.Trim(0, 7, /*called_nanos=*/99, /*horizon_max_nanos=*/100);
  CHECK(checker.Check(0).count() == 0);
  checker.Trim(0, 8, /*called_nanos=*/100, /*horizon_max_nanos=*/100);
  CHECK(checker.Check(0).count() == 1);
}

TEST_CASE("more records dropped than the stream counts are found, each counted once",
          "[canary][retention]") {
  RetentionChecker checker;
  for (int cursor = 0; cursor < 3; ++cursor) {
    checker.Trim(0, 8, /*called_nanos=*/100, /*horizon_max_nanos=*/100);
    checker.Trim(1, 8, /*called_nanos=*/100, /*horizon_max_nanos=*/100);
  }
  CHECK(checker.Check(2).count() == 0);
  CHECK(checker.Check(1).count() == 1);
}

}  // namespace
}  // namespace weir
