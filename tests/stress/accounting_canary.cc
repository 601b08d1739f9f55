// SPDX-License-Identifier: MIT
#include <cstdint>
#include <optional>
#include <vector>

#include "stress/support/accounting_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::AccountingChecker;
using testing::Reading;

// A shard that gave out 0 to 9; 3 and 9 were abandoned.
bool FindsFault(std::optional<std::uint64_t> start, const std::vector<Reading>& readings) {
  AccountingChecker checker("a cursor", 0, start);
  for (const Reading& reading : readings) checker.Observe(reading);
  checker.ObserveEnd(10);
  return checker.Check().count() > 0;
}

Reading Records(const std::vector<std::uint64_t>& numbers, std::uint64_t aborted = 0) {
  Reading reading{.aborted = aborted};
  for (const std::uint64_t number : numbers) reading.records.push_back({.sequence_number = number});
  return reading;
}

Reading Trimmed(std::uint64_t first, std::uint64_t count, Reading then = {}) {
  then.trimmed = count;
  then.trimmed_first = first;
  return then;
}

TEST_CASE("sums that come out even are no fault", "[canary][accounting]") {
  CHECK(!FindsFault(0, {Records({0, 1, 2, 4}, 1), Records({5, 6, 7, 8}, 1)}));
  CHECK(!FindsFault(0, {Trimmed(0, 4), Records({4, 5, 6, 7, 8}, 1)}));
  CHECK(!FindsFault(0, {Records({0, 1, 2}), Trimmed(4, 2, Records({6, 7, 8}, 2))}));
  CHECK(!FindsFault(std::nullopt, {Records({2}, 1), Records({4, 5, 6, 7, 8}), Records({}, 1)}));
}

TEST_CASE("a record that is missing from the sum is found", "[canary][accounting]") {
  CHECK(FindsFault(0, {Records({0, 1, 2, 4}, 1), Records({6, 7, 8}, 1)}));
  CHECK(FindsFault(0, {Records({0, 1, 2, 4}, 1), Records({5, 6, 7}, 1)}));
  CHECK(FindsFault(std::nullopt, {Records({2, 4}, 1), Records({6, 7, 8}, 1)}));
}

TEST_CASE("a record that comes twice is found", "[canary][accounting]") {
  CHECK(FindsFault(0, {Records({0, 1, 2, 4}, 1), Records({4, 5, 6, 7, 8}, 1)}));
  CHECK(FindsFault(0, {Records({0, 1, 1, 2, 4, 5, 6, 7, 8}, 1)}));
}

TEST_CASE("a cursor that goes back is found", "[canary][accounting]") {
  CHECK(FindsFault(0, {Records({0, 2, 1, 4, 5, 6, 7, 8}, 2)}));
  CHECK(FindsFault(0, {Records({4, 5}, 0), Records({0, 1})}));
}

TEST_CASE("a wrong count of trimmed records is found", "[canary][accounting]") {
  CHECK(FindsFault(0, {Trimmed(0, 3), Records({4, 5, 6, 7, 8}, 1)}));
  CHECK(FindsFault(0, {Trimmed(0, 5), Records({4, 5, 6, 7, 8}, 1)}));
  // Too many, made up for by too few abandoned claims.
  CHECK(FindsFault(0, {Trimmed(0, 5, Records({4, 5, 6, 7, 8}))}));
}

TEST_CASE("a wrong count of abandoned claims is found", "[canary][accounting]") {
  CHECK(FindsFault(0, {Records({0, 1, 2, 4}), Records({5, 6, 7, 8}, 1)}));
  CHECK(FindsFault(0, {Records({0, 1, 2, 4}, 2), Records({5, 6, 7, 8}, 1)}));
}

TEST_CASE("a cursor that says another next number than it should is found",
          "[canary][accounting]") {
  Reading reading = Records({0, 1, 2, 4, 5, 6, 7, 8}, 2);
  reading.next = 10;
  CHECK(!FindsFault(0, {reading}));
  reading.next = 9;
  CHECK(FindsFault(0, {reading}));
}

}  // namespace
}  // namespace weir
