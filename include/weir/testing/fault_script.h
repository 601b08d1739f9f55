// SPDX-License-Identifier: MIT
//
// A FaultScript says which calls of Kinesis go wrong in a test, when, and how.
//
// It is a list of rules, which a FaultyKinesis follows. Each says which calls it is for,
// counts them, and says which of them have its fault: so a script does the same in each
// run, as far as the calls come in the same order. Chance is there too, drawn from the
// script's seed. Not a load test's noise: what a rule does, a test can predict.
//
//   // The 3rd PutRecords on shard 2 is refused, and so are those of the next 2 s.
//   weir::testing::FaultRule refused = {
//       .calls = {.operation = weir::KinesisOperation::kPutRecords, .shard_id = {{2}}},
//       .when = {.first = 3, .lasting = absl::Seconds(2)},
//       .fault = weir::testing::RaiseException{
//           .exception = weir::KinesisException::kProvisionedThroughputExceeded}};
//   // Every tenth record fails.
//   weir::testing::FaultRule tenth = {.when = {.every = 10},
//                                     .fault = weir::testing::FailRecords{}};
//   weir::testing::FaultScript script = {.rules = {refused, tenth}};
//
// Threads:   values.
// Progress:  wait-free, but for allocations.
// Cost:      none; for that of a rule see FaultyKinesis.
// Lifetime:  the clock must outlive who follows the script; all else is owned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "weir/base/clock.h"
#include "weir/model/hash_key.h"
#include "weir/model/shard_id.h"
#include "weir/service/exception.h"
#include "weir/service/kinesis_operation.h"
#include "weir/testing/manual_clock.h"

namespace weir::testing {

// ---- Which calls ----

// What is absent or empty means any.
struct CallFilter {
  std::optional<KinesisOperation> operation = std::nullopt;
  // A name or an ARN. A name means the streams of that name, whosever they are, and a call
  // that gives a name alone means the ARN's that ends with it. GetRecords is of the stream
  // of its iterator, if that was given out by the FaultyKinesis.
  std::string stream = {};
  // Of PutRecord the shard that the record goes to; of PutRecords each that a record goes
  // to; of GetShardIterator, SubscribeToShard, SplitShard and MergeShards those that the
  // request names; of GetRecords the iterator's. No other call has a shard.
  std::optional<ShardId> shard_id = std::nullopt;
};

// ---- When ----

// Which of the calls that the filter lets through, counted from 1 in the order in which
// they come; of FailRecords, which of their records. By default all.
struct FaultTiming {
  // The first that has the fault: 1 and more; by default `every`.
  std::optional<std::uint64_t> first = std::nullopt;
  // Then each so-manieth: 1 and more.
  std::uint64_t every = 1;
  // How many at most: 1 and more.
  std::optional<std::uint64_t> count = std::nullopt;
  // How likely each of these has it: above 0, at most 1.
  double probability = 1.0;
  // For how long after the first that had it, on the clock: more than zero.
  absl::Duration lasting = absl::InfiniteDuration();
  // Calls before `begin`, and at `end` or later, are not counted.
  absl::Time begin = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();
};

// ---- What ----

// The call is not made, and ends so. A `message` that is empty, here and below, means AWS's
// text where one is known, and else one of Weir's.
struct RaiseException {
  KinesisException exception = KinesisException::kInternalFailure;
  std::string message = {};
};

// The call takes effect, and then ends so: a producer that tries again puts twice. Only
// calls that succeed are counted.
struct RaiseAfterEffect {
  KinesisException exception = KinesisException::kInternalFailure;
  std::string message = {};
};

// Records of PutRecords fail, each by itself: those are not put, the others are, and all
// answers are in the order of the records. If all fail, the call is not made.
struct FailRecords {
  // Or kInternalFailure; no other.
  KinesisException error_code = KinesisException::kProvisionedThroughputExceeded;
  std::string message = {};
};

// The iterator that GetShardIterator or GetRecords gives out has expired when it is used.
// Only calls that give one are counted.
struct ExpireIterator {};

// Time passes on the script's clock, before and after the call: each zero or more, and not
// both zero; at most a year.
struct AddLatency {
  absl::Duration before = absl::ZeroDuration();
  absl::Duration after = absl::ZeroDuration();
};

// The call is made, but does not return before `until_completed` other calls have, of
// whatever operation, which began in other threads. So that nothing hangs, it returns too
// when all calls that have not returned are held like it: the one that was held last first.
// So with nobody else inside, it returns at once.
struct HoldCompletion {
  std::uint64_t until_completed = 1;
  // If it is there, it is run in the calling thread while the call is held, and before it
  // waits; no lock is held. What it does and what it waits for has happened when the call
  // returns: the way to have one order in each run. It may make calls itself.
  std::function<void()> meanwhile = nullptr;
};

// The event stream of SubscribeToShard ends so, behind `after_events` events. One of what
// can stand in an event stream: kResourceNotFound, kResourceInUse, kInternalFailure and
// KMS's. Only calls that succeed are counted.
struct BreakEventStream {
  KinesisException exception = KinesisException::kInternalFailure;
  std::string message = {};
  std::uint64_t after_events = 0;
};

using Fault = std::variant<RaiseException, RaiseAfterEffect, FailRecords, ExpireIterator,
                           AddLatency, HoldCompletion, BreakEventStream>;

struct FaultRule {
  CallFilter calls = {};
  FaultTiming when = {};
  Fault fault = {};
};

// ---- All of it ----

// Where a script reads the time, and what its latencies advance. A script names its clock:
// `.clock = &clock`, of whatever kind; null is SystemClock.
class ScriptClock {
 public:
  ScriptClock() = default;
  // Neither is explicit, so that a test writes the clock that it has.
  ScriptClock(ManualClock* clock) : ScriptClock(static_cast<const Clock*>(clock)) {
    manual_clock_ = clock;
  }
  ScriptClock(const Clock* clock) : clock_(clock == nullptr ? &SystemClock::Get() : clock) {}

  absl::Time Now() const { return absl::FromUnixNanos(clock_->NowNanos()); }
  // Null of any other kind.
  ManualClock* manual_clock() const { return manual_clock_; }

 private:
  const Clock* clock_ = &SystemClock::Get();
  ManualClock* manual_clock_ = nullptr;
};

// The rules are asked in their order. The first that raises an exception answers the call,
// and rules behind it don't see it; so a script reads from first to last, as "two calls are
// throttled, then one fails". Nor do rules on what it would have done, on its records, its
// iterator or its event stream. A record that fails is not seen by rules behind either.
// Latencies add up.
struct FaultScript {
  // Where chance comes from: the same faults with the same seed and the same calls.
  std::uint64_t seed = 1;
  std::vector<FaultRule> rules = {};

  ScriptClock clock = {};
  // How time passes; by default a ManualClock is advanced. With another clock it must be
  // there if a rule adds latency: Weir does not sleep. Called without a lock.
  std::function<void(absl::Duration)> pass_time = nullptr;

  // How the streams choose shards.
  KeyHash key_hash = KeyHash::kMd5;
};

// InvalidArgument names the rule, its value and what it may be: an exception that the
// operation cannot end with (ExceptionsOf(), kValidation and kInternalFailure it can), a
// stream or a shard of an operation that has none, a fault of another operation, a number
// out of its range. A rule of any operation is for those that its fault goes with.
absl::Status Validate(const FaultScript& script);

}  // namespace weir::testing
