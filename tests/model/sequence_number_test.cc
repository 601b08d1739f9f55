// SPDX-License-Identifier: MIT
#include "weir/model/sequence_number.h"

#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("a shard's first record has sequence number 0", "[model][sequence_number]") {
  STATIC_REQUIRE(SequenceNumber{}.value == 0);
}

TEST_CASE("the next sequence number is greater by one", "[model][sequence_number]") {
  constexpr SequenceNumber number{.value = 41};
  STATIC_REQUIRE(number.Next() == SequenceNumber{.value = 42});
  STATIC_REQUIRE(number < number.Next());
}

TEST_CASE("a sequence number is printed in decimal", "[model][sequence_number]") {
  CHECK(SequenceNumber{}.ToString() == "0");
  CHECK(SequenceNumber{.value = 18'446'744'073'709'551'615u}.ToString() == "18446744073709551615");
}

}  // namespace
}  // namespace weir
