// SPDX-License-Identifier: MIT
//
// One run of log_pipeline as a user starts it, and what it left in its archive,
// read by the tests' own reader.
//
//   const PipelineRun run = RunPipeline({.text = "a line\n", .arguments = {"--top", "3"}});
//   CHECK(run.outcome.exit_code == 0);
//   CHECK(DataOf(run.records) == ExpectedRecords("a line\n", kLineBytesMax));
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "examples/support/json_line.h"
#include "examples/support/program.h"

namespace example_tests {

// What log_pipeline cuts longer lines at, unless it is told otherwise.
inline constexpr std::size_t kLineBytesMax = 1024 * 1024;

// The bytes of a literal, those behind a NUL included.
template <std::size_t kBytes>
std::string Bytes(const char (&literal)[kBytes]) {
  return std::string(literal, kBytes - 1);
}

struct ArchivedLine {
  std::string shard_id;
  std::uint64_t sequence_number = 0;
  std::string key;
  std::string data;
  bool is_key_base64 = false;
  bool is_data_base64 = false;
};

struct PipelineRun {
  Outcome outcome;
  // In the order of the files' names and of their lines.
  std::vector<ArchivedLine> records;
  // The first line that is not what an archive promises; empty if there is none.
  std::string bad_line;
};

struct PipelineRequest {
  std::string_view text;
  // Besides --archive.
  std::vector<std::string> arguments = {};
  // Whether the text comes through standard input, in pieces of so many bytes; 0
  // if it comes from a file.
  std::size_t piped_piece_bytes = 0;
};

// Text that is UTF-8 stands as it is, and anything else as base64 that says so.
inline bool TakeBytes(const std::map<std::string, std::string>& object, const std::string& name,
                      std::string& bytes, bool& is_base64) {
  const auto value = object.find(name);
  if (value == object.end()) return false;
  const auto encoding = object.find(name + "Encoding");
  is_base64 = encoding != object.end();
  if (!is_base64) {
    bytes = value->second;
    return true;
  }
  const std::optional<std::string> decoded = DecodeBase64(value->second);
  if (encoding->second != "base64" || !decoded.has_value() || IsWellFormed(*decoded)) return false;
  bytes = *decoded;
  return true;
}

inline bool ReadArchivedLine(std::string_view text, ArchivedLine& line) {
  const auto object = ParseJsonLine(text);
  if (!object.has_value() || !object->contains("approximateArrivalTimestamp")) return false;
  const auto shard_id = object->find("shardId");
  const auto number = object->find("sequenceNumber");
  if (shard_id == object->end() || number == object->end() || number->second.empty()) return false;
  line.shard_id = shard_id->second;
  line.sequence_number = std::stoull(number->second);
  return TakeBytes(*object, "partitionKey", line.key, line.is_key_base64) &&
         TakeBytes(*object, "data", line.data, line.is_data_base64) &&
         object->size() == 5u + line.is_key_base64 + line.is_data_base64;
}

inline void ReadArchive(const std::string& directory, PipelineRun& run) {
  namespace fs = std::filesystem;
  // An input without lines leaves no archive.
  if (!fs::exists(directory)) return;
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    if (path.extension() != ".ndjson") run.bad_line = path.string();
    const std::string text = ReadFile(path);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::string line = text.substr(begin, end - begin);
      ArchivedLine archived;
      const bool is_good = end != std::string::npos && ReadArchivedLine(line, archived);
      if (!is_good && run.bad_line.empty()) run.bad_line = line;
      run.records.push_back(archived);
      begin = is_good ? end + 1 : text.size();
    }
  }
}

inline PipelineRun RunPipeline(const PipelineRequest& request) {
  const ScratchFolder folder;
  PipelineRun run;
  std::vector<std::string> command = {WEIR_LOG_PIPELINE, "--archive", folder.Path("archive")};
  command.insert(command.end(), request.arguments.begin(), request.arguments.end());
  if (request.piped_piece_bytes > 0) {
    command.push_back("-");
    run.outcome = RunProgram(folder, command,
                             {.input = request.text, .piece_bytes = request.piped_piece_bytes});
  } else {
    command.push_back(folder.Write("input.log", request.text));
    run.outcome = RunProgram(folder, command);
  }
  ReadArchive(folder.Path("archive"), run);
  return run;
}

inline bool IsProven(const PipelineRun& run) {
  return run.outcome.exit_code == 0 && run.outcome.errors.empty() && run.bad_line.empty() &&
         run.outcome.output.ends_with("proved: every consumer saw every record, in order\n");
}

inline bool Says(const PipelineRun& run, std::string_view words) {
  return run.outcome.output.find(words) != std::string::npos;
}

// The records that --help promises for `text`: one for each line, without its LF or
// CR LF; of a line that is too long, pieces of `line_bytes_max` that don't end
// inside a character.
inline std::vector<std::string> ExpectedRecords(std::string_view text, std::size_t line_bytes_max) {
  std::vector<std::string> records;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    std::string_view line = text.substr(0, newline);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (newline != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    while (line.size() > line_bytes_max) {
      std::size_t bytes = line_bytes_max;
      while (bytes > line_bytes_max - 3 && static_cast<unsigned char>(line[bytes]) >> 6 == 2) {
        --bytes;
      }
      records.emplace_back(line.substr(0, bytes));
      line.remove_prefix(bytes);
    }
    records.emplace_back(line);
  }
  return records;
}

inline std::vector<std::string> DataOf(const std::vector<ArchivedLine>& records) {
  std::vector<std::string> data;
  for (const ArchivedLine& record : records) data.push_back(record.data);
  return data;
}

}  // namespace example_tests
