// SPDX-License-Identifier: MIT
//
// An Account is what one account has in one region: its streams by name, its settings,
// and how much it has used of its quotas.
//
// Locks are taken in this order: the account's, a stream's, the book's.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "local/internal/local_stream.h"
#include "local/internal/shared_mutex.h"
#include "weir/base/mutex.h"
#include "weir/quota/token_bucket.h"
#include "weir/service/account_requests.h"
#include "weir/service/kinesis_operation.h"

namespace weir::local_internal {

struct World;

struct Account {
  Account(World& of_world, std::string of_account_id, std::string of_region);
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  // ---- Set at construction, never written again ----
  World& world;
  const std::string account_id;
  const std::string region;
  const std::string partition;

  // Held shared by who looks a stream up, alone by who makes or removes one.
  mutable SharedMutex mutex;
  std::map<std::string, std::shared_ptr<LocalStream>, std::less<>> streams;
  // The greatest second of creation that shards of a stream of that name had which is
  // gone: those of one that takes its name are above.
  std::map<std::string, std::int64_t, std::less<>> create_seconds_before;

  // How often each operation was called.
  std::array<TokenBucket, kKinesisOperationCount> calls;

  // LimitExceededException if `operation` was called too often by now; else it counts.
  absl::Status CountCall(KinesisOperation operation, std::int64_t now_nanos);

  // Open shards, of which a change adds `additional`: or LimitExceededException.
  absl::Status AddShards(std::int64_t additional);
  // The same of what nobody may refuse.
  void CountShards(std::int64_t additional) {
    MutexLock lock(book_mutex_);
    open_shard_count_ += additional;
  }
  std::int64_t open_shard_count() const {
    MutexLock lock(book_mutex_);
    return open_shard_count_;
  }
  // How many there may be, by limits.shards or by the region.
  std::int64_t ShardLimit() const;
  // Whether it is one of the three regions where AWS gives the most.
  bool IsInLargeRegion() const;

  // The second that a consumer which is registered at `now_nanos` has in its ARN. No other of
  // that name had it, of this stream or of one of its name before: if need be, it is a later one.
  std::int64_t NextConsumerSecond(std::string_view stream_name, std::string_view consumer_name,
                                  std::int64_t now_nanos);

  // Of DescribeAccountSettings, as it is by now.
  kinesis::MinimumThroughputBillingCommitment commitment() const;
  // What it is then. It lasts 24 hours at least: what is to end before ends by itself, unless
  // it is asked for again.
  kinesis::MinimumThroughputBillingCommitment Commit(
      kinesis::MinimumThroughputBillingCommitmentInputStatus wanted);

 private:
  mutable Mutex book_mutex_;
  std::int64_t open_shard_count_ ABSL_GUARDED_BY(book_mutex_) = 0;
  kinesis::MinimumThroughputBillingCommitment commitment_ ABSL_GUARDED_BY(book_mutex_);
  // By the stream's name and the consumer's: the last second that was given, if that is not
  // over, and when those that are over were last taken out.
  std::map<std::pair<std::string, std::string>, std::int64_t> consumer_seconds_
      ABSL_GUARDED_BY(book_mutex_);
  std::int64_t consumer_seconds_swept_ ABSL_GUARDED_BY(book_mutex_) = 0;
};

}  // namespace weir::local_internal
