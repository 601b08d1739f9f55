// SPDX-License-Identifier: MIT
//
// The rules, applied to this tree: each must find nothing. That each finds what
// it is there to find is tested in the files beside this one.
#include "tidy/tree.h"

#include <cstddef>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "support/catch.h"
#include "tidy/rules.h"

namespace weir::tidy::tree_test {
namespace {

const Tree& TheTree() {
  static const Tree tree = ReadTree(WEIR_SOURCE_DIR);
  return tree;
}

// How often the tree breaks `rules`. It prints where by itself, since Catch2 would
// break the lines, and an editor could not jump to them.
std::size_t CountOf(const std::set<std::string>& rules) {
  static const Violations all = CheckTree(TheTree());
  Violations found;
  for (const Violation& violation : all) {
    if (rules.count(violation.rule) != 0) found.push_back(violation);
  }
  std::cerr << Report(found);
  return found.size();
}

TEST_CASE("the tree is found where the build says it is", "[tidy][tree]") {
  CHECK(TheTree().Find(kAtomicsPath) != nullptr);
  CHECK(TheTree().Find(kFloorsPath) != nullptr);
  CHECK(TheTree().Find(kAllowlistPath) != nullptr);
}

TEST_CASE("no rule is forgotten when a tree is checked", "[tidy][tree]") {
  Tree tree;
  tree.top_level = {"scripts"};
  tree.sources.emplace_back("include/weir/log/a.h",
                            "#include \"weir/stream/a.h\"\n"
                            "using namespace a;\n"
                            "assert(b);\n"
                            "try {\n"
                            "  c.LoadAcquire();  // Edge P, release: d.\n"
                            "}\n"
                            "TEST_CASE(\"e\") {}\n"
                            "// " +
                                InCapitals("todo") + " " + std::string(100, 'f') + " ");
  tree.sources.emplace_back(std::string(kFloorsPath), "log:\n");
  tree.sources.emplace_back(std::string(kAllowlistPath), "lengths\n");
  std::set<std::string> rules;
  for (const Violation& violation : CheckTree(tree)) rules.insert(violation.rule);
  CHECK(rules == std::set<std::string>{"allowlist", "assert", "atomics", "blanks", "edges",
                                       "exceptions", "floors", "header", "layout", "lengths",
                                       "license", "names", "unfinished", "using"});
}

TEST_CASE("every include goes down the table of floors", "[tidy][tree]") {
  CHECK(CountOf({"floors"}) == 0);
}

TEST_CASE("every file, function and line keeps within its length", "[tidy][tree]") {
  CHECK(CountOf({"lengths"}) == 0);
}

TEST_CASE("every atomic operation has its reason beside it", "[tidy][tree]") {
  CHECK(CountOf({"atomics"}) == 0);
}

TEST_CASE("every edge is written at both ends and in the table", "[tidy][tree]") {
  CHECK(CountOf({"edges"}) == 0);
}

TEST_CASE("every public header opens with what its users need to know", "[tidy][tree]") {
  CHECK(CountOf({"header"}) == 0);
}

TEST_CASE("every file is licensed and clean of stray blanks", "[tidy][tree]") {
  CHECK(CountOf({"blanks", "license"}) == 0);
}

TEST_CASE("no file uses a word that this code does without", "[tidy][tree]") {
  CHECK(CountOf({"assert", "exceptions", "unfinished", "using"}) == 0);
}

TEST_CASE("every test is named with a sentence and tagged", "[tidy][tree]") {
  CHECK(CountOf({"names"}) == 0);
}

TEST_CASE("the top level holds what it is meant to hold", "[tidy][tree]") {
  CHECK(CountOf({"layout"}) == 0);
}

TEST_CASE("every entry of the allowlist is still needed", "[tidy][tree]") {
  CHECK(CountOf({"allowlist"}) == 0);
}

}  // namespace
}  // namespace weir::tidy::tree_test
