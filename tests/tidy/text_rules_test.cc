// SPDX-License-Identifier: MIT
//
// The rules about single words, blanks, names and places.
#include <string>
#include <vector>

#include "support/catch.h"
#include "tidy/allowlist.h"
#include "tidy/layout.h"
#include "tidy/surface.h"
#include "tidy/test_names.h"
#include "tidy/words_refused.h"

namespace weir::tidy::text_rules_test {
namespace {

TEST_CASE("tabs, returns, blanks at the end and a missing newline are found", "[tidy][blanks]") {
  const auto broken = [](const std::string& text) {
    return LinesOf(CheckBlanks(Source("a.md", text)));
  };
  CHECK(broken("a\n\n  b\n").empty());
  CHECK(broken("a\n\tb\n") == std::vector{2});
  CHECK(broken("a\r\nb\n") == std::vector{1});
  CHECK(broken("a\nb \n") == std::vector{2});
  CHECK(broken("a\nb") == std::vector{2});
  CHECK(broken("a\n\n") == std::vector{2});
  CHECK(broken("") == std::vector{1});
}

TEST_CASE("a source, script or CMake file without its license is found", "[tidy][license]") {
  const auto broken = [](const std::string& path, const std::string& text) {
    return LinesOf(CheckLicense(Source(path, text)));
  };
  CHECK(broken("a.h", "// SPDX-License-Identifier: MIT\n").empty());
  CHECK(broken("a.h", "\n// SPDX-License-Identifier: MIT\n") == std::vector{1});
  CHECK(broken("a.cc", "int a;\n") == std::vector{1});
  CHECK(broken("b/CMakeLists.txt", "# SPDX-License-Identifier: MIT\n").empty());
  CHECK(broken("b/CMakeLists.txt", "project(a)\n") == std::vector{1});
  CHECK(broken("b/c.cmake.in", "") == std::vector{1});
  CHECK(broken("a.sh", "#!/bin/sh\n# SPDX-License-Identifier: MIT\n").empty());
  CHECK(broken("a.sh", "#!/bin/sh\nls\n") == std::vector{2});
  CHECK(broken("README.md", "# A\n").empty());
}

TEST_CASE("marks of unfinished work are found in code, prose and scripts", "[tidy][unfinished]") {
  const auto broken = [](const std::string& path, const std::string& text) {
    return LinesOf(CheckUnfinished(Source(path, text)));
  };
  CHECK(broken("a.cc", "f();\n// " + InCapitals("todo") + ": more.\n") == std::vector{2});
  CHECK(broken("a.cc", "int " + InCapitals("fixme") + " = 1;\n") == std::vector{1});
  CHECK(broken("a.sh", "# " + InCapitals("xxx") + "\n") == std::vector{1});
  CHECK(broken("a.md", InCapitals("hack") + "\n") == std::vector{1});
  CHECK(broken("a.cc", "f(\"" + InCapitals("todo") + "\");  // A hack, XXH_INLINE.\n").empty());
}

TEST_CASE("a header that opens a namespace for its includers is found", "[tidy][using]") {
  const std::string text = "\nusing namespace std;\n";
  CHECK(LinesOf(CheckUsing(Source("tests/a.h", text))) == std::vector{2});
  CHECK(CheckUsing(Source("a.cc", text)).empty());
  CHECK(CheckUsing(Source("a.h", "// using namespace std;\nusing std::size_t;\n")).empty());
}

TEST_CASE("an assertion that release builds drop is found", "[tidy][assert]") {
  const auto broken = [](const std::string& text) {
    return LinesOf(CheckAssert(Source("a.cc", text)));
  };
  CHECK(broken("\nassert(a);\n") == std::vector{2});
  CHECK(broken("#include <cassert>\n") == std::vector{1});
  CHECK(broken("static_assert(a);\n// assert(a)\nint assert;\n").empty());
}

TEST_CASE("a throw or a try in the library is found", "[tidy][exceptions]") {
  const auto broken = [](const std::string& path, const std::string& text) {
    return LinesOf(CheckExceptions(Source(path, text)));
  };
  CHECK(broken("src/log/a.cc", "\nthrow 1;\n") == std::vector{2});
  CHECK(broken("include/weir/log/a.h", "try {\n} catch (...) {\n}\n") == std::vector{1});
  CHECK(broken("src/log/a.cc", "TryPut();  // try\nf(\"throw\");\nint retry;\n").empty());
  CHECK(broken("tests/log/a_test.cc", "throw 1;\n").empty());
}

TEST_CASE("a test that is not named by a sentence or lacks tags is found", "[tidy][names]") {
  const auto broken = [](const std::string& text) {
    return LinesOf(CheckTestNames(Source("tests/log/a_test.cc", text)));
  };
  CHECK(broken("TEST_CASE(\"a record, put (once), is read\", \"[log][read]\") {}\n").empty());
  CHECK(broken("TEST_CASE(\"a record that is \"\n  \"put is read\",\n  \"[log][read]\") {}\n")
            .empty());
  CHECK(broken("TEST_CASE_METHOD(A, \"a record is read\", \"[log][read]\") {}\n").empty());
  CHECK(broken("\nTEST_CASE(\"Basic\", \"[log][read]\") {}\n") == std::vector{2});
  CHECK(broken("TEST_CASE(\"RecordsAreReadOnce\", \"[log][read]\") {}\n") == std::vector{1});
  CHECK(broken("TEST_CASE(\"a record is read\", \"[log]\") {}\n") == std::vector{1});
  CHECK(broken("TEST_CASE(\"a record is read\", \"log read\") {}\n") == std::vector{1});
  CHECK(broken("TEST_CASE(\"a record is read\") {}\n") == std::vector{1});
  CHECK(broken("TEST_CASE() {}\n") == std::vector{1, 1});
}

TEST_CASE("an entry that does not belong into the top level is found", "[tidy][layout]") {
  CHECK(CheckTopLevel({"src", "README.md", ".git", ".clang-format", "build"}, "").empty());
  CHECK(CheckTopLevel({"scripts"}, "").size() == 1);
  CHECK(CheckTopLevel({"build-gcc", "out"}, "# Builds\n/build*/\nout/\n").empty());
  CHECK(CheckTopLevel({"scripts"}, "*\n\n/script\n").size() == 1);
}

TEST_CASE("an excuse holds for its rule, its file and its count only", "[tidy][allowlist]") {
  const Allowlist allowlist =
      ParseAllowlist("# Excuses\nexceptions src/a.cc 2 an allocation may fail here\n");
  const Violation excused = {"src/a.cc", 7, "exceptions", ""};
  const auto broken = [&](const Violations& violations) {
    return LinesOf(Unexcused(violations, allowlist));
  };
  CHECK(broken({excused, excused}).empty());
  CHECK(broken({excused, excused, {"src/b.cc", 8, "exceptions", ""}}) == std::vector{8});
  CHECK(broken({excused, excused, {"src/a.cc", 9, "lengths", ""}}) == std::vector{9});
  CHECK(broken({excused}) == std::vector{7, 2});
  CHECK(broken({}) == std::vector{2});
}

TEST_CASE("an excuse without a reason is found", "[tidy][allowlist]") {
  CHECK(LinesOf(ParseAllowlist("lengths src/a.cc 1\n").violations) == std::vector{1});
  CHECK(LinesOf(ParseAllowlist("lengths src/a.cc because it is long\n").violations) ==
        std::vector{1});
}

}  // namespace
}  // namespace weir::tidy::text_rules_test
