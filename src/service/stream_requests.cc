// SPDX-License-Identifier: MIT
#include "weir/service/stream_requests.h"

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {

absl::Status Validate(const CreateStreamRequest& request) {
  ValidationErrors errors;
  errors.CheckNumber("shardCount", request.shard_count, service_internal::kPositiveRule);
  errors.RequireText("streamName", request.stream_name, kNameRule);
  service_internal::CheckStreamModeDetails(errors, request.stream_mode_details);
  service_internal::CheckTags(errors, request.tags);
  errors.CheckNumber("warmThroughputMiBps", request.warm_throughput_mibps,
                     service_internal::kNaturalRule);
  errors.CheckNumber("maxRecordSizeInKiB", request.max_record_size_in_kib,
                     service_internal::kMaxRecordSizeInKibRule);
  return errors.ToStatus();
}

absl::Status Validate(const DeleteStreamRequest& request) {
  ValidationErrors errors;
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const DescribeStreamRequest& request) {
  ValidationErrors errors;
  errors.CheckNumber("limit", request.limit, service_internal::kLimitRule);
  errors.CheckText("exclusiveStartShardId", request.exclusive_start_shard_id, kNameRule);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const DescribeStreamSummaryRequest& request) {
  ValidationErrors errors;
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const ListStreamsRequest& request) {
  ValidationErrors errors;
  errors.CheckNumber("limit", request.limit, service_internal::kLimitRule);
  errors.CheckText("exclusiveStartStreamName", request.exclusive_start_stream_name, kNameRule);
  errors.CheckText("nextToken", request.next_token, kNextTokenRule);
  return errors.ToStatus();
}

}  // namespace weir::kinesis
