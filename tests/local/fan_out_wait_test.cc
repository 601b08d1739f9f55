// SPDX-License-Identifier: MIT
//
// What ends a wait for a subscription's next event: rules 2.6. Each waits in a thread of its
// own, for a minute at most, and something happens meanwhile or before: either is right.
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/fan_out_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir {
namespace {

using testing::Answer;
using testing::EventStream;
using testing::FanOutTest;
using testing::kFromLatest;
using testing::kFromTrimHorizon;
using testing::NextOf;
using testing::Texts;
using testing::TextsOf;

// Whether `act` ends a wait for `events`.
template <class Act>
bool EndsWait(kinesis::ShardEventStream& events, const Act& act) {
  bool is_ended = false;
  std::thread waiter([&] { is_ended = events.Wait(absl::Minutes(1)); });
  act();
  waiter.join();
  return is_ended;
}

TEST_CASE("a wait for nothing ends when its time is over", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  const absl::Time before = absl::Now();
  CHECK_FALSE(events->Wait(absl::Milliseconds(3)));
  CHECK(absl::Now() - before >= absl::Milliseconds(3));
  CHECK_FALSE(events->Wait(absl::ZeroDuration()));
  CHECK_FALSE(events->Wait(-absl::InfiniteDuration()));
}

TEST_CASE("a record ends a wait", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  CHECK(EndsWait(*events, [&] { test.Put("a"); }));
  CHECK(TextsOf(NextOf(*events)) == Texts{"a"});
  // One that is there already, too.
  test.Put("b");
  CHECK(events->Wait(absl::ZeroDuration()));
}

TEST_CASE("an event that is due ends a wait, when the clock says so", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  CHECK(EndsWait(*events, [&] { test.clock.Advance(absl::Seconds(5)); }));
  CHECK(NextOf(*events).has_value());
}

TEST_CASE("five minutes end a wait, when the clock says so", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  CHECK(EndsWait(*events, [&] { test.clock.Advance(absl::Minutes(5)); }));
  CHECK(events->IsOver());
}

TEST_CASE("bytes that come in end a wait", "[local][fan_out_wait]") {
  FanOutTest test(
      {.limits = {.fan_out_bytes = {.mode = LimitMode::kEnforce, .rate = {.per_second = 2}}}});
  test.Put("data");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  REQUIRE(NextOf(*events).has_value());
  test.Put("more");
  CHECK_FALSE(events->Wait(absl::Milliseconds(2)));
  CHECK(EndsWait(*events, [&] { test.clock.Advance(absl::Milliseconds(2'000)); }));
  CHECK(TextsOf(NextOf(*events)) == Texts{"more"});
}

TEST_CASE("a shard's end ends a wait", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  CHECK(EndsWait(*events, [&] { test.Split(); }));
  CHECK(NextOf(*events)->child_shards.size() == 2);
}

TEST_CASE("a reshard that is due ends a wait, when the clock says so", "[local][fan_out_wait]") {
  FanOutTest test({.limits = KinesisLimits::Unlimited(),
                   .state_durations = {.stream_updating = absl::Seconds(1)}});
  EventStream events = test.Subscribe(kFromLatest);
  test.Split();
  CHECK(EndsWait(*events, [&] { test.clock.Advance(absl::Seconds(1)); }));
  CHECK(NextOf(*events)->child_shards.size() == 2);
}

TEST_CASE("a take-over ends a wait", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  test.clock.Advance(absl::Seconds(4));
  test.Put("a");
  REQUIRE(NextOf(*events).has_value());
  test.clock.Advance(absl::Seconds(1));
  CHECK(EndsWait(*events, [&] { test.Subscribe(kFromLatest); }));
  CHECK(Answer(events->Next()).starts_with("ResourceInUseException: "));
}

TEST_CASE("the end of its consumer ends a wait", "[local][fan_out_wait]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  CHECK(EndsWait(*events, [&] {
    REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = test.arn}).ok());
  }));
  CHECK(Answer(events->Next()).starts_with("ResourceNotFoundException: Consumer "));
}

TEST_CASE("the end of its stream ends a wait", "[local][fan_out_wait]") {
  FanOutTest test({.limits = KinesisLimits::Unlimited(),
                   .state_durations = {.stream_deleting = absl::Seconds(1),
                                       .consumer_deleting = absl::Seconds(1)}});
  EventStream events = test.Subscribe(kFromLatest);
  CHECK(EndsWait(*events, [&] {
    REQUIRE(
        test.kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).ok());
    test.clock.Advance(absl::Seconds(1));
  }));
  CHECK(Answer(events->Next()).starts_with("ResourceNotFoundException: "));
}

TEST_CASE("the end of the service ends a wait", "[local][fan_out_wait]") {
  testing::ManualClock clock;
  auto made = LocalKinesis::Create({.clock = &clock});
  REQUIRE(made.ok());
  std::optional<LocalKinesis> kinesis = *std::move(made);
  made = absl::CancelledError("was moved");
  REQUIRE(kinesis->CreateStream({.stream_name = "s", .shard_count = 1}).ok());
  const std::string arn =
      testing::Register(*kinesis, "c", "arn:aws:kinesis:us-east-1:000000000000:stream/s")
          .consumer_arn;
  EventStream events = testing::Subscribe(*kinesis, arn, kFromLatest);
  CHECK(EndsWait(*events, [&] { kinesis.reset(); }));
  CHECK(Answer(events->Next()).starts_with("ResourceNotFoundException: Shard "));
}

TEST_CASE("DeliverEvents hands over all events, and the error that ends them",
          "[local][fan_out_wait]") {
  FanOutTest test;
  test.Put("a");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  Texts texts;
  const absl::Status status =
      kinesis::DeliverEvents(*events, [&](const kinesis::SubscribeToShardEvent& event) {
        for (const kinesis::Record& record : event.records) {
          texts.emplace_back(AsText(record.data));
        }
        if (texts.size() == 1) test.Put("b");
        if (texts.size() == 2) {
          REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = test.arn}).ok());
        }
      });
  CHECK(texts == Texts{"a", "b"});
  CHECK(Answer(status).starts_with("ResourceNotFoundException: Consumer "));
}

}  // namespace
}  // namespace weir
