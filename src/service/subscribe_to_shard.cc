// SPDX-License-Identifier: MIT
#include "weir/service/subscribe_to_shard.h"

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/request_checks.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {

absl::Status DeliverEvents(ShardEventStream& events,
                           const std::function<void(const SubscribeToShardEvent&)>& on_event) {
  while (!events.IsOver()) {
    const absl::StatusOr<std::optional<SubscribeToShardEvent>> event = events.Next();
    if (!event.ok()) return event.status();
    if (event->has_value()) {
      on_event(**event);
    } else {
      // No event is later than that, so whether it came in time makes no difference.
      events.Wait(kSubscriptionSilenceMax);
    }
  }
  return absl::OkStatus();
}

absl::Status Validate(const SubscribeToShardRequest& request) {
  ValidationErrors errors;
  errors.RequireText("consumerARN", request.consumer_arn, kConsumerArnRule);
  errors.RequireText("shardId", request.shard_id, kNameRule);
  if (!request.starting_position.has_value()) {
    errors.AddNull("startingPosition");
  } else {
    service_internal::RequireShardIteratorType(errors, "startingPosition.type",
                                               request.starting_position->type);
    errors.CheckText("startingPosition.sequenceNumber", request.starting_position->sequence_number,
                     kSequenceNumberRule);
  }
  return errors.ToStatus();
}

}  // namespace weir::kinesis
