// SPDX-License-Identifier: MIT
//
// UntagResource takes tags from a stream or a consumer. That it has none of a key is no
// error.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/resource.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::OwnedResource;

absl::Status LocalKinesis::UntagResource(const kinesis::UntagResourceRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<OwnedResource> resource = local_internal::OpenResourceAlone(
      *account_, KinesisOperation::kUntagResource, *request.resource_arn);
  if (!resource.ok()) return resource.status();
  return local_internal::UntagResource(resource->resource, *request.tag_keys);
}

}  // namespace weir
