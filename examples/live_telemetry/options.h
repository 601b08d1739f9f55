// SPDX-License-Identifier: MIT
//
// What the command line says.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace live_telemetry {

struct Options {
  // How long to run: 1 to 86,400 seconds.
  std::int64_t seconds = 10;
  // Shards of the stream, 1 to 256. Each takes what a Kinesis shard takes, so
  // more of them mean more samples a second.
  std::uint32_t shard_count = 4;
  // Where the archive goes; empty for a new temporary directory.
  std::string archive_directory;
  // Whether a temporary directory stays.
  bool is_archive_kept = false;
  // One line a second even if the output is a terminal.
  bool is_plain = false;
  bool is_help_wanted = false;
};

// The text for --help.
extern const char* const kHelp;

// InvalidArgument says in one line what is wrong with the command line.
absl::StatusOr<Options> ParseOptions(int argument_count, char** arguments);

}  // namespace live_telemetry
