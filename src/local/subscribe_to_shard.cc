// SPDX-License-Identifier: MIT
//
// SubscribeToShard lets a registered consumer have the records of a shard, for five
// minutes.

#include "weir/service/subscribe_to_shard.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/local_consumer.h"
#include "local/internal/local_stream.h"
#include "local/internal/measure.h"
#include "local/internal/open_consumer.h"
#include "local/internal/read_path.h"
#include "local/internal/shard_subscription.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/model/errors.h"
#include "weir/quota/rate_gate.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using local_internal::ConsumerShard;
using local_internal::LocalConsumer;
using local_internal::LocalShard;
using local_internal::LocalStream;
using local_internal::OwnedConsumer;
using local_internal::ShardSubscription;
using local_internal::SubscribeMeasure;
using local_internal::World;

// LimitExceededException if the consumer subscribed to the shard too often.
absl::Status CountSubscribeCall(World& world, const LocalConsumer& consumer, ConsumerShard& seat,
                                ShardId shard_id, std::int64_t now_nanos) {
  const RateLimit& limit = world.options.limits.subscribe_calls;
  if (limit.mode == LimitMode::kOff || !limit.rate.IsLimited()) return absl::OkStatus();
  const GateVerdict verdict =
      seat.subscribe_calls.Take(limit.rate, 1, now_nanos - world.epoch_nanos);
  if (verdict.IsAdmitted() || !world.Exceeds(KinesisLimit::kSubscribeCalls, limit.mode)) {
    return absl::OkStatus();
  }
  return WithRetryAfter(
      KinesisError(
          KinesisException::kLimitExceeded,
          Concat("Rate exceeded for operation SubscribeToShard of consumer ",
                 consumer.arn.consumer_name, " on shard ", shard_id.ToString(), " in stream ",
                 consumer.arn.stream.stream_name, " under account ", consumer.arn.stream.account_id,
                 ": ", limit.rate.per_second, " calls per second.")),
      verdict.retry_after_nanos);
}

absl::Status CheckActive(const LocalConsumer& consumer) {
  if (consumer.IsActive()) return absl::OkStatus();
  const ConsumerArn& arn = consumer.arn;
  return KinesisError(KinesisException::kResourceInUse,
                      Concat("Consumer ", arn.consumer_name, " with creation timestamp ",
                             arn.creation_seconds, " under stream: ", arn.stream.stream_name,
                             " , account ", arn.stream.account_id, " is not in ACTIVE status."));
}

// Whether the last subscription, if there was one, may be taken over.
absl::Status CheckTakeover(const LocalConsumer& consumer, const ConsumerShard& seat,
                           ShardId shard_id, std::int64_t now_nanos) {
  if (seat.subscription_count == 0 ||
      absl::Nanoseconds(now_nanos - seat.subscribed_nanos) >= kinesis::kSubscriptionTakeoverMin) {
    return absl::OkStatus();
  }
  return local_internal::AnotherSubscription(consumer.arn, shard_id);
}

}  // namespace

absl::StatusOr<kinesis::SubscribeToShardResult> LocalKinesis::SubscribeToShard(
    const kinesis::SubscribeToShardRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedConsumer> consumer =
      local_internal::OpenConsumerAlone(*account_, KinesisOperation::kSubscribeToShard,
                                        {.stream_arn = std::nullopt,
                                         .consumer_name = std::nullopt,
                                         .consumer_arn = request.consumer_arn});
  if (!consumer.ok()) return consumer.status();
  LocalStream& stream = *consumer->stream;
  const std::int64_t now_nanos = consumer->stream.now_nanos;
  const local_internal::StartOfRead start = {
      .type = *request.starting_position->type->known(),
      .sequence_number = request.starting_position->sequence_number,
      .timestamp = request.starting_position->timestamp};
  status = local_internal::CheckStart(start, now_nanos);
  if (!status.ok()) return status;
  const absl::StatusOr<ShardId> shard_id = ResolveShardId(*request.shard_id, stream.Place());
  if (!shard_id.ok()) return shard_id.status();
  LocalShard* const shard = stream.FindShard(*shard_id, now_nanos);
  if (shard == nullptr) return ShardDoesNotExist(*shard_id, stream.Place());

  ConsumerShard& seat = (*consumer)->shards[shard_id->index];
  status = CountSubscribeCall(*world_, **consumer, seat, *shard_id, now_nanos);
  const bool is_throttled = !status.ok();
  if (status.ok()) status = CheckActive(**consumer);
  if (status.ok()) status = CheckTakeover(**consumer, seat, *shard_id, now_nanos);
  if (!status.ok()) {
    local_internal::Measure(stream, now_nanos, SubscribeMeasure{.is_throttled = is_throttled});
    return status;
  }
  const absl::StatusOr<SequenceNumber> next = local_internal::ResolveStart(stream, *shard, start);
  if (!next.ok()) return next.status();
  absl::StatusOr<Cursor> cursor = local_internal::OpenCursorBefore(stream, *shard, *next);
  if (!cursor.ok()) return cursor.status();
  ++seat.subscription_count;
  seat.subscribed_nanos = now_nanos;
  local_internal::Measure(stream, now_nanos, SubscribeMeasure{.is_answered = true});
  return kinesis::SubscribeToShardResult{
      .event_stream = std::make_unique<ShardSubscription>(world_, stream, *shard, consumer->state,
                                                          *std::move(cursor), now_nanos)};
}

}  // namespace weir
