// SPDX-License-Identifier: MIT
//
// Of faults of time: calls that take long, calls that return in another order, and scripts
// that many threads follow at once.
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "testing/support.h"
#include "weir/base/mutex.h"
#include "weir/testing/faulty_kinesis.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;

TEST_CASE("a latency passes on a manual clock, before the call and after it",
          "[testing][faulty_time]") {
  for (const KinesisOperation operation : AllOperations()) {
    INFO(ToString(operation));
    ManualClock clock;
    const absl::Time start = clock.Now();
    FakeKinesis fake;
    absl::Time during;
    fake.during = [&](KinesisOperation) { during = clock.Now(); };
    auto faulty = Faulty(
        fake,
        {.rules = {{.calls = {.operation = operation},
                    .when = {.first = 2, .count = 1},
                    .fault = AddLatency{.before = absl::Seconds(1), .after = absl::Seconds(10)}}},
         .clock = &clock});
    CHECK(Answer(CallMinimally(*faulty, operation)) == "OK");
    CHECK(clock.Now() == start);
    CHECK(Answer(CallMinimally(*faulty, operation)) == "OK");
    CHECK(during == start + absl::Seconds(1));
    CHECK(clock.Now() == start + absl::Seconds(11));
  }
}

TEST_CASE("latencies of several rules add up, and a call that is not made takes them too",
          "[testing][faulty_time]") {
  ManualClock clock;
  const absl::Time start = clock.Now();
  FakeKinesis fake;
  auto faulty = Faulty(
      fake, {.rules = {{.fault = AddLatency{.before = absl::Seconds(1)}},
                       {.fault = AddLatency{.before = absl::Seconds(2), .after = absl::Seconds(4)}},
                       {.fault = RaiseException{}},
                       {.fault = AddLatency{.before = absl::Seconds(8)}}},
             .clock = &clock});
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) ==
        "InternalFailureException: Internal Service Failure");
  CHECK(clock.Now() == start + absl::Seconds(7));
  CHECK(fake.CountOf(kPutRecord) == 0);
}

TEST_CASE("a latency is handed to a function of the test's, in place of the clock",
          "[testing][faulty_time]") {
  ManualClock clock;
  const absl::Time start = clock.Now();
  FakeKinesis fake;
  std::vector<absl::Duration> passed;
  auto faulty = Faulty(
      fake,
      {.rules = {{.fault = AddLatency{.before = absl::Seconds(1), .after = absl::Seconds(2)}}},
       .clock = &clock,
       .pass_time = [&](absl::Duration time) { passed.push_back(time); }});
  CHECK(Answer(CallMinimally(*faulty, kPutRecord)) == "OK");
  CHECK(passed == std::vector<absl::Duration>{absl::Seconds(1), absl::Seconds(2)});
  CHECK(clock.Now() == start);
}

TEST_CASE("with nobody else inside a call that is held returns at once", "[testing][faulty_time]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.fault = HoldCompletion{.until_completed = 1'000}}}});
  for (const KinesisOperation operation : AllOperations()) {
    CHECK(Answer(CallMinimally(*faulty, operation)) == "OK");
  }
}

TEST_CASE("while a call is held the test may make others, which return before it",
          "[testing][faulty_time]") {
  FakeKinesis fake;
  std::vector<std::string> returned;
  std::function<void()> meanwhile;
  auto faulty = Faulty(
      fake, {.rules = {{.calls = {.operation = kPutRecord},
                        .when = {.count = 1},
                        .fault = HoldCompletion{.until_completed = 2,
                                                .meanwhile = [&meanwhile] { meanwhile(); }}}}});
  const auto put = [&](std::string_view key) {
    CHECK(faulty->PutRecord({.stream_name = "s", .partition_key = key, .data = AsBytes("d")}).ok());
    returned.emplace_back(key);
  };
  meanwhile = [&] {
    put("second");
    put("third");
  };
  put("first");
  CHECK(fake.put_keys == std::vector<std::string>{"first", "second", "third"});
  CHECK(returned == std::vector<std::string>{"second", "third", "first"});
}

// Waits for what other threads do, under `mutex`.
void WaitUntil(Mutex& mutex, const std::function<bool()>& is_so) {
  while (true) {
    {
      const MutexLock lock(mutex);
      if (is_so()) return;
    }
    std::this_thread::yield();
  }
}

// A put is held while three other calls are inside, of which it waits for two. They go on
// when it is held.
//   allowed:    two or three of them have been made when it returns
//   forbidden:  fewer | a hang
TEST_CASE("a call is held until as many others have returned, whatever the threads do",
          "[testing][faulty_time]") {
  constexpr int kRounds = 50;
  int made_min = 3;
  for (int round = 0; round < kRounds; ++round) {
    Mutex mutex;
    int inside = 0;
    int made = 0;
    bool is_held = false;
    const auto hold = [&] {
      const MutexLock lock(mutex);
      is_held = true;
    };
    FakeKinesis fake;
    auto faulty = Faulty(
        fake, {.rules = {{.calls = {.operation = kPutRecord},
                          .fault = HoldCompletion{.until_completed = 2, .meanwhile = hold}}}});
    fake.during = [&](KinesisOperation operation) {
      if (operation == kPutRecord) return WaitUntil(mutex, [&] { return inside == 3; });
      {
        const MutexLock lock(mutex);
        ++inside;
      }
      WaitUntil(mutex, [&] { return is_held; });
      const MutexLock lock(mutex);
      ++made;
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&faulty] { CallMinimally(*faulty, kListShards).IgnoreError(); });
    }
    CallMinimally(*faulty, kPutRecord).IgnoreError();
    {
      const MutexLock lock(mutex);
      made_min = std::min(made_min, made);
    }
    for (std::thread& thread : threads) thread.join();
  }
  CHECK(made_min >= 2);
}

TEST_CASE("when all calls are held, the one that was held last returns first",
          "[testing][faulty_time]") {
  FakeKinesis fake;
  std::vector<int> returned;
  int depth = 0;
  std::function<void()> call;
  auto faulty =
      Faulty(fake, {.rules = {{.fault = HoldCompletion{.until_completed = 100,
                                                       .meanwhile = [&call] { call(); }}}}});
  call = [&] {
    if (depth == 5) return;
    const int mine = ++depth;
    CallMinimally(*faulty, kListStreams).IgnoreError();
    returned.push_back(mine);
  };
  call();
  CHECK(returned == std::vector<int>{5, 4, 3, 2, 1});
}

// Held calls of many threads, each of which waits for more than there are.
//   allowed:    any order
//   forbidden:  a hang
TEST_CASE("threads that are all held go on, however many they wait for", "[testing][faulty_time]") {
  FakeKinesis fake;
  auto faulty = Faulty(
      fake,
      {.rules = {{.when = {.every = 2}, .fault = HoldCompletion{.until_completed = 1'000'000}},
                 {.when = {.every = 3}, .fault = HoldCompletion{}}}});
  constexpr int kThreads = 4;
  constexpr int kCalls = 200;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&faulty] {
      for (int call = 0; call < kCalls; ++call) {
        CallMinimally(*faulty, kDescribeStream).IgnoreError();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(faulty->CountsOf(0).fired == kThreads * kCalls / 2);
}

// Many threads follow one script, with rules of every kind.
//   allowed:    any call has any rule's fault
//   forbidden:  a call that no rule counts, or two | a race
TEST_CASE("the calls of many threads are each counted once", "[testing][faulty_time]") {
  ManualClock clock;
  FakeKinesis fake(4);
  auto faulty = Faulty(
      fake,
      {.rules = {{.fault = AddLatency{.before = absl::Nanoseconds(1)}},
                 {.calls = {.operation = kPutRecord, .shard_id = {{0}}},
                  .when = {.every = 7},
                  .fault = RaiseException{.exception =
                                              KinesisException::kProvisionedThroughputExceeded}},
                 {.when = {.every = 5}, .fault = FailRecords{}},
                 {.when = {.every = 3}, .fault = ExpireIterator{}},
                 {.when = {.probability = 0.1}, .fault = RaiseAfterEffect{}}},
       .clock = &clock});
  constexpr int kThreads = 4;
  constexpr int kRounds = 100;
  const absl::Time start = clock.Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&faulty] {
      for (int round = 0; round < kRounds; ++round) {
        for (const KinesisOperation operation :
             {kPutRecord, kPutRecords, kGetShardIterator, kGetRecords, kSplitShard}) {
          CallMinimally(*faulty, operation).IgnoreError();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  constexpr int kEach = kThreads * kRounds;
  CHECK(clock.Now() - start == absl::Nanoseconds(5 * kEach));
  CHECK(faulty->CountsOf(0).fired == 5 * kEach);
  CHECK(faulty->CountsOf(2).matched == kEach);
  CHECK(faulty->CountsOf(2).fired == kEach / 5);
  // Key "k" goes to one shard; which, the hash decides.
  const bool is_zero =
      fake.PutRecord(MinimalRequest<kinesis::PutRecordRequest>())->shard_id == ShardId{0};
  CHECK(faulty->CountsOf(1).fired == (is_zero ? kEach / 7 : 0));
}

}  // namespace
}  // namespace weir::testing
