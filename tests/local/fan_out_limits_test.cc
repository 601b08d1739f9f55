// SPDX-License-Identifier: MIT
//
// How many bytes a subscription hands out: rules 2.6. They are not refused, but come later.
#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/fan_out_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir {
namespace {

using testing::After;
using testing::Answer;
using testing::ContinuationOf;
using testing::Event;
using testing::EventStream;
using testing::FanOutTest;
using testing::kFromTrimHorizon;
using testing::NextOf;
using testing::Register;
using testing::TextsOf;

constexpr std::int64_t kMiB = 1024 * 1024;

KinesisLimits TwoMiB(LimitMode mode) {
  return {.fan_out_bytes = {.mode = mode, .rate = {.per_second = 2 * kMiB}}};
}

// Records of a MiB with their key.
void PutMiB(FanOutTest& test, int count) {
  for (int i = 0; i < count; ++i) test.Put(std::string(kMiB - 1, 'x'));
}

// How many events with records come now.
int Drain(kinesis::ShardEventStream& events) {
  int count = 0;
  for (;;) {
    const Event event = NextOf(events);
    if (!event.has_value()) return count;
    if (!event->records.empty()) ++count;
  }
}

TEST_CASE("a consumer gets two MiB of a shard per second", "[local][fan_out_limits]") {
  FanOutTest test({.limits = TwoMiB(LimitMode::kEnforce)});
  PutMiB(test, 10);
  EventStream events = test.Subscribe(kFromTrimHorizon);
  // What a second brings, after a rest.
  CHECK(Drain(*events) == 2);
  // An event is let through as soon as there is a byte for it, and paid for afterwards.
  test.clock.Advance(absl::Nanoseconds(400));
  CHECK(Drain(*events) == 0);
  CHECK_FALSE(events->Wait(absl::ZeroDuration()));
  test.clock.Advance(absl::Nanoseconds(100));
  CHECK(events->Wait(absl::ZeroDuration()) == true);
  CHECK(Drain(*events) == 1);
  test.clock.Advance(absl::Milliseconds(499));
  CHECK(Drain(*events) == 0);
  test.clock.Advance(absl::Milliseconds(2));
  CHECK(Drain(*events) == 1);
  test.clock.Advance(absl::Seconds(60));
  CHECK(Drain(*events) == 2);
}

TEST_CASE("a limit of bytes that is not enforced holds nothing back", "[local][fan_out_limits]") {
  FanOutTest test({.limits = TwoMiB(GENERATE(LimitMode::kOff, LimitMode::kObserve))});
  PutMiB(test, 6);
  CHECK(Drain(*test.Subscribe(kFromTrimHorizon)) == 6);
}

TEST_CASE("consumers and polling readers do not share their bytes", "[local][fan_out_limits]") {
  KinesisLimits limits = TwoMiB(LimitMode::kEnforce);
  limits.read_bytes = {.mode = LimitMode::kEnforce, .rate = {.per_second = 2 * kMiB}};
  FanOutTest test({.limits = limits});
  PutMiB(test, 5);
  const std::string d = Register(test.kinesis, "d").consumer_arn;
  EventStream of_c = test.Subscribe(kFromTrimHorizon);
  EventStream of_d = testing::Subscribe(test.kinesis, d, kFromTrimHorizon);
  CHECK(Drain(*of_c) == 2);
  CHECK(Drain(*of_d) == 2);
  const std::string iterator = test.Iterator(kinesis::ShardIteratorType::kTrimHorizon);
  CHECK(test.Read(iterator).records.size() == 5);
  CHECK(Answer(test.kinesis.GetRecords({.shard_iterator = iterator}))
            .starts_with("ProvisionedThroughputExceededException: "));
  // What was read by polling is nothing to consumers.
  test.clock.Advance(absl::Seconds(1));
  CHECK(Drain(*of_c) == 2);
  CHECK(Drain(*of_d) == 2);
}

TEST_CASE("shards do not share a consumer's bytes", "[local][fan_out_limits]") {
  FanOutTest test({.limits = TwoMiB(LimitMode::kEnforce)});
  test.Split();
  for (const char* const key : {"0", "340282366920938463463374607431768211455"}) {
    for (int i = 0; i < 3; ++i) {
      REQUIRE(Answer(test.kinesis.PutRecord({.stream_name = "s",
                                             .partition_key = "k",
                                             .data = AsBytes(std::string(kMiB - 1, 'x')),
                                             .explicit_hash_key = key})) == "OK");
    }
  }
  CHECK(Drain(*test.Subscribe(kFromTrimHorizon, "shardId-000000000001")) == 2);
  CHECK(Drain(*test.Subscribe(kFromTrimHorizon, "shardId-000000000002")) == 2);
}

TEST_CASE("a large record is waited for afterwards, also by the next subscription",
          "[local][fan_out_limits]") {
  FanOutTest test({.limits = TwoMiB(LimitMode::kEnforce)});
  REQUIRE(
      test.kinesis
          .CreateStream({.stream_name = "big", .shard_count = 1, .max_record_size_in_kib = 10'240})
          .ok());
  const std::string arn =
      Register(test.kinesis, "c", "arn:aws:kinesis:us-east-1:111111111111:stream/big").consumer_arn;
  for (int i = 0; i < 2; ++i) test.Put(std::string(10 * kMiB - 1, 'x'), "k", "big");
  test.Put("small", "k", "big");
  EventStream events = testing::Subscribe(test.kinesis, arn, kFromTrimHorizon);
  CHECK(Drain(*events) == 1);
  // Two were there, and eight were lent.
  test.clock.Advance(absl::Milliseconds(3'999));
  CHECK(Drain(*events) == 0);
  test.clock.Advance(absl::Milliseconds(2));
  const Event second = NextOf(*events);
  REQUIRE(second->records.size() == 1);
  // Ten were lent.
  test.clock.Advance(absl::Seconds(4));
  events = testing::Subscribe(test.kinesis, arn, After(ContinuationOf(second)));
  CHECK(Drain(*events) == 0);
  test.clock.Advance(absl::Milliseconds(999));
  CHECK(Drain(*events) == 0);
  test.clock.Advance(absl::Milliseconds(2));
  CHECK(TextsOf(NextOf(*events)) == testing::Texts{"small"});
}

TEST_CASE("who waits for his bytes gets empty events, and hears how far he is behind",
          "[local][fan_out_limits]") {
  FanOutTest test({.limits = {.fan_out_bytes = {.mode = LimitMode::kEnforce,
                                                .rate = {.per_second = 100, .burst = 1}}}});
  test.Put(std::string(999, 'x'));
  test.Put("y");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  const Event first = NextOf(*events);
  REQUIRE(first->records.size() == 2);
  test.Put("z");
  test.clock.Advance(absl::Seconds(5));
  const Event empty = NextOf(*events);
  REQUIRE(empty.has_value());
  CHECK(empty->records.empty());
  CHECK(empty->millis_behind_latest == 5'000);
  CHECK(*empty->continuation_sequence_number > *first->continuation_sequence_number);
  CHECK(TextsOf(NextOf(*testing::Subscribe(test.kinesis, Register(test.kinesis, "d").consumer_arn,
                                           After(ContinuationOf(empty))))) == testing::Texts{"z"});
}

}  // namespace
}  // namespace weir
