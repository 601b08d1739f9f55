// SPDX-License-Identifier: MIT
//
// UpdateStreamWarmThroughput says how much an on-demand stream is to take at once, whatever was
// written to it before.

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/describe.h"
#include "local/internal/open_stream.h"
#include "local/internal/reshard.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::LocalStream;
using local_internal::OwnedStream;

absl::StatusOr<kinesis::UpdateStreamWarmThroughputResult> LocalKinesis::UpdateStreamWarmThroughput(
    const kinesis::UpdateStreamWarmThroughputRequest& request) {
  constexpr KinesisOperation kOperation = KinesisOperation::kUpdateStreamWarmThroughput;
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  absl::StatusOr<OwnedStream> stream =
      local_internal::OpenAlone(*account_, kOperation, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  status = local_internal::RequireOnDemand(state, kOperation);
  if (status.ok()) status = state.RequireActive();
  const std::int32_t target = *request.warm_throughput_mibps;
  if (status.ok()) status = local_internal::CheckWarmThroughput(state, target);
  if (!status.ok()) return status;
  kinesis::UpdateStreamWarmThroughputResult result = {
      .stream_name = state.arn.stream_name,
      .stream_arn = state.arn.ToString(),
      .warm_throughput = {.target_mibps = target, .current_mibps = state.warm_throughput_mibps}};
  const local_internal::AnnouncedChange announced(state);
  state.next_warm_throughput_mibps = target;
  status =
      local_internal::WarmUpThen(state, stream->now_nanos, target, [&state, target](std::int64_t) {
        state.warm_throughput_mibps = target;
        state.next_warm_throughput_mibps.reset();
      });
  if (!status.ok()) return status;
  return result;
}

}  // namespace weir
