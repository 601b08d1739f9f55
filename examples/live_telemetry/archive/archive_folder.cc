// SPDX-License-Identifier: MIT

#include "live_telemetry/archive/archive_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "support/atomic_file.h"

namespace live_telemetry {

absl::StatusOr<ArchiveFolder> ArchiveFolder::Open(const Options& options) {
  if (!options.archive_directory.empty()) {
    absl::Status status = examples::MakeFolders(options.archive_directory);
    if (!status.ok()) return status;
    return ArchiveFolder(options.archive_directory, true);
  }
  const char* const temporary = std::getenv("TMPDIR");
  std::string path = temporary != nullptr && temporary[0] != '\0' ? temporary : "/tmp";
  path += "/live_telemetry-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) return examples::ErrnoStatus("make a folder " + path);
  return ArchiveFolder(path, options.is_archive_kept);
}

ArchiveFolder::~ArchiveFolder() {
  if (is_kept_) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace live_telemetry
