// SPDX-License-Identifier: MIT
#include "local/internal/reshard.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/later.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

// A change until it has happened. An exception of its second step, for want of memory, has
// both run again; the engine's is not repeated.
struct Pending {
  void Run(LocalStream& stream, std::int64_t due_nanos) {
    if (!is_done) {
      absl::Status status = change(stream.engine);
      if (!status.ok() && is_at_once) {
        failure = std::move(status);
        return;
      }
      if (!status.ok()) {
        stream.status_due_nanos =
            Later(std::max(due_nanos, stream.world.clock.NowNanos()), kNanosPerSecond);
        return;
      }
      is_done = true;
    }
    stream.LearnShards(due_nanos);
    if (then) then(due_nanos);
  }

  EngineChange change;
  std::function<void(std::int64_t)> then;
  bool is_at_once = false;
  bool is_done = false;
  absl::Status failure;
};

}  // namespace

absl::StatusOr<LocalShard*> FindShardToChange(LocalStream& stream, std::string_view text,
                                              std::int64_t now_nanos) {
  const absl::StatusOr<ShardId> shard_id = ResolveShardId(text, stream.Place());
  if (!shard_id.ok()) return shard_id.status();
  LocalShard* const shard = stream.status == kinesis::StreamStatus::kCreating
                                ? nullptr
                                : stream.FindShard(*shard_id, now_nanos);
  if (shard == nullptr) return ShardNotFound(shard_id->ToString(), stream.Place());
  return shard;
}

absl::Status RequireOpen(const LocalStream& stream, const LocalShard& shard) {
  if (shard.IsOpen()) return absl::OkStatus();
  return KinesisError(
      KinesisException::kInvalidArgument,
      Concat("Shard ", shard.shard_id.ToString(), " in stream ", stream.arn.stream_name,
             " under account ", stream.arn.account_id,
             " has already been merged or split, and thus is not eligible for merging or "
             "splitting."));
}

absl::Status RequireOnDemand(const LocalStream& stream, KinesisOperation operation) {
  if (stream.mode == kinesis::StreamMode::kOnDemand) return absl::OkStatus();
  return KinesisError(
      KinesisException::kValidation,
      Concat(ToString(operation), " is for ON_DEMAND mode streams only; stream ",
             stream.arn.stream_name, " under account ", stream.arn.account_id, " is PROVISIONED."));
}

absl::Status RequireProvisioned(const LocalStream& stream, KinesisOperation operation) {
  if (stream.mode == kinesis::StreamMode::kProvisioned) return absl::OkStatus();
  return KinesisError(
      KinesisException::kValidation,
      Concat(ToString(operation), " is for PROVISIONED mode streams only; stream ",
             stream.arn.stream_name, " under account ", stream.arn.account_id, " is ON_DEMAND."));
}

ShardRoom::~ShardRoom() {
  if (taken_ > 0) stream_.account.CountShards(-taken_);
}

absl::Status ShardRoom::Take(std::int32_t shard_count) {
  absl::Status status = stream_.account.AddShards(shard_count);
  if (status.ok()) taken_ += shard_count;
  return status;
}

void ShardRoom::Keep() { stream_.counted_shard_count += std::exchange(taken_, 0); }

absl::Status ReshardThen(LocalStream& stream, std::int64_t now_nanos, ShardRoom& room,
                         EngineChange change, std::function<void(std::int64_t)> then) {
  auto pending = std::make_shared<Pending>();
  pending->change = std::move(change);
  pending->then = std::move(then);
  pending->is_at_once =
      stream.world.options.state_durations.stream_updating == absl::ZeroDuration();
  std::function<void(std::int64_t)> when_due = [&stream, pending](std::int64_t due_nanos) {
    pending->Run(stream, due_nanos);
  };
  room.Keep();
  stream.UpdateThen(now_nanos, std::move(when_due));
  if (pending->failure.ok()) return absl::OkStatus();
  stream.CountShards();
  return KinesisError(KinesisException::kInternalFailure,
                      Concat("Internal Service Failure: ", FromAbsl(pending->failure.message())));
}

AnnouncedChange::~AnnouncedChange() {
  if (stream_.status == kinesis::StreamStatus::kUpdating) return;
  stream_.next_mode.reset();
  stream_.next_warm_throughput_mibps.reset();
}

absl::Status CheckWarmThroughput(const LocalStream& stream, std::int32_t warm_throughput_mibps) {
  const std::int32_t max = OnDemandShardsMax(stream);
  if (warm_throughput_mibps <= max) return absl::OkStatus();
  return KinesisError(
      KinesisException::kLimitExceeded,
      Concat("WarmThroughputMiBps ", warm_throughput_mibps, " of stream ", stream.arn.stream_name,
             " under account ", stream.arn.account_id, " is more than a stream may have in ",
             stream.arn.region, ": ", max, "."));
}

absl::Status WarmUpThen(LocalStream& stream, std::int64_t now_nanos,
                        std::int32_t warm_throughput_mibps,
                        std::function<void(std::int64_t)> then) {
  // No account's limit is of shards that Kinesis makes.
  ShardRoom room(stream);
  return ReshardThen(
      stream, now_nanos, room,
      [count = static_cast<std::uint32_t>(warm_throughput_mibps)](Stream& engine) {
        if (engine.Statistics().open_shard_count >= count) return absl::OkStatus();
        return engine.UpdateShardCount(count);
      },
      std::move(then));
}

}  // namespace weir::local_internal
