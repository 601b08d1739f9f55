// SPDX-License-Identifier: MIT
//
// ListTagsForStream gives the tags of a stream in the order of their keys, page by page.

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "weir/local/local_kinesis.h"

namespace weir {

absl::StatusOr<kinesis::ListTagsForStreamResult> LocalKinesis::ListTagsForStream(
    const kinesis::ListTagsForStreamRequest& request) {
  absl::Status status = kinesis::Validate(request);
  if (!status.ok()) return status;
  const absl::StatusOr<local_internal::SharedStream> stream = local_internal::OpenShared(
      *account_, KinesisOperation::kListTagsForStream, {request.stream_name, request.stream_arn});
  if (!stream.ok()) return stream.status();
  const kinesis::TagMap& tags = (*stream)->tags;
  kinesis::ListTagsForStreamResult result;
  auto next = request.exclusive_start_tag_key.has_value()
                  ? tags.upper_bound(*request.exclusive_start_tag_key)
                  : tags.begin();
  for (; next != tags.end(); ++next) {
    if (request.limit.has_value() &&
        result.tags.size() == static_cast<std::size_t>(*request.limit)) {
      result.has_more_tags = true;
      break;
    }
    result.tags.push_back({.key = next->first, .value = next->second});
  }
  return result;
}

}  // namespace weir
