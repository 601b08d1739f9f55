// SPDX-License-Identifier: MIT
//
// A Tree is the source tree, read once from disk.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tidy/source.h"

namespace weir::tidy {

struct Tree {
  // Null if there is no such file.
  const Source* Find(std::string_view path) const {
    for (const Source& source : sources) {
      if (source.path == path) return &source;
    }
    return nullptr;
  }

  // The names in the source root, files and folders.
  std::vector<std::string> top_level;
  // By path. Text only, and no hidden ones but .gitignore.
  std::vector<Source> sources;
};

// Samples and recorded data, which rules about text must leave alone, have other
// endings than these.
inline bool IsTextFile(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 10> kEndings = {".h",  ".cc", ".md", ".txt", ".cmake",
                                                         ".in", ".sh", ".py", ".yml", ".pl"};
  const std::string ending = path.extension().string();
  return std::count(kEndings.begin(), kEndings.end(), ending) != 0 ||
         path.filename() == "LICENSE" || path.filename() == ".gitignore";
}

inline Tree ReadTree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  Tree tree;
  const auto read = [&](const fs::path& path) {
    if (!IsTextFile(path)) return;
    std::ifstream file(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    tree.sources.emplace_back(path.lexically_relative(root).generic_string(), std::move(text));
  };
  for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
    tree.top_level.push_back(entry.path().filename().string());
    if (entry.is_regular_file()) read(entry.path());
  }
  // Build trees and the like are in the top level too, so only these are walked.
  for (const std::string_view folder : {"bench", "examples", "include", "src", "tests"}) {
    if (!fs::is_directory(root / folder)) continue;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file()) read(entry.path());
    }
  }
  std::sort(tree.top_level.begin(), tree.top_level.end());
  std::sort(tree.sources.begin(), tree.sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return tree;
}

}  // namespace weir::tidy
