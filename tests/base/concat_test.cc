// SPDX-License-Identifier: MIT
#include "weir/base/concat.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("texts of every kind and integers of every width are joined", "[base][concat]") {
  CHECK(Concat() == "");
  CHECK(Concat("a", std::string("b"), std::string_view("c")) == "abc");
  CHECK(Concat("between ", -1, " and ", 1u) == "between -1 and 1");
  CHECK(Concat(std::uint8_t{255}, " ", std::int8_t{-128}) == "255 -128");
  CHECK(Concat(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(Concat(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("a text keeps its zero bytes", "[base][concat]") {
  CHECK(Concat(std::string_view("\0x", 2), 1) == std::string("\0x1", 3));
}

}  // namespace
}  // namespace weir
