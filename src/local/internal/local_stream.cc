// SPDX-License-Identifier: MIT
#include "local/internal/local_stream.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/later.h"
#include "local/internal/world.h"
#include "weir/base/check.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir::local_internal {

using kinesis::StreamStatus;

LocalShard* LocalStream::FindShard(ShardId shard_id, std::int64_t now_nanos) {
  if (shard_id.index >= shards.size()) return nullptr;
  LocalShard& shard = shards[shard_id.index];
  return IsExpired(shard, now_nanos) ? nullptr : &shard;
}

kinesis::Shard LocalStream::Describe(const LocalShard& shard) const {
  kinesis::Shard description = {
      .shard_id = shard.shard_id,
      .parent_shard_id = shard.parent_shard_id,
      .adjacent_parent_shard_id = shard.adjacent_parent_shard_id,
      .hash_key_range = shard.hash_key_range,
      .sequence_number_range = {.starting_sequence_number = shard.numbering.Start()}};
  if (shard.closed_nanos.has_value()) {
    description.sequence_number_range.ending_sequence_number =
        shard.numbering.End(*shard.closed_nanos);
  }
  return description;
}

std::vector<kinesis::ChildShard> LocalStream::ChildrenOf(const LocalShard& parent) const {
  std::vector<kinesis::ChildShard> children;
  for (const std::uint32_t index : parent.children) {
    const LocalShard& shard = shards[index];
    kinesis::ChildShard child = {
        .shard_id = shard.shard_id, .parent_shards = {}, .hash_key_range = shard.hash_key_range};
    for (const std::optional<ShardId>& of :
         {shard.parent_shard_id, shard.adjacent_parent_shard_id}) {
      if (of.has_value()) child.parent_shards.push_back(*of);
    }
    children.push_back(std::move(child));
  }
  return children;
}

absl::Status LocalStream::RequireActive() const {
  if (status == StreamStatus::kActive) return absl::OkStatus();
  return KinesisError(KinesisException::kResourceInUse,
                      Concat("Stream ", arn.stream_name, " under account ", arn.account_id,
                             " not ACTIVE, instead in state ", WordOf(status)));
}

absl::Status LocalStream::RequireNotDeleting() const {
  return status == StreamStatus::kDeleting ? RequireActive() : absl::OkStatus();
}

void LocalStream::SettleAt(std::int64_t now_nanos) {
  consumers.SettleAt(now_nanos);
  if (engine.shard_count() != shards.size()) LearnShards(now_nanos);
  // In the order of time: what happens first decides upon what comes then.
  while (now_nanos >= std::min(status_due_nanos, on_demand_due_nanos)) {
    if (status_due_nanos <= on_demand_due_nanos) {
      SettleStatus();
    } else {
      ScaleOnDemand(*this, std::min(now_nanos, status_due_nanos));
    }
  }
}

void LocalStream::SettleStatus() {
  const std::int64_t due_nanos = status_due_nanos;
  if (when_due) when_due(due_nanos);
  if (status_due_nanos > due_nanos) return;
  status_due_nanos = kNotDue;
  when_due = nullptr;
  if (status != StreamStatus::kDeleting) {
    status = StreamStatus::kActive;
    return;
  }
  StopOnDemand(*this);
  is_gone = true;
  consumers.DeleteAll(due_nanos, 0);
  engine.Close();
}

void LocalStream::UpdateThen(std::int64_t now_nanos, std::function<void(std::int64_t)> change) {
  status = StreamStatus::kUpdating;
  when_due = std::move(change);
  status_due_nanos =
      Later(now_nanos, absl::ToInt64Nanoseconds(world.options.state_durations.stream_updating));
  SettleAt(now_nanos);
}

void LocalStream::KeepFor(std::int32_t hours, std::int64_t now_nanos) {
  const bool is_kept = engine.SetRetentionPeriod(absl::Hours(hours)).ok();
  WEIR_CHECK(is_kept, "the engine keeps records as long as the contract may ask for");
  horizon_floor_nanos = HorizonNanos(now_nanos);
  kept_hours = hours;
}

void LocalStream::CountShards() {
  account.CountShards(open_shard_count - counted_shard_count);
  counted_shard_count = open_shard_count;
}

void LocalStream::LearnShards(std::int64_t at_nanos) {
  for (const ShardDescription& description : engine.ListShards()) {
    if (description.shard_id.index < shards.size()) continue;
    if (!description.parent_shard_id.has_value()) continue;
    LocalShard& parent = shards[description.parent_shard_id->index];
    LocalShard* const adjacent = description.adjacent_parent_shard_id.has_value()
                                     ? &shards[description.adjacent_parent_shard_id->index]
                                     : nullptr;
    // All memory first, so that what an exception ends has not begun.
    for (LocalShard* const old : {&parent, adjacent}) {
      if (old != nullptr) old->children.reserve(old->children.size() + 1);
    }
    for (LocalShard* const old : {&parent, adjacent}) {
      if (old == nullptr || !old->IsOpen()) continue;
      old->closed_nanos = at_nanos;
      --open_shard_count;
    }
    shards.emplace_back(
        description,
        adjacent != nullptr
            ? ShardNumbering::OfMerge(description.shard_id, parent.numbering, adjacent->numbering,
                                      at_nanos)
            : ShardNumbering::OfSplit(description.shard_id, parent.numbering, at_nanos),
        at_nanos);
    for (LocalShard* const old : {&parent, adjacent}) {
      if (old != nullptr) old->children.push_back(description.shard_id.index);
    }
    ++open_shard_count;
  }
  CountShards();
}

void LocalStream::LearnFirstShards(std::int64_t now_nanos,
                                   std::optional<std::int64_t> create_seconds_before) {
  for (const ShardDescription& description : engine.ListShards()) {
    shards.emplace_back(description,
                        ShardNumbering::OfNewStream(
                            description.shard_id, {.now_nanos = now_nanos,
                                                   .create_seconds_before = create_seconds_before}),
                        now_nanos);
    ++open_shard_count;
  }
  counted_shard_count = open_shard_count;
}

}  // namespace weir::local_internal
