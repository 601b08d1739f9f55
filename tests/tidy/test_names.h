// SPDX-License-Identifier: MIT
//
// Rule "names": a test is named with a sentence that is true when it passes, and
// tagged with its floor and its topic.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"
#include "tidy/violation.h"
#include "tidy/words.h"

namespace weir::tidy {

inline constexpr std::size_t kTestNameCharactersMin = 15;

// The text of an argument that is made of literals; neighbours are one literal.
inline std::string LiteralText(std::string_view code, std::string_view text) {
  std::string joined;
  for (std::size_t at = code.find('"'); at != std::string_view::npos; at = code.find('"', at)) {
    const std::size_t close = code.find('"', at + 1);
    if (close == std::string_view::npos) break;
    joined += text.substr(at + 1, close - at - 1);
    at = close + 1;
  }
  return joined;
}

// The arguments, divided at their commas, of the macro whose name ends at `begin`.
inline std::vector<std::string> LiteralArguments(const Source& source, std::size_t begin) {
  const std::string_view code = source.code;
  std::vector<std::string> arguments;
  const std::size_t open = code.find('(', begin);
  if (open == std::string_view::npos) return arguments;
  int depth = 0;
  std::size_t argument_begin = open + 1;
  for (std::size_t at = open; at < code.size(); ++at) {
    if (code[at] == '(') ++depth;
    if (code[at] == ')') --depth;
    if (depth != 0 && (depth != 1 || code[at] != ',')) continue;
    const std::size_t count = at - argument_begin;
    arguments.push_back(LiteralText(code.substr(argument_begin, count),
                                    std::string_view(source.text).substr(argument_begin, count)));
    argument_begin = at + 1;
    if (depth == 0) break;
  }
  return arguments;
}

// "[log][racing]": two or more words in brackets, and nothing else.
inline bool IsFloorAndTopic(std::string_view tags) {
  int count = 0;
  while (!tags.empty()) {
    const std::size_t close = tags.find(']');
    if (tags[0] != '[' || close == std::string_view::npos || close == 1) return false;
    tags.remove_prefix(close + 1);
    ++count;
  }
  return count >= 2;
}

inline Violations CheckTestNames(const Source& source) {
  Violations violations;
  if (!source.IsCpp()) return violations;
  for (const Word& word : Words(source.code)) {
    // TEST_CASE, TEMPLATE_TEST_CASE, TEST_CASE_METHOD and their kin.
    if (!Contains(word.text, "TEST_CASE")) continue;
    if (NextVisible(source.code, word.end()) != '(') continue;
    std::vector<std::string> arguments = LiteralArguments(source, word.end());
    // A fixture's name comes first, and is no literal.
    if (Contains(word.text, "METHOD") && !arguments.empty()) arguments.erase(arguments.begin());
    arguments.resize(2);
    const auto complain = [&](const std::string& sentence) {
      violations.push_back({source.path, source.LineOf(word.offset), "names", sentence});
    };
    if (arguments[0].size() < kTestNameCharactersMin || !Contains(arguments[0], " ")) {
      complain("a test is named with a true sentence; \"" + arguments[0] +
               "\" is none, so say "
               "what holds when it passes");
    }
    if (!IsFloorAndTopic(arguments[1])) {
      complain("a test is tagged [floor][topic]; \"" + arguments[1] + "\" is not");
    }
  }
  return violations;
}

}  // namespace weir::tidy
