// SPDX-License-Identifier: MIT
#include "tidy/public_header.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace weir::tidy::public_header_test {
namespace {

const std::string kOpening =
    "// SPDX-License-Identifier: MIT\n"
    "//\n"
    "// A Gauge counts.\n"
    "//\n";
const std::string kExample = "//   gauge.Add(1);\n//\n";
const std::string kPromised =
    "// Threads:   any.\n"
    "// Progress:  wait-free.\n"
    "// Cost:      one\n"
    "//            addition.\n"
    "// Lifetime:  none.\n";

std::vector<int> Broken(const std::string& text) {
  return LinesOf(CheckPublicHeader(Source("include/weir/base/gauge.h", text)));
}

TEST_CASE("a header with its sentence, example and four lines is accepted", "[tidy][header]") {
  CHECK(Broken(kOpening + kExample + kPromised + "#pragma once\n").empty());
}

TEST_CASE("a header without an example above the four lines is found", "[tidy][header]") {
  CHECK(Broken(kOpening + kPromised + "#pragma once\n") == std::vector{1});
  CHECK(Broken(kOpening + "//   +---+\n//   | a |\n" + kPromised + "#pragma once\n") ==
        std::vector{1});
}

TEST_CASE("a header in which one of the four lines is missing is found", "[tidy][header]") {
  CHECK(Broken(kOpening + kExample + "// Threads:   any.\n// Cost:      none.\n#pragma once\n") ==
        std::vector{8, 8});
  CHECK(Broken(kOpening + kExample + "#pragma once\n") == std::vector{6});
}

TEST_CASE("four lines that are doubled, empty or out of order are found", "[tidy][header]") {
  CHECK(Broken(kOpening + kExample + "// Threads:   any.\n" + kPromised + "#pragma once\n") ==
        std::vector{8});
  CHECK(Broken(kOpening + kExample + kPromised + "// Threads:   any.\n#pragma once\n") ==
        std::vector{12, 12});
  CHECK(Broken(kOpening + kExample +
               "// Threads:\n// Progress:  a.\n// Cost: b.\n"
               "// Lifetime: c.\n#pragma once\n") == std::vector{7});
  CHECK(Broken(kOpening + kExample + kPromised + "//\n// And so on.\n#pragma once\n") ==
        std::vector{12, 13});
}

TEST_CASE("a header whose comment does not lead to #pragma once is found", "[tidy][header]") {
  CHECK(Broken(kOpening + kExample + kPromised) == std::vector{12});
  CHECK(Broken(kOpening + kExample + kPromised + "\n#pragma once\n") == std::vector{12});
  CHECK(Broken("#pragma once\n") == std::vector{1, 1, 1});
}

TEST_CASE("internal headers and those of src owe no such opening", "[tidy][header]") {
  CHECK(CheckPublicHeader(Source("include/weir/log/internal/a.h", "#pragma once\n")).empty());
  CHECK(CheckPublicHeader(Source("src/log/a.h", "#pragma once\n")).empty());
}

}  // namespace
}  // namespace weir::tidy::public_header_test
