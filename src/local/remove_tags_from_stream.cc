// SPDX-License-Identifier: MIT
//
// RemoveTagsFromStream takes tags from a stream. That it has none of a key is no error.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "local/internal/resource.h"
#include "local/internal/tagging.h"
#include "weir/local/local_kinesis.h"

namespace weir {

absl::Status LocalKinesis::RemoveTagsFromStream(
    const kinesis::RemoveTagsFromStreamRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<local_internal::OwnedStream> stream =
      local_internal::OpenAlone(*account_, KinesisOperation::kRemoveTagsFromStream,
                                {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  return local_internal::UntagResource(local_internal::ResourceOf(**stream), *request.tag_keys);
}

}  // namespace weir
