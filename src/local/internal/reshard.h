// SPDX-License-Identifier: MIT
//
// What the operations share that split and merge shards: which shard they mean, whether
// it may be changed, and what becomes of a change for which no memory is had.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/local_stream.h"
#include "weir/service/kinesis_operation.h"
#include "weir/stream/stream.h"

namespace weir::local_internal {

// The shard that `text` means, open or closed: ResourceNotFoundException.
absl::StatusOr<LocalShard*> FindShardToChange(LocalStream& stream, std::string_view text,
                                              std::int64_t now_nanos);

// InvalidArgumentException if it is closed.
absl::Status RequireOpen(const LocalStream& stream, const LocalShard& shard);

// ValidationException if the stream is of the on-demand mode, whose shards are Kinesis's.
absl::Status RequireProvisioned(const LocalStream& stream, KinesisOperation operation);
// ValidationException if it is not.
absl::Status RequireOnDemand(const LocalStream& stream, KinesisOperation operation);

// Room among the account's shards for those that a change is going to open, until it is
// kept or goes out of scope.
class ShardRoom {
 public:
  explicit ShardRoom(LocalStream& stream) : stream_(stream) {}
  ShardRoom(const ShardRoom&) = delete;
  ShardRoom& operator=(const ShardRoom&) = delete;
  ~ShardRoom();

  // LimitExceededException if there is not as much.
  absl::Status Take(std::int32_t shard_count);
  // It is the stream's.
  void Keep();

 private:
  LocalStream& stream_;
  std::int32_t taken_ = 0;
};

// Does it, or nothing: the engine's error is then want of memory.
using EngineChange = std::function<absl::Status(Stream& engine)>;

// UPDATING, and then `change`, for which there is `room`. A change that is made at once and
// finds no memory has not begun: InternalFailureException, and the stream is as it was. One
// that finds none later was promised: the stream stays UPDATING, and the change is tried
// again a second later.
//
// `then`, if there is one, is called when the stream has its new shards, and again if it
// throws.
absl::Status ReshardThen(LocalStream& stream, std::int64_t now_nanos, ShardRoom& room,
                         EngineChange change, std::function<void(std::int64_t)> then = nullptr);

// Takes back what is said of a change to come, unless the stream is UPDATING at the end of the
// scope: then it has begun.
class AnnouncedChange {
 public:
  explicit AnnouncedChange(LocalStream& stream) : stream_(stream) {}
  AnnouncedChange(const AnnouncedChange&) = delete;
  AnnouncedChange& operator=(const AnnouncedChange&) = delete;
  ~AnnouncedChange();

 private:
  LocalStream& stream_;
};

// LimitExceededException if no stream takes as much.
absl::Status CheckWarmThroughput(const LocalStream& stream, std::int32_t warm_throughput_mibps);

// The same to have as many shards as take `warm_throughput_mibps`, which divide the hash keys
// evenly unless there are enough.
absl::Status WarmUpThen(LocalStream& stream, std::int64_t now_nanos,
                        std::int32_t warm_throughput_mibps, std::function<void(std::int64_t)> then);

}  // namespace weir::local_internal
