// SPDX-License-Identifier: MIT
#include "weir/service/read_requests.h"

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {

absl::Status Validate(const GetShardIteratorRequest& request) {
  ValidationErrors errors;
  errors.RequireText("shardId", request.shard_id, kNameRule);
  service_internal::RequireShardIteratorType(errors, "shardIteratorType",
                                             request.shard_iterator_type);
  errors.CheckText("startingSequenceNumber", request.starting_sequence_number, kSequenceNumberRule);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const GetRecordsRequest& request) {
  ValidationErrors errors;
  errors.CheckNumber("limit", request.limit, service_internal::kLimitRule);
  errors.RequireText("shardIterator", request.shard_iterator, kShardIteratorRule);
  service_internal::CheckStreamArn(errors, request);
  return errors.ToStatus();
}

}  // namespace weir::kinesis
