// SPDX-License-Identifier: MIT
//
// The folder that the archive goes to: the user's, which stays, or a temporary
// one of our own, which is removed unless told otherwise.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "live_telemetry/options.h"

namespace live_telemetry {

class ArchiveFolder {
 public:
  static absl::StatusOr<ArchiveFolder> Open(const Options& options);

  ArchiveFolder(ArchiveFolder&& other) noexcept
      : path_(std::move(other.path_)), is_kept_(std::exchange(other.is_kept_, true)) {}
  ArchiveFolder& operator=(ArchiveFolder&&) = delete;
  // Removes it with all that is in it, unless it is to be kept.
  ~ArchiveFolder();

  const std::string& path() const { return path_; }
  bool is_kept() const { return is_kept_; }
  void Keep() { is_kept_ = true; }

 private:
  ArchiveFolder(std::string path, bool is_kept) : path_(std::move(path)), is_kept_(is_kept) {}

  std::string path_;
  bool is_kept_;
};

}  // namespace live_telemetry
