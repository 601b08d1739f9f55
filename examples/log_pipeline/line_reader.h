// SPDX-License-Identifier: MIT
//
// A LineReader cuts one input into lines of bounded length and loses no byte.
//
// A line ends at LF or CR LF, or where the input ends. One that is longer than
// the limit is not skipped but handed out in pieces, since a log is kept to be
// searched, and the long lines are often the stack traces. Pieces end between
// UTF-8 characters. Memory: the limit three times over, whatever the input is.
//
//   LineReader reader(fd, "access.log", 1 << 20);
//   while (true) {
//     absl::StatusOr<std::span<const Line>> lines = reader.Read();
//     if (!lines.ok() || lines->empty()) break;           // an error, or the end
//     for (const Line& line : *lines) …                   // valid until Read()
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace log_pipeline {

enum class LineEnd : std::uint8_t {
  kLf,
  kCrLf,
  // The limit: the next line is this one's continuation.
  kCut,
  kEndOfInput,
};

// How many bytes of input `end` stands for.
constexpr std::uint64_t LineEndBytes(LineEnd end) {
  return end == LineEnd::kLf ? 1 : end == LineEnd::kCrLf ? 2 : 0;
}

struct Line {
  // Without its end.
  std::string_view text;
  LineEnd end;
};

class LineReader {
 public:
  // Does not close `fd`. `name` is for messages.
  LineReader(int fd, std::string name, std::size_t line_bytes_max);

  // The lines that are there, at least one, at most kLinesMax; waits for the
  // first. None: the input has ended, or a stop is requested.
  absl::StatusOr<std::span<const Line>> Read();

  // All that came from the input so far; once Read() returned none, every one of
  // these bytes was in a line or its end.
  std::uint64_t input_bytes() const { return input_bytes_; }

  static constexpr std::size_t kLinesMax = 512;

 private:
  // Takes one line off the buffer; false if none is complete.
  bool TakeLine(Line& line);
  // A piece of the line that is too long.
  Line TakePiece();
  // Reads more into the buffer, or notes the end.
  absl::Status Fill();

  const int fd_;
  const std::string name_;
  const std::size_t line_bytes_max_;

  const std::size_t buffer_bytes_;
  const std::unique_ptr<char[]> buffer_;
  // What is read and not yet handed out.
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  // Up to here there is no LF.
  std::size_t searched_ = 0;
  bool is_at_end_ = false;
  std::uint64_t input_bytes_ = 0;
  std::vector<Line> lines_;
};

}  // namespace log_pipeline
