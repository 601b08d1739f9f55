// SPDX-License-Identifier: MIT
//
// RegisterStreamConsumer gives a stream one more consumer, which is CREATING for a while
// and then ACTIVE.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/account.h"
#include "local/internal/local_consumer.h"
#include "local/internal/open_stream.h"
#include "local/internal/tagging.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {
namespace {

using local_internal::Account;
using local_internal::LocalConsumer;
using local_internal::LocalStream;
using local_internal::OwnedStream;
using local_internal::World;

// How many consumers a stream of `account` may have. An account that committed itself to a
// throughput may have 50, or what its limit says, if that is more.
std::int64_t ConsumersMax(const Account& account) {
  using Status = kinesis::MinimumThroughputBillingCommitmentStatus;
  constexpr std::int64_t kWithCommitment = 50;
  const std::int64_t max = account.world.options.limits.consumers.max;
  return account.commitment().status == Status::kDisabled ? max : std::max(max, kWithCommitment);
}

// LimitExceededException if the stream may not have another consumer now.
absl::Status CheckConsumerLimits(const LocalStream& stream) {
  World& world = stream.world;
  const KinesisLimits& limits = world.options.limits;
  if (limits.consumers.mode != LimitMode::kOff) {
    const std::int64_t max = ConsumersMax(stream.account);
    if (static_cast<std::int64_t>(stream.consumers.size()) >= max &&
        world.Exceeds(KinesisLimit::kConsumers, limits.consumers.mode)) {
      return KinesisError(KinesisException::kLimitExceeded,
                          Concat("This request would exceed the limit of ", max,
                                 " registered consumers for the stream ", stream.arn.stream_name,
                                 " under account ", stream.arn.account_id, "."));
    }
  }
  const CountLimit& creating = limits.consumers_creating;
  if (creating.mode != LimitMode::kOff &&
      static_cast<std::int64_t>(stream.consumers.CreatingCount()) >= creating.max &&
      world.Exceeds(KinesisLimit::kConsumersCreating, creating.mode)) {
    return KinesisError(
        KinesisException::kLimitExceeded,
        Concat("This request would exceed the limit of ", creating.max,
               " consumers in status CREATING for the stream ", stream.arn.stream_name,
               " under account ", stream.arn.account_id, "."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<kinesis::RegisterStreamConsumerResult> LocalKinesis::RegisterStreamConsumer(
    const kinesis::RegisterStreamConsumerRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedStream> stream =
      local_internal::OpenAlone(*account_, KinesisOperation::kRegisterStreamConsumer,
                                {.stream_name = std::nullopt, .stream_arn = request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  std::string name(*request.consumer_name);
  if (state.consumers.Find(name) != nullptr) {
    return KinesisError(KinesisException::kResourceInUse,
                        Concat("Consumer ", name, " under stream ", state.arn.stream_name,
                               " already exists for account ", state.arn.account_id, "."));
  }
  status = state.RequireActive();
  if (!status.ok()) return status;
  if (request.tags.has_value()) {
    status = local_internal::CheckTags(
        *request.tags, {.kind = "consumer", .name = name, .account_id = state.arn.account_id});
    if (!status.ok()) return status;
  }
  status = CheckConsumerLimits(state);
  if (!status.ok()) return status;
  const std::int64_t second =
      state.account.NextConsumerSecond(state.arn.stream_name, name, stream->now_nanos);
  LocalConsumer& consumer = state.consumers.Add(
      {.stream = state.arn, .consumer_name = std::move(name), .creation_seconds = second},
      stream->now_nanos,
      absl::ToInt64Nanoseconds(world_->options.state_durations.consumer_creating));
  if (request.tags.has_value()) consumer.tags = *request.tags;
  return kinesis::RegisterStreamConsumerResult{.consumer = local_internal::Describe(consumer)};
}

}  // namespace weir
