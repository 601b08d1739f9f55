// SPDX-License-Identifier: MIT
//
// DeregisterStreamConsumer ends a consumer, which is DELETING for a while and then gone.
// Its subscriptions end at once.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/open_consumer.h"
#include "local/internal/world.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::OwnedConsumer;

absl::Status LocalKinesis::DeregisterStreamConsumer(
    const kinesis::DeregisterStreamConsumerRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedConsumer> consumer = local_internal::OpenConsumerAlone(
      *account_, KinesisOperation::kDeregisterStreamConsumer,
      {request.stream_arn, request.consumer_name, request.consumer_arn});
  if (!consumer.ok()) return consumer.status();
  consumer->stream->consumers.Delete(
      **consumer, consumer->stream.now_nanos,
      absl::ToInt64Nanoseconds(world_->options.state_durations.consumer_deleting));
  return absl::OkStatus();
}

}  // namespace weir
