// SPDX-License-Identifier: MIT
#include "local/internal/account.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "local/internal/world.h"
#include "weir/base/concat.h"
#include "weir/service/exception.h"
#include "weir/service/names.h"

namespace weir::local_internal {

Account::Account(World& of_world, std::string of_account_id, std::string of_region)
    : world(of_world),
      account_id(std::move(of_account_id)),
      region(std::move(of_region)),
      partition(PartitionOfRegion(region)) {}

absl::Status Account::CountCall(KinesisOperation operation, std::int64_t now_nanos) {
  const int per_second = CallsPerSecondMax(operation);
  const LimitMode mode = world.options.limits.control_calls;
  // AWS counts ListShards by the stream.
  const bool is_counted = per_second > 0 && operation != KinesisOperation::kListShards;
  if (!is_counted || mode == LimitMode::kOff) return absl::OkStatus();
  TokenBucket& bucket = calls[static_cast<std::size_t>(operation)];
  const GateVerdict verdict =
      bucket.Take({.per_second = per_second}, 1, now_nanos - world.epoch_nanos);
  if (verdict.IsAdmitted() || !world.Exceeds(KinesisLimit::kControlCalls, mode)) {
    return absl::OkStatus();
  }
  return WithRetryAfter(
      KinesisError(KinesisException::kLimitExceeded,
                   Concat("Rate exceeded for operation ", ToString(operation), " under account ",
                          account_id, ": ", per_second, " calls per second.")),
      verdict.retry_after_nanos);
}

std::int64_t Account::ShardLimit() const {
  const CountLimit& limit = world.options.limits.shards;
  if (limit.max > 0) return limit.max;
  // What AWS gives by default, where more is not asked for.
  constexpr std::int64_t kLargeRegions = 20'000;
  constexpr std::int64_t kOthers = 1'000;
  return IsInLargeRegion() ? kLargeRegions : kOthers;
}

bool Account::IsInLargeRegion() const {
  return region == "us-east-1" || region == "us-west-2" || region == "eu-west-1";
}

namespace {

using Commitment = kinesis::MinimumThroughputBillingCommitment;
using CommitmentStatus = kinesis::MinimumThroughputBillingCommitmentStatus;

constexpr absl::Duration kCommitmentMin = absl::Hours(24);

// With what has ended by itself.
Commitment SettledAt(Commitment commitment, absl::Time now) {
  if (commitment.status == CommitmentStatus::kEnabledUntilEarliestAllowedEnd &&
      now >= *commitment.earliest_allowed_end_at) {
    commitment.status = CommitmentStatus::kDisabled;
    commitment.ended_at = commitment.earliest_allowed_end_at;
  }
  return commitment;
}

}  // namespace

Commitment Account::commitment() const {
  const absl::Time now = absl::FromUnixNanos(world.clock.NowNanos());
  MutexLock lock(book_mutex_);
  return SettledAt(commitment_, now);
}

Commitment Account::Commit(kinesis::MinimumThroughputBillingCommitmentInputStatus wanted) {
  const bool is_wanted = wanted == kinesis::MinimumThroughputBillingCommitmentInputStatus::kEnabled;
  const absl::Time now = absl::FromUnixNanos(world.clock.NowNanos());
  MutexLock lock(book_mutex_);
  commitment_ = SettledAt(commitment_, now);
  const bool is_there = commitment_.status != CommitmentStatus::kDisabled;
  if (is_wanted && is_there) {
    commitment_.status = CommitmentStatus::kEnabled;
  } else if (is_wanted) {
    commitment_ = {.status = CommitmentStatus::kEnabled,
                   .started_at = now,
                   .ended_at = std::nullopt,
                   .earliest_allowed_end_at = now + kCommitmentMin};
  } else if (is_there) {
    commitment_.status = CommitmentStatus::kEnabledUntilEarliestAllowedEnd;
    commitment_ = SettledAt(commitment_, now);
    // Later than it might have ended, it ends now.
    if (commitment_.status == CommitmentStatus::kDisabled) commitment_.ended_at = now;
  }
  return commitment_;
}

absl::Status Account::AddShards(std::int64_t additional) {
  const LimitMode mode = world.options.limits.shards.mode;
  const std::int64_t limit = ShardLimit();
  MutexLock lock(book_mutex_);
  if (open_shard_count_ + additional > limit && mode != LimitMode::kOff &&
      world.Exceeds(KinesisLimit::kShards, mode)) {
    return KinesisError(
        KinesisException::kLimitExceeded,
        Concat("This request would exceed the shard limit for the account ", account_id, " in ",
               region, ". Current shard count for the account: ", open_shard_count_, ". Limit: ",
               limit, ". Number of additional shards that would have resulted from this request: ",
               additional,
               ". Refer to the AWS Service Limits page "
               "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for "
               "current limits and how to request higher limits."));
  }
  open_shard_count_ += additional;
  return absl::OkStatus();
}

std::int64_t Account::NextConsumerSecond(std::string_view stream_name,
                                         std::string_view consumer_name, std::int64_t now_nanos) {
  const std::int64_t now = now_nanos / kNanosPerSecond;
  MutexLock lock(book_mutex_);
  if (now > consumer_seconds_swept_) {
    consumer_seconds_swept_ = now;
    std::erase_if(consumer_seconds_, [now](const auto& given) { return given.second < now; });
  }
  std::int64_t& last =
      consumer_seconds_.try_emplace({std::string(stream_name), std::string(consumer_name)}, now - 1)
          .first->second;
  last = std::max(now, last + 1);
  return last;
}

}  // namespace weir::local_internal
