// SPDX-License-Identifier: MIT
#include "tidy/lengths.h"

#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "tidy/functions.h"

namespace weir::tidy::lengths_test {
namespace {

std::string Repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

std::vector<int> Broken(const std::string& path, const std::string& text) {
  return LinesOf(CheckLengths(Source(path, text)));
}

using FirstAndLast = std::vector<std::pair<int, int>>;

FirstAndLast FunctionLines(const std::string& text) {
  FirstAndLast lines;
  for (const Function& function : Functions(Source("a.cc", text))) {
    lines.emplace_back(function.line_first, function.line_last);
  }
  return lines;
}

TEST_CASE("a file that is one line too long is found", "[tidy][lengths]") {
  CHECK(Broken("include/weir/log/a.h", Repeated("\n", 400)).empty());
  CHECK(Broken("include/weir/log/a.h", Repeated("\n", 401)) == std::vector{401});
  CHECK(Broken("src/log/a.cc", Repeated("\n", 600)).empty());
  CHECK(Broken("src/log/a.cc", Repeated("\n", 601)) == std::vector{601});
  CHECK(Broken("README.md", Repeated("\n", 200)).empty());
  CHECK(Broken("README.md", Repeated("\n", 201)) == std::vector{201});
  CHECK(Broken("examples/01_put.cc", Repeated("\n", 80)).empty());
  CHECK(Broken("examples/01_put.cc", Repeated("\n", 81)) == std::vector{81});
  CHECK(Broken("examples/game.cc", Repeated("\n", 81)).empty());
  CHECK(Broken("tests/log/a_test.cc", Repeated("\n", 1000)).empty());
}

TEST_CASE("a line with a column too many is found, counted in characters", "[tidy][lengths]") {
  CHECK(Broken("tests/a.cc", "\n" + std::string(100, 'a') + "\n").empty());
  CHECK(Broken("tests/a.cc", "\n" + std::string(101, 'a') + "\n") == std::vector{2});
  CHECK(Broken("bench/a.cc", "// " + Repeated("\xE2\x80\xA6", 97) + "\n").empty());
  CHECK(Broken("bench/a.cc", "// " + Repeated("\xE2\x80\xA6", 98) + "\n") == std::vector{1});
}

TEST_CASE("a function that is one line too long is found", "[tidy][lengths]") {
  CHECK(Broken("src/log/a.cc", "void A()\n{\n" + Repeated("\n", 67) + "}\n").empty());
  CHECK(Broken("src/log/a.cc", "\nvoid A()\n{\n" + Repeated("\n", 68) + "}\n") == std::vector{2});
  CHECK(Broken("examples/a.cc", "void A() {\n" + Repeated("\n", 69) + "}\n") == std::vector{1});
}

TEST_CASE("a test case may be longer than a function, up to its own limit", "[tidy][lengths]") {
  const std::string head = "TEST_CASE(\"a {\", \"[b]\") {\n";
  CHECK(Broken("tests/a_test.cc", head + Repeated("\n", 118) + "}\n").empty());
  CHECK(Broken("tests/a_test.cc", head + Repeated("\n", 119) + "}\n") == std::vector{1});
}

TEST_CASE("functions are found in namespaces and classes, with all they hold", "[tidy][lengths]") {
  CHECK(FunctionLines("namespace a {\n"
                      "template <class T, class U = B<T>>\n"
                      "class C final : public D<T> {\n"
                      " public:\n"
                      "  int E() const { return 1; }\n"
                      "  // A comment {\n"
                      "  template <class V>\n"
                      "  [[nodiscard]] auto F(V v = {}) -> V {\n"
                      "    struct Local { int g; };\n"
                      "    return Apply([&] { return \"}\"; });\n"
                      "  }\n"
                      "  int h_{3};\n"
                      "};\n"
                      "}\n"
                      "extern \"C\" {\n"
                      "void I() {\n"
                      "}\n"
                      "}\n") == FirstAndLast{{5, 5}, {7, 11}, {16, 17}});
}

TEST_CASE("a constructor's braced initializers are part of it", "[tidy][lengths]") {
  CHECK(FunctionLines("struct A {\n"
                      "  A(int b)\n"
                      "      : b_{b},\n"
                      "        c_(1),\n"
                      "        d_{} {\n"
                      "  }\n"
                      "  void E() {}\n"
                      "};\n") == FirstAndLast{{2, 6}, {7, 7}});
}

TEST_CASE("tables, enums and types are no functions, however long", "[tidy][lengths]") {
  CHECK(FunctionLines("constexpr std::array<int, 2> kA = {\n 1, 2};\n"
                      "enum class B : std::uint8_t {\n kC,\n};\n"
                      "constexpr struct { int a; } kD[] = {\n {1}, {F(2)},\n};\n"
                      "struct alignas(64) G {\n int h[2] = {1, 2};\n};\n")
            .empty());
  CHECK(FunctionLines("const auto a = [] {\n};\n") == FirstAndLast{{1, 2}});
}

TEST_CASE("of two branches of the preprocessor the first is read", "[tidy][lengths]") {
  CHECK(FunctionLines("#define A(b) \\\n  if (b) {\n"
                      "#if C\n"
                      "void D() {\n"
                      "#else\n"
                      "void D(int) {\n"
                      "#endif\n"
                      "}\n"
                      "void E() {}\n") == FirstAndLast{{4, 8}, {9, 9}});
}

}  // namespace
}  // namespace weir::tidy::lengths_test
