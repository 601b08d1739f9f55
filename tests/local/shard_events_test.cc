// SPDX-License-Identifier: MIT
//
// What a subscription hands out and how it ends: rules 2.6.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/fan_out_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/exception.h"
#include "weir/service/subscribe_to_shard.h"

namespace weir::shard_events_test {
namespace {

using testing::After;
using testing::Answer;
using testing::ContinuationOf;
using testing::Event;
using testing::EventStream;
using testing::FanOutTest;
using testing::kFromLatest;
using testing::kFromTrimHorizon;
using testing::NextOf;
using testing::Register;
using testing::Texts;
using testing::TextsOf;

constexpr std::int64_t kMiB = 1024 * 1024;

TEST_CASE("an event has what was put since the last one", "[local][shard_events]") {
  FanOutTest test;
  const auto put = test.Put("a", "key");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  test.Put("b");
  const Event first = NextOf(*events);
  REQUIRE(TextsOf(first) == Texts{"a", "b"});
  CHECK(first->records.front().sequence_number == put.sequence_number);
  CHECK(first->records.front().partition_key == "key");
  CHECK(first->records.front().approximate_arrival_timestamp == test.clock.Now());
  CHECK(first->child_shards.empty());
  CHECK(first->millis_behind_latest == 0);
  CHECK_FALSE(NextOf(*events).has_value());
  test.Put("c");
  CHECK(TextsOf(NextOf(*events)) == Texts{"c"});
  CHECK_FALSE(events->IsOver());
}

TEST_CASE("an event's records outlive the subscription and the service", "[local][shard_events]") {
  Event event;
  {
    FanOutTest test;
    test.Put("a");
    event = NextOf(*test.Subscribe(kFromTrimHorizon));
  }
  CHECK(TextsOf(event) == Texts{"a"});
}

TEST_CASE("an event has at most a MiB, or one record", "[local][shard_events]") {
  FanOutTest test;
  const std::string third(kMiB / 3, 'x');
  for (int i = 0; i < 4; ++i) test.Put(third);
  test.Put(std::string(kMiB - 1, 'y'));
  test.Put("z");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  // The key's bytes count, so that three are a little too much.
  CHECK(NextOf(*events)->records.size() == 2);
  CHECK(NextOf(*events)->records.size() == 2);
  CHECK(NextOf(*events)->records.size() == 1);
  CHECK(TextsOf(NextOf(*events)) == Texts{"z"});
}

TEST_CASE("an event comes every five seconds, also without records", "[local][shard_events]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  test.clock.Advance(absl::Seconds(5) - absl::Nanoseconds(1));
  CHECK_FALSE(NextOf(*events).has_value());
  test.clock.Advance(absl::Nanoseconds(1));
  const Event first = NextOf(*events);
  CHECK(TextsOf(first) == Texts{});
  CHECK(first->millis_behind_latest == 0);
  CHECK_FALSE(NextOf(*events).has_value());
  // Five seconds after the last one, whatever it was.
  test.clock.Advance(absl::Seconds(3));
  test.Put("a");
  CHECK(TextsOf(NextOf(*events)) == Texts{"a"});
  test.clock.Advance(absl::Seconds(5) - absl::Nanoseconds(1));
  CHECK_FALSE(NextOf(*events).has_value());
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(TextsOf(NextOf(*events)) == Texts{});
}

TEST_CASE("continuations grow, with records and without", "[local][shard_events]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  const auto start = test.kinesis.FindNumbering({.stream_name = "s"}, {.index = 0})->Start();
  KinesisSequenceNumber last = start;
  for (int i = 0; i < 8; ++i) {
    KinesisSequenceNumber newest = last;
    if (i % 3 == 2) newest = test.Put("r").sequence_number;
    test.clock.Advance(absl::Seconds(5));
    const Event event = NextOf(*events);
    REQUIRE(event->continuation_sequence_number.has_value());
    CHECK(*event->continuation_sequence_number > last);
    // Not below the records that it is behind of, and below those to come.
    CHECK(*event->continuation_sequence_number >= newest);
    last = *event->continuation_sequence_number;
  }
  CHECK(test.Put("r").sequence_number > last);
}

TEST_CASE("from every continuation it goes on, with nothing lost or repeated",
          "[local][shard_events]") {
  FanOutTest test;
  // Before the first record, behind records, and behind records whose last is long ago.
  std::vector<std::string> continuations;
  std::vector<int> behind;
  int put_count = 0;
  EventStream events = test.Subscribe(kFromTrimHorizon);
  for (const int records : {0, 0, 1, 0, 3, 0, 0, 2}) {
    for (int i = 0; i < records; ++i) test.Put(std::to_string(put_count++));
    test.clock.Advance(absl::Seconds(5));
    continuations.push_back(ContinuationOf(NextOf(*events)));
    behind.push_back(put_count);
  }
  for (int i = 0; i < 2; ++i) test.Put(std::to_string(put_count++));
  for (std::size_t i = 0; i < continuations.size(); ++i) {
    test.clock.Advance(absl::Seconds(5));
    Texts wanted;
    for (int record = behind[i]; record < put_count; ++record) {
      wanted.push_back(std::to_string(record));
    }
    CHECK(TextsOf(NextOf(*test.Subscribe(After(continuations[i])))) == wanted);
    // GetShardIterator takes it, too.
    const auto iterator = test.kinesis.GetShardIterator(
        {.stream_name = "s",
         .shard_id = testing::kShard0,
         .shard_iterator_type = kinesis::ShardIteratorType::kAfterSequenceNumber,
         .starting_sequence_number = continuations[i]});
    REQUIRE(Answer(iterator) == "OK");
    CHECK(TextsOf(test.Read(iterator->shard_iterator)) == wanted);
  }
}

TEST_CASE("a continuation leads on from where retention has passed it", "[local][shard_events]") {
  FanOutTest test;
  test.Put("old");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  const std::string before = ContinuationOf(NextOf(*events));
  for (int i = 0; i < 3; ++i) test.Put("lost");
  test.clock.Advance(absl::Hours(25));
  test.Put("new");
  test.kinesis.Tick();
  EventStream next = test.Subscribe(After(before));
  const Event event = NextOf(*next);
  CHECK(TextsOf(event) == Texts{"new"});
  test.clock.Advance(absl::Seconds(5));
  test.Put("newer");
  CHECK(TextsOf(NextOf(*test.Subscribe(After(ContinuationOf(event))))) == Texts{"newer"});
}

TEST_CASE("events tell how far they are behind", "[local][shard_events]") {
  FanOutTest test;
  test.Put(std::string(kMiB - 1, 'a'));
  test.clock.Advance(absl::Milliseconds(1'500));
  test.Put("b");
  test.clock.Advance(absl::Milliseconds(250));
  EventStream events = test.Subscribe(kFromTrimHorizon);
  // How old what is left is.
  CHECK(NextOf(*events)->millis_behind_latest == 250);
  CHECK(NextOf(*events)->millis_behind_latest == 0);
}

TEST_CASE("a subscription ends after five minutes, without an error", "[local][shard_events]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromLatest);
  test.clock.Advance(absl::Minutes(5) - absl::Nanoseconds(1));
  CHECK_FALSE(events->IsOver());
  test.Put("a");
  CHECK(TextsOf(NextOf(*events)) == Texts{"a"});
  test.Put("b");
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(events->IsOver());
  CHECK(events->Wait(absl::ZeroDuration()));
  CHECK_FALSE(NextOf(*events).has_value());
  // Not even of what came later.
  EventStream next = test.Subscribe(kFromTrimHorizon);
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = test.arn}).ok());
  CHECK_FALSE(NextOf(*events).has_value());
}

TEST_CASE("a closed shard's last event names its children", "[local][shard_events]") {
  FanOutTest test;
  test.Put("a");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  test.Split();
  const Event event = NextOf(*events);
  CHECK(TextsOf(event) == Texts{"a"});
  CHECK_FALSE(event->continuation_sequence_number.has_value());
  REQUIRE(event->child_shards.size() == 2);
  CHECK(event->child_shards[0].shard_id.ToString() == "shardId-000000000001");
  CHECK(event->child_shards[1].shard_id.ToString() == "shardId-000000000002");
  CHECK(event->child_shards[0].parent_shards == std::vector<ShardId>{{.index = 0}});
  CHECK(event->child_shards[0].hash_key_range.ending_hash_key.ToString() ==
        "170141183460469231731687303715884105727");
  CHECK(event->millis_behind_latest == 0);
  CHECK(events->IsOver());
  CHECK(events->Wait(absl::ZeroDuration()));
  CHECK_FALSE(NextOf(*events).has_value());
}

TEST_CASE("a merged shard's last event names one child of both", "[local][shard_events]") {
  FanOutTest test;
  test.Split();
  EventStream events = test.Subscribe(kFromTrimHorizon, "shardId-000000000002");
  CHECK_FALSE(NextOf(*events).has_value());
  REQUIRE(Answer(test.kinesis.MergeShards({.stream_name = "s",
                                           .shard_to_merge = "shardId-000000000001",
                                           .adjacent_shard_to_merge = "shardId-000000000002"})) ==
          "OK");
  const Event event = NextOf(*events);
  REQUIRE(event->child_shards.size() == 1);
  CHECK(event->child_shards[0].parent_shards == std::vector<ShardId>{{.index = 1}, {.index = 2}});
  CHECK(events->IsOver());
}

TEST_CASE("a consumer that is deregistered has no subscriptions", "[local][shard_events]") {
  FanOutTest test({.limits = KinesisLimits::Unlimited(),
                   .state_durations = {.consumer_deleting = absl::Seconds(
                                           GENERATE(std::int64_t{0}, std::int64_t{1}))}});
  EventStream events = test.Subscribe(kFromTrimHorizon);
  test.Put("a");
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = test.arn}).ok());
  CHECK(events->Wait(absl::ZeroDuration()));
  CHECK(Answer(events->Next()) == Concat("ResourceNotFoundException: Consumer ", test.arn,
                                         " under account 111111111111 not found."));
  CHECK(events->IsOver());
  CHECK_FALSE(NextOf(*events).has_value());
}

TEST_CASE("of a stream that is deleted a subscription says that its shard is not there",
          "[local][shard_events]") {
  FanOutTest test;
  EventStream events = test.Subscribe(kFromTrimHorizon);
  test.Put("a");
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).ok());
  test.CreateStream();
  test.Put("b");
  CHECK(events->Wait(absl::ZeroDuration()));
  CHECK(Answer(events->Next()) ==
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
        "111111111111 does not exist");
  CHECK(events->IsOver());
}

TEST_CASE("a key that is out of order ends a subscription with KMS's exception",
          "[local][shard_events]") {
  const auto fault =
      GENERATE(KinesisException::kKmsAccessDenied, KinesisException::kKmsDisabled,
               KinesisException::kKmsInvalidState, KinesisException::kKmsNotFound,
               KinesisException::kKmsOptInRequired, KinesisException::kKmsThrottling);
  FanOutTest test;
  REQUIRE(
      Answer(test.kinesis.StartStreamEncryption({.stream_name = "s",
                                                 .encryption_type = kinesis::EncryptionType::kKms,
                                                 .key_id = "alias/key"})) == "OK");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  test.Put("a");
  const Event event = NextOf(*events);
  CHECK(event->records.front().encryption_type == kinesis::EncryptionType::kKms);
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault("alias/key", fault)) == "OK");
  CHECK(events->Wait(absl::ZeroDuration()));
  CHECK(KinesisExceptionOf(events->Next().status()) == fault);
  CHECK(events->IsOver());
  // The key in order again, a new one goes on.
  REQUIRE(Answer(test.kinesis.SetKmsKeyFault("alias/key", std::nullopt)) == "OK");
  test.Put("b");
  test.clock.Advance(absl::Seconds(5));
  CHECK(TextsOf(NextOf(*test.Subscribe(After(ContinuationOf(event))))) == Texts{"b"});
}

TEST_CASE("a subscription may outlive the service", "[local][shard_events]") {
  EventStream events;
  testing::ManualClock clock;
  {
    auto kinesis = LocalKinesis::Create({.account_id = "111111111111", .clock = &clock});
    REQUIRE(kinesis->CreateStream({.stream_name = "s", .shard_count = 1}).ok());
    events = testing::Subscribe(*kinesis, Register(*kinesis, "c").consumer_arn, kFromTrimHorizon);
  }
  CHECK_FALSE(events->IsOver());
  CHECK(events->Wait(absl::InfiniteDuration()));
  CHECK(Answer(events->Next()) ==
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
        "111111111111 does not exist");
  CHECK(events->IsOver());
}

}  // namespace
}  // namespace weir::shard_events_test
