// SPDX-License-Identifier: MIT
//
// LocalKinesisOptions say what a LocalKinesis is: whose account, on which clock, under
// which limits, and how long a stream takes to come into being.
//
// Every field has a default that works: AWS's limits, the system's clock, states that
// change at once.
//
//   auto kinesis = weir::LocalKinesis::Create(
//       {.limits = weir::KinesisLimits::Unlimited(), .clock = &clock});
//
// Threads:   a value.
// Progress:  wait-free.
// Cost:      none.
// Lifetime:  `clock` must outlive the LocalKinesis and all that came of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "weir/base/clock.h"
#include "weir/local/kinesis_limits.h"
#include "weir/model/hash_key.h"
#include "weir/service/token_seal.h"

namespace weir {

// How long what is asked for takes; each 0 or more, and at most a day. At once by
// default, so that a test need not wait. Touch them to see a program wait for ACTIVE.
struct StateDurations {
  // CREATING and DELETING of a stream.
  absl::Duration stream_creating = absl::ZeroDuration();
  absl::Duration stream_deleting = absl::ZeroDuration();
  // UPDATING of a stream: a reshard, a retention period, encryption and so on. What was
  // asked for takes effect at the end; only records follow a retention period at once.
  absl::Duration stream_updating = absl::ZeroDuration();
  // CREATING and DELETING of a registered consumer.
  absl::Duration consumer_creating = absl::ZeroDuration();
  absl::Duration consumer_deleting = absl::ZeroDuration();
};

struct LocalKinesisOptions {
  // ---- What it does ----

  // Who calls, as 12 digits, and where. Touch them where ARNs are compared; for more
  // than one of either, LocalKinesis::ForCaller().
  std::string account_id = "000000000000";
  std::string region = "us-east-1";

  // AWS's by default.
  KinesisLimits limits = KinesisLimits::Aws();

  StateDurations state_durations = {};

  // Where time comes from; null means SystemClock. Touch it in tests
  // (testing::ManualClock): everything that depends on time follows it.
  const Clock* clock = nullptr;

  // How a partition key chooses its shard: as Kinesis does it, by default. Touch it where
  // nobody compares shards with Kinesis's and 100 ns a record count.
  KeyHash key_hash = KeyHash::kMd5;

  // The memory that each stream may hold, in bytes: 32 MiB and more, by default 256 MiB.
  // When it is reached, puts end in InternalFailure: Kinesis has no such limit.
  std::int64_t stream_memory_bytes_max = 256 * 1024 * 1024;

  // What tokens are sealed with; absent, a random key, so that no other process opens
  // them. Touch it where tokens must be the same in each run, or in several processes.
  std::optional<TokenSeal::Key> token_key = std::nullopt;

  // ---- How fast it does it ----

  // Nothing to choose.
};

}  // namespace weir
