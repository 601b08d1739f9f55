// SPDX-License-Identifier: MIT
//
// Registered consumers as resources.

#include <memory>
#include <optional>

#include "local/internal/local_consumer.h"
#include "local/internal/local_stream.h"
#include "local/internal/resource.h"

namespace weir::local_internal {

std::optional<Resource> ConsumerResourceOf(LocalStream& stream, const ConsumerTarget& target) {
  const std::shared_ptr<LocalConsumer> consumer =
      stream.consumers.Find(target.consumer_name, target.creation_seconds);
  if (consumer == nullptr) return std::nullopt;
  // The stream has it while it is held.
  return Resource{.stream = &stream,
                  .arn = consumer->arn.ToString(),
                  .kind = "consumer",
                  .name = consumer->arn.consumer_name,
                  .tags = &consumer->tags,
                  .policy = &consumer->policy};
}

}  // namespace weir::local_internal
