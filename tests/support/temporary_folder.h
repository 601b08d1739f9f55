// SPDX-License-Identifier: MIT
//
// A folder of a test's own, which goes with it, and what is in it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "support/catch.h"

namespace weir::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "weir-test-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  std::string PathOf(std::string_view name) const { return (path_ / name).string(); }

  // The path of the file that it makes.
  std::string Write(std::string_view name, std::string_view text) const {
    const std::string path = PathOf(name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

 private:
  // Set at construction, never written again.
  std::filesystem::path path_;
};

}  // namespace weir::testing
