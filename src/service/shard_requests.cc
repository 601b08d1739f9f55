// SPDX-License-Identifier: MIT
#include "weir/service/shard_requests.h"

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {

absl::Status Validate(const ListShardsRequest& request) {
  ValidationErrors errors;
  errors.CheckText("exclusiveStartShardId", request.exclusive_start_shard_id, kNameRule);
  errors.CheckNumber("maxResults", request.max_results, service_internal::kLimitRule);
  errors.CheckText("nextToken", request.next_token, kNextTokenRule);
  service_internal::CheckStreamName(errors, request);
  if (request.shard_filter.has_value()) {
    service_internal::RequireEnum(errors, "shardFilter.type", request.shard_filter->type);
    errors.CheckText("shardFilter.shardId", request.shard_filter->shard_id, kNameRule);
  }
  service_internal::CheckStreamArn(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const SplitShardRequest& request) {
  ValidationErrors errors;
  errors.RequireText("newStartingHashKey", request.new_starting_hash_key, kHashKeyRule);
  service_internal::CheckStreamName(errors, request);
  errors.RequireText("shardToSplit", request.shard_to_split, kNameRule);
  service_internal::CheckStreamArn(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const MergeShardsRequest& request) {
  ValidationErrors errors;
  errors.RequireText("shardToMerge", request.shard_to_merge, kNameRule);
  errors.RequireText("adjacentShardToMerge", request.adjacent_shard_to_merge, kNameRule);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const UpdateShardCountRequest& request) {
  ValidationErrors errors;
  service_internal::RequireEnum(errors, "scalingType", request.scaling_type);
  service_internal::CheckStreamName(errors, request);
  // AWS once named 100,000 as the greatest; its model has no such limit any more.
  errors.RequireNumber("targetShardCount", request.target_shard_count,
                       service_internal::kPositiveRule);
  service_internal::CheckStreamArn(errors, request);
  return errors.ToStatus();
}

}  // namespace weir::kinesis
