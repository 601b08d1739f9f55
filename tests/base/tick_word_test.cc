// SPDX-License-Identifier: MIT
#include "weir/base/tick_word.h"

#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("a tick word moves on to a later time, and not to an earlier one", "[base][tick_word]") {
  TickWord word(5);
  CHECK(word.NowNanos() == 5);
  word.AdvanceTo(7);
  CHECK(word.NowNanos() == 7);
  word.AdvanceTo(6);
  CHECK(word.NowNanos() == 7);
  word.AdvanceTo(7);
  CHECK(word.NowNanos() == 7);
}

TEST_CASE("a tick word moves on by a step, which may be none", "[base][tick_word]") {
  TickWord word(-5);
  word.AdvanceBy(3);
  CHECK(word.NowNanos() == -2);
  word.AdvanceBy(0);
  CHECK(word.NowNanos() == -2);
}

}  // namespace
}  // namespace weir
