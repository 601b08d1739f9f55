// SPDX-License-Identifier: MIT
//
// SubscribeToShard: rules 1.1 and 1.2, its parameters, errors and rate, 2.3, where it begins,
// and 2.6, who may have a shard. What it then hands out is in shard_events_test.cc.
#include "weir/service/subscribe_to_shard.h"

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/fan_out_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/model/errors.h"

namespace weir {
namespace {

using kinesis::ShardIteratorType;
using testing::Answer;
using testing::ConsumerArnOf;
using testing::EventStream;
using testing::FanOutTest;
using testing::kFromLatest;
using testing::kFromTrimHorizon;
using testing::kShard0;
using testing::NextOf;
using testing::Register;
using testing::Subscribed;
using testing::Texts;
using testing::TextsOf;

constexpr std::string_view kInUse =
    "ResourceInUseException: Another active subscription exists for this consumer: "
    "111111111111:s:shardId-000000000000:c";

// Rules 1.1.
TEST_CASE("a subscription needs a consumer, a shard and a place", "[local][subscribe_to_shard]") {
  FanOutTest test;
  CHECK(Answer(test.kinesis.SubscribeToShard({})).starts_with("ValidationException: 3 "));
  CHECK(Answer(test.kinesis.SubscribeToShard({.consumer_arn = test.arn,
                                              .shard_id = kShard0,
                                              .starting_position = kinesis::StartingPosition{}}))
            .starts_with("ValidationException: 1 "));
}

// Rules 1.2.
TEST_CASE("a subscription's consumer must be there, by its ARN", "[local][subscribe_to_shard]") {
  FanOutTest test;
  const std::string other = ConsumerArnOf("c", 1);
  CHECK(Subscribed(test.kinesis, other, kFromLatest) ==
        Concat("ResourceNotFoundException: Consumer ", other,
               " under account 111111111111 not found."));
  CHECK(Subscribed(test.kinesis,
                   "arn:aws:kinesis:us-east-1:111111111111:stream/t/consumer/c:1735689600",
                   kFromLatest) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

TEST_CASE("a subscription's shard must be there", "[local][subscribe_to_shard]") {
  FanOutTest test;
  CHECK(test.Subscribed(kFromLatest, "shardId-000000000001") ==
        "ResourceNotFoundException: Shard shardId-000000000001 in stream s under account "
        "111111111111 does not exist");
  CHECK(test.Subscribed(kFromLatest, "x") ==
        "ResourceNotFoundException: Could not find shard x in stream s under account "
        "111111111111.");
  // What is refused leaves no subscription behind.
  CHECK(test.Subscribed(kFromLatest) == "OK");
}

TEST_CASE("a consumer's own policy lets another account subscribe", "[local][subscribe_to_shard]") {
  FanOutTest test;
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Subscribed(*other, test.arn, kFromLatest) ==
        Concat("AccessDeniedException: User: arn:aws:iam::222222222222:root is not authorized to "
               "perform: kinesis:SubscribeToShard on resource: ",
               test.arn,
               " because no resource-based policy allows the kinesis:SubscribeToShard action"));
  const std::string policy = Concat(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":)",
      R"("222222222222"},"Action":"kinesis:SubscribeToShard","Resource":")", test.arn, "\"}]}");
  REQUIRE(Answer(test.kinesis.PutResourcePolicy({.resource_arn = test.arn, .policy = policy})) ==
          "OK");
  EventStream events = testing::Subscribe(*other, test.arn, kFromTrimHorizon);
  test.Put("a");
  CHECK(TextsOf(NextOf(*events)) == Texts{"a"});
}

TEST_CASE("a consumer may subscribe to a shard once per second", "[local][subscribe_to_shard]") {
  const auto mode = GENERATE(LimitMode::kEnforce, LimitMode::kObserve, LimitMode::kOff);
  FanOutTest test({.limits = {.subscribe_calls = {.mode = mode, .rate = {.per_second = 1}}}});
  const std::string d = Register(test.kinesis, "d").consumer_arn;
  const std::string_view too_often =
      mode == LimitMode::kEnforce
          ? "LimitExceededException: Rate exceeded for operation SubscribeToShard of consumer c on "
            "shard shardId-000000000000 in stream s under account 111111111111: 1 calls per second."
          : kInUse;
  CHECK(test.Subscribed(kFromLatest) == "OK");
  test.clock.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
  CHECK(test.Subscribed(kFromLatest) == too_often);
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kSubscribeCalls) ==
        (mode == LimitMode::kOff ? 0 : 1));
  // Of others it is another's.
  CHECK(Subscribed(test.kinesis, d, kFromLatest) == "OK");
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Subscribed(kFromLatest) == kInUse);
  // That call was one, too, though it got nothing.
  CHECK(test.Subscribed(kFromLatest) == too_often);
}

TEST_CASE("AWS's limits of subscriptions are the default ones", "[local][subscribe_to_shard]") {
  const KinesisLimits limits = KinesisLimits::Aws();
  CHECK(limits.subscribe_calls.mode == LimitMode::kEnforce);
  CHECK(limits.subscribe_calls.rate == Rate{.per_second = 1});
  CHECK(limits.fan_out_bytes.mode == LimitMode::kEnforce);
  CHECK(limits.fan_out_bytes.rate == Rate{.per_second = 2 * 1024 * 1024});
}

// Rules 2.3.
TEST_CASE("a subscription begins at any of five positions", "[local][subscribe_to_shard]") {
  FanOutTest test;
  test.Put("a");
  test.clock.Advance(absl::Seconds(1));
  const std::string b = test.Put("b").sequence_number.ToString();
  const absl::Time at_b = test.clock.Now();
  test.clock.Advance(absl::Seconds(1));
  const auto read = [&](const kinesis::StartingPosition& from) {
    EventStream events = test.Subscribe(from);
    test.Put("c");
    Texts texts = TextsOf(NextOf(*events));
    test.clock.Advance(absl::Seconds(5));
    return texts;
  };
  CHECK(read(kFromTrimHorizon) == Texts{"a", "b", "c"});
  CHECK(read(kFromLatest) == Texts{"c"});
  CHECK(read({.type = ShardIteratorType::kAtSequenceNumber, .sequence_number = b}) ==
        Texts{"b", "c", "c", "c"});
  CHECK(read({.type = ShardIteratorType::kAfterSequenceNumber, .sequence_number = b}) ==
        Texts{"c", "c", "c", "c"});
  CHECK(read({.type = ShardIteratorType::kAtTimestamp, .timestamp = at_b}).size() == 6);
  CHECK(read({.type = ShardIteratorType::kAtTimestamp, .timestamp = at_b + absl::Milliseconds(1)})
            .size() == 6);
  CHECK(read({.type = ShardIteratorType::kAtTimestamp, .timestamp = test.clock.Now()}) ==
        Texts{"c"});
}

TEST_CASE("a position's parts must go together", "[local][subscribe_to_shard]") {
  FanOutTest test;
  const std::string number = test.Put("a").sequence_number.ToString();
  const auto pair = [](std::string_view asked) {
    return Concat(
        "InvalidArgumentException: Must either specify (1) AT_SEQUENCE_NUMBER or "
        "AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no "
        "StartingSequenceNumber. Request specified ",
        asked, " StartingSequenceNumber.");
  };
  CHECK(test.Subscribed({.type = ShardIteratorType::kLatest, .sequence_number = number}) ==
        pair("LATEST and also a"));
  CHECK(test.Subscribed({.type = ShardIteratorType::kTrimHorizon, .sequence_number = number}) ==
        pair("TRIM_HORIZON and also a"));
  CHECK(test.Subscribed({.type = ShardIteratorType::kAtSequenceNumber}) ==
        pair("AT_SEQUENCE_NUMBER and no"));
  CHECK(test.Subscribed({.type = ShardIteratorType::kAfterSequenceNumber}) ==
        pair("AFTER_SEQUENCE_NUMBER and no"));
  CHECK(test.Subscribed({.type = ShardIteratorType::kAtTimestamp}) ==
        "InvalidArgumentException: Must specify timestampInMillis parameter for iterator of type "
        "AT_TIMESTAMP. Current request has no timestamp parameter.");
  CHECK(test.Subscribed({.type = ShardIteratorType::kAtTimestamp,
                         .timestamp = test.clock.Now() + absl::Milliseconds(1)}) ==
        "InvalidArgumentException: The timestampInMillis parameter cannot be greater than the "
        "currentTimestampInMillis. timestampInMillis: 1735689600001, currentTimestampInMillis: "
        "1735689600000");
  CHECK(test.Subscribed({.type = ShardIteratorType::kAtTimestamp,
                         .timestamp = test.clock.Now() + absl::Nanoseconds(999'999)}) == "OK");
}

TEST_CASE("a position's number must be one of the shard", "[local][subscribe_to_shard]") {
  FanOutTest test;
  test.CreateStream("two", 2);
  const std::string of_shard_1 =
      test.kinesis.FindNumbering({.stream_name = "two"}, {.index = 1})->Start().ToString();
  CHECK(test.Subscribed(testing::After(of_shard_1)) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-000000000001, while it was used in a call to a shard with shardId-000000000000");
  CHECK(test.Subscribed(testing::After("0")) ==
        "InternalFailureException: Internal Service Failure");
  // None of these was successful.
  CHECK(test.Subscribed(kFromLatest) == "OK");
}

TEST_CASE("behind a closed shard's end nothing can be subscribed to",
          "[local][subscribe_to_shard]") {
  FanOutTest test;
  test.Split();
  const std::string end = test.kinesis.ListShards({.stream_name = "s"})
                              ->shards[0]
                              .sequence_number_range.ending_sequence_number->ToString();
  CHECK(test.Subscribed(testing::After(end)) ==
        "InvalidArgumentException: Invalid SequenceNumber for ShardIteratorType "
        "AFTER_SEQUENCE_NUMBER, SequenceNumber has reached max possible value for the shard.");
  EventStream events =
      test.Subscribe({.type = ShardIteratorType::kAtSequenceNumber, .sequence_number = end});
  CHECK(NextOf(*events)->child_shards.size() == 2);
}

// Rules 2.6.
TEST_CASE("within five seconds a shard is not given again", "[local][subscribe_to_shard]") {
  FanOutTest test;
  EventStream first = test.Subscribe(kFromLatest);
  test.clock.Advance(absl::Seconds(5) - absl::Nanoseconds(1));
  CHECK(test.Subscribed(kFromLatest) == kInUse);
  // Also if nobody has it any more.
  first.reset();
  CHECK(test.Subscribed(kFromLatest) == kInUse);
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(test.Subscribed(kFromLatest) == "OK");
}

TEST_CASE("after five seconds the next subscription takes over", "[local][subscribe_to_shard]") {
  FanOutTest test;
  EventStream first = test.Subscribe(kFromLatest);
  test.Put("a");
  test.clock.Advance(absl::Seconds(4));
  // A call that was refused does not count.
  CHECK(test.Subscribed(kFromLatest) == kInUse);
  test.clock.Advance(absl::Seconds(1));
  EventStream second = test.Subscribe(kFromTrimHorizon);
  CHECK_FALSE(first->IsOver());
  CHECK(first->Wait(absl::ZeroDuration()));
  CHECK(Answer(first->Next()) == kInUse);
  CHECK(first->IsOver());
  CHECK_FALSE(NextOf(*first).has_value());
  CHECK(TextsOf(NextOf(*second)) == Texts{"a"});
  // And is then the one that counts.
  CHECK(test.Subscribed(kFromLatest) == kInUse);
}

TEST_CASE("consumers and shards do not take each other over", "[local][subscribe_to_shard]") {
  FanOutTest test;
  test.Split();
  const std::string d = Register(test.kinesis, "d").consumer_arn;
  EventStream c1 = test.Subscribe(kFromTrimHorizon, "shardId-000000000001");
  EventStream c2 = test.Subscribe(kFromTrimHorizon, "shardId-000000000002");
  EventStream d1 = testing::Subscribe(test.kinesis, d, kFromTrimHorizon, "shardId-000000000001");
  test.clock.Advance(absl::Seconds(5));
  EventStream d2 = testing::Subscribe(test.kinesis, d, kFromTrimHorizon, "shardId-000000000002");
  for (auto* const events : {&c1, &c2, &d1}) CHECK(TextsOf(NextOf(**events)) == Texts{});
}

TEST_CASE("only an ACTIVE consumer may subscribe", "[local][subscribe_to_shard]") {
  FanOutTest test({.limits = KinesisLimits::Unlimited(),
                   .state_durations = {.consumer_creating = absl::Seconds(1),
                                       .consumer_deleting = absl::Seconds(1)}});
  const std::string_view not_active =
      "ResourceInUseException: Consumer c with creation timestamp 1735689600 under stream: s , "
      "account 111111111111 is not in ACTIVE status.";
  CHECK(test.Subscribed(kFromLatest) == not_active);
  test.clock.Advance(absl::Seconds(1));
  CHECK(test.Subscribed(kFromLatest) == "OK");
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = test.arn}).ok());
  CHECK(test.Subscribed(kFromLatest) == not_active);
}

TEST_CASE("a stream that is UPDATING can be subscribed to", "[local][subscribe_to_shard]") {
  FanOutTest test({.limits = KinesisLimits::Unlimited(),
                   .state_durations = {.stream_updating = absl::Seconds(1)}});
  test.Split();
  REQUIRE(test.Summary().stream_status == kinesis::StreamStatus::kUpdating);
  test.Put("a");
  EventStream events = test.Subscribe(kFromTrimHorizon);
  CHECK(TextsOf(NextOf(*events)) == Texts{"a"});
}

TEST_CASE("a shard that is expired cannot be subscribed to", "[local][subscribe_to_shard]") {
  FanOutTest test;
  test.Split();
  test.clock.Advance(absl::Hours(24));
  EventStream events = test.Subscribe(kFromTrimHorizon);
  test.clock.Advance(absl::Hours(24));
  CHECK(test.Subscribed(kFromTrimHorizon) ==
        "ResourceNotFoundException: Shard shardId-000000000000 in stream s under account "
        "111111111111 does not exist");
}

}  // namespace
}  // namespace weir
