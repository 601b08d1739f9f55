// SPDX-License-Identifier: MIT
#include <cstdint>
#include <vector>

#include "stress/support/sequence_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::SequenceChecker;
using testing::ShardCount;

// One shard that gave out 0 to 3, of which 2 was abandoned.
const std::vector<ShardCount> kShards = {{.appended = 4, .records = 3}};

std::uint64_t CountFaults(const std::vector<std::uint64_t>& numbers, std::uint64_t aborted) {
  SequenceChecker checker(kShards);
  for (const std::uint64_t number : numbers) checker.Take(0, number);
  return checker.Check(aborted).count();
}

TEST_CASE("numbers that are dense but for an abandoned claim are no fault", "[canary][sequence]") {
  CHECK(CountFaults({3, 0, 1}, 1) == 0);
}

TEST_CASE("a number that is given out twice is found", "[canary][sequence]") {
  CHECK(CountFaults({0, 1, 1}, 1) > 0);
}

TEST_CASE("a number that nobody has is found", "[canary][sequence]") {
  CHECK(CountFaults({0, 1, 3}, 0) > 0);
  CHECK(CountFaults({0, 1}, 2) > 0);
}

TEST_CASE("a number behind the last one is found", "[canary][sequence]") {
  CHECK(CountFaults({0, 1, 4}, 1) > 0);
}

}  // namespace
}  // namespace weir
