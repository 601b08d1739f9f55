// SPDX-License-Identifier: MIT
//
// TagResource gives a stream or a consumer tags, or tags that it has other values.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/resource.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::OwnedResource;

absl::Status LocalKinesis::TagResource(const kinesis::TagResourceRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedResource> resource = local_internal::OpenResourceAlone(
      *account_, KinesisOperation::kTagResource, *request.resource_arn);
  if (!resource.ok()) return resource.status();
  return local_internal::TagResource(resource->resource, *request.tags);
}

}  // namespace weir
