// SPDX-License-Identifier: MIT
//
// A Source is one file of the tree as the rules see it: where it lies, its text,
// and its text divided into code and comments.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tidy/mask.h"

namespace weir::tidy {

// Without their newlines. A newline at the end closes the last line and opens none.
inline std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

inline std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

inline bool Contains(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

struct Source {
  // `path` is relative to the source root, with slashes.
  Source(std::string path_from_root, std::string whole_text)
      : path(std::move(path_from_root)), text(std::move(whole_text)) {
    if (!IsCpp()) return;
    Mask mask = MaskCpp(text);
    code = std::move(mask.code);
    comments = std::move(mask.comments);
  }

  bool IsHeader() const { return path.ends_with(".h"); }
  bool IsCpp() const { return IsHeader() || path.ends_with(".cc"); }
  bool IsCMake() const { return path.ends_with("CMakeLists.txt") || Contains(path, ".cmake"); }
  bool IsScript() const { return path.ends_with(".sh") || text.starts_with("#!"); }
  bool IsUnder(std::string_view folder) const { return path.starts_with(folder); }
  // The code that users compile or link: the strictest rules are about it.
  bool IsLibrary() const { return IsCpp() && (IsUnder("include/") || IsUnder("src/")); }

  // The number, from 1, of the line that holds text[offset].
  int LineOf(std::size_t offset) const {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
    return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
  }

  std::string path;
  std::string text;
  // As in Mask; empty for what is not C++.
  std::string code;
  std::string comments;
};

}  // namespace weir::tidy
