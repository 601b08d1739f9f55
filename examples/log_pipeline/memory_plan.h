// SPDX-License-Identifier: MIT
//
// How the memory that the user grants is divided: which segments the stream
// uses, and how far its producer may be ahead of its readers.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "log_pipeline/options.h"

namespace log_pipeline {

struct MemoryPlan {
  std::int64_t segment_bytes = 0;
  std::uint64_t window_bytes = 0;
};

// InvalidArgument if `options` grant too little, saying how much it takes.
absl::StatusOr<MemoryPlan> PlanMemory(const Options& options, std::size_t reader_count);

// What a record takes of the stream's memory, at most.
constexpr std::uint64_t RecordMemoryBytes(std::uint64_t key_bytes, std::uint64_t data_bytes) {
  // A header of 16 bytes, and a byte of bookkeeping for every 16.
  const std::uint64_t frame_bytes = 16 + key_bytes + data_bytes;
  return frame_bytes + frame_bytes / 16 + 1;
}

}  // namespace log_pipeline
