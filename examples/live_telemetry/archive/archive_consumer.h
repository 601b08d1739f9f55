// SPDX-License-Identifier: MIT
//
// The consumer that keeps: every record becomes a line of JSON in a file of its
// hour. It reads four times a second what has come together by then, since
// writing likes large pieces; the stream holds the records meanwhile.
//
// Threads: Run() on one; status() from any, the rest after Run() has returned.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "live_telemetry/subscriber.h"
#include "support/ndjson_archive.h"
#include "support/record_checksum.h"
#include "weir/base/mutex.h"

namespace live_telemetry {

// What is on disk, by reading all of it again.
struct ArchivedFiles {
  examples::RecordChecksum records;
  std::uint64_t files = 0;
  std::uint64_t file_bytes = 0;
};

class ArchiveConsumer {
 public:
  ArchiveConsumer(Subscriber subscriber, const std::string& directory)
      : subscriber_(std::move(subscriber)),
        archive_({.directory = directory, .name = "telemetry", .file_bytes_max = kFileBytesMax}) {}

  // Until the stream has ended, or writing failed; see status().
  void Run();

  absl::Status status() const {
    const weir::MutexLock lock(mutex_);
    return status_;
  }

  const SubscriberAccount& account() const { return subscriber_.account(); }
  // The files, by name.
  std::vector<std::string> Published() const { return archive_.Published(); }

 private:
  static constexpr std::uint64_t kFileBytesMax = 64 * 1024 * 1024;

  void SetStatus(absl::Status status) {
    const weir::MutexLock lock(mutex_);
    if (status_.ok()) status_ = std::move(status);
  }

  Subscriber subscriber_;
  examples::NdjsonArchive archive_;

  mutable weir::Mutex mutex_;
  // The first failure.
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

absl::StatusOr<ArchivedFiles> ReadArchive(const std::vector<std::string>& paths);

}  // namespace live_telemetry
