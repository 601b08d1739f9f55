// SPDX-License-Identifier: MIT
//
// An AtomicFile is a file that appears under its name whole or not at all.
//
// It is written next to its final place as NAME.tmp. Publish() makes it durable
// (fsync), renames it and makes the new name durable too (fsync of the folder).
// Who looks into the folder, at any moment and after any crash, finds under the
// final name either nothing or every byte. One that is destroyed unpublished
// leaves nothing behind.
//
//   absl::StatusOr<examples::AtomicFile> file = examples::AtomicFile::Create("out/a.ndjson");
//   absl::Status status = file->Append("{}\n");
//   status = file->Publish();
//
// Threads: one at a time. Errors: every failing system call is returned with the
// path and the reason, for example "No space left on device".
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace examples {

// The Status of the system call that just failed, for example "cannot write
// out/a.tmp: No space left on device".
inline absl::Status ErrnoStatus(const std::string& what) {
  return absl::ErrnoToStatus(errno, "cannot " + what);
}

// `path` without its last component; "." if it has just one.
inline std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Makes the names in `folder` durable.
inline absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus("open folder " + folder);
  const bool is_synced = fsync(fd) == 0;
  absl::Status status = is_synced ? absl::OkStatus() : ErrnoStatus("fsync folder " + folder);
  close(fd);
  return status;
}

// Makes `folder` and those above it, durably; one that is there already is fine.
inline absl::Status MakeFolders(const std::string& folder) {
  struct stat info;
  if (stat(folder.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return absl::OkStatus();
    return absl::FailedPreconditionError(folder + " is not a folder");
  }
  const std::string parent = FolderOf(folder);
  if (parent != folder) {
    if (absl::Status status = MakeFolders(parent); !status.ok()) return status;
  }
  if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    return ErrnoStatus("make folder " + folder);
  }
  return SyncFolder(parent);
}

class AtomicFile {
 public:
  // Creates the folders that are missing, and `path`.tmp, which must not exist.
  static absl::StatusOr<AtomicFile> Create(std::string path) {
    if (absl::Status status = MakeFolders(FolderOf(path)); !status.ok()) return status;
    const std::string temporary_path = path + ".tmp";
    const int fd = open(temporary_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) return ErrnoStatus("create " + temporary_path);
    return AtomicFile(std::move(path), fd);
  }

  AtomicFile(AtomicFile&& other) noexcept
      : path_(std::move(other.path_)),
        fd_(std::exchange(other.fd_, -1)),
        bytes_(other.bytes_),
        buffer_(std::move(other.buffer_)) {}
  AtomicFile& operator=(AtomicFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(fd_, other.fd_);
    std::swap(bytes_, other.bytes_);
    std::swap(buffer_, other.buffer_);
    return *this;
  }
  ~AtomicFile() {
    if (fd_ < 0) return;
    close(fd_);
    unlink((path_ + ".tmp").c_str());
  }

  absl::Status Append(std::string_view bytes) {
    bytes_ += bytes.size();
    buffer_.append(bytes);
    return buffer_.size() < kBufferBytes ? absl::OkStatus() : Flush();
  }

  // After this, or its failure, the file takes no more.
  absl::Status Publish() {
    if (absl::Status status = Flush(); !status.ok()) return status;
    const std::string temporary_path = path_ + ".tmp";
    if (fsync(fd_) != 0) return ErrnoStatus("fsync " + temporary_path);
    // Some file systems report a failed write no sooner than here.
    if (close(std::exchange(fd_, -1)) != 0) {
      absl::Status status = ErrnoStatus("close " + temporary_path);
      unlink(temporary_path.c_str());
      return status;
    }
    if (rename(temporary_path.c_str(), path_.c_str()) != 0) {
      absl::Status status = ErrnoStatus("rename " + temporary_path);
      unlink(temporary_path.c_str());
      return status;
    }
    return SyncFolder(FolderOf(path_));
  }

  // The final name.
  const std::string& path() const { return path_; }
  // Appended so far.
  std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kBufferBytes = 256 * 1024;

  AtomicFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {
    // One line may come on top of what is below the mark.
    buffer_.reserve(2 * kBufferBytes);
  }

  absl::Status Flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
      const ssize_t written = write(fd_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return ErrnoStatus("write " + path_ + ".tmp");
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return absl::OkStatus();
  }

  std::string path_;
  // -1 once published.
  int fd_;
  std::uint64_t bytes_ = 0;
  std::string buffer_;
};

}  // namespace examples
