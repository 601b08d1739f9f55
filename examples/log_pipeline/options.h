// SPDX-License-Identifier: MIT
//
// What the command line says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace log_pipeline {

struct Options {
  // ---- What it reads ----

  // Paths, "-" for standard input.
  std::vector<std::string> inputs;
  // Bytes of one record's data: 64 to 10 MiB less a key's 1,024. A longer line
  // becomes several records.
  std::size_t line_bytes_max = 1024 * 1024;

  // ---- How lines get their partition key: at most one of the two ----

  // From 1; 0 for none.
  std::size_t key_field = 0;
  std::string key_regex;

  // ---- What it does with them ----

  // Empty for none.
  std::string alert_regex;
  std::int64_t alerts_per_second = 10;
  std::size_t top = 10;
  // Empty for none.
  std::string archive_directory;
  std::uint64_t archive_file_bytes_max = 256 * 1024 * 1024;

  // ---- Within what ----

  std::uint32_t shard_count = 4;
  std::int64_t memory_bytes_max = 64 * 1024 * 1024;

  bool is_help_wanted = false;
};

// The text for --help.
extern const char* const kHelp;

// InvalidArgument says what is wrong with the command line, in one line.
absl::StatusOr<Options> ParseOptions(int argument_count, char** arguments);

}  // namespace log_pipeline
