// SPDX-License-Identifier: MIT
//
// A FaultyKinesis is another Kinesis with the faults of a script: for tests of what a
// program does when calls are throttled, fail or take long.
//
// It decorates, so it needs nothing of what is under it; with a LocalKinesis and a
// ManualClock, an hour of retries is tested in a millisecond. Not for measuring: a script
// is followed under a lock.
//
//   auto faulty = weir::testing::FaultyKinesis::Create(
//       kinesis, {.rules = {{.calls = {.operation = weir::KinesisOperation::kGetRecords},
//                            .when = {.first = 2, .count = 1},
//                            .fault = weir::testing::ExpireIterator{}}}});
//   Handle(**faulty);                   // the program under test
//   Handle((*faulty)->IsUsedUp());      // has it seen all?
//
// Threads:   every method from any thread; in which order calls of several threads are
//            counted is theirs.
// Progress:  blocking; a HoldCompletion waits for other calls.
// Cost:      a lock and a look at each rule per call. For a rule of a shard, and for texts
//            that name one, a put asks for the stream's shards, once until it reshards.
// Lifetime:  the decorated one and the script's clock must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "weir/service/kinesis.h"
#include "weir/testing/fault_script.h"

namespace weir::testing {

// Of one rule: of calls, or with FailRecords of records.
struct RuleCounts {
  // That the filter let through while they counted.
  std::uint64_t matched = 0;
  // That had the fault.
  std::uint64_t fired = 0;
};

// What it learns about streams it asks the decorated for directly: ListShards with
// AT_LATEST for the shards of puts, and DescribeStreamSummary for the account in a text.
// If these fail, a put has no shard and a text names account 000000000000. A reshard is
// seen when it is asked for here, or when a put or a read tells of shards that are not
// known; until then shards are the old ones. Of iterators the last 10,000 are known.
class FaultyKinesis : public Kinesis {
 public:
  // InvalidArgument as Validate(script) says.
  static absl::StatusOr<std::unique_ptr<FaultyKinesis>> Create(Kinesis& decorated,
                                                               FaultScript script);

  // Of the script's rule of that index, counted from 0; zeros if it has none.
  virtual RuleCounts CountsOf(std::size_t rule) const = 0;

  // Whether each rule had its fault: as often as its `count`, or once if it has none.
  virtual bool IsUsedUp() const = 0;

  // A line for each rule: "rule 0, RaiseException: 7 matched, 2 fired".
  virtual std::string Report() const = 0;
};

}  // namespace weir::testing
