// SPDX-License-Identifier: MIT
#include "local/internal/resource.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

// A stream's name has no slash.
constexpr std::string_view kConsumerPart = "/consumer/";

absl::Status ConsumerNotFound(std::string_view consumer_arn, std::string_view account_id) {
  return KinesisError(
      KinesisException::kResourceNotFound,
      Concat("Consumer ", consumer_arn, " under account ", account_id, " not found."));
}

void OpenNamed(Account& owner, const std::string& name, std::optional<SharedStream>& stream) {
  stream = OpenSharedByName(owner, name);
}
void OpenNamed(Account& owner, const std::string& name, std::optional<OwnedStream>& stream) {
  stream = OpenAloneByName(owner, name);
}

template <class Lock>
absl::StatusOr<OpenResource<Lock>> OpenConsumerResource(Account& caller, KinesisOperation operation,
                                                        std::string_view consumer_arn) {
  const absl::StatusOr<ConsumerTarget> target = ResolveConsumer(
      {.consumer_arn = consumer_arn}, {.account_id = caller.account_id, .region = caller.region});
  if (!target.ok()) return target.status();
  std::optional<OpenStream<Lock>> stream;
  Account* const owner = FindOwner(caller, target->stream);
  if (owner != nullptr) OpenNamed(*owner, target->stream.stream_name, stream);
  std::optional<Resource> resource;
  if (stream.has_value()) resource = ConsumerResourceOf(**stream, *target);
  if (!resource.has_value()) {
    return ConsumerNotFound(consumer_arn, target->stream.account_id);
  }
  absl::Status status = CheckPolicy(
      caller,
      {.arn = resource->arn, .owner_id = target->stream.account_id, .policy = *resource->policy},
      operation);
  if (!status.ok()) return status;
  return OpenResource<Lock>{*std::move(stream), *std::move(resource)};
}

template <class Lock>
absl::StatusOr<OpenResource<Lock>> MakeOpen(absl::StatusOr<OpenStream<Lock>> stream) {
  if (!stream.ok()) return stream.status();
  Resource resource = ResourceOf(**stream);
  return OpenResource<Lock>{*std::move(stream), std::move(resource)};
}

}  // namespace

Resource ResourceOf(LocalStream& stream) {
  return {.stream = &stream,
          .arn = stream.arn.ToString(),
          .kind = "stream",
          .name = stream.arn.stream_name,
          .tags = &stream.tags,
          .policy = &stream.policy};
}

absl::StatusOr<SharedResource> OpenResourceShared(Account& caller, KinesisOperation operation,
                                                  std::string_view resource_arn) {
  if (resource_arn.find(kConsumerPart) == resource_arn.npos) {
    return MakeOpen(OpenShared(caller, operation, {.stream_arn = resource_arn}));
  }
  absl::Status status = caller.CountCall(operation, caller.world.clock.NowNanos());
  if (!status.ok()) return status;
  return OpenConsumerResource<std::shared_lock<SharedMutex>>(caller, operation, resource_arn);
}

absl::StatusOr<OwnedResource> OpenResourceAlone(Account& caller, KinesisOperation operation,
                                                std::string_view resource_arn) {
  if (resource_arn.find(kConsumerPart) == resource_arn.npos) {
    return MakeOpen(OpenAlone(caller, operation, {.stream_arn = resource_arn}));
  }
  absl::Status status = caller.CountCall(operation, caller.world.clock.NowNanos());
  if (!status.ok()) return status;
  return OpenConsumerResource<std::unique_lock<SharedMutex>>(caller, operation, resource_arn);
}

absl::Status TagResource(const Resource& resource, const kinesis::TagMap& tags) {
  absl::Status status = CheckTags(tags, resource.Tagged());
  if (status.ok()) status = resource.stream->RequireNotDeleting();
  if (status.ok()) status = AddTags(*resource.tags, tags, resource.Tagged());
  return status;
}

absl::Status UntagResource(const Resource& resource,
                           const std::vector<std::string_view>& tag_keys) {
  absl::Status status = CheckTagKeys(tag_keys, resource.Tagged());
  if (status.ok()) status = resource.stream->RequireNotDeleting();
  if (status.ok()) RemoveTags(*resource.tags, tag_keys);
  return status;
}

}  // namespace weir::local_internal
