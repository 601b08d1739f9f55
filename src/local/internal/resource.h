// SPDX-License-Identifier: MIT
//
// A Resource is what an operation means by a ResourceARN: a stream or a registered consumer
// of one, either of which has tags and a policy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/open_stream.h"
#include "local/internal/resource_policy.h"
#include "local/internal/tagging.h"
#include "weir/service/stream_address.h"
#include "weir/service/stream_shapes.h"

namespace weir::local_internal {

// Refers to what its stream has, and is good while that is held: alone, where anything is
// to be changed.
struct Resource {
  // Itself, or whose consumer it is.
  LocalStream* stream = nullptr;
  std::string arn;
  // A "stream" or a "consumer", and its name.
  std::string_view kind;
  std::string_view name;
  kinesis::TagMap* tags = nullptr;
  std::optional<ResourcePolicy>* policy = nullptr;

  TaggedResource Tagged() const {
    return {.kind = kind, .name = name, .account_id = stream->arn.account_id};
  }
};

template <class Lock>
struct OpenResource {
  OpenStream<Lock> stream;
  Resource resource;
};

using SharedResource = OpenResource<std::shared_lock<SharedMutex>>;
using OwnedResource = OpenResource<std::unique_lock<SharedMutex>>;

// What `resource_arn`, which keeps kResourceArnRule, means to `caller`. The call counts as
// one of `operation`. LimitExceededException; ResourceNotFoundException;
// AccessDeniedException for a resource of another account whose policy does not allow it.
absl::StatusOr<SharedResource> OpenResourceShared(Account& caller, KinesisOperation operation,
                                                  std::string_view resource_arn);
absl::StatusOr<OwnedResource> OpenResourceAlone(Account& caller, KinesisOperation operation,
                                                std::string_view resource_arn);

// A stream, which is held, as a resource.
Resource ResourceOf(LocalStream& stream);

// The same of one of its consumers; nullopt if it has none that is meant by `target`.
std::optional<Resource> ConsumerResourceOf(LocalStream& stream, const ConsumerTarget& target);

// What AddTagsToStream and TagResource, and RemoveTagsFromStream and UntagResource, do to
// `resource`, of which the stream is held alone: InvalidArgumentException for tags that
// cannot be or are too many, ResourceInUseException if the stream is DELETING.
absl::Status TagResource(const Resource& resource, const kinesis::TagMap& tags);
absl::Status UntagResource(const Resource& resource, const std::vector<std::string_view>& tag_keys);

}  // namespace weir::local_internal
