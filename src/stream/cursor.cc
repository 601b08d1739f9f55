// SPDX-License-Identifier: MIT
#include "weir/stream/cursor.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/stream/internal/shard_read.h"
#include "weir/stream/internal/wait.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using stream_internal::Obstacle;
using stream_internal::Shard;
using stream_internal::ShardReader;
using stream_internal::ShardReadState;
using stream_internal::StreamCore;

absl::Status DescribeRead(const Batch::Parts& parts) {
  switch (parts.code) {
    case ReadCode::kThrottled:
      return WithRetryAfter(
          WithKinesisException(
              ResourceExhausted(Concat("Rate exceeded for shard ", parts.shard_id.ToString(),
                                       ": readable in ", parts.retry_after_nanos, " ns")),
              "ProvisionedThroughputExceededException"),
          parts.retry_after_nanos);
    case ReadCode::kMemoryExhausted:
      return ResourceExhausted("no memory for the shards that come after " +
                               parts.shard_id.ToString());
    case ReadCode::kStreamDestroyed:
      return WithKinesisException(FailedPrecondition("the stream of this cursor was destroyed"),
                                  "ResourceNotFoundException");
    case ReadCode::kOk:
    case ReadCode::kUnfinishedClaim:
    case ReadCode::kEndOfShard:
    case ReadCode::kEndOfStream:
      break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Batch::status() const {
  return base_internal::OrOutOfMemory([this] { return DescribeRead(parts_); });
}

absl::StatusOr<Cursor> Stream::OpenCursor(ShardId shard_id, const Position& position,
                                          const CursorOptions& options) {
  return base_internal::OrOutOfMemory([&]() -> absl::StatusOr<Cursor> {
    StreamCore& core = *core_;
    Shard* const shard = core.map.Find(shard_id.index);
    if (shard == nullptr) {
      return WithKinesisException(
          NotFound(Concat("Could not find shard ", shard_id.ToString(), " in stream ", name())),
          "ResourceNotFoundException");
    }
    std::shared_ptr<stream_internal::ShardReadQuota> quota;
    if (options.consumer != nullptr) {
      absl::Status status = CheckConsumer(*options.consumer);
      if (!status.ok()) return status;
      quota = stream_internal::QuotaOf(*options.consumer, *shard);
    }
    Pin* const pin = core.pool.pins().Acquire();
    if (pin == nullptr) return ResourceExhausted("no memory for a cursor");
    // The cursor gives the pin back, however this ends.
    Cursor cursor(core_, shard, std::move(quota), pin, LogPosition());
    const absl::StatusOr<LogPosition> at = stream_internal::Locate(core, *pin, *shard, position);
    if (!at.ok()) return at.status();
    cursor.position_ = *at;
    return cursor;
  });
}

Cursor::Cursor(std::shared_ptr<StreamCore> core, Shard* shard,
               std::shared_ptr<stream_internal::ShardReadQuota> dedicated_quota, Pin* pin,
               const LogPosition& position)
    : core_(std::move(core)),
      shard_(shard),
      dedicated_quota_(std::move(dedicated_quota)),
      pin_(pin),
      position_(position) {}

Cursor::Cursor(Cursor&&) noexcept = default;

Cursor& Cursor::operator=(Cursor&& other) noexcept {
  std::swap(core_, other.core_);
  std::swap(shard_, other.shard_);
  std::swap(dedicated_quota_, other.dedicated_quota_);
  std::swap(pin_, other.pin_);
  std::swap(position_, other.position_);
  std::swap(refused_until_nanos_, other.refused_until_nanos_);
  return *this;
}

Cursor::~Cursor() {
  if (core_ == nullptr) return;
  core_->pool.pins().Release(pin_);
  core_->pool.Sweep();
}

Batch Cursor::Read(const ReadOptions& options) {
  if (core_->end.IsDestroyed()) {
    Release();
    Batch::Parts parts;
    parts.code = ReadCode::kStreamDestroyed;
    parts.shard_id = shard_id();
    return Batch(parts);
  }
  ShardReadState state{shard_, dedicated_quota_ != nullptr ? &dedicated_quota_->quota : nullptr,
                       position_};
  const Batch::Parts parts = stream_internal::ReadShard(*core_, *pin_, state, options,
                                                        stream_internal::ReadScope::kOneShard);
  position_ = state.position;
  refused_until_nanos_ = state.refused_until_nanos;
  return Batch(parts);
}

bool Cursor::Wait(absl::Duration timeout) {
  const auto is_held_back = [this] {
    return stream_internal::IsHeldBack(*core_, refused_until_nanos_);
  };
  return stream_internal::WaitOn(
      shard_->log.parking_spot(), stream_internal::DeadlineAfter(timeout),
      [&] {
        return core_->end.IsDestroyed() ||
               (!is_held_back() && ShardReader::IsReadable(shard_->log, *pin_, position_));
      },
      [&] {
        if (!ShardReader::HasNewsBeforeSleep(shard_->log, position_)) {
          return Obstacle::kNothingThere;
        }
        return is_held_back() ? Obstacle::kReadLimit : Obstacle::kClaim;
      });
}

bool Cursor::Wait(absl::Time deadline) { return Wait(deadline - absl::Now()); }

Lag Cursor::Lag() {
  ShardReadState state{shard_, nullptr, position_};
  const weir::Lag lag = stream_internal::LagOf(*core_, *pin_, state);
  position_ = state.position;
  return lag;
}

SequenceNumber Cursor::next_sequence_number() const {
  const std::uint64_t next = position_.totals.records;
  return SequenceNumber{next > position_.start_sequence ? next : position_.start_sequence};
}

ShardId Cursor::shard_id() const { return ShardId{shard_->lineage.index}; }

std::vector<ChildShard> Cursor::ChildShards() const {
  return stream_internal::ChildrenOf(*core_, *shard_);
}

absl::StatusOr<Cursor> Cursor::Fork() const {
  return base_internal::OrOutOfMemory([this]() -> absl::StatusOr<Cursor> {
    Pin* const pin = core_->pool.pins().Acquire();
    if (pin == nullptr) return ResourceExhausted("no memory for a cursor");
    Cursor fork(core_, shard_, dedicated_quota_, pin, position_);
    fork.refused_until_nanos_ = refused_until_nanos_;
    return fork;
  });
}

void Cursor::Release() {
  pin_->Clear();
  core_->pool.Sweep();
}

}  // namespace weir
