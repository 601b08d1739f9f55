// SPDX-License-Identifier: MIT
#include "log_pipeline/archiver.h"

#include <string>

#include "support/ndjson_reader.h"
#include "weir/base/clock.h"
#include "weir/base/concat.h"
#include "weir/model/record.h"

namespace log_pipeline {

Archiver::Archiver(const Options& options)
    : archive_({.directory = options.archive_directory,
                .name = "log",
                .file_bytes_max = options.archive_file_bytes_max}) {}

absl::Status Archiver::Handle(const weir::Batch& batch) {
  for (const weir::RecordView& record : batch) {
    if (absl::Status status = archive_.Append(batch.shard_id(), record); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

absl::Status Archiver::Rest() { return archive_.Tick(weir::SystemClock::Get().NowNanos()); }

absl::StatusOr<Ledger> Archiver::ReadBack(std::size_t shard_count) const {
  Ledger ledger(shard_count);
  for (const std::string& path : archive_.Published()) {
    bool is_known = true;
    absl::Status status =
        examples::ForEachArchivedRecord(path, [&](const examples::ArchivedRecord& record) {
          is_known &= ledger.Add(record.shard_id, record.partition_key, record.data);
        });
    if (!status.ok()) return status;
    if (!is_known) return absl::DataLossError(weir::Concat(path, " has a shard that never was"));
  }
  return ledger;
}

}  // namespace log_pipeline
