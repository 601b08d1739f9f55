// SPDX-License-Identifier: MIT
//
// How a stream comes into being: its options are checked, one by one, before
// anything is made.

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/status.h"
#include "weir/log/slab.h"
#include "weir/model/errors.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/partition_key.h"
#include "weir/stream/internal/names.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/internal/stream_factory.h"
#include "weir/stream/stream.h"

namespace weir {
namespace stream_internal {
namespace {

constexpr std::int64_t kMemoryBytesMin = 64 * 1024;

absl::Status CheckRate(std::string_view name, const Rate& rate, std::int64_t burst_min) {
  if (rate.per_second < 0 || rate.per_second > kRatePerSecondMax) {
    return InvalidArgument(Concat("limits.", name, ".per_second is ", rate.per_second,
                                  "; it is 0, for none, to ", kRatePerSecondMax));
  }
  if (rate.burst < 0 || rate.burst > kRatePerSecondMax) {
    return InvalidArgument(Concat("limits.", name, ".burst is ", rate.burst,
                                  "; it is 0, for one second's worth, to ", kRatePerSecondMax));
  }
  if (rate.IsLimited() && rate.EffectiveBurst() < burst_min) {
    return InvalidArgument(Concat("limits.", name, " lets ", rate.EffectiveBurst(),
                                  " through at once; the largest record needs ", burst_min));
  }
  return absl::OkStatus();
}

absl::Status CheckLimits(const StreamOptions& options) {
  const Limits& limits = options.limits;
  absl::Status status = CheckRate("write_bytes", limits.write_bytes,
                                  limits.write_mode == LimitMode::kEnforce
                                      ? options.record_bytes_max
                                      : 0);
  if (status.ok()) status = CheckRate("write_records", limits.write_records, 1);
  if (status.ok()) status = CheckRate("read_bytes", limits.read_bytes, 1);
  if (status.ok()) status = CheckRate("read_calls", limits.read_calls, 1);
  return status;
}

// The block that the largest record needs; 0 if there is none so large.
std::int64_t LargestBlockBytes(const StreamOptions& options, const Slab& slab) {
  const std::uint8_t size_class = slab.ClassFor(
      static_cast<std::uint64_t>(options.record_bytes_max) + log_internal::kFrameHeaderBytes);
  if (size_class >= Slab::kClassCount) return 0;
  return static_cast<std::int64_t>(slab.BlockBytes(size_class));
}

absl::Status CheckMemory(const StreamOptions& options, const Slab& slab) {
  if (options.record_bytes_max < 1 || options.record_bytes_max > kRecordBytesLimit) {
    return InvalidArgument(Concat("record_bytes_max is ", options.record_bytes_max,
                                  "; it is 1 to ", kRecordBytesLimit));
  }
  const std::int64_t block_bytes = LargestBlockBytes(options, slab);
  if (block_bytes == 0) {
    return InvalidArgument(Concat("record_bytes_max is ", options.record_bytes_max,
                                  ", more than the largest segment holds"));
  }
  const std::int64_t needed =
      2 * block_bytes < kMemoryBytesMin ? kMemoryBytesMin : 2 * block_bytes;
  const std::int64_t smallest = static_cast<std::int64_t>(slab.BlockBytes(0));
  // Test slabs have smaller blocks, and need less.
  if (options.memory_bytes_max < (smallest < 16 * 1024 ? 2 * block_bytes : needed)) {
    return InvalidArgument(Concat("memory_bytes_max is ", options.memory_bytes_max,
                                  "; with records of up to ", options.record_bytes_max,
                                  " bytes it is at least ", needed));
  }
  if (options.segment_bytes_max < 0) {
    return InvalidArgument(
        Concat("segment_bytes_max is ", options.segment_bytes_max, "; it is not negative"));
  }
  return absl::OkStatus();
}

absl::Status Check(const StreamOptions& options, const Slab& slab) {
  if (!IsValidName(options.name)) {
    return InvalidArgument(Concat("name is '", options.name.substr(0, 140), "'; ", kNameRule));
  }
  if (options.shard_count < kShardCountMin || options.shard_count > kShardCountMax) {
    return InvalidArgument(Concat("shard_count is ", options.shard_count, "; it is ",
                                  kShardCountMin, " to ", kShardCountMax));
  }
  if (options.clock != nullptr && options.clock->NowNanos() < 0) {
    return InvalidArgument(Concat("clock is at ", options.clock->NowNanos(),
                                  " ns since 1970; it is not before"));
  }
  absl::Status status = CheckRetentionPeriod(options.retention_period);
  if (status.ok()) status = CheckMemory(options, slab);
  if (status.ok()) status = CheckLimits(options);
  return status;
}

// The largest class that a busy shard grows to: as asked for, or so that eight of
// it fit into each shard's part of the budget.
std::uint8_t ClassMax(const StreamOptions& options, const Slab& slab) {
  const std::int64_t wanted = options.segment_bytes_max > 0
                                  ? options.segment_bytes_max
                                  : options.memory_bytes_max / (8 * options.shard_count);
  std::uint8_t size_class = 3;
  while (size_class > 0 && static_cast<std::int64_t>(slab.BlockBytes(size_class)) > wanted) {
    --size_class;
  }
  return size_class;
}

absl::StatusOr<std::shared_ptr<StreamCore>> CreateCore(const StreamOptions& options, Slab& slab) {
  absl::Status status = Check(options, slab);
  if (!status.ok()) return status;
  auto core = std::make_shared<StreamCore>(
      options, slab,
      SegmentPool::Options{.budget_bytes = options.memory_bytes_max,
                           .class_max = ClassMax(options, slab)});
  std::unique_ptr<RouteTable> table = RouteTable::Create(options.shard_count);
  Pin* const pin = core->pool.pins().Acquire();
  if (table == nullptr || pin == nullptr || !core->map.Reserve(options.shard_count)) {
    return ResourceExhausted("no memory for the shards of a stream");
  }
  core->map.Install(std::move(table));
  for (std::uint32_t i = 0; i < options.shard_count; ++i) {
    const ShardLineage lineage{
        .range = EvenHashKeyRange({.shard_count = options.shard_count, .index = i}), .index = i};
    std::unique_ptr<Shard> shard(new (std::nothrow)
                                     Shard(core->pool, lineage, options.shard_count));
    if (shard == nullptr) return ResourceExhausted("no memory for the shards of a stream");
    if (i + 1 < options.shard_count) shard->NameRight(i + 1);
    core->map.Add(std::move(shard));
    core->map.Open(*core->map.At(i));
  }
  MutexLock lock(core->maintenance_mutex);
  core->maintenance_pin = pin;
  return core;
}

}  // namespace

absl::StatusOr<Stream> CreateStream(const StreamOptions& options, Slab& slab) {
  return base_internal::OrOutOfMemory([&]() -> absl::StatusOr<Stream> {
    absl::StatusOr<std::shared_ptr<StreamCore>> core = CreateCore(options, slab);
    if (!core.ok()) return core.status();
    return Stream(*std::move(core));
  });
}

bool IsValidName(std::string_view name) {
  if (name.empty() || name.size() > 128) return false;
  for (const char c : name) {
    const bool is_allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    if (!is_allowed) return false;
  }
  return true;
}

absl::Status CheckRetentionPeriod(absl::Duration period) {
  if (period < absl::Seconds(1) || period > absl::Hours(8'760)) {
    return WithKinesisException(InvalidArgument(Concat("the retention period is ",
                                                       FromAbsl(absl::FormatDuration(period)),
                                                       "; it is 1 s to 8760 h")),
                                "InvalidArgumentException");
  }
  return absl::OkStatus();
}

}  // namespace stream_internal

absl::StatusOr<Stream> Stream::Create(const StreamOptions& options) {
  return stream_internal::CreateStream(options, Slab::Process());
}

Stream::Stream(std::shared_ptr<stream_internal::StreamCore> core) : core_(std::move(core)) {}

}  // namespace weir
