// SPDX-License-Identifier: MIT
//
// Words are the identifiers and keywords of a text, and where each one begins.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tidy/mask.h"

namespace weir::tidy {

struct Word {
  std::string_view text;
  std::size_t offset = 0;

  std::size_t end() const { return offset + text.size(); }
};

// A number with a suffix (10u, 0xff) is no word, nor is its tail.
inline std::vector<Word> Words(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsWordPart(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && IsWordPart(text[end])) ++end;
    if (IsWordStart(text[at])) words.push_back({text.substr(at, end - at), at});
    at = end;
  }
  return words;
}

inline bool HasWord(std::string_view text, std::string_view wanted) {
  for (const Word& word : Words(text)) {
    if (word.text == wanted) return true;
  }
  return false;
}

// The first character at `offset` or later that is not blank; '\0' at the end.
inline char NextVisible(std::string_view text, std::size_t offset) {
  const std::size_t at = text.find_first_not_of(" \t\r\n", offset);
  return at == std::string_view::npos ? '\0' : text[at];
}

}  // namespace weir::tidy
