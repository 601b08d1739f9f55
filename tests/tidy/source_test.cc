// SPDX-License-Identifier: MIT
#include "tidy/source.h"

#include <string>
#include <vector>

#include "support/catch.h"
#include "tidy/comments.h"
#include "tidy/include_directive.h"
#include "tidy/words.h"

namespace weir::tidy::source_test {
namespace {

TEST_CASE("code keeps its place when comments and literals are blanked", "[tidy][mask]") {
  const std::string text = "int a;  // b\nchar c = 'd'; /* e\n f */ g(\"h // i\");\n";
  const Mask mask = MaskCpp(text);
  CHECK(mask.code == "int a;      \nchar c = ' ';     \n      g(\"      \");\n");
  CHECK(mask.comments == "        // b\n              /* e\n f */             \n");
}

TEST_CASE("a literal ends at its own quote and nowhere before", "[tidy][mask]") {
  CHECK(MaskCpp(R"(f("a\"b", x);)").code == R"(f("    ", x);)");
  CHECK(MaskCpp(R"(f('\'', "//");)").code == R"(f('  ', "  ");)");
  CHECK(MaskCpp("f(R\"x(a)\" // \")x\", y);").code == "f(R\"            \", y);");
  CHECK(MaskCpp("n = 1'000'000 + 'a';").code == "n = 1'000'000 + ' ';");
  CHECK(MaskCpp("#error don't\nint a;").code == "#error don' \nint a;");
}

TEST_CASE("a literal that the file does not close ends with the file", "[tidy][mask]") {
  CHECK(MaskCpp("\"\\").code == "\" ");
  CHECK(MaskCpp("R\"").code == "R\"");
  CHECK(MaskCpp("R\"(a").code.size() == 4);
  CHECK(MaskCpp("/* a").comments == "/* a");
}

TEST_CASE("a newline closes a line and opens none", "[tidy][source]") {
  CHECK(Lines("").empty());
  CHECK(Lines("a\n\nb").size() == 3);
  CHECK(Lines("a\n\nb\n").size() == 3);
  const Source source("a.cc", "a\n\nb\n");
  CHECK(source.LineOf(0) == 1);
  CHECK(source.LineOf(2) == 2);
  CHECK(source.LineOf(3) == 3);
}

TEST_CASE("numbers and their suffixes are no words", "[tidy][source]") {
  std::vector<std::string> found;
  for (const Word& word : Words("a_1 = 0xff + 10u;\n  B()")) found.emplace_back(word.text);
  CHECK(found == std::vector<std::string>{"a_1", "B"});
}

TEST_CASE("includes are found wherever code has them, and not in comments", "[tidy][include]") {
  const Source source("a.cc", "// #include \"a.h\"\n#include \"b/c.h\"  // d\n#  include <e>\n");
  const std::vector<IncludeDirective> directives = IncludeDirectives(source);
  REQUIRE(directives.size() == 2);
  CHECK((directives[0].line == 2 && directives[0].is_quoted && directives[0].path == "b/c.h"));
  CHECK((directives[1].line == 3 && !directives[1].is_quoted && directives[1].path == "e"));
}

TEST_CASE("comment lines that follow one another are one text", "[tidy][comments]") {
  const Source source("a.cc", "// Both\n// halves.\nint a;  // Alone.\n\n/* So\n * too. */\n");
  const std::vector<CommentBlock> blocks = CommentBlocks(source);
  REQUIRE(blocks.size() == 2);
  CHECK((blocks[0].line_first == 1 && blocks[0].text == "Both halves. Alone."));
  CHECK((blocks[1].line_first == 5 && blocks[1].text == "So too."));
}

}  // namespace
}  // namespace weir::tidy::source_test
