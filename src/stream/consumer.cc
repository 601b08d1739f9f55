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
namespace {

absl::Status NoSuchConsumer(std::string_view name, std::string_view stream_name) {
  return WithKinesisException(
      NotFound(Concat("consumer ", name, " of stream ", stream_name, " does not exist")),
      "ResourceNotFoundException");
}

}  // namespace

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
    auto consumer = std::make_shared<stream_internal::ConsumerCore>(name, this->name());
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
    const auto found = core_->consumers.find(key);
    if (found == core_->consumers.end()) return NoSuchConsumer(key, this->name());
    {
      stream_internal::ConsumerCore& consumer = *found->second;
      MutexLock consumer_lock(consumer.mutex);
      consumer.is_registered = false;
    }
    core_->consumers.erase(found);
    return absl::OkStatus();
  });
}

absl::Status Stream::CheckConsumer(const Consumer& consumer) const {
  if (consumer.core_ == nullptr) {
    return WithKinesisException(
        InvalidArgument(Concat("the consumer of a cursor of stream ", name(), " was moved from")),
        "InvalidArgumentException");
  }
  stream_internal::ConsumerCore& core = *consumer.core_;
  {
    MutexLock lock(core_->reshard_mutex);
    const auto found = core_->consumers.find(core.name);
    // Not the name alone: another stream's may be the same.
    if (found != core_->consumers.end() && found->second == consumer.core_) {
      return absl::OkStatus();
    }
  }
  MutexLock lock(core.mutex);
  if (!core.is_registered) return NoSuchConsumer(core.name, core.stream_name);
  return WithKinesisException(
      InvalidArgument(Concat("consumer ", core.name, " is of stream ", core.stream_name,
                             ", and the cursor is of ", name())),
      "InvalidArgumentException");
}

}  // namespace weir
