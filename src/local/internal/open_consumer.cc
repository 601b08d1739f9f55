// SPDX-License-Identifier: MIT
#include "local/internal/open_consumer.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"

namespace weir::local_internal {
namespace {

absl::Status TargetNotFound(const ConsumerTarget& target) {
  if (!target.creation_seconds.has_value()) {
    return KinesisError(
        KinesisException::kResourceNotFound,
        Concat("Consumer ", target.consumer_name, " under stream ", target.stream.stream_name,
               " under account ", target.stream.account_id, " not found."));
  }
  return ConsumerNotFound(ConsumerArn{.stream = target.stream,
                                      .consumer_name = target.consumer_name,
                                      .creation_seconds = *target.creation_seconds});
}

// As of streams: whoever may not know it does not find it, if `operation` has no other words.
absl::Status CheckConsumerAccess(const Account& caller, const LocalConsumer& consumer,
                                 KinesisOperation operation, const ConsumerTarget& target) {
  absl::Status status = CheckPolicy(caller,
                                    {.arn = consumer.arn.ToString(),
                                     .owner_id = target.stream.account_id,
                                     .policy = consumer.policy},
                                    operation);
  const auto exceptions = ExceptionsOf(operation);
  if (!status.ok() && std::find(exceptions.begin(), exceptions.end(),
                                KinesisException::kAccessDenied) == exceptions.end()) {
    return TargetNotFound(target);
  }
  return status;
}

std::optional<SharedStream> OpenByName(Account& owner, std::string_view name, SharedStream*) {
  return OpenSharedByName(owner, name);
}
std::optional<OwnedStream> OpenByName(Account& owner, std::string_view name, OwnedStream*) {
  return OpenAloneByName(owner, name);
}

template <class Stream>
absl::StatusOr<OpenConsumer<Stream>> OpenConsumerOf(Account& caller, KinesisOperation operation,
                                                    const ConsumerAddress& address) {
  absl::Status status = caller.CountCall(operation, caller.world.clock.NowNanos());
  if (!status.ok()) return status;
  const absl::StatusOr<ConsumerTarget> target =
      ResolveConsumer(address, {.account_id = caller.account_id, .region = caller.region});
  if (!target.ok()) return target.status();
  const StreamArn& arn = target->stream;
  Account* const owner = FindOwner(caller, arn);
  std::optional<Stream> stream;
  if (owner != nullptr) {
    stream = OpenByName(*owner, arn.stream_name, static_cast<Stream*>(nullptr));
  }
  if (!stream.has_value()) {
    return StreamNotFound({.stream_name = arn.stream_name, .account_id = arn.account_id});
  }
  std::shared_ptr<LocalConsumer> consumer =
      (*stream)->consumers.Find(target->consumer_name, target->creation_seconds);
  if (consumer == nullptr) return TargetNotFound(*target);
  status = CheckConsumerAccess(caller, *consumer, operation, *target);
  if (!status.ok()) return status;
  return OpenConsumer<Stream>{std::move(consumer), *std::move(stream)};
}

}  // namespace

absl::Status ConsumerNotFound(const ConsumerArn& arn) {
  return KinesisError(
      KinesisException::kResourceNotFound,
      Concat("Consumer ", arn.ToString(), " under account ", arn.stream.account_id, " not found."));
}

absl::StatusOr<SharedConsumer> OpenConsumerShared(Account& caller, KinesisOperation operation,
                                                  const ConsumerAddress& address) {
  return OpenConsumerOf<SharedStream>(caller, operation, address);
}

absl::StatusOr<OwnedConsumer> OpenConsumerAlone(Account& caller, KinesisOperation operation,
                                                const ConsumerAddress& address) {
  return OpenConsumerOf<OwnedStream>(caller, operation, address);
}

}  // namespace weir::local_internal
