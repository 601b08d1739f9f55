// SPDX-License-Identifier: MIT
#include "local/internal/read_path.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/later.h"
#include "local/internal/world.h"
#include "local/internal/write_path.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/service/exception.h"
#include "weir/service/sequence_number_use.h"

namespace weir::local_internal {
namespace {

using kinesis::ShardIteratorType;

// Before the record of `next`, whether or not that is there yet.
Position PositionBefore(SequenceNumber next) {
  // The engine looks for a number that a record has, and the next one has none yet.
  if (next.value == 0) return Position::TrimHorizon();
  return Position::AfterSequenceNumber({.value = next.value - 1});
}

// Batches of one shard, each beside the cursor that read it. A batch is good until the next
// call on its cursor, of which there is none: a cursor that moves takes its pin along.
class BatchSource final : public kinesis::RecordSource {
 public:
  void Add(Cursor cursor, const Batch& batch) {
    cursors_.push_back(std::move(cursor));
    batches_.push_back(batch);
    size_ += batch.size();
  }

  std::size_t size() const override { return size_; }
  std::unique_ptr<Walk> Begin() const override { return std::make_unique<Decoder>(batches_); }

 private:
  class Decoder final : public Walk {
   public:
    explicit Decoder(std::span<const Batch> batches) : batches_(batches) { EnterBatch(); }

    std::span<const RecordView> Next() override {
      std::size_t count = 0;
      while (count == 0 && !batches_.empty()) {
        // A copy, which no write of a view could change.
        log_internal::FrameRange frames = frames_;
        while (count < views_.size() && !frames.empty()) {
          if (frames.TakeFront(views_[count])) ++count;
        }
        frames_ = frames;
        if (!frames.empty()) break;
        batches_ = batches_.subspan(1);
        EnterBatch();
      }
      return std::span(views_).first(count);
    }

   private:
    void EnterBatch() {
      if (!batches_.empty()) frames_ = batches_.front().frames();
    }

    std::span<const Batch> batches_;
    log_internal::FrameRange frames_;
    // Few, so that what is done to these goes on while the next frames' headers come: with
    // 64, reading a page took 1.8 times a cursor's time, and takes 1.3 times.
    std::array<RecordView, 4> views_;
  };

  std::vector<Cursor> cursors_;
  std::vector<Batch> batches_;
  std::size_t size_ = 0;
};

absl::Status Failure(const absl::Status& status) {
  return KinesisError(KinesisException::kInternalFailure,
                      Concat("Internal Service Failure: ", FromAbsl(status.message())));
}

absl::Status Throttled(const LocalStream& stream, const LocalShard& shard,
                       const GateVerdict& verdict) {
  return WithRetryAfter(KinesisError(KinesisException::kProvisionedThroughputExceeded,
                                     RateExceededText(stream, shard.shard_id)),
                        verdict.retry_after_nanos);
}

// The engine's words for one of the two limits, if it is on.
Limits ReadCallsLimit(const KinesisLimits& limits) {
  if (limits.read_calls.mode == LimitMode::kOff) return {};
  return {.read_calls = limits.read_calls.rate};
}
Limits ReadBytesLimit(const KinesisLimits& limits) {
  if (limits.read_bytes.mode == LimitMode::kOff) return {};
  return {.read_bytes = limits.read_bytes.rate};
}

}  // namespace

absl::Status CheckStart(const StartOfRead& start, std::int64_t now_nanos) {
  const bool needs_number = start.type == ShardIteratorType::kAtSequenceNumber ||
                            start.type == ShardIteratorType::kAfterSequenceNumber;
  if (start.type == ShardIteratorType::kAtTimestamp) {
    if (!start.timestamp.has_value()) {
      return KinesisError(KinesisException::kInvalidArgument,
                          "Must specify timestampInMillis parameter for iterator of type "
                          "AT_TIMESTAMP. Current request has no timestamp parameter.");
    }
    const std::int64_t at_millis = absl::ToUnixMillis(*start.timestamp);
    const std::int64_t now_millis = now_nanos / kNanosPerMilli;
    if (at_millis > now_millis) {
      return KinesisError(KinesisException::kInvalidArgument,
                          Concat("The timestampInMillis parameter cannot be greater than the "
                                 "currentTimestampInMillis. timestampInMillis: ",
                                 at_millis, ", currentTimestampInMillis: ", now_millis));
    }
    return absl::OkStatus();
  }
  if (needs_number == start.sequence_number.has_value()) return absl::OkStatus();
  return KinesisError(
      KinesisException::kInvalidArgument,
      Concat("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
             "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. "
             "Request specified ",
             WordOf(start.type), " and ", start.sequence_number.has_value() ? "also a" : "no",
             " StartingSequenceNumber."));
}

absl::StatusOr<SequenceNumber> ResolveStart(LocalStream& stream, LocalShard& shard,
                                            const StartOfRead& start) {
  Position position = Position::TrimHorizon();
  switch (start.type) {
    case ShardIteratorType::kTrimHorizon:
      break;
    case ShardIteratorType::kLatest:
      position = Position::Latest();
      break;
    case ShardIteratorType::kAtTimestamp:
      // Kinesis knows milliseconds.
      position = Position::AtTimestamp(absl::FromUnixMillis(absl::ToUnixMillis(*start.timestamp)));
      break;
    case ShardIteratorType::kAtSequenceNumber:
    case ShardIteratorType::kAfterSequenceNumber: {
      const bool is_at = start.type == ShardIteratorType::kAtSequenceNumber;
      absl::StatusOr<SequenceNumber> next = ResolveStartingSequenceNumber(
          *start.sequence_number, is_at ? SequenceNumberSide::kAt : SequenceNumberSide::kAfter,
          shard.numbering, stream.Place());
      if (!next.ok()) return next;
      // Of a number beyond the last, as a closed shard's end, nothing is left.
      absl::StatusOr<Cursor> tip = stream.engine.OpenCursor(shard.shard_id, Position::Latest());
      if (!tip.ok()) return Failure(tip.status());
      return std::min(*next, tip->next_sequence_number());
    }
  }
  const absl::StatusOr<Cursor> cursor = stream.engine.OpenCursor(shard.shard_id, position);
  if (!cursor.ok()) return Failure(cursor.status());
  return cursor->next_sequence_number();
}

absl::Status CountIteratorCall(LocalStream& stream, LocalShard& shard, std::int64_t now_nanos) {
  World& world = stream.world;
  const RateLimit& limit = world.options.limits.iterator_calls;
  if (limit.mode == LimitMode::kOff || !limit.rate.IsLimited()) return absl::OkStatus();
  const GateVerdict verdict =
      shard.iterator_calls.Take(limit.rate, 1, now_nanos - world.epoch_nanos);
  if (verdict.IsAdmitted() || !world.Exceeds(KinesisLimit::kIteratorCalls, limit.mode)) {
    return absl::OkStatus();
  }
  return Throttled(stream, shard, verdict);
}

absl::Status AdmitRead(LocalStream& stream, LocalShard& shard, std::int64_t now_nanos) {
  World& world = stream.world;
  const KinesisLimits& limits = world.options.limits;
  const std::int64_t at_nanos = now_nanos - world.epoch_nanos;
  const std::int64_t penalty_nanos = shard.read_penalty.until_nanos() - now_nanos;
  if (penalty_nanos > 0 && world.Exceeds(KinesisLimit::kReadBytes, limits.read_bytes.mode)) {
    return Throttled(stream, shard, {.retry_after_nanos = penalty_nanos});
  }
  // What flowed in by now is what ChargeRead() takes from. A bucket that is empty has its
  // penalty, so only calls may refuse.
  shard.read_quota.Admit(ReadBytesLimit(limits), ReaderKind::kDedicated, at_nanos);
  const GateVerdict verdict =
      shard.read_quota.Admit(ReadCallsLimit(limits), ReaderKind::kShared, at_nanos);
  if (verdict.IsAdmitted()) return absl::OkStatus();
  if (!world.Exceeds(KinesisLimit::kReadCalls, limits.read_calls.mode)) return absl::OkStatus();
  return Throttled(stream, shard, verdict);
}

void ChargeRead(LocalStream& stream, LocalShard& shard, std::uint64_t bytes,
                std::int64_t now_nanos) {
  const RateLimit& limit = stream.world.options.limits.read_bytes;
  if (limit.mode == LimitMode::kOff || !limit.rate.IsLimited()) return;
  // What is only observed takes nothing that the limit would have refused.
  if (limit.mode == LimitMode::kObserve && shard.read_penalty.until_nanos() > now_nanos) return;
  const Limits read = ReadBytesLimit(stream.world.options.limits);
  shard.read_quota.Charge(read, bytes);
  const std::int64_t at_nanos = now_nanos - stream.world.epoch_nanos;
  const GateVerdict verdict = shard.read_quota.Admit(read, ReaderKind::kDedicated, at_nanos);
  if (verdict.IsAdmitted()) return;
  // What was read flows in again only then, later if others read at once; and where there
  // was not enough, Kinesis refuses for a second.
  const std::int64_t inflow_nanos =
      RateGate::NanosUntil(limit.rate, static_cast<std::int64_t>(bytes));
  const std::int64_t penalty_nanos =
      std::max({kNanosPerSecond, inflow_nanos, verdict.retry_after_nanos});
  shard.read_penalty.Extend(Later(now_nanos, penalty_nanos));
}

ShardIteratorToken TokenOf(const LocalStream& stream, const LocalShard& shard, SequenceNumber next,
                           std::int64_t now_nanos) {
  return {.account_id = stream.arn.account_id,
          .region = stream.arn.region,
          .stream_name = stream.arn.stream_name,
          .stream_number = stream.number,
          .shard_id = shard.shard_id,
          .next = next,
          .created_millis = now_nanos / kNanosPerMilli};
}

absl::StatusOr<Cursor> OpenCursorBefore(LocalStream& stream, LocalShard& shard,
                                        SequenceNumber next) {
  std::optional<Cursor> kept = shard.cursors.Take(next);
  if (kept.has_value()) return *std::move(kept);
  absl::StatusOr<Cursor> cursor = stream.engine.OpenCursor(shard.shard_id, PositionBefore(next));
  if (cursor.ok()) return cursor;
  // Another run, with the same key for its tokens, had put more into its stream.
  if (absl::IsInvalidArgument(cursor.status())) {
    return KinesisError(KinesisException::kInvalidArgument, "Invalid ShardIterator.");
  }
  return Failure(cursor.status());
}

absl::StatusOr<ShardReading> ReadOn(const LocalStream& stream, const LocalShard& shard,
                                    Cursor& cursor, const ReadAmount& amount) {
  ShardReading reading;
  // Each holds what it read last: a batch ends where a segment of memory ends.
  auto source = std::make_shared<BatchSource>();
  for (;;) {
    const std::int64_t records_left =
        amount.records_max - static_cast<std::int64_t>(source->size());
    const std::int64_t bytes_left = amount.bytes_max - static_cast<std::int64_t>(reading.bytes);
    if (records_left == 0 || bytes_left <= 0) break;
    // So that somebody still stands here if what comes next does not fit.
    std::optional<Cursor> here;
    if (source->size() > 0) {
      absl::StatusOr<Cursor> fork = cursor.Fork();
      if (!fork.ok()) return Failure(fork.status());
      here = *std::move(fork);
    }
    const Batch batch = cursor.Read(
        {.records_max = static_cast<std::int32_t>(records_left), .bytes_max = bytes_left});
    // The engine lets one record through that is too large for what is left. It comes with
    // the next read.
    if (here.has_value() && static_cast<std::int64_t>(batch.bytes()) > bytes_left) {
      cursor = *std::move(here);
      break;
    }
    reading.millis_behind_latest = batch.millis_behind_latest();
    reading.is_at_end =
        batch.code() == ReadCode::kEndOfShard || batch.code() == ReadCode::kEndOfStream;
    reading.next = cursor.next_sequence_number();
    if (batch.empty()) break;
    reading.bytes += batch.bytes();
    absl::StatusOr<Cursor> fork = cursor.Fork();
    if (!fork.ok()) return Failure(fork.status());
    source->Add(std::move(cursor), batch);
    cursor = *std::move(fork);
  }
  if (source->size() > 0) {
    reading.records =
        kinesis::RecordList(std::move(source), shard.numbering, stream.encryption_type);
  }
  return reading;
}

absl::StatusOr<ShardReading> ReadShard(LocalStream& stream, LocalShard& shard, SequenceNumber next,
                                       const ReadAmount& amount) {
  absl::StatusOr<Cursor> cursor = OpenCursorBefore(stream, shard, next);
  if (!cursor.ok()) return cursor.status();
  absl::StatusOr<ShardReading> reading = ReadOn(stream, shard, *cursor, amount);
  if (reading.ok() && !reading->is_at_end) shard.cursors.Give(*std::move(cursor));
  return reading;
}

}  // namespace weir::local_internal
