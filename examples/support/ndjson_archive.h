// SPDX-License-Identifier: MIT
//
// An NdjsonArchive keeps records in files of one JSON object a line, in a folder
// for each hour of arrival:
//
//   DIRECTORY/2025/01/01/00/NAME-20250101T000000-4711-000001.ndjson
//
// (the run that wrote it, its process id, and a count). A file appears under its
// name whole and durable, see AtomicFile, when it is large enough, when its hour
// has been over for a minute, or at Finish(). Within an hour, names sort in the
// order of writing; so a shard's records, read back by name, are in the order
// they were appended.
//
//   auto archive = examples::NdjsonArchive({.directory = "out", .name = "telemetry"});
//   absl::Status status = archive.Append(batch.shard_id(), record);
//   status = archive.Tick(clock.NowNanos());          // now and then
//   status = archive.Finish();
//   for (const std::string& path : archive.Published())
//     status = examples::ForEachArchivedRecord(path, [&](const auto& record) { … });
//
// Threads: one at a time. Memory: two files of 512 KiB, and one line. After an
// error it takes no more: what is published stays, unfinished files are removed.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "support/atomic_file.h"
#include "support/record_json.h"
#include "support/utc_text.h"
#include "weir/model/record.h"
#include "weir/model/shard_id.h"

namespace examples {

struct NdjsonArchiveOptions {
  // Made if it is not there.
  std::string directory;
  // What file names begin with.
  std::string name = "records";
  // A file that has reached this is published, and the next one begun.
  std::uint64_t file_bytes_max = 256 * 1024 * 1024;
};

class NdjsonArchive {
 public:
  explicit NdjsonArchive(NdjsonArchiveOptions options) : options_(std::move(options)) {
    const std::int64_t now_nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(
                                       std::chrono::system_clock::now().time_since_epoch())
                                       .count();
    UtcText().Append(now_nanos, run_);
    run_.resize(19);
    std::erase_if(run_, [](char c) { return c == '-' || c == ':'; });
    run_ += '-' + std::to_string(getpid());
  }

  // `record` arrived in an hour that is not yet over, or just over: at most two
  // hours are open, and a third closes the earliest.
  absl::Status Append(weir::ShardId shard_id, const weir::RecordView& record) {
    absl::StatusOr<OpenHour*> hour = FindHour(record.approximate_arrival_nanos / kNanosPerHour);
    if (!hour.ok()) return hour.status();
    line_.clear();
    json_.Append(shard_id, record, line_);
    if (absl::Status status = (*hour)->file.Append(line_); !status.ok()) return status;
    if ((*hour)->file.bytes() < options_.file_bytes_max) return absl::OkStatus();
    return Publish(static_cast<std::size_t>(*hour - hours_.data()));
  }

  // Publishes the hours that have been over for a minute. `now_nanos` is by the
  // clock that arrival times are from.
  absl::Status Tick(std::int64_t now_nanos) {
    const std::int64_t open_hour = (now_nanos - 60 * kNanosPerSecond) / kNanosPerHour;
    for (std::size_t i = hours_.size(); i-- > 0;) {
      if (hours_[i].hour >= open_hour) continue;
      if (absl::Status status = Publish(i); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Publishes what is left.
  absl::Status Finish() {
    while (!hours_.empty()) {
      if (absl::Status status = Publish(0); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // The files published so far, by name.
  std::vector<std::string> Published() const {
    std::vector<std::string> paths = published_;
    std::sort(paths.begin(), paths.end());
    return paths;
  }

 private:
  static constexpr std::size_t kOpenHoursMax = 2;

  struct OpenHour {
    std::int64_t hour;
    AtomicFile file;
  };

  absl::StatusOr<OpenHour*> FindHour(std::int64_t hour) {
    for (OpenHour& open : hours_) {
      if (open.hour == hour) [[likely]]
        return &open;
    }
    if (hours_.size() == kOpenHoursMax) {
      const std::size_t earliest = hours_[0].hour < hours_[1].hour ? 0 : 1;
      if (absl::Status status = Publish(earliest); !status.ok()) return status;
    }
    std::string path = options_.directory + '/' + UtcText::HourFolder(hour * kNanosPerHour) + '/' +
                       options_.name + '-' + run_ + '-';
    AppendDigits(++files_, 6, path);
    absl::StatusOr<AtomicFile> file = AtomicFile::Create(path + ".ndjson");
    if (!file.ok()) return file.status();
    hours_.push_back(OpenHour{.hour = hour, .file = *std::move(file)});
    return &hours_.back();
  }

  absl::Status Publish(std::size_t index) {
    if (absl::Status status = hours_[index].file.Publish(); !status.ok()) return status;
    published_.push_back(hours_[index].file.path());
    hours_.erase(hours_.begin() + static_cast<std::ptrdiff_t>(index));
    return absl::OkStatus();
  }

  NdjsonArchiveOptions options_;
  // "20250101T000000-4711".
  std::string run_;
  std::uint64_t files_ = 0;
  std::vector<OpenHour> hours_;
  std::vector<std::string> published_;
  RecordJsonWriter json_;
  std::string line_;
};

}  // namespace examples
