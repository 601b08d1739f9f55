// SPDX-License-Identifier: MIT
//
// The checker of limits finds one token too many in one window of many, and a rate that
// is withheld by more than a hundredth.
#include <cstdint>

#include "stress/support/limit_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::kSecond;
using testing::LimitChecker;

constexpr Rate kRate{.per_second = 100, .burst = 50};

// A burst at once, then what comes in, second by second; at second `excess_at` one token
// more.
bool IsNoticed(std::int64_t excess_at) {
  LimitChecker checker("records", kRate, 0);
  checker.Grant(0, 50);
  for (std::int64_t second = 1; second <= 40; ++second) {
    checker.Grant(second * kSecond, second == excess_at ? 51 : 50);
  }
  return checker.Check().count() > 0;
}

TEST_CASE("a token too many in any window is noticed", "[canary][limit]") {
  CHECK_FALSE(IsNoticed(/*excess_at=*/0));
  for (std::int64_t second = 1; second <= 40; ++second) CHECK(IsNoticed(second));
}

TEST_CASE("a token that is granted a nanosecond too early is noticed", "[canary][limit]") {
  for (const std::int64_t early_nanos : {0, 1}) {
    LimitChecker checker("records", kRate, 0);
    checker.Grant(0, 50);
    checker.Grant(kSecond / 100 - early_nanos, 1);
    CHECK((checker.Check().count() > 0) == (early_nanos > 0));
  }
}

TEST_CASE("a rate of which two hundredths are withheld is noticed", "[canary][limit]") {
  for (const std::uint64_t granted : {50u, 49u}) {
    LimitChecker checker("records", kRate, 0);
    checker.Grant(0, granted);
    for (std::int64_t second = 1; second <= 100; ++second) {
      checker.Step((second - 1) * kSecond, second * kSecond);
      checker.Grant(second * kSecond, granted);
    }
    checker.ObserveEnd();
    CHECK((checker.Check().count() > 0) == (granted < 50));
  }
}

}  // namespace
}  // namespace weir
