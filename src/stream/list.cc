// SPDX-License-Identifier: MIT
//
// What a stream tells of itself: its shards and its figures.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/mutex.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using stream_internal::kNoShard;
using stream_internal::Shard;
using stream_internal::StreamCore;

// What was closed before `horizon_nanos` is expired, as a record that arrived then.
ShardDescription Describe(const Shard& shard, std::int64_t horizon_nanos) {
  ShardDescription description;
  description.shard_id.index = shard.lineage.index;
  description.hash_key_range = shard.lineage.range;
  if (shard.lineage.parent != kNoShard) {
    description.parent_shard_id = ShardId{shard.lineage.parent};
  }
  if (shard.lineage.adjacent_parent != kNoShard) {
    description.adjacent_parent_shard_id = ShardId{shard.lineage.adjacent_parent};
  }
  if (!shard.log.IsClosed()) return description;
  const bool is_expired = shard.closed_nanos < horizon_nanos;
  description.state = is_expired ? ShardState::kExpired : ShardState::kClosed;
  const LogTotals totals = shard.log.Totals();
  if (totals.records > 0) {
    description.ending_sequence_number = SequenceNumber{totals.records - 1};
  }
  return description;
}

}  // namespace

std::vector<ShardDescription> Stream::ListShards() const {
  // Between two reshards and not in the midst of one: what is open divides the hash
  // keys.
  MutexLock lock(core_->reshard_mutex);
  const std::uint32_t count = core_->map.size();
  std::vector<ShardDescription> shards;
  shards.reserve(count);
  const std::int64_t horizon_nanos = core_->retention.HorizonNanos(core_->clock.NowNanos());
  for (std::uint32_t i = 0; i < count; ++i) {
    shards.push_back(Describe(*core_->map.At(i), horizon_nanos));
  }
  return shards;
}

std::uint32_t Stream::shard_count() const { return core_->map.size(); }

ShardId Stream::ShardFor(const HashKey& hash_key) const {
  return ShardId{core_->map.FindOpen(hash_key)->lineage.index};
}

absl::StatusOr<ShardStatistics> Stream::StatisticsOf(ShardId shard_id) const {
  const Shard* const shard = core_->map.Find(shard_id.index);
  if (shard != nullptr) return shard->Statistics();
  return base_internal::OrOutOfMemory([&] {
    return WithKinesisException(
        NotFound(Concat("Could not find shard ", shard_id.ToString(), " in stream ", name())),
        "ResourceNotFoundException");
  });
}

StreamStatistics Stream::Statistics() const {
  const StreamCore& core = *core_;
  StreamStatistics sum;
  const std::uint32_t count = core.map.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const ShardStatistics shard = core.map.At(i)->Statistics();
    sum.incoming_bytes += shard.incoming_bytes;
    sum.incoming_records += shard.incoming_records;
    sum.outgoing_bytes += shard.outgoing_bytes;
    sum.outgoing_records += shard.outgoing_records;
    sum.write_provisioned_throughput_exceeded += shard.write_provisioned_throughput_exceeded;
    sum.read_provisioned_throughput_exceeded += shard.read_provisioned_throughput_exceeded;
    sum.iterator_age_milliseconds =
        std::max(sum.iterator_age_milliseconds, shard.iterator_age_milliseconds);
  }
  sum.dropped_records = core.dropped_records.value();
  sum.memory_exhausted = core.memory_exhausted.value();
  sum.open_shard_count = core.map.open_count();
  sum.memory_bytes = core.pool.held_bytes();
  sum.detached_bytes = core.pool.detached_bytes();
  return sum;
}

}  // namespace weir
