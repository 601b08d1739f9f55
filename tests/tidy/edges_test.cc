// SPDX-License-Identifier: MIT
#include "tidy/edges.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace weir::tidy::edges_test {
namespace {

// The lines that break the rule where one file says `first` and another `second`.
std::vector<int> Broken(const std::string& first, const std::string& second = "") {
  return LinesOf(
      CheckEdges({Source("include/weir/log/a.h", first), Source("src/log/b.cc", second)}, nullptr));
}

TEST_CASE("an edge with both of its ends is accepted", "[tidy][edges]") {
  CHECK(Broken("// Edge P, release: all below.\n", "// Edge P, acquire: pairs with it.\n").empty());
  CHECK(Broken("// Edge T, acquire and release: each swap with the last.\n").empty());
  CHECK(Broken("// Edge D, both sides sequentially\n// consistent: a and b.\n",
               "// Edge D, sequentially consistent: b and a.\n")
            .empty());
  CHECK(Broken("// Edge D, sequentially consistent: a.\n", "// Edge D, acquire: a.\n").empty());
  CHECK(Broken("x();  // Edge P, acquire.\n", "// So; and edge P, release: a.\n").empty());
  CHECK(Broken("// The edge of a cliff, Edge Case, and an edge.\n").empty());
}

TEST_CASE("an edge of which an end is missing is found", "[tidy][edges]") {
  CHECK(Broken("\n// Edge P, release: all below.\n") == std::vector{2});
  CHECK(Broken("// Edge P, release: a.\n", "// Edge P, release: b.\n") == std::vector{1});
  CHECK(Broken("// Edge D, sequentially consistent: a.\n") == std::vector{1});
  CHECK(Broken("// Edge P, release: a, acquired later.\n") == std::vector{1});
  CHECK(Broken("// Edge P, release: a.\n\n// Edge Q, acquire: b.\n") == std::vector{1, 3});
}

TEST_CASE("a mention of an edge is not one of its ends", "[tidy][edges]") {
  CHECK(Broken("// Edge P, release: a.\n", "// Whole, since edge P, acquire, came before.\n") ==
        std::vector{1});
  CHECK(Broken("// Edge P, release: a.\n", "// Set before (edge P, acquire): a.\n") ==
        std::vector{1});
  CHECK(Broken("// Ordered by the commit lane (edge Q).\n") == std::vector{1});
}

TEST_CASE("the table of edges has a row for each edge and no other", "[tidy][edges]") {
  const std::vector<Source> sources = {Source("src/log/a.cc",
                                              "// Edge P, acquire and release: a.\n"
                                              "f();\n"
                                              "// Edge Q, acquire and release: a.\n")};
  const auto broken = [&](const std::string& markdown) {
    const Source architecture("src/README.md", markdown);
    return LinesOf(CheckEdges(sources, &architecture));
  };
  CHECK(broken("## Table of edges\n| edge | |\n|---|---|\n| P | a |\n| **Q** | b |\n").empty());
  CHECK(broken("## Table of edges\n| Edge P | a |\n") == std::vector{3});
  CHECK(broken("## Invariants\n| P | a |\n| Q | b |\n") == std::vector{1, 3});
  CHECK(broken("## Edges\n| P | a |\n| Q | b |\n| R | c |\n") == std::vector{1});
}

}  // namespace
}  // namespace weir::tidy::edges_test
