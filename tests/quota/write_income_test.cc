// SPDX-License-Identifier: MIT
#include "weir/quota/write_income.h"

#include <cstddef>
#include <cstdint>

#include "log/support/stepped_atomics.h"
#include "quota/support/exact_gate.h"
#include "support/catch.h"
#include "weir/base/atomic.h"
#include "weir/model/limits.h"

namespace weir {
namespace {

using testing::kSecond;
using testing::SteppedAtomics;
using Memo = BasicIncomeMemo<SteppedAtomics>;

constexpr Limits kLimits{.write_bytes = {.per_second = 1'000}, .write_records = {.per_second = 10}};

// The income of a stream that began at 0 is known without any arithmetic of ours.
constexpr IncomeMoment At(std::int64_t seconds) {
  return {.now_nanos = seconds * kSecond, .start_nanos = 0};
}

constexpr WriteIncome IncomeAt(std::int64_t seconds) {
  return {.bytes = 1'000 * seconds, .records = 10 * seconds};
}

TEST_CASE("income is what the rates have let in since the stream began", "[quota][income]") {
  CHECK(WriteIncome::By(kLimits, At(0)) == WriteIncome{});
  CHECK(WriteIncome::By(kLimits, At(7)) == IncomeAt(7));
  const IncomeMoment later{.now_nanos = 9 * kSecond, .start_nanos = 2 * kSecond};
  CHECK(WriteIncome::By(kLimits, later) == IncomeAt(7));
}

TEST_CASE("a clock that is behind the stream's beginning has let nothing in", "[quota][income]") {
  const IncomeMoment before{.now_nanos = kSecond, .start_nanos = 2 * kSecond};
  CHECK(before.Passed() == 0);
  CHECK(WriteIncome::By(kLimits, before) == WriteIncome{});
}

TEST_CASE("what is not limited has no income", "[quota][income]") {
  CHECK(WriteIncome::By({}, At(7)) == WriteIncome{});
  CHECK(WriteIncome::By({.write_bytes = {.per_second = 1'000}}, At(7)) ==
        WriteIncome{.bytes = 7'000});
  CHECK(WriteIncome::By({.write_records = {.per_second = 10}}, At(7)) ==
        WriteIncome{.records = 70});
}

TEST_CASE("a memo recalls the last moment that was asked for, and no other", "[quota][income]") {
  IncomeMemo memo;
  WriteIncome income;
  CHECK_FALSE(memo.Recall(0, income));
  CHECK(memo.At(kLimits, At(3)) == IncomeAt(3));
  CHECK(memo.Recall(3 * kSecond, income));
  CHECK(income == IncomeAt(3));
  CHECK(memo.At(kLimits, At(3)) == IncomeAt(3));
  CHECK(memo.At(kLimits, At(4)) == IncomeAt(4));
  CHECK_FALSE(memo.Recall(3 * kSecond, income));
  CHECK(memo.Recall(4 * kSecond, income));
}

TEST_CASE("a moment before the one remembered is answered and not remembered", "[quota][income]") {
  IncomeMemo memo;
  REQUIRE(memo.At(kLimits, At(4)) == IncomeAt(4));
  CHECK(memo.At(kLimits, At(3)) == IncomeAt(3));
  WriteIncome income;
  CHECK_FALSE(memo.Recall(3 * kSecond, income));
  CHECK(memo.Recall(4 * kSecond, income));
  CHECK(income == IncomeAt(4));
}

// Goal: no thread gets the numbers of another's moment, wherever the two meet.
// Method: one is stopped before each of its steps, and others ask for a moment before
// its own, for the same and for a later one.
TEST_CASE("who asks while another remembers gets the income of the moment it asked for",
          "[quota][income]") {
  for (const std::int64_t others_at : {4, 5, 6}) {
    for (std::size_t at = 0;; ++at) {
      Memo memo;
      REQUIRE(memo.At(kLimits, At(1)) == IncomeAt(1));
      WriteIncome own;
      WriteIncome others;
      const bool is_interrupted = testing::InterruptedAt(
          at, [&] { own = memo.At(kLimits, At(5)); },
          [&] { others = memo.At(kLimits, At(others_at)); });
      INFO("step " << at << ", others at second " << others_at);
      CHECK(own == IncomeAt(5));
      if (!is_interrupted) break;
      CHECK(others == IncomeAt(others_at));
      for (const std::int64_t seconds : {4, 5, 6, 7}) {
        CHECK(memo.At(kLimits, At(seconds)) == IncomeAt(seconds));
      }
    }
  }
}

TEST_CASE("a thread that stops for good while it remembers keeps nobody from the income",
          "[quota][income]") {
  std::size_t at = 0;
  for (bool is_frozen = true; is_frozen; ++at) {
    Memo memo;
    REQUIRE(memo.At(kLimits, At(1)) == IncomeAt(1));
    is_frozen = testing::FrozenAt(at, [&] { memo.At(kLimits, At(5)); });
    INFO("step " << at);
    for (const std::int64_t seconds : {1, 4, 5, 6}) {
      CHECK(memo.At(kLimits, At(seconds)) == IncomeAt(seconds));
    }
  }
  // Stopped at the first load, the stores of its numbers, and the last.
  CHECK(at > 5);
}

}  // namespace
}  // namespace weir
