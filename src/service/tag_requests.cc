// SPDX-License-Identifier: MIT
#include "weir/service/tag_requests.h"

#include "absl/status/status.h"
#include "service/request_checks.h"
#include "weir/service/text_rules.h"
#include "weir/service/validation.h"

namespace weir::kinesis {
namespace {

// Of ListTagsForStream.
constexpr NumberRule kTagLimitRule = {.min = 1, .max = 50};

template <class Request>
void RequireResourceArn(ValidationErrors& errors, const Request& request) {
  errors.RequireText("resourceARN", request.resource_arn, kResourceArnRule);
}

}  // namespace

absl::Status Validate(const AddTagsToStreamRequest& request) {
  ValidationErrors errors;
  service_internal::RequireTags(errors, request.tags);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const RemoveTagsFromStreamRequest& request) {
  ValidationErrors errors;
  service_internal::RequireTagKeys(errors, request.tag_keys);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const ListTagsForStreamRequest& request) {
  ValidationErrors errors;
  errors.CheckNumber("limit", request.limit, kTagLimitRule);
  errors.CheckText("exclusiveStartTagKey", request.exclusive_start_tag_key, kTagKeyRule);
  service_internal::CheckStream(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const TagResourceRequest& request) {
  ValidationErrors errors;
  service_internal::RequireTags(errors, request.tags);
  RequireResourceArn(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const UntagResourceRequest& request) {
  ValidationErrors errors;
  service_internal::RequireTagKeys(errors, request.tag_keys);
  RequireResourceArn(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const ListTagsForResourceRequest& request) {
  ValidationErrors errors;
  RequireResourceArn(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const PutResourcePolicyRequest& request) {
  ValidationErrors errors;
  RequireResourceArn(errors, request);
  // The model demands nothing of its text: whether it is a policy is found afterwards.
  if (!request.policy.has_value()) errors.AddNull("policy");
  return errors.ToStatus();
}

absl::Status Validate(const GetResourcePolicyRequest& request) {
  ValidationErrors errors;
  RequireResourceArn(errors, request);
  return errors.ToStatus();
}

absl::Status Validate(const DeleteResourcePolicyRequest& request) {
  ValidationErrors errors;
  RequireResourceArn(errors, request);
  return errors.ToStatus();
}

}  // namespace weir::kinesis
