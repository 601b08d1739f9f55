// SPDX-License-Identifier: MIT
//
// A LocalStream is a stream as the contract knows it: the engine's Stream, and what
// Kinesis says of it besides.
//
// Its status changes with time, but nothing runs by itself: whoever opens the stream
// (open_stream.h) first brings it up to date, SettleAt(). So what was asked for takes
// effect when its time has come, before anybody can see the stream without it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "local/internal/local_consumer.h"
#include "local/internal/local_shard.h"
#include "local/internal/metric_store.h"
#include "local/internal/resource_policy.h"
#include "local/internal/scale_on_demand.h"
#include "local/internal/shared_mutex.h"
#include "weir/quota/rate_gate.h"
#include "weir/quota/token_bucket.h"
#include "weir/service/arn.h"
#include "weir/service/read_requests.h"
#include "weir/service/shard_requests.h"
#include "weir/service/stream_address.h"
#include "weir/service/stream_shapes.h"
#include "weir/stream/stream.h"

namespace weir::local_internal {

struct Account;
struct World;

struct LocalStream {
  // No time: nothing is to come.
  static constexpr std::int64_t kNotDue = kNever;

  LocalStream(World& of_world, Account& of_account, StreamArn of_arn, std::uint64_t of_number,
              Stream made, std::int64_t now_nanos)
      : world(of_world),
        account(of_account),
        arn(std::move(of_arn)),
        number(of_number),
        created_nanos(now_nanos),
        engine(std::move(made)) {}
  LocalStream(const LocalStream&) = delete;
  LocalStream& operator=(const LocalStream&) = delete;

  // ---- Set at construction, never written again ----
  World& world;
  Account& account;
  const StreamArn arn;
  // No other stream of this world has it.
  const std::uint64_t number;
  const std::int64_t created_nanos;
  // Any thread may use it, with the lock shared; only who holds it alone reshards.
  Stream engine;

  // Held shared by who puts and reads, alone by who changes anything below.
  mutable SharedMutex mutex;

  // ---- Status ----
  kinesis::StreamStatus status = kinesis::StreamStatus::kCreating;
  // When CREATING, UPDATING or DELETING ends, and what then happens, of which it is told when
  // that was to be. What sets a later time puts itself off.
  std::int64_t status_due_nanos = kNotDue;
  std::function<void(std::int64_t due_nanos)> when_due;
  // Is set when DELETING is over: nobody may use it any more.
  bool is_gone = false;

  // ---- Shards, by their index; each stays where it is ----
  std::deque<LocalShard> shards;
  std::int32_t open_shard_count = 0;
  // How many the account counts: also those that a change under way is going to open.
  std::int32_t counted_shard_count = 0;

  // ---- Settings ----
  kinesis::StreamMode mode = kinesis::StreamMode::kProvisioned;
  std::int32_t retention_period_hours = 24;
  // What records follow: of a change that is under way already the new one, KeepFor().
  std::int32_t kept_hours = 24;
  // Nothing older comes back, however long records are kept by now.
  std::int64_t horizon_floor_nanos = 0;
  std::int32_t max_record_size_in_kib = 1024;
  kinesis::EncryptionType encryption_type = kinesis::EncryptionType::kNone;
  std::string key_id;
  std::set<kinesis::MetricsName> shard_level_metrics;
  kinesis::TagMap tags;
  std::optional<ResourcePolicy> policy;
  std::int32_t warm_throughput_mibps = 0;
  // What is asked for, while the change is under way.
  std::optional<kinesis::StreamMode> next_mode = std::nullopt;
  std::optional<std::int32_t> next_warm_throughput_mibps = std::nullopt;
  // When things that are limited per day were done, oldest first.
  std::deque<std::int64_t> shard_count_updates_nanos;
  std::deque<std::int64_t> mode_switches_nanos;
  std::deque<std::int64_t> encryption_starts_nanos;
  std::deque<std::int64_t> encryption_stops_nanos;

  // ---- Of the on-demand mode ----
  std::optional<OnDemandMeter> on_demand = std::nullopt;
  // When the minute ends that is measured next.
  std::int64_t on_demand_due_nanos = kNotDue;

  // Taken from, and added to, with the lock shared.
  TokenBucket list_shards_calls;
  MetricStore metrics;

  // ---- Registered consumers ----
  LocalConsumers consumers;

  // For messages. Refers to this.
  StreamPlace Place() const {
    return {.stream_name = arn.stream_name, .account_id = arn.account_id};
  }

  // ---- With the lock held, shared or alone ----

  // What a record may have, with its key.
  std::int64_t RecordBytesMax() const { return std::int64_t{max_record_size_in_kib} * 1024; }
  // Before which everything is expired.
  std::int64_t HorizonNanos(std::int64_t now_nanos) const {
    return std::max(horizon_floor_nanos,
                    now_nanos - absl::ToInt64Nanoseconds(absl::Hours(kept_hours)));
  }
  // Null if there is none of that index, or it is expired: closed before the horizon.
  LocalShard* FindShard(ShardId shard_id, std::int64_t now_nanos);
  bool IsExpired(const LocalShard& shard, std::int64_t now_nanos) const {
    return shard.closed_nanos.has_value() && *shard.closed_nanos < HorizonNanos(now_nanos);
  }
  // The open shard that holds `hash_key`; null if that is one that nobody told of.
  LocalShard* Route(const HashKey& hash_key) {
    const std::uint32_t index = engine.ShardFor(hash_key).index;
    return index < shards.size() ? &shards[index] : nullptr;
  }
  // As ListShards and DescribeStream give it.
  kinesis::Shard Describe(const LocalShard& shard) const;
  // The children of a closed shard, in their order.
  std::vector<kinesis::ChildShard> ChildrenOf(const LocalShard& parent) const;
  // OK if it is ACTIVE, else ResourceInUseException.
  absl::Status RequireActive() const;
  // OK if it is not DELETING, else the same.
  absl::Status RequireNotDeleting() const;
  // Whether something is due, or somebody resharded the engine's stream by hand.
  bool IsDue(std::int64_t now_nanos) const {
    return now_nanos >= status_due_nanos || now_nanos >= on_demand_due_nanos ||
           consumers.IsDue(now_nanos) || engine.shard_count() != shards.size();
  }

  // ---- With the lock held alone ----

  // Brings all up to `now_nanos`. Does not take it out of its account. What is due and ends in
  // an exception, for want of memory, stays due: nobody sees the stream until it has happened.
  void SettleAt(std::int64_t now_nanos);

  // UPDATING for as long as the world says, and then `change`; at once if that is no time.
  void UpdateThen(std::int64_t now_nanos, std::function<void(std::int64_t)> change);

  // Keeps records, and closed shards, for `hours`, which are 1 to 8,760, from now on.
  void KeepFor(std::int32_t hours, std::int64_t now_nanos);

  // Learns of shards that the engine has made since, by a reshard at `at_nanos`. Where an
  // exception ended it, the next call goes on.
  void LearnShards(std::int64_t at_nanos);
  // Has the account count the shards that are open.
  void CountShards();

  // Created here, and numbers go on above `create_seconds_before`.
  void LearnFirstShards(std::int64_t now_nanos, std::optional<std::int64_t> create_seconds_before);

 private:
  // What was due at status_due_nanos.
  void SettleStatus();
};

}  // namespace weir::local_internal
