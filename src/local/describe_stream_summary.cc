// SPDX-License-Identifier: MIT
//
// DescribeStreamSummary says what a stream is, without its shards.

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "local/internal/describe.h"
#include "local/internal/open_stream.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::LocalStream;
using local_internal::SharedStream;

absl::StatusOr<kinesis::DescribeStreamSummaryResult> LocalKinesis::DescribeStreamSummary(
    const kinesis::DescribeStreamSummaryRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedStream> stream =
      local_internal::OpenShared(*account_, KinesisOperation::kDescribeStreamSummary,
                                 {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  const LocalStream& state = **stream;
  const bool is_creating = state.status == kinesis::StreamStatus::kCreating;
  const bool is_on_demand = state.mode == kinesis::StreamMode::kOnDemand;
  return kinesis::DescribeStreamSummaryResult{
      .stream_description_summary = {
          .stream_name = state.arn.stream_name,
          .stream_arn = state.arn.ToString(),
          .stream_status = state.status,
          .stream_mode = state.mode,
          .retention_period_hours = state.retention_period_hours,
          .stream_creation_timestamp = local_internal::CreationTimestamp(state),
          .enhanced_monitoring = {local_internal::DescribeMonitoring(state)},
          .encryption_type = state.encryption_type,
          .key_id = local_internal::KeyIdOf(state),
          .open_shard_count = is_creating ? 0 : state.open_shard_count,
          .consumer_count = static_cast<std::int32_t>(state.consumers.size()),
          .warm_throughput = is_on_demand
                                 ? std::optional(local_internal::DescribeWarmThroughput(state))
                                 : std::nullopt,
          .max_record_size_in_kib = state.max_record_size_in_kib}};
}

}  // namespace weir
