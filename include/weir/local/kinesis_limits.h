// SPDX-License-Identifier: MIT
//
// KinesisLimits say which of Kinesis's limits a LocalKinesis has, and whether it enforces
// them, only counts what exceeds them, or does neither.
//
// Aws() is what an account has by default; a test of a program that must cope with AWS
// wants that. A program that uses the contract for its own sake wants Unlimited(). Not the
// constraints of parameters, which always hold: no PutRecords takes 501 records.
//
//   weir::KinesisLimits limits = weir::KinesisLimits::Aws();
//   limits.shards.max = 50;
//   limits.read_calls.mode = weir::LimitMode::kObserve;
//   auto kinesis = weir::LocalKinesis::Create({.limits = limits});
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  none.
#pragma once

#include <cstdint>
#include <string_view>

#include "weir/model/limits.h"

namespace weir {

// How often something may happen.
struct RateLimit {
  LimitMode mode = LimitMode::kOff;
  Rate rate = {};
};

// How many there may be, at once or in a day.
struct CountLimit {
  LimitMode mode = LimitMode::kOff;
  std::int64_t max = 0;
};

// Each of the limits, for what was counted of it: LocalKinesis::ExceededCount().
enum class KinesisLimit : std::uint8_t {
  kWriteBytes,
  kWriteRecords,
  kReadBytes,
  kReadCalls,
  kIteratorCalls,
  kSubscribeCalls,
  kControlCalls,
  kShards,
  kStreamsCreating,
  kOnDemandStreams,
  kConsumers,
  kConsumersCreating,
  kShardCountUpdates,
  kShardCountStep,
  kModeSwitches,
  kEncryptionChanges,
};
inline constexpr int kKinesisLimitCount = 16;

// Sources: the service's pages of quotas and of its operations.
struct KinesisLimits {
  // ---- What it does ----

  // Per shard, of PutRecord and PutRecords: data and keys, and records. At once at most
  // what flows in within a second, or one record of the stream's largest size.
  RateLimit write_bytes = {};
  RateLimit write_records = {};
  // Per shard, of all GetRecords together. A read may take more than there is, and then
  // the next ones wait: after 10 MiB for five seconds.
  RateLimit read_bytes = {};
  RateLimit read_calls = {};
  // Per shard, of GetShardIterator.
  RateLimit iterator_calls = {};
  // Per registered consumer and shard: bytes, which are not refused but come later (so
  // LimitMode::kObserve has nothing to count, and is as kOff), and calls of SubscribeToShard.
  // An event may take more than there is, and then the next ones wait.
  RateLimit fan_out_bytes = {};
  RateLimit subscribe_calls = {};

  // Per account and region, of each operation that has a rate of its own:
  // CallsPerSecondMax().
  LimitMode control_calls = LimitMode::kOff;

  // Open shards of an account in a region. A max of 0 means AWS's default for the region.
  CountLimit shards = {};
  // Streams that are CREATING at once, and on-demand streams.
  CountLimit streams_creating = {};
  CountLimit on_demand_streams = {};
  // Registered consumers of a stream, and of those CREATING at once. An account with a
  // MinimumThroughputBillingCommitment may have 50 of the former, or max, if that is more.
  CountLimit consumers = {};
  CountLimit consumers_creating = {};
  // Of a stream in 24 hours: UpdateShardCount, UpdateStreamMode, and Start- and
  // StopStreamEncryption, of which each has as many.
  CountLimit shard_count_updates = {};
  CountLimit mode_switches = {};
  CountLimit encryption_changes = {};
  // UpdateShardCount at most doubles and at most halves.
  LimitMode shard_count_step = LimitMode::kOff;

  // ---- How fast it does it ----

  // Nothing to choose.

  static constexpr KinesisLimits Unlimited() { return {}; }
  static constexpr KinesisLimits Aws() {
    constexpr LimitMode kOn = LimitMode::kEnforce;
    return {.write_bytes = {.mode = kOn, .rate = {.per_second = 1'048'576}},
            .write_records = {.mode = kOn, .rate = {.per_second = 1'000}},
            .read_bytes = {.mode = kOn, .rate = {.per_second = 2 * 1'048'576}},
            .read_calls = {.mode = kOn, .rate = {.per_second = 5}},
            .iterator_calls = {.mode = kOn, .rate = {.per_second = 5}},
            .fan_out_bytes = {.mode = kOn, .rate = {.per_second = 2 * 1'048'576}},
            .subscribe_calls = {.mode = kOn, .rate = {.per_second = 1}},
            .control_calls = kOn,
            .shards = {.mode = kOn, .max = 0},
            .streams_creating = {.mode = kOn, .max = 5},
            .on_demand_streams = {.mode = kOn, .max = 50},
            .consumers = {.mode = kOn, .max = 20},
            .consumers_creating = {.mode = kOn, .max = 5},
            .shard_count_updates = {.mode = kOn, .max = 10},
            .mode_switches = {.mode = kOn, .max = 2},
            .encryption_changes = {.mode = kOn, .max = 25},
            .shard_count_step = kOn};
  }
};

}  // namespace weir
