// SPDX-License-Identifier: MIT
#include "weir/testing/faulty_kinesis.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "testing/support.h"
#include "weir/base/status.h"
#include "weir/service/exception.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;

// Operations of each kind: with a result and without, with streams and without.
constexpr KinesisOperation kSomeOperations[] = {kPutRecord,    kPutRecords,     kGetRecords,
                                                kCreateStream, kDescribeLimits, kSubscribeToShard,
                                                kTagResource,  kListShards};

std::vector<KinesisException> EndingsOf(KinesisOperation operation) {
  const auto named = ExceptionsOf(operation);
  std::vector<KinesisException> endings(named.begin(), named.end());
  endings.push_back(KinesisException::kValidation);
  endings.push_back(KinesisException::kInternalFailure);
  return endings;
}

// x of a script with one rule, for `count` calls.
std::string Pattern(KinesisOperation operation, const FaultTiming& when, int count) {
  FakeKinesis fake;
  auto faulty =
      Faulty(fake, {.rules = {{.calls = {.operation = operation}, .when = when, .fault = {}}}});
  return PatternOf(*faulty, operation, count);
}

TEST_CASE("without rules every operation goes through, once", "[testing][faulty_kinesis]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {});
  for (const KinesisOperation operation : AllOperations()) {
    INFO(ToString(operation));
    CHECK(Answer(CallMinimally(*faulty, operation)) == "OK");
    CHECK(fake.CountOf(operation) == 1);
  }
  CHECK(faulty->IsUsedUp());
  CHECK(faulty->Report().empty());
}

TEST_CASE("each operation can be made to end with each of its exceptions, and is not made",
          "[testing][faulty_kinesis]") {
  for (const KinesisOperation operation : AllOperations()) {
    for (const KinesisException exception : EndingsOf(operation)) {
      INFO(ToString(operation) << " " << ToString(exception));
      FakeKinesis fake;
      auto faulty = Faulty(
          fake, {.rules = {{.calls = {.operation = operation},
                            .when = {.count = 1},
                            .fault = RaiseException{.exception = exception, .message = "so"}}}});
      CHECK(Answer(CallMinimally(*faulty, operation)) == Concat(ToString(exception), ": so"));
      CHECK(fake.CountOf(operation) == 0);
      CHECK(Answer(CallMinimally(*faulty, operation)) == "OK");
      CHECK(faulty->IsUsedUp());
    }
  }
}

TEST_CASE("each operation can take effect and then end with each of its exceptions",
          "[testing][faulty_kinesis]") {
  for (const KinesisOperation operation : AllOperations()) {
    for (const KinesisException exception : EndingsOf(operation)) {
      INFO(ToString(operation) << " " << ToString(exception));
      FakeKinesis fake;
      auto faulty = Faulty(
          fake,
          {.rules = {{.calls = {.operation = operation},
                      .when = {.first = 2, .count = 1},
                      .fault = RaiseAfterEffect{.exception = exception, .message = "too late"}}}});
      CHECK(Answer(CallMinimally(*faulty, operation)) == "OK");
      CHECK(Answer(CallMinimally(*faulty, operation)) == Concat(ToString(exception), ": too late"));
      CHECK(fake.CountOf(operation) == 2);
    }
  }
}

TEST_CASE("a failure behind the effect makes who tries again put twice",
          "[testing][faulty_kinesis]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = kPutRecord},
                                         .when = {.count = 1},
                                         .fault = RaiseAfterEffect{}}}});
  const kinesis::PutRecordRequest request = {
      .stream_name = "s", .partition_key = "k", .data = AsBytes("data")};
  CHECK(Answer(faulty->PutRecord(request)) == "InternalFailureException: Internal Service Failure");
  CHECK(Answer(faulty->PutRecord(request)) == "OK");
  CHECK(fake.put_keys == std::vector<std::string>{"k", "k"});
}

TEST_CASE("a failure behind the effect counts only calls that succeed",
          "[testing][faulty_kinesis]") {
  FakeKinesis fake;
  fake.error = KinesisError(KinesisException::kResourceNotFound, "none");
  auto faulty = Faulty(fake, {.rules = {{.fault = RaiseAfterEffect{}}}});
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) == "ResourceNotFoundException: none");
  CHECK(faulty->CountsOf(0).matched == 0);
  CHECK_FALSE(faulty->IsUsedUp());
}

TEST_CASE("the nth call, every nth, a number of calls: each alike for several operations",
          "[testing][faulty_kinesis]") {
  for (const KinesisOperation operation : kSomeOperations) {
    INFO(ToString(operation));
    CHECK(Pattern(operation, {}, 4) == "xxxx");
    CHECK(Pattern(operation, {.first = 3, .count = 1}, 6) == "..x...");
    CHECK(Pattern(operation, {.first = 3}, 6) == "..xxxx");
    CHECK(Pattern(operation, {.every = 3}, 10) == "..x..x..x.");
    CHECK(Pattern(operation, {.first = 1, .every = 3}, 10) == "x..x..x..x");
    CHECK(Pattern(operation, {.first = 2, .count = 3}, 7) == ".xxx...");
    CHECK(Pattern(operation, {.every = 2, .count = 2}, 7) == ".x.x...");
  }
}

TEST_CASE("a fault lasts for a time on the clock, from its first call on",
          "[testing][faulty_kinesis]") {
  for (const KinesisOperation operation : kSomeOperations) {
    ManualClock clock;
    FakeKinesis fake;
    auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = operation},
                                           .when = {.first = 3, .lasting = absl::Seconds(2)},
                                           .fault = {}}},
                                .clock = &clock});
    clock.Advance(absl::Hours(1));
    CHECK(PatternOf(*faulty, operation, 4) == "..xx");
    clock.Advance(absl::Seconds(2) - absl::Nanoseconds(1));
    CHECK(PatternOf(*faulty, operation, 2) == "xx");
    clock.Advance(absl::Nanoseconds(1));
    CHECK(PatternOf(*faulty, operation, 3) == "...");
    clock.Advance(absl::Hours(1));
    CHECK(PatternOf(*faulty, operation, 3) == "...");
  }
}

TEST_CASE("calls outside of a window are not counted", "[testing][faulty_kinesis]") {
  ManualClock clock;
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.when = {.first = 2,
                                                  .begin = clock.Now() + absl::Seconds(1),
                                                  .end = clock.Now() + absl::Seconds(3)},
                                         .fault = {}}},
                              .clock = &clock});
  clock.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
  CHECK(PatternOf(*faulty, kPutRecord, 3) == "...");
  clock.Advance(absl::Nanoseconds(1));
  CHECK(PatternOf(*faulty, kPutRecord, 3) == ".xx");
  clock.Advance(absl::Seconds(2) - absl::Nanoseconds(1));
  CHECK(PatternOf(*faulty, kPutRecord, 1) == "x");
  clock.Advance(absl::Nanoseconds(1));
  CHECK(PatternOf(*faulty, kPutRecord, 2) == "..");
  CHECK(faulty->CountsOf(0).matched == 4);
  CHECK(faulty->CountsOf(0).fired == 3);
}

TEST_CASE("chance repeats with its seed, differs with another, and is as likely as it says",
          "[testing][faulty_kinesis]") {
  constexpr int kCalls = 2'000;
  const auto pattern = [](std::uint64_t seed, double probability) {
    FakeKinesis fake;
    auto faulty = Faulty(
        fake, {.seed = seed, .rules = {{.when = {.probability = probability}, .fault = {}}}});
    return PatternOf(*faulty, kListShards, kCalls);
  };
  for (const double probability : {0.1, 0.5, 0.9}) {
    const std::string once = pattern(1, probability);
    CHECK(pattern(1, probability) == once);
    CHECK(pattern(2, probability) != once);
    const auto fired = std::count(once.begin(), once.end(), 'x');
    // Five standard deviations, of seeds that are always the same.
    CHECK(std::abs(static_cast<double>(fired) - probability * kCalls) < 112);
  }
  CHECK(pattern(1, 1.0) == std::string(kCalls, 'x'));
}

TEST_CASE("two rules of one probability draw apart, each whatever the other does",
          "[testing][faulty_kinesis]") {
  const auto pattern = [](std::vector<FaultRule> rules, KinesisOperation operation) {
    FakeKinesis fake;
    auto faulty = Faulty(fake, {.rules = std::move(rules)});
    std::string calls;
    for (int i = 0; i < 64; ++i) {
      CallMinimally(*faulty, kListStreams).IgnoreError();
      calls += CallMinimally(*faulty, operation).ok() ? '.' : 'x';
    }
    return calls;
  };
  const FaultRule streams = {.calls = {.operation = kListStreams}, .when = {.probability = 0.5}};
  const FaultRule shards = {.calls = {.operation = kListShards}, .when = {.probability = 0.5}};
  FaultRule never = streams;
  never.when.first = 1'000;
  CHECK(pattern({streams, shards}, kListShards) == pattern({never, shards}, kListShards));
  CHECK(pattern({streams, shards}, kListShards) != pattern({shards, streams}, kListShards));
}

TEST_CASE("the first rule that raises answers, and those behind it do not see the call",
          "[testing][faulty_kinesis]") {
  FakeKinesis fake;
  auto faulty = Faulty(
      fake,
      {.rules = {
           {.calls = {.operation = kPutRecord},
            .when = {.count = 2},
            .fault = RaiseException{.exception = KinesisException::kProvisionedThroughputExceeded,
                                    .message = "first"}},
           {.when = {.count = 1}, .fault = RaiseException{.message = "second"}}}});
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) ==
        "ProvisionedThroughputExceededException: first");
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) ==
        "ProvisionedThroughputExceededException: first");
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) == "InternalFailureException: second");
  CHECK(faulty->CountsOf(0).matched == 3);
  CHECK(faulty->CountsOf(1).matched == 1);
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) == "OK");
  CHECK(faulty->IsUsedUp());
}

TEST_CASE("counts and the report say how often a rule matched and fired",
          "[testing][faulty_kinesis]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = kGetRecords},
                                         .when = {.every = 2, .count = 2},
                                         .fault = {}},
                                        {.fault = AddLatency{.after = absl::Seconds(1)}}},
                              .pass_time = [](absl::Duration) {}});
  CHECK(PatternOf(*faulty, kGetRecords, 3) == ".x.");
  CHECK(faulty->CountsOf(0).matched == 3);
  CHECK(faulty->CountsOf(0).fired == 1);
  CHECK_FALSE(faulty->IsUsedUp());
  CHECK(PatternOf(*faulty, kGetRecords, 1) == "x");
  CHECK(faulty->IsUsedUp());
  CHECK(faulty->Report() ==
        "rule 0, RaiseException: 4 matched, 2 fired\n"
        "rule 1, AddLatency: 2 matched, 2 fired\n");
  CHECK(faulty->CountsOf(2).matched == 0);
}

TEST_CASE("a rule of any operation is for those that can end so", "[testing][faulty_kinesis]") {
  FakeKinesis fake;
  auto faulty = Faulty(
      fake, {.rules = {{.fault = RaiseException{
                            .exception = KinesisException::kProvisionedThroughputExceeded}}}});
  for (const KinesisOperation operation : AllOperations()) {
    const bool is_possible = operation == kPutRecord || operation == kPutRecords ||
                             operation == kGetRecords || operation == kGetShardIterator;
    INFO(ToString(operation));
    CHECK(CallMinimally(*faulty, operation).ok() != is_possible);
  }
}

TEST_CASE("a rule of a stream is for the calls that name it, by name, ARN or consumer",
          "[testing][faulty_kinesis]") {
  constexpr std::string_view kElsewhere = "arn:aws:kinesis:us-east-1:222222222222:stream/s";
  for (const std::string_view stream : {std::string_view("s"), kArn}) {
    FakeKinesis fake;
    auto faulty = Faulty(fake, {.rules = {{.calls = {.stream = std::string(stream)}}}});
    for (const KinesisOperation operation : AllOperations()) {
      const bool has_stream = operation != kListStreams && operation != kDescribeLimits &&
                              operation != kDescribeAccountSettings &&
                              operation != kUpdateAccountSettings;
      INFO(ToString(operation));
      CHECK(CallMinimally(*faulty, operation).ok() == !has_stream);
    }
    CHECK(faulty->DescribeStream({.stream_name = "t"}).ok());
    // Of another account: the name is the same, the ARN is not.
    CHECK(faulty->DescribeStream({.stream_arn = kElsewhere}).ok() == (stream == kArn));
    // An iterator that nobody gave is of no stream.
    CHECK(faulty->GetRecords({.shard_iterator = "i"}).ok());
    CHECK_FALSE(faulty->GetRecords({.shard_iterator = "i", .stream_arn = kArn}).ok());
    CHECK(faulty->TagResource({.resource_arn = "no ARN"}).ok());
  }
}

TEST_CASE("each exception has a text of its own, which asks for a stream at most once",
          "[testing][faulty_kinesis]") {
  for (const KinesisOperation operation : AllOperations()) {
    for (const KinesisException exception : EndingsOf(operation)) {
      FakeKinesis fake;
      auto faulty = Faulty(fake, {.rules = {{.fault = RaiseException{.exception = exception}}}});
      for (int i = 0; i < 3; ++i) {
        const absl::Status status = CallMinimally(*faulty, operation);
        CHECK(KinesisExceptionOf(status) == exception);
        CHECK(status.message().size() > 10);
      }
      CHECK(fake.CountOf(kDescribeStreamSummary) <= 1);
      if (exception == KinesisException::kInternalFailure) {
        CHECK(fake.CountOf(kDescribeStreamSummary) == 0);
      }
    }
  }
}

TEST_CASE("texts are AWS's, and name stream, account and shard", "[testing][faulty_kinesis]") {
  const auto text = [](KinesisOperation operation, KinesisException exception) {
    FakeKinesis fake;
    ManualClock clock;
    auto faulty = Faulty(
        fake, {.rules = {{.fault = RaiseException{.exception = exception}}}, .clock = &clock});
    return std::string(FromAbsl(CallMinimally(*faulty, operation).message()));
  };
  using enum KinesisException;
  CHECK(text(kPutRecord, kProvisionedThroughputExceeded) ==
        "Rate exceeded for shard shardId-000000000000 in stream s under account 111111111111.");
  CHECK(text(kGetShardIterator, kProvisionedThroughputExceeded) ==
        "Rate exceeded for shard shardId-000000000000 in stream s under account 111111111111.");
  CHECK(text(kDescribeStream, kResourceNotFound) ==
        "Stream s under account 111111111111 not found.");
  CHECK(text(kCreateStream, kResourceInUse) ==
        "Stream s under account 111111111111 already exists.");
  CHECK(text(kSplitShard, kResourceInUse) ==
        "Stream s under account 111111111111 not ACTIVE, instead in state UPDATING");
  CHECK(text(kDescribeLimits, kLimitExceeded) == "Rate exceeded for account 000000000000.");
  CHECK(text(kGetRecords, kExpiredIterator) ==
        "Iterator expired. The iterator was created at time Tue Dec 31 23:54:59 UTC 2024 while "
        "right now it is Wed Jan 01 00:00:00 UTC 2025 which is further in the future than the "
        "tolerated delay of 300000 milliseconds.");
  CHECK(text(kPutRecord, kAccessDenied) ==
        "User: arn:aws:iam::111111111111:root is not authorized to perform: kinesis:PutRecord on "
        "resource: arn:aws:kinesis:us-east-1:111111111111:stream/s because no resource-based "
        "policy allows the kinesis:PutRecord action");
}

}  // namespace
}  // namespace weir::testing
