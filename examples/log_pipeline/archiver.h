// SPDX-License-Identifier: MIT
//
// The Archiver is the consumer that keeps every record in files, and afterwards
// reads them back.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "log_pipeline/consumer.h"
#include "log_pipeline/ledger.h"
#include "log_pipeline/options.h"
#include "support/ndjson_archive.h"

namespace log_pipeline {

class Archiver final : public BatchHandler {
 public:
  explicit Archiver(const Options& options);

  const char* name() const override { return "archiver"; }
  absl::Status Handle(const weir::Batch& batch) override;
  absl::Status Rest() override;
  absl::Status Finish() override { return archive_.Finish(); }

  // What the published files hold, decoded. Call it when the consumer is done.
  absl::StatusOr<Ledger> ReadBack(std::size_t shard_count) const;
  std::size_t file_count() const { return archive_.Published().size(); }

 private:
  examples::NdjsonArchive archive_;
};

}  // namespace log_pipeline
