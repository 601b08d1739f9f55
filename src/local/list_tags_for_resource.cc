// SPDX-License-Identifier: MIT
//
// ListTagsForResource gives all tags of a stream or a consumer.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/resource.h"
#include "local/internal/tagging.h"
#include "weir/local/local_kinesis.h"

namespace weir {

using local_internal::SharedResource;

absl::StatusOr<kinesis::ListTagsForResourceResult> LocalKinesis::ListTagsForResource(
    const kinesis::ListTagsForResourceRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<SharedResource> resource = local_internal::OpenResourceShared(
      *account_, KinesisOperation::kListTagsForResource, *request.resource_arn);
  if (!resource.ok()) return resource.status();
  return kinesis::ListTagsForResourceResult{.tags =
                                                local_internal::ListTags(*resource->resource.tags)};
}

}  // namespace weir
