// SPDX-License-Identifier: MIT
//
// UpdateShardCount splits and merges until as many shards as are wanted divide the hash keys
// evenly.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/daily_count.h"
#include "local/internal/open_stream.h"
#include "local/internal/reshard.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/model/hash_key_range.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using local_internal::LocalStream;
using local_internal::OwnedStream;
using local_internal::World;

absl::Status Exceeded(std::string_view sentence, std::int32_t open, std::int32_t target) {
  return KinesisError(
      KinesisException::kLimitExceeded,
      Concat(sentence, " Current open shard count: ", open, " Target shard count: ", target));
}

// LimitExceededException if the stream may not have `target` shards after those it has.
absl::Status CheckStep(const LocalStream& stream, std::int32_t target) {
  World& world = stream.world;
  const LimitMode mode = world.options.limits.shard_count_step;
  const std::int64_t open = stream.open_shard_count;
  if (target > static_cast<std::int32_t>(kShardCountMax)) {
    return Exceeded(Concat("Target shard count or number of open shards cannot be greater than ",
                           kShardCountMax, "."),
                    stream.open_shard_count, target);
  }
  if (mode == LimitMode::kOff) return absl::OkStatus();
  if (target > 2 * open && world.Exceeds(KinesisLimit::kShardCountStep, mode)) {
    return Exceeded("UpdateShardCount cannot scale up over double your current open shard count.",
                    stream.open_shard_count, target);
  }
  if (2 * std::int64_t{target} < open && world.Exceeds(KinesisLimit::kShardCountStep, mode)) {
    return Exceeded("UpdateShardCount cannot scale down below half your current open shard count.",
                    stream.open_shard_count, target);
  }
  return absl::OkStatus();
}

// LimitExceededException if it was done often enough in the last 24 hours; else it counts.
absl::Status CountUpdate(LocalStream& stream, std::int64_t now_nanos) {
  const CountLimit& limit = stream.world.options.limits.shard_count_updates;
  if (local_internal::CountDaily(stream.world, KinesisLimit::kShardCountUpdates, limit,
                                 stream.shard_count_updates_nanos, now_nanos)) {
    return absl::OkStatus();
  }
  return KinesisError(KinesisException::kLimitExceeded,
                      Concat("The shard count of stream ", stream.arn.stream_name,
                             " under account ", stream.arn.account_id, " was updated ", limit.max,
                             " times within 24 hours, which is the limit."));
}

}  // namespace

absl::StatusOr<kinesis::UpdateShardCountResult> LocalKinesis::UpdateShardCount(
    const kinesis::UpdateShardCountRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  // Of merges and deletions that are over nothing counts any more.
  local_internal::SettleAll(*account_);
  absl::StatusOr<OwnedStream> stream = local_internal::OpenAlone(
      *account_, KinesisOperation::kUpdateShardCount, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  const std::int32_t target = *request.target_shard_count;
  const std::int32_t current = state.open_shard_count;
  status = local_internal::RequireProvisioned(state, KinesisOperation::kUpdateShardCount);
  if (status.ok()) status = state.RequireActive();
  if (status.ok()) status = CheckStep(state, target);
  local_internal::ShardRoom room(state);
  if (status.ok() && target > current) status = room.Take(target - current);
  if (status.ok()) status = CountUpdate(state, stream->now_nanos);
  if (!status.ok()) return status;
  kinesis::UpdateShardCountResult result = {.stream_name = state.arn.stream_name,
                                            .stream_arn = state.arn.ToString(),
                                            .current_shard_count = current,
                                            .target_shard_count = target};
  status = local_internal::ReshardThen(state, stream->now_nanos, room, [target](Stream& engine) {
    return engine.UpdateShardCount(static_cast<std::uint32_t>(target));
  });
  if (!status.ok()) return status;
  return result;
}

}  // namespace weir
