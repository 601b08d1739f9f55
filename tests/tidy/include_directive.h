// SPDX-License-Identifier: MIT
//
// An IncludeDirective is one #include of a file, comments not counted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/source.h"

namespace weir::tidy {

struct IncludeDirective {
  int line = 1;
  // "quoted", and not <in angle brackets>.
  bool is_quoted = false;
  std::string path;
};

inline std::vector<IncludeDirective> IncludeDirectives(const Source& source) {
  std::vector<IncludeDirective> directives;
  const std::vector<std::string_view> texts = Lines(source.text);
  const std::vector<std::string_view> codes = Lines(source.code);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::string_view code = Trimmed(codes[i]);
    if (!code.starts_with('#')) continue;
    code = Trimmed(code.substr(1));
    if (!code.starts_with("include")) continue;
    // The code view blanks the quoted path, so that is taken from the text.
    const std::size_t open = texts[i].find_first_of("\"<");
    if (open == std::string_view::npos) continue;
    const bool is_quoted = texts[i][open] == '"';
    const std::size_t close = texts[i].find(is_quoted ? '"' : '>', open + 1);
    if (close == std::string_view::npos) continue;
    directives.push_back({static_cast<int>(i) + 1, is_quoted,
                          std::string(texts[i].substr(open + 1, close - open - 1))});
  }
  return directives;
}

}  // namespace weir::tidy
