// SPDX-License-Identifier: MIT
//
// Comments as sentences: without their slashes, and whole ones however their
// lines are broken.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"

namespace weir::tidy {

// What a line of the comment view says: "// Edge P" and " * Edge P" both "Edge P".
inline std::string_view CommentText(std::string_view line) {
  line = Trimmed(line);
  const std::size_t begin = line.find_first_not_of("/*! ");
  if (begin == std::string_view::npos) return {};
  line = line.substr(begin);
  if (line.ends_with("*/")) line.remove_suffix(2);
  return Trimmed(line);
}

// Lines of comment that directly follow one another, as one text.
struct CommentBlock {
  int line_first = 1;
  std::string text;
};

inline std::vector<CommentBlock> CommentBlocks(const Source& source) {
  std::vector<CommentBlock> blocks;
  int line_number = 0;
  bool is_open = false;
  for (const std::string_view line : Lines(source.comments)) {
    ++line_number;
    if (Trimmed(line).empty()) {
      is_open = false;
      continue;
    }
    if (!is_open) blocks.push_back({line_number, ""});
    is_open = true;
    if (!blocks.back().text.empty()) blocks.back().text += ' ';
    blocks.back().text += CommentText(line);
  }
  return blocks;
}

}  // namespace weir::tidy
