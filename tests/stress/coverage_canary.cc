// SPDX-License-Identifier: MIT
#include <optional>
#include <vector>

#include "stress/support/coverage_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::Attempt;
using testing::CoverageChecker;
using testing::Fate;
using testing::Ledger;
using testing::Reading;

// Shard 0 has the records 0, 1, 3 and 4; number 2 was abandoned.
std::vector<std::vector<Attempt>> Attempts() {
  std::vector<Attempt> attempts;
  for (const std::uint64_t number : {0u, 1u, 3u, 4u}) {
    attempts.push_back({.id = {.number = attempts.size()},
                        .fate = Fate::kAcknowledged,
                        .sequence_number = number});
  }
  return {attempts};
}

bool FindsFault(std::optional<std::uint64_t> start, const std::vector<Reading>& readings) {
  const std::vector<std::vector<Attempt>> attempts = Attempts();
  const Ledger ledger(attempts);
  CoverageChecker checker(ledger, "a cursor", 0, start);
  for (const Reading& reading : readings) checker.Observe(reading);
  checker.ObserveEnd(5);
  return checker.Check().count() > 0;
}

Reading Records(const std::vector<std::uint64_t>& numbers) {
  Reading reading;
  for (const std::uint64_t number : numbers) reading.records.push_back({.sequence_number = number});
  return reading;
}

Reading Trimmed(std::uint64_t first, std::uint64_t count) {
  return {.trimmed = count, .trimmed_first = first};
}

TEST_CASE("records that are read or reported as trimmed are no fault", "[canary][coverage]") {
  CHECK(!FindsFault(0, {Records({0, 1}), Records({3, 4})}));
  CHECK(!FindsFault(0, {Trimmed(0, 2), Records({3, 4})}));
  CHECK(!FindsFault(std::nullopt, {Records({1, 3, 4})}));
}

TEST_CASE("a record that is passed in silence is found", "[canary][coverage]") {
  CHECK(FindsFault(0, {Records({0}), Records({3, 4})}));
  CHECK(FindsFault(0, {Records({1, 3, 4})}));
  CHECK(FindsFault(0, {Records({0, 1, 3})}));
  CHECK(FindsFault(std::nullopt, {Records({0, 3, 4})}));
}

TEST_CASE("a record in front of a reported trim is found", "[canary][coverage]") {
  CHECK(FindsFault(0, {Trimmed(1, 1), Records({3, 4})}));
}

TEST_CASE("a cursor that reads nothing of a shard with records is found", "[canary][coverage]") {
  CHECK(FindsFault(0, {}));
}

}  // namespace
}  // namespace weir
