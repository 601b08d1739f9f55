// SPDX-License-Identifier: MIT

#include "live_telemetry/archive/archive_consumer.h"

#include <sys/stat.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "support/atomic_file.h"
#include "support/ndjson_reader.h"
#include "weir/base/clock.h"

namespace live_telemetry {

void ArchiveConsumer::Run() {
  absl::Status status;
  const auto append = [&](weir::ShardId shard_id, const weir::RecordView& record) {
    if (status.ok()) status = archive_.Append(shard_id, record);
  };
  while (subscriber_.ReadAll(append)) {
    if (status.ok()) status = archive_.Tick(weir::SystemClock::Get().NowNanos());
    if (!status.ok()) break;
    absl::SleepFor(absl::Milliseconds(250));
  }
  if (status.ok()) status = archive_.Finish();
  SetStatus(std::move(status));
}

absl::StatusOr<ArchivedFiles> ReadArchive(const std::vector<std::string>& paths) {
  ArchivedFiles found;
  for (const std::string& path : paths) {
    struct stat info;
    if (stat(path.c_str(), &info) != 0) return examples::ErrnoStatus("look at " + path);
    found.files += 1;
    found.file_bytes += static_cast<std::uint64_t>(info.st_size);
    const auto add = [&found](const examples::ArchivedRecord& record) {
      found.records.Add(record.partition_key, record.data);
    };
    if (absl::Status status = examples::ForEachArchivedRecord(path, add); !status.ok()) {
      return status;
    }
  }
  return found;
}

}  // namespace live_telemetry
