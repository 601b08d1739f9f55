// SPDX-License-Identifier: MIT
#include "log_pipeline/memory_plan.h"

#include <algorithm>

#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/model/partition_key.h"

namespace log_pipeline {

absl::StatusOr<MemoryPlan> PlanMemory(const Options& options, std::size_t reader_count) {
  constexpr std::int64_t kKibibyte = 1024;
  const auto record_bytes =
      static_cast<std::int64_t>(options.line_bytes_max + weir::kPartitionKeyBytesMax);
  // Half of the memory is the window. The other half must have room for what
  // holds no unread record, twice over: in each shard the segment that is being
  // filled and the next one, each reader's segment that cannot be reused while
  // it looks at it, and the waste at the ends of segments.
  const auto needed_bytes = [&](std::int64_t segment_bytes) {
    const std::int64_t largest = std::max(segment_bytes, record_bytes);
    return 4 * (2 * std::int64_t{options.shard_count} * segment_bytes +
                static_cast<std::int64_t>(reader_count) * largest + 2 * record_bytes);
  };
  for (const std::int64_t segment_bytes : {1024 * kKibibyte, 64 * kKibibyte, 16 * kKibibyte}) {
    if (needed_bytes(segment_bytes) > options.memory_bytes_max) continue;
    return MemoryPlan{.segment_bytes = segment_bytes,
                      .window_bytes = static_cast<std::uint64_t>(options.memory_bytes_max / 2)};
  }
  const std::int64_t mebibytes = needed_bytes(16 * kKibibyte) / (1024 * kKibibyte) + 1;
  return weir::InvalidArgument(weir::Concat("--memory must be at least ", mebibytes, " for ",
                                            options.shard_count, " shards and lines of ",
                                            options.line_bytes_max, " bytes"));
}

}  // namespace log_pipeline
