// SPDX-License-Identifier: MIT
#include "log_pipeline/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "log_pipeline/stop_request.h"
#include "support/atomic_file.h"

namespace log_pipeline {
namespace {

// What one read() asks for. A pipe gives up to 64 KiB at once, a file anything.
constexpr std::size_t kReadBytes = 1024 * 1024;
constexpr std::size_t kLittleBytes = 4096;

}  // namespace

LineReader::LineReader(int fd, std::string name, std::size_t line_bytes_max)
    : fd_(fd),
      name_(std::move(name)),
      line_bytes_max_(line_bytes_max),
      buffer_bytes_(2 * line_bytes_max + kReadBytes),
      buffer_(new char[buffer_bytes_]) {
  lines_.reserve(kLinesMax);
}

absl::StatusOr<std::span<const Line>> LineReader::Read() {
  lines_.clear();
  Line line;
  while (true) {
    while (lines_.size() < kLinesMax && TakeLine(line)) lines_.push_back(line);
    if (!lines_.empty() || is_at_end_) return std::span<const Line>(lines_);
    if (absl::Status status = Fill(); !status.ok()) return status;
  }
}

bool LineReader::TakeLine(Line& line) {
  // A line that is not too long has its LF among so many bytes.
  const std::size_t search_end = std::min(end_, begin_ + line_bytes_max_ + 2);
  searched_ = std::max(searched_, begin_);
  const char* const newline =
      static_cast<const char*>(std::memchr(&buffer_[searched_], '\n', search_end - searched_));
  if (newline == nullptr) {
    searched_ = search_end;
    if (end_ - begin_ >= line_bytes_max_ + 2 || (is_at_end_ && end_ - begin_ > line_bytes_max_)) {
      line = TakePiece();
      return true;
    }
    if (!is_at_end_ || begin_ == end_) return false;
    line = {.text = {&buffer_[begin_], end_ - begin_}, .end = LineEnd::kEndOfInput};
    begin_ = end_;
    return true;
  }
  std::string_view text(&buffer_[begin_], static_cast<std::size_t>(newline - &buffer_[begin_]));
  const std::size_t text_bytes = text.size();
  const bool is_crlf = text.ends_with('\r');
  if (is_crlf) text.remove_suffix(1);
  if (text.size() > line_bytes_max_) {
    searched_ = begin_ + text_bytes;
    line = TakePiece();
    return true;
  }
  line = {.text = text, .end = is_crlf ? LineEnd::kCrLf : LineEnd::kLf};
  begin_ += text_bytes + 1;
  return true;
}

Line LineReader::TakePiece() {
  std::size_t bytes = line_bytes_max_;
  // Bytes 10xxxxxx go on with a character: it has at most three of them.
  for (int i = 0; i < 3 && (buffer_[begin_ + bytes] & 0xc0) == 0x80; ++i) --bytes;
  const Line piece = {.text = {&buffer_[begin_], bytes}, .end = LineEnd::kCut};
  begin_ += bytes;
  return piece;
}

absl::Status LineReader::Fill() {
  // Moving a little often keeps the buffer in the cache; much, only when it must.
  if (end_ - begin_ < kLittleBytes || buffer_bytes_ - end_ < kReadBytes) {
    std::memmove(&buffer_[0], &buffer_[begin_], end_ - begin_);
    searched_ -= begin_;
    end_ -= begin_;
    begin_ = 0;
  }
  pollfd look[] = {{.fd = fd_, .events = POLLIN, .revents = 0},
                   {.fd = StopRequest::fd(), .events = POLLIN, .revents = 0}};
  if (poll(look, 2, -1) < 0) {
    return errno == EINTR ? absl::OkStatus() : examples::ErrnoStatus("wait for " + name_);
  }
  if (look[1].revents != 0) {
    is_at_end_ = true;
    return absl::OkStatus();
  }
  const ssize_t read_bytes = read(fd_, &buffer_[end_], kReadBytes);
  if (read_bytes < 0) {
    const bool is_harmless = errno == EINTR || errno == EAGAIN;
    return is_harmless ? absl::OkStatus() : examples::ErrnoStatus("read " + name_);
  }
  is_at_end_ = read_bytes == 0;
  end_ += static_cast<std::size_t>(read_bytes);
  input_bytes_ += static_cast<std::size_t>(read_bytes);
  return absl::OkStatus();
}

}  // namespace log_pipeline
