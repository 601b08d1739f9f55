// SPDX-License-Identifier: MIT

#include "live_telemetry/sensors/proc_file.h"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

namespace live_telemetry {

ProcFile::ProcFile(std::string path, AfterRead after_read)
    : path_(std::move(path)), after_read_(after_read) {}

ProcFile::ProcFile(ProcFile&& other) noexcept
    : path_(std::move(other.path_)),
      after_read_(other.after_read_),
      fd_(std::exchange(other.fd_, -1)) {}

ProcFile::~ProcFile() { Close(); }

void ProcFile::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

std::optional<std::string_view> ProcFile::Read(std::string& buffer) {
  constexpr std::size_t kBufferBytesMin = 4096;
  if (buffer.size() < kBufferBytesMin) buffer.resize(kBufferBytesMin);
  if (fd_ < 0) fd_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) return std::nullopt;
  std::size_t filled = 0;
  while (true) {
    if (filled == buffer.size()) buffer.resize(2 * buffer.size());
    const ssize_t count =
        pread(fd_, buffer.data() + filled, buffer.size() - filled, static_cast<off_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      Close();
      return std::nullopt;
    }
    // Only 0 means the end: the kernel hands out long files page by page.
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (after_read_ == AfterRead::kClose) Close();
  return std::string_view(buffer.data(), filled);
}

}  // namespace live_telemetry
