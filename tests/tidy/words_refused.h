// SPDX-License-Identifier: MIT
//
// Rules "unfinished", "using", "assert" and "exceptions": words that this code
// does without.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "tidy/include_directive.h"
#include "tidy/source.h"
#include "tidy/violation.h"
#include "tidy/words.h"

namespace weir::tidy {

// Marks of unfinished work, which are these in capitals. In small letters here, so
// that whoever searches the tree for the marks finds only real ones.
inline constexpr std::array<std::string_view, 4> kUnfinishedMarks = {"todo", "fixme", "xxx",
                                                                     "hack"};

inline std::string InCapitals(std::string_view small_letters) {
  std::string capitals(small_letters);
  for (char& letter : capitals) letter = static_cast<char>(letter - 'a' + 'A');
  return capitals;
}

inline Violations CheckUnfinished(const Source& source) {
  Violations violations;
  const auto check = [&](std::string_view text) {
    for (const Word& word : Words(text)) {
      for (const std::string_view mark : kUnfinishedMarks) {
        if (word.text != InCapitals(mark)) continue;
        violations.push_back({source.path, source.LineOf(word.offset), "unfinished",
                              "what is here is finished; do it now, or leave the mark \"" +
                                  InCapitals(mark) + "\" out and write what holds instead"});
      }
    }
  };
  if (!source.IsCpp()) {
    check(source.text);
  } else {
    // Literals are data, and may hold anything.
    check(source.code);
    check(source.comments);
  }
  return violations;
}

// A using-directive in a header opens a namespace in whatever includes it.
inline Violations CheckUsing(const Source& source) {
  Violations violations;
  if (!source.IsHeader()) return violations;
  std::string_view previous;
  for (const Word& word : Words(source.code)) {
    if (previous == "using" && word.text == "namespace") {
      violations.push_back({source.path, source.LineOf(word.offset), "using",
                            "a header opens no namespace for its includers; name what is used"});
    }
    previous = word.text;
  }
  return violations;
}

// NDEBUG silences assert, and the invariants are to hold in release builds too.
inline Violations CheckAssert(const Source& source) {
  Violations violations;
  if (!source.IsCpp()) return violations;
  const auto complain = [&](int line) {
    violations.push_back({source.path, line, "assert",
                          "an assertion stays on in release; use WEIR_CHECK for an invariant, "
                          "static_assert for constants, CHECK in a test"});
  };
  for (const IncludeDirective& directive : IncludeDirectives(source)) {
    if (directive.path == "cassert" || directive.path == "assert.h") complain(directive.line);
  }
  for (const Word& word : Words(source.code)) {
    if (word.text == "assert" && NextVisible(source.code, word.end()) == '(') {
      complain(source.LineOf(word.offset));
    }
  }
  return violations;
}

// Counted once per try or throw: a catch has its try.
inline Violations CheckExceptions(const Source& source) {
  Violations violations;
  if (!source.IsLibrary()) return violations;
  for (const Word& word : Words(source.code)) {
    if (word.text != "throw" && word.text != "try") continue;
    violations.push_back({source.path, source.LineOf(word.offset), "exceptions",
                          "the library neither throws nor catches, and builds with "
                          "-fno-exceptions; return a code or a Status"});
  }
  return violations;
}

}  // namespace weir::tidy
