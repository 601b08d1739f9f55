// SPDX-License-Identifier: MIT
//
// PutResourcePolicy gives a stream or a consumer a policy, in place of the one that it has.

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/resource.h"
#include "local/internal/resource_policy.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::OwnedResource;
using local_internal::ResourcePolicy;

absl::Status LocalKinesis::PutResourcePolicy(const kinesis::PutResourcePolicyRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedResource> resource = local_internal::OpenResourceAlone(
      *account_, KinesisOperation::kPutResourcePolicy, *request.resource_arn);
  if (!resource.ok()) return resource.status();
  absl::StatusOr<ResourcePolicy> policy = ResourcePolicy::Parse(*request.policy);
  if (!policy.ok()) return policy.status();
  status = resource->resource.stream->RequireNotDeleting();
  if (!status.ok()) return status;
  *resource->resource.policy = *std::move(policy);
  return absl::OkStatus();
}

}  // namespace weir
