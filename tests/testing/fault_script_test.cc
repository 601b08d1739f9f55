// SPDX-License-Identifier: MIT
#include "weir/testing/fault_script.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "testing/support.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;

// What is said of a script of this rule alone.
std::string Verdict(FaultRule rule) {
  ManualClock clock;
  FaultScript script = {.clock = &clock};
  script.rules.push_back(std::move(rule));
  const absl::Status status = Validate(script);
  return status.ok() ? "OK" : std::string(FromAbsl(status.message()));
}

std::string Verdict(const FaultTiming& when) { return Verdict(FaultRule{.when = when}); }

TEST_CASE("an exception is refused exactly if the operation cannot end with it",
          "[testing][fault_script]") {
  for (const KinesisOperation operation : AllOperations()) {
    const auto exceptions = ExceptionsOf(operation);
    for (int i = 0; i < kKinesisExceptionCount; ++i) {
      const auto exception = static_cast<KinesisException>(i);
      const bool is_possible =
          std::find(exceptions.begin(), exceptions.end(), exception) != exceptions.end() ||
          exception == KinesisException::kValidation ||
          exception == KinesisException::kInternalFailure;
      INFO(ToString(operation) << " " << ToString(exception));
      const CallFilter calls = {.operation = operation};
      const std::string before =
          Verdict({.calls = calls, .fault = RaiseException{.exception = exception}});
      const std::string after =
          Verdict({.calls = calls, .fault = RaiseAfterEffect{.exception = exception}});
      CHECK((before == "OK") == is_possible);
      CHECK(after == before);
      if (is_possible) continue;
      CHECK(before.find(ToString(operation)) != std::string::npos);
      CHECK(before.find(ToString(exception)) != std::string::npos);
    }
  }
}

TEST_CASE("a refusal names the rule, the operation, the exception, and what would do",
          "[testing][fault_script]") {
  ManualClock clock;
  const FaultScript script = {
      .rules = {{},
                {.calls = {.operation = kDescribeLimits},
                 .fault = RaiseException{.exception = KinesisException::kExpiredIterator}}}};
  CHECK(FromAbsl(Validate(script).message()) ==
        "rule 1: DescribeLimits cannot end with ExpiredIteratorException, but with "
        "InternalFailureException, LimitExceededException or ValidationException");
  CHECK(absl::IsInvalidArgument(Validate(script)));
  FakeKinesis fake;
  CHECK(FaultyKinesis::Create(fake, script).status() == Validate(script));
}

TEST_CASE("a rule of any operation is refused only if no operation can have its fault",
          "[testing][fault_script]") {
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    CHECK(Verdict({.fault = RaiseException{.exception = static_cast<KinesisException>(i)}}) ==
          "OK");
  }
  CHECK(Verdict({.calls = {.shard_id = {{1}}},
                 .fault = RaiseException{.exception = KinesisException::kExpiredNextToken}}) ==
        "rule 0: no operation is of a stream or shard and has the fault RaiseException with this "
        "exception");
}

TEST_CASE("a stream or a shard is refused of operations that have none",
          "[testing][fault_script]") {
  for (const KinesisOperation operation :
       {kListStreams, kDescribeLimits, kDescribeAccountSettings, kUpdateAccountSettings}) {
    CHECK(Verdict({.calls = {.operation = operation, .stream = "s"}}) ==
          Concat("rule 0: ", ToString(operation),
                 " names no stream, and so cannot be filtered by s"));
  }
  CHECK(Verdict({.calls = {.operation = kDescribeStream, .shard_id = {{7}}}}) ==
        "rule 0: DescribeStream is of no shard, and so cannot be filtered by "
        "shardId-000000000007");
  CHECK(Verdict({.calls = {.operation = kDescribeStream, .stream = "s"}}) == "OK");
  CHECK(Verdict({.calls = {.operation = kDescribeStream, .stream = std::string(kArn)}}) == "OK");
  CHECK(Verdict({.calls = {.stream = "no name"}}) ==
        "rule 0: stream no name is neither a stream's name nor its ARN");
  for (const KinesisOperation operation : {kPutRecord, kPutRecords, kGetShardIterator, kGetRecords,
                                           kSubscribeToShard, kSplitShard, kMergeShards}) {
    CHECK(Verdict({.calls = {.operation = operation, .shard_id = {{7}}}}) == "OK");
  }
}

TEST_CASE("a fault is refused of operations that it does not go with", "[testing][fault_script]") {
  CHECK(Verdict({.calls = {.operation = kPutRecord}, .fault = FailRecords{}}) ==
        "rule 0: FailRecords is no fault of PutRecord");
  CHECK(Verdict({.calls = {.operation = kPutRecord}, .fault = ExpireIterator{}}) ==
        "rule 0: ExpireIterator is no fault of PutRecord");
  CHECK(Verdict({.calls = {.operation = kGetRecords}, .fault = BreakEventStream{}}) ==
        "rule 0: BreakEventStream is no fault of GetRecords");
  CHECK(Verdict({.calls = {.operation = kPutRecords}, .fault = FailRecords{}}) == "OK");
  CHECK(Verdict({.calls = {.operation = kGetRecords}, .fault = ExpireIterator{}}) == "OK");
  CHECK(Verdict({.calls = {.operation = kSubscribeToShard}, .fault = BreakEventStream{}}) == "OK");
}

TEST_CASE("records fail with two exceptions and event streams with nine, and with no others",
          "[testing][fault_script]") {
  int of_records = 0;
  int of_event_streams = 0;
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    const auto exception = static_cast<KinesisException>(i);
    of_records += Verdict({.fault = FailRecords{.error_code = exception}}) == "OK" ? 1 : 0;
    of_event_streams += Verdict({.fault = BreakEventStream{.exception = exception}}) == "OK";
  }
  CHECK(of_records == 2);
  CHECK(of_event_streams == 9);
  CHECK(Verdict({.fault = FailRecords{.error_code = KinesisException::kAccessDenied}}) ==
        "rule 0: a record of PutRecords cannot fail with AccessDeniedException, but with "
        "ProvisionedThroughputExceededException or InternalFailureException");
  CHECK(Verdict({.fault = BreakEventStream{.exception = KinesisException::kLimitExceeded}}) ==
        "rule 0: an event stream of SubscribeToShard cannot end with LimitExceededException, but "
        "with ResourceNotFoundException, ResourceInUseException, InternalFailureException or one "
        "of KMS's");
}

TEST_CASE("each number of a timing is refused outside of its range", "[testing][fault_script]") {
  CHECK(Verdict(FaultTiming{.first = 0}) == "rule 0: first is 0, and calls are counted from 1");
  CHECK(Verdict(FaultTiming{.first = 1}) == "OK");
  CHECK(Verdict(FaultTiming{.every = 0}) == "rule 0: every is 0; it is 1 or more");
  CHECK(Verdict(FaultTiming{.count = 0}) ==
        "rule 0: count is 0, so that the rule would never have its fault");
  CHECK(Verdict(FaultTiming{.count = 1}) == "OK");
  for (const double wrong : {0.0, -0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(Verdict(FaultTiming{.probability = wrong}).starts_with("rule 0: probability is "));
  }
  CHECK(Verdict(FaultTiming{.probability = 1e-9}) == "OK");
  CHECK(Verdict(FaultTiming{.lasting = absl::ZeroDuration()}) ==
        "rule 0: lasting is 0; it is more than zero");
  CHECK(Verdict(FaultTiming{.lasting = absl::Nanoseconds(1)}) == "OK");
  const absl::Time begin = absl::FromUnixSeconds(7);
  CHECK(Verdict(FaultTiming{.begin = begin, .end = begin}) == "rule 0: begin is not before end");
  CHECK(Verdict(FaultTiming{.begin = begin, .end = begin + absl::Nanoseconds(1)}) == "OK");
}

TEST_CASE("a latency is refused if it is none, too long, or if time cannot pass",
          "[testing][fault_script]") {
  CHECK(Verdict({.fault = AddLatency{}}) == "rule 0: no latency is given");
  CHECK(Verdict({.fault = AddLatency{.before = -absl::Seconds(1)}}) ==
        "rule 0: a latency is -1s; it is zero or more, and at most a year");
  CHECK(Verdict({.fault = AddLatency{.after = absl::Hours(24 * 365) + absl::Nanoseconds(1)}}) !=
        "OK");
  CHECK(Verdict({.fault = AddLatency{.after = absl::Hours(24 * 365)}}) == "OK");

  FaultScript script = {.rules = {{.fault = AddLatency{.before = absl::Seconds(1)}}}};
  CHECK(FromAbsl(Validate(script).message()) ==
        "rule 0: it adds latency, and the script has no way to let time pass; give it a "
        "ManualClock, or pass_time");
  script.pass_time = [](absl::Duration) {};
  CHECK(Validate(script).ok());
}

TEST_CASE("a script's clock is the system's by default, and whatever a test has",
          "[testing][fault_script]") {
  ManualClock manual;
  const CachedClock cached(manual);
  CHECK(ScriptClock(&manual).manual_clock() == &manual);
  CHECK(ScriptClock(&manual).Now() == manual.Now());
  CHECK(ScriptClock(&cached).manual_clock() == nullptr);
  CHECK(ScriptClock(&cached).Now() == manual.Now());
  CHECK(ScriptClock().manual_clock() == nullptr);
  CHECK(ScriptClock().Now() > manual.Now());
  CHECK(ScriptClock(static_cast<const Clock*>(nullptr)).Now() > manual.Now());
}

}  // namespace
}  // namespace weir::testing
