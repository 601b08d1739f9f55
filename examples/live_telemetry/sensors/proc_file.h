// SPDX-License-Identifier: MIT
//
// A ProcFile is a file that the kernel writes anew each time it is read.
//
// It stays open and is read from its start again, which costs half of opening it
// each time. Opened lazily: whether it is there shows when it is read.
//
//   ProcFile file("/proc/stat");
//   std::string buffer;
//   std::optional<std::string_view> text = file.Read(buffer);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace live_telemetry {

class ProcFile {
 public:
  // kClose is for files so many that they would use up the descriptors.
  enum class AfterRead : std::uint8_t { kKeepOpen, kClose };

  explicit ProcFile(std::string path, AfterRead after_read = AfterRead::kKeepOpen);
  ProcFile(ProcFile&& other) noexcept;
  ProcFile& operator=(ProcFile&&) = delete;
  ~ProcFile();

  // All of it, in `buffer`, which grows as needed; nothing if it is not there, is
  // not for this user, or is of a process that has ended.
  std::optional<std::string_view> Read(std::string& buffer);

  const std::string& path() const { return path_; }

 private:
  void Close();

  std::string path_;
  AfterRead after_read_;
  // -1 while closed.
  int fd_ = -1;
};

}  // namespace live_telemetry
