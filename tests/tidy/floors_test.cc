// SPDX-License-Identifier: MIT
#include "tidy/floors.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace weir::tidy::floors_test {
namespace {

constexpr char kTable[] =
    "# A small house.\n"
    "base:\n"
    "log:    base\n"
    "quota:  base\n"
    "stream: base log quota\n";

// The lines that break the rule when `text` lies at `path` in the small house.
std::vector<int> Broken(const std::string& path, const std::string& text) {
  return LinesOf(CheckFloors(Source(path, text), ParseFloors(kTable)));
}

TEST_CASE("an include of a floor below or of the own floor is allowed", "[tidy][floors]") {
  CHECK(Broken("include/weir/stream/a.h",
               "#include <vector>\n#include \"absl/status/status.h\"\n"
               "#include \"weir/stream/b.h\"\n#include \"weir/log/internal/c.h\"\n")
            .empty());
  CHECK(Broken("src/stream/a.cc", "#include \"stream/a.h\"\n#include \"src/log/b.h\"\n").empty());
}

TEST_CASE("an include of a floor above or of a sibling is found", "[tidy][floors]") {
  CHECK(Broken("include/weir/log/a.h", "\n#include \"weir/stream/a.h\"\n") == std::vector{2});
  CHECK(Broken("include/weir/log/a.h", "\n#include \"weir/quota/a.h\"\n") == std::vector{2});
  CHECK(Broken("include/weir/log/a.h", "#include <weir/stream/a.h>\n") == std::vector{1});
  CHECK(Broken("src/quota/a.cc", "#include \"weir/log/a.h\"\n") == std::vector{1});
  CHECK(Broken("src/quota/a.cc", "#include \"src/log/a.h\"\n") == std::vector{1});
  CHECK(Broken("src/quota/a.cc", "#include \"log/a.h\"\n") == std::vector{1});
}

TEST_CASE("an include of no floor at all is found", "[tidy][floors]") {
  CHECK(Broken("include/weir/log/a.h", "#include \"weir/logg/a.h\"\n") == std::vector{1});
  CHECK(Broken("include/weir/log/a.h", "#include \"weir/weir.h\"\n") == std::vector{1});
}

TEST_CASE("a public header that reaches into src is found", "[tidy][floors]") {
  CHECK(Broken("include/weir/log/a.h", "#include \"src/log/b.h\"\n") == std::vector{1});
  CHECK(Broken("include/weir/log/a.h", "#include \"log/b.h\"\n") == std::vector{1});
  CHECK(Broken("include/weir/log/a.h", "#include \"b.h\"\n") == std::vector{1});
  CHECK(Broken("include/weir/log/a.h", "#include \"weir/../../src/log/b.h\"\n") == std::vector{1});
}

TEST_CASE("a file of the library outside of every floor is found", "[tidy][floors]") {
  CHECK(Broken("include/weir/cellar/a.h", "") == std::vector{1});
  CHECK(Broken("src/a.cc", "") == std::vector{1});
}

TEST_CASE("an umbrella header may include every floor, and all the version", "[tidy][floors]") {
  CHECK(Broken("include/weir/weir.h", "#include \"weir/stream/a.h\"\n").empty());
  CHECK(Broken("include/weir/base/a.h", "#include \"weir/version.h\"\n").empty());
  CHECK(Broken("include/weir/version.h", "#include \"weir/log/a.h\"\n") == std::vector{1});
}

TEST_CASE("a table of floors with a cycle cannot be written", "[tidy][floors]") {
  CHECK(LinesOf(ParseFloors(kTable).violations).empty());
  CHECK(LinesOf(ParseFloors("log: quota\nquota: log\n").violations) == std::vector{1});
  CHECK(LinesOf(ParseFloors("log: log\n").violations) == std::vector{1});
  CHECK(LinesOf(ParseFloors("base:\nlog: bass\n").violations) == std::vector{2});
  CHECK(LinesOf(ParseFloors("base:\nlog base\n").violations) == std::vector{2});
  CHECK(LinesOf(ParseFloors("base:\nbase:\n").violations) == std::vector{2});
}

}  // namespace
}  // namespace weir::tidy::floors_test
