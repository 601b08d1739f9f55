// SPDX-License-Identifier: MIT
//
// What the tests of the program's parts share.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "support/catch.h"
#include "weir/base/status.h"

namespace weir::testing {

// "INVALID_ARGUMENT: its message", or "OK".
inline std::string Outcome(const absl::Status& status) {
  if (status.ok()) return "OK";
  return absl::StatusCodeToString(status.code()).append(": ").append(FromAbsl(status.message()));
}

// A folder that goes with it, with files in it.
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
