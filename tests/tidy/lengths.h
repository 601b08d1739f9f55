// SPDX-License-Identifier: MIT
//
// Rule "lengths": files, functions and lines stay within what a reader takes in
// at once. What is longer wants to be two.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/functions.h"
#include "tidy/source.h"
#include "tidy/violation.h"

namespace weir::tidy {

inline constexpr int kHeaderLinesMax = 400;
inline constexpr int kSourceLinesMax = 600;
inline constexpr int kFunctionLinesMax = 70;
inline constexpr int kTestCaseLinesMax = 120;
inline constexpr int kColumnsMax = 100;
inline constexpr int kReadmeLinesMax = 200;
inline constexpr int kExampleLinesMax = 80;

// Characters, not bytes: those that continue a UTF-8 character don't count.
inline int Columns(std::string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// "examples/07_name.cc": one of the examples that are read in order.
inline bool IsNumberedExample(std::string_view path) {
  constexpr std::string_view kFolder = "examples/";
  return path.starts_with(kFolder) && path.ends_with(".cc") && path.size() > kFolder.size() + 2 &&
         IsDigit(path[kFolder.size()]) && IsDigit(path[kFolder.size() + 1]);
}

// How long the file may be; 0 if nothing limits it.
inline int FileLinesMax(const Source& source) {
  if (source.path == "README.md") return kReadmeLinesMax;
  if (IsNumberedExample(source.path)) return kExampleLinesMax;
  if (!source.IsLibrary()) return 0;
  return source.IsHeader() ? kHeaderLinesMax : kSourceLinesMax;
}

inline Violations CheckLengths(const Source& source) {
  Violations violations;
  const auto limit = [&](int line, const std::string& what, int is, int max,
                         const std::string& way_out) {
    if (is <= max) return;
    violations.push_back({source.path, line, "lengths",
                          what + ": at most " + std::to_string(max) + ", and here " +
                              std::to_string(is) + "; " + way_out});
  };
  const std::vector<std::string_view> lines = Lines(source.text);
  const int file_max = FileLinesMax(source);
  if (file_max != 0) {
    limit(file_max + 1, "lines of a file like this", static_cast<int>(lines.size()), file_max,
          "find the second activity in it and give that a file");
  }
  if (!source.IsCpp()) return violations;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    limit(static_cast<int>(i) + 1, "columns of a line", Columns(lines[i]), kColumnsMax, "break it");
  }
  for (const Function& function : Functions(source)) {
    limit(function.line_first,
          function.is_test_case ? "lines of a test case" : "lines of a function",
          function.LineCount(), function.is_test_case ? kTestCaseLinesMax : kFunctionLinesMax,
          "take a part of it out and give it a name");
  }
  return violations;
}

}  // namespace weir::tidy
