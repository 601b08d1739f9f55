// SPDX-License-Identifier: MIT
#include "local/internal/shard_subscription.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "local/internal/later.h"
#include "local/internal/measure.h"
#include "local/internal/open_consumer.h"
#include "local/internal/read_path.h"
#include "local/internal/write_path.h"
#include "weir/base/concat.h"
#include "weir/model/limits.h"
#include "weir/quota/read_quota.h"
#include "weir/service/exception.h"
#include "weir/service/stream_address.h"

namespace weir::local_internal {

using kinesis::SubscribeToShardEvent;

namespace {

std::int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::int64_t LifeNanos() { return absl::ToInt64Nanoseconds(kinesis::kSubscriptionLife); }
std::int64_t SilenceNanos() { return absl::ToInt64Nanoseconds(kinesis::kSubscriptionSilenceMax); }

// The engine's words for the consumer's own limit.
Limits FanOutLimits(const World& world) {
  const RateLimit& limit = world.options.limits.fan_out_bytes;
  Limits limits;
  if (limit.mode == LimitMode::kEnforce) limits.read_bytes = limit.rate;
  return limits;
}

}  // namespace

absl::Status AnotherSubscription(const ConsumerArn& consumer, ShardId shard_id) {
  return KinesisError(KinesisException::kResourceInUse,
                      Concat("Another active subscription exists for this consumer: ",
                             consumer.stream.account_id, ":", consumer.stream.stream_name, ":",
                             shard_id.ToString(), ":", consumer.consumer_name));
}

ShardSubscription::ShardSubscription(std::weak_ptr<World> world, const LocalStream& stream,
                                     const LocalShard& shard,
                                     std::shared_ptr<LocalConsumer> consumer, Cursor cursor,
                                     std::int64_t now_nanos)
    : world_(std::move(world)),
      clock_(stream.world.clock),
      owner_(stream.account),
      stream_number_(stream.number),
      shard_id_(shard.shard_id),
      consumer_(std::move(consumer)),
      seat_(consumer_->shards[shard.shard_id.index]),
      number_(seat_.subscription_count),
      ends_nanos_(Later(now_nanos, LifeNanos())),
      cursor_(std::move(cursor)),
      last_event_nanos_(now_nanos) {}

bool ShardSubscription::IsOver() const {
  return !cursor_.has_value() || clock_.NowNanos() >= ends_nanos_;
}

std::optional<SharedStream> ShardSubscription::Open() const {
  return OpenSharedByName(owner_, consumer_->arn.stream.stream_name, stream_number_);
}

absl::Status ShardSubscription::CheckSeat(const LocalStream& stream) const {
  if (consumer_->IsDeleting()) return ConsumerNotFound(consumer_->arn);
  if (seat_.subscription_count != number_) return AnotherSubscription(consumer_->arn, shard_id_);
  return CheckKey(stream);
}

GateVerdict ShardSubscription::Admit(const World& world, std::int64_t now_nanos) const {
  return seat_.fan_out.Admit(FanOutLimits(world), ReaderKind::kDedicated,
                             now_nanos - world.epoch_nanos);
}

bool ShardSubscription::IsSilenceDue(std::int64_t now_nanos) const {
  return now_nanos - last_event_nanos_ >= SilenceNanos();
}

absl::Status ShardSubscription::StreamGone() const {
  const StreamArn& stream = consumer_->arn.stream;
  return ShardDoesNotExist(shard_id_,
                           {.stream_name = stream.stream_name, .account_id = stream.account_id});
}

absl::Status ShardSubscription::End(absl::Status status) {
  cursor_.reset();
  return status;
}

absl::StatusOr<std::optional<SubscribeToShardEvent>> ShardSubscription::Next() {
  if (IsOver()) return std::nullopt;
  // Not before the stream is let go.
  const std::shared_ptr<World> world = world_.lock();
  if (world == nullptr) return End(StreamGone());
  const std::optional<SharedStream> stream = Open();
  if (!stream.has_value()) return End(StreamGone());
  LocalStream& state = **stream;
  LocalShard& shard = state.shards[shard_id_.index];
  const std::int64_t now_nanos = stream->now_nanos;
  if (now_nanos >= ends_nanos_) return std::nullopt;
  EventMeasure measure = {.shard = shard};
  absl::Status status = CheckSeat(state);
  if (!status.ok()) {
    Measure(state, now_nanos, measure);
    return End(std::move(status));
  }

  SubscribeToShardEvent event;
  bool is_at_end = false;
  if (Admit(*world, now_nanos).IsAdmitted()) {
    absl::StatusOr<ShardReading> reading =
        ReadOn(state, shard, *cursor_, {.bytes_max = kEventBytesMax});
    if (!reading.ok()) {
      Measure(state, now_nanos, measure);
      return End(reading.status());
    }
    measure.bytes = reading->bytes;
    seat_.fan_out.Charge(FanOutLimits(*world), reading->bytes);
    is_at_end = reading->is_at_end;
    event.millis_behind_latest = reading->millis_behind_latest;
    event.records = std::move(reading->records);
  } else {
    event.millis_behind_latest = cursor_->Lag().milliseconds;
  }
  // An idle subscription is to hold no memory.
  cursor_->Release();
  if (event.records.empty() && !is_at_end && !IsSilenceDue(now_nanos)) return std::nullopt;
  last_event_nanos_ = now_nanos;
  measure.is_answered = true;
  measure.records = event.records.size();
  measure.millis_behind_latest = event.millis_behind_latest;
  Measure(state, now_nanos, measure);
  if (is_at_end) {
    event.child_shards = state.ChildrenOf(shard);
    cursor_.reset();
    return event;
  }
  // Records may have arrived since the stream was opened: it is not to be below theirs.
  event.continuation_sequence_number =
      shard.numbering.Before(cursor_->next_sequence_number(), clock_.NowNanos());
  return event;
}

ShardSubscription::Outlook ShardSubscription::Look() const {
  constexpr Outlook kNow = {.is_now = true};
  const std::shared_ptr<World> world = world_.lock();
  if (world == nullptr) return kNow;
  const std::optional<SharedStream> stream = Open();
  if (!stream.has_value()) return kNow;
  const std::int64_t now_nanos = stream->now_nanos;
  if (now_nanos >= ends_nanos_ || IsSilenceDue(now_nanos) || !CheckSeat(**stream).ok()) return kNow;
  const GateVerdict verdict = Admit(*world, now_nanos);
  std::int64_t nanos_left =
      std::min(ends_nanos_, Later(last_event_nanos_, SilenceNanos())) - now_nanos;
  if (!verdict.IsAdmitted()) nanos_left = std::min(nanos_left, verdict.retry_after_nanos);
  return {.is_now = false, .is_held_back = !verdict.IsAdmitted(), .nanos_left = nanos_left};
}

bool ShardSubscription::Wait(absl::Duration timeout) {
  // How long a turn is, at first and at most: so much later than it happened is seen what
  // wakes nobody. Longer turns for who waits longer, so that idle ones cost little.
  constexpr std::int64_t kTurnNanosMin = 1'000'000;
  constexpr std::int64_t kTurnNanosMax = 64'000'000;
  const absl::Duration capped = std::clamp(timeout, absl::ZeroDuration(), absl::Hours(24) * 36'525);
  const std::int64_t until_nanos = SteadyNanos() + absl::ToInt64Nanoseconds(capped);
  for (std::int64_t turn_nanos = kTurnNanosMin;;
       turn_nanos = std::min(turn_nanos * 2, kTurnNanosMax)) {
    if (IsOver()) return true;
    const Outlook outlook = Look();
    if (outlook.is_now) return true;
    const std::int64_t left_nanos = std::max<std::int64_t>(until_nanos - SteadyNanos(), 0);
    const absl::Duration nap = absl::Nanoseconds(
        std::min({left_nanos, turn_nanos, std::max(outlook.nanos_left, kTurnNanosMin)}));
    if (outlook.is_held_back) {
      absl::SleepFor(nap);
    } else if (cursor_->Wait(nap)) {
      return true;
    }
    if (left_nanos == 0) return false;
  }
}

}  // namespace weir::local_internal
