// SPDX-License-Identifier: MIT
//
// A LocalConsumer is a registered consumer of a stream, and LocalConsumers are all that a
// stream has.
//
// As a stream's, a consumer's status changes with time, and whoever opens the stream first
// brings it up to date (LocalStream::SettleAt).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "local/internal/resource_policy.h"
#include "weir/quota/rate_gate.h"
#include "weir/quota/read_quota.h"
#include "weir/quota/token_bucket.h"
#include "weir/service/arn.h"
#include "weir/service/consumer_requests.h"
#include "weir/service/stream_shapes.h"

namespace weir::local_internal {

// What a consumer has of one shard.
struct ConsumerShard {
  // ---- Written with the stream's lock held alone ----

  // How many times it was subscribed to: the last subscription is the one that counts.
  std::uint64_t subscription_count = 0;
  // When it was last; of no meaning before the first.
  std::int64_t subscribed_nanos = 0;

  // ---- Any thread's ----

  TokenBucket subscribe_calls;
  // The consumer's own, whoever reads besides, and however often it subscribes.
  ReadQuota fan_out;
};

struct LocalConsumer {
  explicit LocalConsumer(ConsumerArn of_arn) : arn(std::move(of_arn)) {}
  LocalConsumer(const LocalConsumer&) = delete;
  LocalConsumer& operator=(const LocalConsumer&) = delete;

  bool IsActive() const { return status == kinesis::ConsumerStatus::kActive; }
  // Whether it was deregistered: it stays so when it is gone.
  bool IsDeleting() const { return status == kinesis::ConsumerStatus::kDeleting; }

  // Set at construction, never written again. Its second is later than it was where one of
  // the name had been registered in that second before.
  const ConsumerArn arn;

  // ---- Written with the stream's lock held alone ----

  kinesis::ConsumerStatus status = kinesis::ConsumerStatus::kCreating;
  // When CREATING or DELETING ends.
  std::int64_t status_due_nanos = kNever;
  kinesis::TagMap tags;
  std::optional<ResourcePolicy> policy;
  // By the shards' indices; each stays where it is.
  std::map<std::uint32_t, ConsumerShard> shards;
};

class LocalConsumers {
 public:
  using ByName = std::map<std::string, std::shared_ptr<LocalConsumer>, std::less<>>;

  // ---- With the stream's lock held, shared or alone ----

  // In the order of their names.
  const ByName& by_name() const { return by_name_; }
  std::size_t size() const { return by_name_.size(); }
  std::size_t CreatingCount() const;
  // Null if there is none of that name, or it was registered in another second.
  std::shared_ptr<LocalConsumer> Find(
      std::string_view name, std::optional<std::int64_t> creation_seconds = std::nullopt) const;
  bool IsDue(std::int64_t now_nanos) const { return now_nanos >= due_nanos_; }

  // ---- With it held alone ----

  // There is none of that name.
  LocalConsumer& Add(ConsumerArn arn, std::int64_t now_nanos, std::int64_t creating_nanos);
  // DELETING from now on, as it may have been before.
  void Delete(LocalConsumer& consumer, std::int64_t now_nanos, std::int64_t deleting_nanos);
  void DeleteAll(std::int64_t now_nanos, std::int64_t deleting_nanos);
  void SettleAt(std::int64_t now_nanos);

 private:
  ByName by_name_;
  // The earliest of what is due.
  std::int64_t due_nanos_ = kNever;
};

// To the second, as AWS gives it and as the ARN has it.
kinesis::Consumer Describe(const LocalConsumer& consumer);

}  // namespace weir::local_internal
