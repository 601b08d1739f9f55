// SPDX-License-Identifier: MIT
#include "weir/stream/consumer.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/mutex.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/stream/internal/names.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {

std::shared_ptr<stream_internal::ShardReadQuota> stream_internal::QuotaOf(const Consumer& consumer,
                                                                          const Shard& shard) {
  ConsumerCore& core = *consumer.core_;
  MutexLock lock(core.mutex);
  std::shared_ptr<ShardReadQuota>& quota = core.quotas[shard.lineage.index];
  if (quota == nullptr) quota = std::make_shared<ShardReadQuota>();
  return quota;
}

const std::string& Consumer::name() const { return core_->name; }

absl::StatusOr<Consumer> Stream::RegisterConsumer(std::string_view name) {
  return base_internal::OrOutOfMemory([&]() -> absl::StatusOr<Consumer> {
    if (!stream_internal::IsValidName(name)) {
      return WithKinesisException(
          InvalidArgument(Concat("the consumer's name is '", name.substr(0, 140), "'; ",
                                 stream_internal::kNameRule)),
          "InvalidArgumentException");
    }
    auto consumer = std::make_shared<stream_internal::ConsumerCore>();
    consumer->name = std::string(name);
    MutexLock lock(core_->reshard_mutex);
    if (!core_->consumers.emplace(consumer->name, consumer).second) {
      return WithKinesisException(
          AlreadyExists(Concat("consumer ", name, " of stream ", this->name(), " exists")),
          "ResourceInUseException");
    }
    return Consumer(std::move(consumer));
  });
}

absl::Status Stream::DeregisterConsumer(std::string_view name) {
  return base_internal::OrOutOfMemory([&]() -> absl::Status {
    const std::string key(name.substr(0, 140));
    MutexLock lock(core_->reshard_mutex);
    if (core_->consumers.erase(key) == 0) {
      return WithKinesisException(
          NotFound(Concat("consumer ", key, " of stream ", this->name(), " does not exist")),
          "ResourceNotFoundException");
    }
    return absl::OkStatus();
  });
}

}  // namespace weir
