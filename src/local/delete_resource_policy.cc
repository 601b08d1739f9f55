// SPDX-License-Identifier: MIT
//
// DeleteResourcePolicy takes the policy from a stream or a consumer.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/resource.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::OwnedResource;

absl::Status LocalKinesis::DeleteResourcePolicy(
    const kinesis::DeleteResourcePolicyRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedResource> resource = local_internal::OpenResourceAlone(
      *account_, KinesisOperation::kDeleteResourcePolicy, *request.resource_arn);
  if (!resource.ok()) return resource.status();
  status = resource->resource.stream->RequireNotDeleting();
  if (!status.ok()) return status;
  resource->resource.policy->reset();
  return absl::OkStatus();
}

}  // namespace weir
