// SPDX-License-Identifier: MIT
//
// MergeShards makes one shard of two neighbours.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "local/internal/reshard.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::OwnedStream;

absl::Status CheckAdjacent(const LocalStream& stream, const LocalShard& shard,
                           const LocalShard& adjacent) {
  if (shard.hash_key_range.IsAdjacentBefore(adjacent.hash_key_range)) return absl::OkStatus();
  return KinesisError(
      KinesisException::kInvalidArgument,
      Concat("Shards ", shard.shard_id.ToString(), " and ", adjacent.shard_id.ToString(),
             " in stream ", stream.arn.stream_name, " under account ", stream.arn.account_id,
             " are not an adjacent pair of shards eligible for merging"));
}

}  // namespace

absl::Status LocalKinesis::MergeShards(const kinesis::MergeShardsRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  absl::StatusOr<OwnedStream> stream = local_internal::OpenAlone(
      *account_, KinesisOperation::kMergeShards, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  const absl::StatusOr<LocalShard*> shard =
      local_internal::FindShardToChange(state, *request.shard_to_merge, stream->now_nanos);
  if (!shard.ok()) return shard.status();
  const absl::StatusOr<LocalShard*> adjacent =
      local_internal::FindShardToChange(state, *request.adjacent_shard_to_merge, stream->now_nanos);
  if (!adjacent.ok()) return adjacent.status();
  status = local_internal::RequireProvisioned(state, KinesisOperation::kMergeShards);
  if (status.ok()) status = CheckAdjacent(state, **shard, **adjacent);
  if (status.ok()) status = local_internal::RequireOpen(state, **shard);
  if (status.ok()) status = local_internal::RequireOpen(state, **adjacent);
  if (status.ok()) status = state.RequireActive();
  if (!status.ok()) return status;
  const MergeShardsRequest merge = {.shard_to_merge = (*shard)->shard_id,
                                    .adjacent_shard_to_merge = (*adjacent)->shard_id};
  local_internal::ShardRoom room(state);
  return local_internal::ReshardThen(state, stream->now_nanos, room, [merge](Stream& engine) {
    return engine.MergeShards(merge).status();
  });
}

}  // namespace weir
