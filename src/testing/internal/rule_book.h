// SPDX-License-Identifier: MIT
//
// A RuleBook decides which calls have which faults, and counts.
//
// All decisions about a call are made at once, under a lock; what they lead to (time that
// passes, a call that waits) happens outside. Faults that replace an answer are decided when
// there is one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "testing/internal/call_facts.h"
#include "testing/internal/fault_reach.h"
#include "weir/base/mutex.h"
#include "weir/model/shard_id.h"
#include "weir/service/exception.h"
#include "weir/testing/fault_script.h"
#include "weir/testing/faulty_kinesis.h"

namespace weir::testing_internal {

// An exception that a rule raises.
struct Raised {
  KinesisException exception = KinesisException::kInternalFailure;
  // Empty: AWS's. Of the rule, which outlives it.
  std::string_view message = {};
  // That the rule is for, if it is for one.
  std::optional<ShardId> shard_id = std::nullopt;
};

// What becomes of a call that comes.
struct Arrival {
  absl::Duration latency_before = absl::ZeroDuration();
  absl::Duration latency_after = absl::ZeroDuration();
  std::vector<const testing::HoldCompletion*> holds = {};
  // The call is not made.
  std::optional<Raised> raised = std::nullopt;
  // Of each record of PutRecords, null if it is to be put; empty if all are.
  std::vector<const testing::FailRecords*> failed_records = {};
};

// What becomes of an answer that is no error.
struct Departure {
  std::optional<Raised> raised = std::nullopt;
  bool is_iterator_expired = false;
  const testing::BreakEventStream* broken = nullptr;
};

class RuleBook {
 public:
  // Valid rules.
  RuleBook(std::vector<testing::FaultRule> rules, std::uint64_t seed);

  // Whether a rule asks for the shards of calls of `operation`.
  bool LooksAtShardsOf(KinesisOperation operation) const;

  Arrival Arrive(const CallFacts& call, absl::Time now);
  // `gives_iterator`: there is one in the answer.
  Departure Succeed(const CallFacts& call, absl::Time now, bool gives_iterator);

  testing::RuleCounts CountsOf(std::size_t rule) const;
  bool IsUsedUp() const;
  std::string Report() const;

 private:
  struct Rule {
    testing::FaultRule text;
    Operations operations;
    StreamRef stream;
  };
  struct State {
    testing::RuleCounts counts;
    absl::Time first_fired = absl::InfiniteFuture();
  };

  bool Matches(const Rule& rule, const CallFacts& call) const;
  // Counts a call that rule `index` is for; whether it has the fault.
  bool Fires(std::size_t index, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FailRecordsOf(const CallFacts& call, absl::Time now, Arrival& arrival)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Set at construction, never written again.
  const std::uint64_t seed_;
  std::vector<Rule> rules_;

  mutable Mutex mutex_;
  // One of each rule.
  std::vector<State> states_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weir::testing_internal
