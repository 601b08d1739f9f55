// SPDX-License-Identifier: MIT
//
// Of faults of reads: by the shards of iterators, iterators that expire, and event streams
// that break.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "testing/support.h"
#include "weir/testing/faulty_kinesis.h"

namespace weir::testing {
namespace {

using enum KinesisOperation;

std::string Iterator(Kinesis& kinesis, std::string_view shard_id,
                     std::string_view stream_name = "s") {
  const auto iterator =
      kinesis.GetShardIterator({.stream_name = stream_name,
                                .shard_id = shard_id,
                                .shard_iterator_type = kinesis::ShardIteratorType::kTrimHorizon});
  REQUIRE(Answer(iterator) == "OK");
  return iterator->shard_iterator;
}

std::string Read(Kinesis& kinesis, std::string_view iterator) {
  return Answer(kinesis.GetRecords({.shard_iterator = iterator}));
}

std::string Next(Kinesis& kinesis, std::string_view iterator) {
  const auto read = kinesis.GetRecords({.shard_iterator = iterator});
  REQUIRE(Answer(read) == "OK");
  return *read->next_shard_iterator;
}

TEST_CASE("GetShardIterator has the shard that it names, in whatever form",
          "[testing][faulty_reads]") {
  FakeKinesis fake(4);
  auto faulty =
      Faulty(fake, {.rules = {{.calls = {.operation = kGetShardIterator, .shard_id = {{2}}}}}});
  const auto ask = [&](std::string_view shard_id) {
    return faulty->GetShardIterator({.stream_name = "s", .shard_id = shard_id}).ok();
  };
  CHECK(ask("shardId-000000000001"));
  CHECK_FALSE(ask("shardId-000000000002"));
  CHECK_FALSE(ask("2"));
  CHECK(ask("no shard"));
}

TEST_CASE("GetRecords has stream and shard of its iterator, from whichever call it came",
          "[testing][faulty_reads]") {
  FakeKinesis fake(4);
  auto faulty = Faulty(
      fake, {.rules = {{.calls = {.operation = kGetRecords, .stream = "s", .shard_id = {{2}}},
                        .when = {.first = 3},
                        .fault = RaiseException{.exception = KinesisException::kKmsThrottling}}}});
  const std::string of_one = Iterator(*faulty, "shardId-000000000001");
  const std::string of_other_stream = Iterator(*faulty, "shardId-000000000003", "t");
  std::string of_two = Iterator(*faulty, "shardId-000000000002");
  CHECK(Read(*faulty, of_one) == "OK");
  CHECK(Read(*faulty, of_other_stream) == "OK");
  CHECK(Read(*faulty, "an iterator that came another way") == "OK");
  CHECK(faulty->CountsOf(0).matched == 0);
  of_two = Next(*faulty, of_two);
  of_two = Next(*faulty, of_two);
  CHECK(Read(*faulty, of_two) ==
        "KMSThrottlingException: Requests to KMS for stream s under account 111111111111 are "
        "throttled.");
  CHECK(Read(*faulty, of_one) == "OK");
}

TEST_CASE("of iterators the last 10,000 are remembered", "[testing][faulty_reads]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = kGetRecords, .stream = "s"}}}});
  const std::string first = Iterator(*faulty, "0");
  for (int i = 1; i < 10'000; ++i) Iterator(*faulty, std::to_string(i));
  CHECK(Read(*faulty, first) != "OK");
  // One that is given out again takes no place of another.
  Iterator(*faulty, "9999");
  CHECK(Read(*faulty, first) != "OK");
  const std::string last = Iterator(*faulty, "10000");
  CHECK(Read(*faulty, first) == "OK");
  CHECK(Read(*faulty, last) != "OK");
}

TEST_CASE("an iterator of GetShardIterator is expired at its next use, and stays so",
          "[testing][faulty_reads]") {
  ManualClock clock;
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = kGetShardIterator},
                                         .when = {.first = 2, .count = 1},
                                         .fault = ExpireIterator{}}},
                              .clock = &clock});
  const std::string sound = Iterator(*faulty, "0");
  const std::string expired = Iterator(*faulty, "0");
  clock.Advance(absl::Seconds(2));
  constexpr std::string_view kExpired =
      "ExpiredIteratorException: Iterator expired. The iterator was created at time Tue Dec 31 "
      "23:54:59 UTC 2024 while right now it is Wed Jan 01 00:00:02 UTC 2025 which is further in "
      "the future than the tolerated delay of 300000 milliseconds.";
  CHECK(Read(*faulty, expired) == kExpired);
  CHECK(Read(*faulty, expired) == kExpired);
  CHECK(fake.CountOf(kGetRecords) == 0);
  // The same place, asked for at the same time, is the same text: it is not expired.
  CHECK(Read(*faulty, sound) == "OK");
  CHECK(Read(*faulty, Iterator(*faulty, "0")) == "OK");
  CHECK(faulty->IsUsedUp());
}

TEST_CASE("an iterator of GetRecords is expired, by shard, and only where there is one",
          "[testing][faulty_reads]") {
  FakeKinesis fake(2);
  auto faulty = Faulty(fake, {.rules = {{.calls = {.operation = kGetRecords, .shard_id = {{1}}},
                                         .when = {.every = 2},
                                         .fault = ExpireIterator{}}}});
  const std::string of_zero = Iterator(*faulty, "0");
  const std::string of_one = Iterator(*faulty, "1");
  CHECK(Read(*faulty, Next(*faulty, of_zero)) == "OK");
  CHECK(Read(*faulty, Next(*faulty, of_one)) == "OK");
  CHECK(faulty->CountsOf(0).fired == 1);
  const std::string sound = Next(*faulty, of_one);
  CHECK(sound == "after iterator of 1");
  const std::string expired = Next(*faulty, of_one);
  CHECK(Read(*faulty, expired).starts_with("ExpiredIteratorException: "));
  fake.is_closed = true;
  CHECK(Read(*faulty, of_one) == "OK");
  CHECK(faulty->CountsOf(0).matched == 4);
}

TEST_CASE("a read with an expired iterator and a wrong parameter names the parameter",
          "[testing][faulty_reads]") {
  FakeKinesis fake;
  auto faulty = Faulty(fake, {.rules = {{.fault = ExpireIterator{}}}});
  const std::string expired = Iterator(*faulty, "0");
  CHECK(KinesisExceptionOf(
            faulty->GetRecords({.shard_iterator = expired, .limit = 10'001}).status()) ==
        KinesisException::kValidation);
}

std::unique_ptr<kinesis::ShardEventStream> Subscribe(Kinesis& kinesis, std::string_view shard_id) {
  auto subscription = kinesis.SubscribeToShard({.consumer_arn = kConsumer, .shard_id = shard_id});
  REQUIRE(Answer(subscription) == "OK");
  return std::move(subscription->event_stream);
}

TEST_CASE("an event stream ends behind its events with each exception that it can end with",
          "[testing][faulty_reads]") {
  int exceptions = 0;
  for (int i = 0; i < kKinesisExceptionCount; ++i) {
    const auto exception = static_cast<KinesisException>(i);
    FakeKinesis fake;
    auto faulty = FaultyKinesis::Create(
        fake, {.rules = {{.calls = {.operation = kSubscribeToShard, .stream = "s"},
                          .fault = BreakEventStream{.exception = exception, .after_events = 3}}}});
    if (!faulty.ok()) continue;
    ++exceptions;
    const auto events = Subscribe(**faulty, "0");
    int seen = 0;
    const absl::Status end =
        kinesis::DeliverEvents(*events, [&seen](const kinesis::SubscribeToShardEvent&) { ++seen; });
    CHECK(seen == 3);
    CHECK(KinesisExceptionOf(end) == exception);
    CHECK(events->IsOver());
    CHECK(Answer(events->Next()) == "OK");
    CHECK_FALSE((*events->Next()).has_value());
    CHECK(events->Wait(absl::InfiniteDuration()));
  }
  CHECK(exceptions == 9);
}

TEST_CASE("an event stream breaks by shard, at once if it has no events before",
          "[testing][faulty_reads]") {
  FakeKinesis fake;
  auto faulty = Faulty(
      fake, {.rules = {{.calls = {.shard_id = {{1}}},
                        .when = {.count = 1},
                        .fault = BreakEventStream{.exception = KinesisException::kResourceInUse,
                                                  .message = "taken over"}}}});
  const auto other = Subscribe(*faulty, "shardId-000000000000");
  const auto broken = Subscribe(*faulty, "shardId-000000000001");
  const auto again = Subscribe(*faulty, "shardId-000000000001");
  CHECK_FALSE(broken->IsOver());
  CHECK(broken->Wait(absl::InfiniteDuration()));
  CHECK(Answer(broken->Next()) == "ResourceInUseException: taken over");
  CHECK(broken->IsOver());
  CHECK((*other->Next()).has_value());
  CHECK((*again->Next()).has_value());
}

TEST_CASE("an event stream that ends by itself before is left alone, and at the place is not",
          "[testing][faulty_reads]") {
  for (const std::uint64_t events : {2U, 3U}) {
    FakeKinesis fake;
    fake.events_per_subscription = events;
    auto faulty = Faulty(fake, {.rules = {{.fault = BreakEventStream{.after_events = 3}}}});
    const auto stream = Subscribe(*faulty, "0");
    const absl::Status end =
        kinesis::DeliverEvents(*stream, [](const kinesis::SubscribeToShardEvent&) {});
    CHECK(end.ok() == (events == 2));
    CHECK(stream->IsOver());
  }
}

}  // namespace
}  // namespace weir::testing
