// SPDX-License-Identifier: MIT
//
// GetResourcePolicy gives the policy of a stream or a consumer.

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/resource.h"
#include "local/internal/resource_policy.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::ResourcePolicy;
using local_internal::SharedResource;

absl::StatusOr<kinesis::GetResourcePolicyResult> LocalKinesis::GetResourcePolicy(
    const kinesis::GetResourcePolicyRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedResource> resource = local_internal::OpenResourceShared(
      *account_, KinesisOperation::kGetResourcePolicy, *request.resource_arn);
  if (!resource.ok()) return resource.status();
  const std::optional<ResourcePolicy>& policy = *resource->resource.policy;
  return kinesis::GetResourcePolicyResult{.policy = policy.has_value() ? policy->text() : "{}"};
}

}  // namespace weir
