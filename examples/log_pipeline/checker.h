// SPDX-License-Identifier: MIT
//
// The Checker is the consumer that trusts nobody: it checks what a stream
// promises about each shard, and looks at what the records are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "log_pipeline/consumer.h"

namespace log_pipeline {

class Checker final : public BatchHandler {
 public:
  explicit Checker(std::size_t shard_count) : shards_(shard_count) {}

  const char* name() const override { return "checker"; }
  // DataLoss if a sequence number is missing, repeated or out of order, or an
  // arrival time goes back.
  absl::Status Handle(const weir::Batch& batch) override;

  std::uint64_t records_not_utf8() const { return records_not_utf8_; }
  std::uint64_t records_with_nul() const { return records_with_nul_; }

 private:
  struct Shard {
    std::uint64_t next_sequence = 0;
    std::int64_t last_arrival_nanos = 0;
  };

  std::vector<Shard> shards_;
  std::uint64_t records_not_utf8_ = 0;
  std::uint64_t records_with_nul_ = 0;
};

}  // namespace log_pipeline
