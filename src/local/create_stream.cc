// SPDX-License-Identifier: MIT
//
// CreateStream makes a stream, which is CREATING for a while and then ACTIVE.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/later.h"
#include "local/internal/open_stream.h"
#include "local/internal/stream_limits.h"
#include "local/internal/tagging.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/local/local_kinesis.h"
#include "weir/model/hash_key_range.h"
#include "weir/model/record.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using kinesis::StreamMode;
using kinesis::StreamStatus;
using local_internal::Account;
using local_internal::LocalStream;
using local_internal::World;

// What a request asks for, with what it leaves out.
struct Wanted {
  StreamMode mode = StreamMode::kProvisioned;
  std::int32_t shard_count = 0;
  std::int32_t warm_throughput_mibps = 0;
};

absl::StatusOr<Wanted> CheckMode(const kinesis::CreateStreamRequest& request) {
  Wanted wanted;
  if (request.stream_mode_details.has_value()) {
    wanted.mode = *request.stream_mode_details->stream_mode->known();
  }
  if (wanted.mode == StreamMode::kOnDemand) {
    if (request.shard_count.has_value()) {
      return KinesisError(KinesisException::kValidation,
                          "ShardCount must not be provided for ON_DEMAND mode streams.");
    }
    wanted.warm_throughput_mibps = request.warm_throughput_mibps.value_or(0);
    wanted.shard_count = local_internal::OnDemandShardCount(wanted.warm_throughput_mibps);
    if (wanted.shard_count > std::int32_t{kShardCountMax}) {
      return KinesisError(
          KinesisException::kInvalidArgument,
          Concat("WarmThroughputMiBps is ", wanted.warm_throughput_mibps, "; a stream has ",
                 kShardCountMax, " shards at most, which take 1 MiB/s each."));
    }
    return wanted;
  }
  if (!request.shard_count.has_value()) {
    return KinesisError(KinesisException::kValidation,
                        "ShardCount must be provided for PROVISIONED mode streams.");
  }
  if (request.warm_throughput_mibps.has_value()) {
    return KinesisError(KinesisException::kValidation,
                        "WarmThroughputMiBps must not be provided for PROVISIONED mode streams.");
  }
  wanted.shard_count = *request.shard_count;
  if (wanted.shard_count > std::int32_t{kShardCountMax}) {
    return KinesisError(KinesisException::kInvalidArgument,
                        Concat("ShardCount is ", wanted.shard_count, "; a stream has ",
                               kShardCountMax, " shards at most."));
  }
  return wanted;
}

absl::StatusOr<Stream> MakeEngine(const World& world, std::string_view name,
                                  std::int32_t shard_count) {
  absl::StatusOr<Stream> engine =
      Stream::Create({.name = std::string(name),
                      .shard_count = static_cast<std::uint32_t>(shard_count),
                      .key_hash = world.options.key_hash,
                      .retention_period = absl::Hours(24),
                      .record_bytes_max = kRecordBytesLimit,
                      .memory_bytes_max = world.options.stream_memory_bytes_max,
                      .clock = world.options.clock});
  if (engine.ok()) return engine;
  // The request was checked, so this is memory.
  return KinesisError(KinesisException::kInternalFailure,
                      Concat("Internal Service Failure: ", FromAbsl(engine.status().message())));
}

// Shards that an account counts, unless no stream comes of them.
class ShardReservation {
 public:
  ShardReservation(Account& account, std::int32_t shard_count)
      : account_(account), shard_count_(shard_count) {}
  ShardReservation(const ShardReservation&) = delete;
  ShardReservation& operator=(const ShardReservation&) = delete;
  ~ShardReservation() { account_.CountShards(-std::int64_t{shard_count_}); }

  // They are a stream's.
  void Keep() { shard_count_ = 0; }

 private:
  Account& account_;
  std::int32_t shard_count_;
};

}  // namespace

absl::Status LocalKinesis::CreateStream(const kinesis::CreateStreamRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  Account& account = *account_;
  World& world = *world_;
  status = account.CountCall(KinesisOperation::kCreateStream, world.clock.NowNanos());
  if (!status.ok()) return status;
  const absl::StatusOr<Wanted> wanted = CheckMode(request);
  if (!wanted.ok()) return wanted.status();
  if (request.tags.has_value()) {
    status = local_internal::CheckTags(
        *request.tags, {.name = *request.stream_name, .account_id = account.account_id});
    if (!status.ok()) return status;
  }
  // Of streams whose deletion is over nothing counts any more.
  local_internal::SettleAll(account);

  const std::lock_guard lock(account.mutex);
  const std::string name(*request.stream_name);
  if (account.streams.contains(name)) {
    return KinesisError(
        KinesisException::kResourceInUse,
        Concat("Stream ", name, " under account ", account.account_id, " already exists."));
  }
  status = local_internal::CheckStreamLimits(account, wanted->mode);
  if (!status.ok()) return status;
  status = account.AddShards(wanted->shard_count);
  if (!status.ok()) return status;
  ShardReservation reservation(account, wanted->shard_count);
  absl::StatusOr<Stream> engine = MakeEngine(world, name, wanted->shard_count);
  if (!engine.ok()) return engine.status();
  const std::int64_t now_nanos = world.clock.NowNanos();
  auto stream =
      std::make_shared<LocalStream>(world, account,
                                    StreamArn{.partition = account.partition,
                                              .region = account.region,
                                              .account_id = account.account_id,
                                              .stream_name = name},
                                    world.NextStreamNumber(), *std::move(engine), now_nanos);
  const std::lock_guard stream_lock(stream->mutex);
  stream->mode = wanted->mode;
  stream->warm_throughput_mibps = wanted->warm_throughput_mibps;
  stream->max_record_size_in_kib = request.max_record_size_in_kib.value_or(1024);
  if (request.tags.has_value()) stream->tags = *request.tags;
  const auto before = account.create_seconds_before.find(name);
  stream->LearnFirstShards(now_nanos, before != account.create_seconds_before.end()
                                          ? std::optional(before->second)
                                          : std::nullopt);
  if (wanted->mode == StreamMode::kOnDemand) {
    local_internal::StartOnDemand(*stream, now_nanos, /*are_needed=*/false);
  }
  stream->status_due_nanos = local_internal::Later(
      now_nanos, absl::ToInt64Nanoseconds(world.options.state_durations.stream_creating));
  stream->SettleAt(now_nanos);
  account.streams.emplace(name, std::move(stream));
  reservation.Keep();
  return absl::OkStatus();
}

}  // namespace weir
