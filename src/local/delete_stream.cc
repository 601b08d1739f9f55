// SPDX-License-Identifier: MIT
//
// DeleteStream ends a stream, which is DELETING for a while and then gone.

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/later.h"
#include "local/internal/open_stream.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"

namespace weir {

using local_internal::LocalStream;
using local_internal::OwnedStream;

namespace {

absl::Status ConsumersInTheWay(const LocalStream& stream) {
  const std::string& name = stream.arn.stream_name;
  return KinesisError(
      KinesisException::kResourceInUse,
      Concat("DeleteStream can't delete ", stream.arn.account_id, ":", name,
             " because there are consumers associated with this data stream. To delete ", name,
             " anyway, set the EnforceConsumerDeletion parameter to true to force the deletion of "
             "all the consumers that are associated with it."));
}

}  // namespace

absl::Status LocalKinesis::DeleteStream(const kinesis::DeleteStreamRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  absl::StatusOr<OwnedStream> stream = local_internal::OpenAlone(
      *account_, KinesisOperation::kDeleteStream, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  if (state.status == kinesis::StreamStatus::kDeleting) {
    return KinesisError(KinesisException::kResourceInUse,
                        Concat("Stream ", state.arn.stream_name, " under account ",
                               state.arn.account_id, " is already being deleted."));
  }
  if (state.consumers.size() > 0) {
    if (!request.enforce_consumer_deletion.value_or(false)) return ConsumersInTheWay(state);
    state.consumers.DeleteAll(
        stream->now_nanos,
        absl::ToInt64Nanoseconds(world_->options.state_durations.consumer_deleting));
  }
  // What was under way is not finished any more.
  state.status = kinesis::StreamStatus::kDeleting;
  state.when_due = nullptr;
  state.next_mode.reset();
  state.next_warm_throughput_mibps.reset();
  state.CountShards();
  state.status_due_nanos = local_internal::Later(
      stream->now_nanos, absl::ToInt64Nanoseconds(world_->options.state_durations.stream_deleting));
  stream->lock.unlock();
  local_internal::Settle(state);
  return absl::OkStatus();
}

}  // namespace weir
