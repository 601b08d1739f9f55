// SPDX-License-Identifier: MIT
#include "local/internal/local_consumer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "local/internal/later.h"

namespace weir::local_internal {

using kinesis::ConsumerStatus;

std::size_t LocalConsumers::CreatingCount() const {
  return static_cast<std::size_t>(
      std::count_if(by_name_.begin(), by_name_.end(), [](const ByName::value_type& consumer) {
        return consumer.second->status == ConsumerStatus::kCreating;
      }));
}

std::shared_ptr<LocalConsumer> LocalConsumers::Find(
    std::string_view name, std::optional<std::int64_t> creation_seconds) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return nullptr;
  if (creation_seconds.has_value() && *creation_seconds != found->second->arn.creation_seconds) {
    return nullptr;
  }
  return found->second;
}

LocalConsumer& LocalConsumers::Add(ConsumerArn arn, std::int64_t now_nanos,
                                   std::int64_t creating_nanos) {
  std::string name = arn.consumer_name;
  auto consumer = std::make_shared<LocalConsumer>(std::move(arn));
  LocalConsumer& added = *consumer;
  by_name_.emplace(std::move(name), std::move(consumer));
  added.status_due_nanos = Later(now_nanos, creating_nanos);
  due_nanos_ = std::min(due_nanos_, added.status_due_nanos);
  SettleAt(now_nanos);
  return added;
}

void LocalConsumers::Delete(LocalConsumer& consumer, std::int64_t now_nanos,
                            std::int64_t deleting_nanos) {
  if (consumer.IsDeleting()) return;
  consumer.status = ConsumerStatus::kDeleting;
  consumer.status_due_nanos = Later(now_nanos, deleting_nanos);
  due_nanos_ = std::min(due_nanos_, consumer.status_due_nanos);
  SettleAt(now_nanos);
}

void LocalConsumers::DeleteAll(std::int64_t now_nanos, std::int64_t deleting_nanos) {
  for (const auto& [name, consumer] : by_name_) {
    if (consumer->IsDeleting()) continue;
    consumer->status = ConsumerStatus::kDeleting;
    consumer->status_due_nanos = Later(now_nanos, deleting_nanos);
    due_nanos_ = std::min(due_nanos_, consumer->status_due_nanos);
  }
  SettleAt(now_nanos);
}

void LocalConsumers::SettleAt(std::int64_t now_nanos) {
  if (!IsDue(now_nanos)) return;
  due_nanos_ = kNever;
  for (auto next = by_name_.begin(); next != by_name_.end();) {
    LocalConsumer& consumer = *next->second;
    if (now_nanos >= consumer.status_due_nanos) {
      if (consumer.IsDeleting()) {
        next = by_name_.erase(next);
        continue;
      }
      consumer.status = ConsumerStatus::kActive;
      consumer.status_due_nanos = kNever;
    }
    due_nanos_ = std::min(due_nanos_, consumer.status_due_nanos);
    ++next;
  }
}

kinesis::Consumer Describe(const LocalConsumer& consumer) {
  return {.consumer_name = consumer.arn.consumer_name,
          .consumer_arn = consumer.arn.ToString(),
          .consumer_status = consumer.status,
          .consumer_creation_timestamp = absl::FromUnixSeconds(consumer.arn.creation_seconds)};
}

}  // namespace weir::local_internal
