// SPDX-License-Identifier: MIT
//
// AddTagsToStream gives a stream tags, or tags that it has other values.

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "local/internal/resource.h"
#include "local/internal/tagging.h"
#include "weir/local/local_kinesis.h"

namespace weir {

absl::Status LocalKinesis::AddTagsToStream(const kinesis::AddTagsToStreamRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<local_internal::OwnedStream> stream = local_internal::OpenAlone(
      *account_, KinesisOperation::kAddTagsToStream, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  return local_internal::TagResource(local_internal::ResourceOf(**stream), *request.tags);
}

}  // namespace weir
