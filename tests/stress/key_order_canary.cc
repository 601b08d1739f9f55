// SPDX-License-Identifier: MIT
#include <cstdint>
#include <vector>

#include "stress/support/key_order_checker.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::KeyOrderChecker;
using testing::RecordId;

bool FindsFault(const std::vector<RecordId>& ids) {
  KeyOrderChecker checker("a cursor");
  for (const RecordId& id : ids) checker.Observe(id);
  return checker.Check().count() > 0;
}

TEST_CASE("records of different keys and producers come in any order", "[canary][key_order]") {
  CHECK(!FindsFault({{.producer = 0, .key = 1, .number = 7},
                     {.producer = 0, .key = 2, .number = 3},
                     {.producer = 1, .key = 1, .number = 2},
                     {.producer = 0, .key = 1, .number = 9}}));
}

TEST_CASE("a record that comes before an earlier one of its key is found", "[canary][key_order]") {
  CHECK(FindsFault({{.key = 1, .number = 7}, {.key = 2, .number = 8}, {.key = 1, .number = 6}}));
}

TEST_CASE("a record of a key that comes twice is found", "[canary][key_order]") {
  CHECK(FindsFault({{.key = 1, .number = 7}, {.key = 1, .number = 7}}));
}

}  // namespace
}  // namespace weir
