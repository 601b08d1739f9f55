// SPDX-License-Identifier: MIT
#include <vector>

#include "stress/support/real_time_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::RealTimeChecker;
using testing::TimedPut;

bool FindsFault(const std::vector<TimedPut>& puts) {
  RealTimeChecker checker;
  for (const TimedPut& put : puts) checker.Observe(put);
  return checker.Check().count() > 0;
}

TEST_CASE("puts that overlap may be numbered in any order", "[canary][real_time]") {
  CHECK(!FindsFault({{.called = 1, .answered = 3, .number = 1},
                     {.called = 2, .answered = 4, .number = 0},
                     {.called = 5, .answered = 6, .number = 2}}));
}

TEST_CASE("a put that is numbered before one that was answered is found", "[canary][real_time]") {
  CHECK(FindsFault(
      {{.called = 1, .answered = 2, .number = 1}, {.called = 3, .answered = 4, .number = 0}}));
  // Also where others lie between them.
  CHECK(FindsFault({{.called = 1, .answered = 2, .number = 3},
                    {.called = 3, .answered = 9, .number = 4},
                    {.called = 4, .answered = 5, .number = 5},
                    {.called = 6, .answered = 7, .number = 2}}));
}

TEST_CASE("puts on two shards have no order", "[canary][real_time]") {
  CHECK(!FindsFault({{.shard = 0, .called = 1, .answered = 2, .number = 1},
                     {.shard = 1, .called = 3, .answered = 4, .number = 0}}));
}

}  // namespace
}  // namespace weir
