// SPDX-License-Identifier: MIT
//
// ForEachArchivedRecord() reads back one file that an NdjsonArchive has written.
//
// One line at a time, so memory does not depend on the file's size. Strict: what
// the archive could not have written is an error that names file and line.
//
//   absl::Status status = examples::ForEachArchivedRecord(
//       path, [&](const examples::ArchivedRecord& record) { … });
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "support/atomic_file.h"
#include "support/record_json.h"

namespace examples {

template <class Handler>
absl::Status ForEachArchivedRecord(const std::string& path, Handler handle) {
  std::FILE* const file = std::fopen(path.c_str(), "re");
  if (file == nullptr) return ErrnoStatus("open " + path);
  absl::Status status = absl::OkStatus();
  char* line = nullptr;
  std::size_t capacity = 0;
  ArchivedRecord record;
  for (std::uint64_t number = 1; status.ok(); ++number) {
    const ssize_t length = getline(&line, &capacity, file);
    if (length < 0) {
      if (std::feof(file) == 0) status = ErrnoStatus("read " + path);
      break;
    }
    std::string_view text(line, static_cast<std::size_t>(length));
    const bool is_whole = text.ends_with('\n');
    if (is_whole) text.remove_suffix(1);
    if (is_whole && ParseRecordJson(text, record)) {
      handle(record);
    } else {
      status = absl::DataLossError(path + ":" + std::to_string(number) +
                                   ": not a record as it was written");
    }
  }
  std::free(line);
  std::fclose(file);
  return status;
}

}  // namespace examples
