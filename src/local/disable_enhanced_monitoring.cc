// SPDX-License-Identifier: MIT
//
// DisableEnhancedMonitoring turns metrics of each shard off.

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/monitoring.h"
#include "local/internal/open_stream.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using kinesis::DisableEnhancedMonitoringResult;
using local_internal::LocalStream;
using local_internal::MetricsSet;
using local_internal::OwnedStream;

absl::StatusOr<DisableEnhancedMonitoringResult> LocalKinesis::DisableEnhancedMonitoring(
    const kinesis::DisableEnhancedMonitoringRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedStream> stream =
      local_internal::OpenAlone(*account_, KinesisOperation::kDisableEnhancedMonitoring,
                                {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  LocalStream& state = **stream;
  status = state.RequireActive();
  if (!status.ok()) return status;
  MetricsSet desired = state.shard_level_metrics;
  for (const kinesis::MetricsName metric :
       local_internal::NamedMetrics(request.shard_level_metrics)) {
    desired.erase(metric);
  }
  DisableEnhancedMonitoringResult result = {
      .stream_name = state.arn.stream_name,
      .stream_arn = state.arn.ToString(),
      .current_shard_level_metrics = local_internal::ListMetrics(state.shard_level_metrics),
      .desired_shard_level_metrics = local_internal::ListMetrics(desired)};
  state.UpdateThen(stream->now_nanos,
                   [&state, desired](std::int64_t) { state.shard_level_metrics = desired; });
  return result;
}

}  // namespace weir
