// SPDX-License-Identifier: MIT
//
// RegisterStreamConsumer: rules 1.1 and 1.2, its parameters, errors and rate, and 2.6, what a
// consumer is and how many there may be.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/account_requests.h"
#include "weir/service/consumer_requests.h"

namespace weir {
namespace {

using testing::Answer;
using testing::ConsumerArnOf;
using testing::kStreamArn;
using testing::LocalTest;
using testing::Register;
using testing::StatusOf;

std::string Registered(LocalTest& test, std::string_view name,
                       std::string_view stream_arn = kStreamArn) {
  return Answer(
      test.kinesis.RegisterStreamConsumer({.stream_arn = stream_arn, .consumer_name = name}));
}

// Rules 1.1.
TEST_CASE("a consumer is registered with a stream's ARN and a name",
          "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  CHECK(Answer(test.kinesis.RegisterStreamConsumer({})) ==
        "ValidationException: 2 validation errors detected: Value null at 'streamARN' failed to "
        "satisfy constraint: Member must not be null; Value null at 'consumerName' failed to "
        "satisfy constraint: Member must not be null");
  CHECK(Registered(test, std::string(128, 'c')) == "OK");
  CHECK(Registered(test, std::string(129, 'c')).starts_with("ValidationException: "));
}

// Rules 1.2.
TEST_CASE("a stream that is not there has no consumers", "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  CHECK(Registered(test, "c", "arn:aws:kinesis:us-east-1:111111111111:stream/other") ==
        "ResourceNotFoundException: Stream other under account 111111111111 not found.");
  CHECK(Registered(test, "c", "arn:aws:kinesis:eu-west-1:111111111111:stream/s") ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(test.Summary().consumer_count == 0);
}

TEST_CASE("a stream of another account is not found without a policy",
          "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Answer(other->RegisterStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "c"})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("five consumers may be registered per second", "[local][register_stream_consumer]") {
  LocalTest test({.limits = {.control_calls = LimitMode::kEnforce}});
  test.CreateStream();
  for (const char* const name : {"a", "b", "c", "d", "e"}) CHECK(Registered(test, name) == "OK");
  CHECK(Registered(test, "f") ==
        "LimitExceededException: Rate exceeded for operation RegisterStreamConsumer under account "
        "111111111111: 5 calls per second.");
  test.clock.Advance(absl::Milliseconds(200));
  CHECK(Registered(test, "f") == "OK");
}

// Rules 2.6.
TEST_CASE("a consumer's ARN is its stream's, its name and the second of its creation",
          "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  test.clock.Advance(absl::Milliseconds(7'999));
  const kinesis::Consumer consumer = Register(test.kinesis, "billing");
  CHECK(consumer.consumer_name == "billing");
  CHECK(consumer.consumer_arn ==
        "arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/billing:1735689607");
  CHECK(consumer.consumer_status == kinesis::ConsumerStatus::kActive);
  CHECK(consumer.consumer_creation_timestamp == absl::FromUnixSeconds(1'735'689'607));
  CHECK(test.Summary().consumer_count == 1);
}

TEST_CASE("a name is given once in a stream, and once in each stream",
          "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  test.CreateStream("t");
  Register(test.kinesis, "c");
  CHECK(Registered(test, "c") ==
        "ResourceInUseException: Consumer c under stream s already exists for account "
        "111111111111.");
  CHECK(Registered(test, "C") == "OK");
  CHECK(Registered(test, "c", "arn:aws:kinesis:us-east-1:111111111111:stream/t") == "OK");
  CHECK(test.Summary("s").consumer_count == 2);
  CHECK(test.Summary("t").consumer_count == 1);
}

TEST_CASE("a consumer that is registered again has another ARN, in the same second too",
          "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  for (int second = 0; second < 3; ++second) {
    CHECK(Register(test.kinesis, "c").consumer_arn == ConsumerArnOf("c", second));
    REQUIRE(
        test.kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c", second)}).ok());
  }
  // Others have their own.
  CHECK(Register(test.kinesis, "d").consumer_arn == ConsumerArnOf("d", 0));
  // The clock has caught up with the last one, and not yet passed it.
  test.clock.Advance(absl::Seconds(2));
  CHECK(Register(test.kinesis, "c").consumer_arn == ConsumerArnOf("c", 3));
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c", 3)}).ok());
  test.clock.Advance(absl::Seconds(8));
  CHECK(Register(test.kinesis, "c").consumer_arn == ConsumerArnOf("c", 10));
}

TEST_CASE("an ARN of a deleted stream's consumer is not one of the stream that took its name",
          "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  const std::string before = Register(test.kinesis, "c").consumer_arn;
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).ok());
  test.CreateStream();
  const std::string after = Register(test.kinesis, "c").consumer_arn;
  CHECK(after != before);
  CHECK(StatusOf(test.kinesis, after) == "ACTIVE");
  CHECK(StatusOf(test.kinesis, before) == Concat("ResourceNotFoundException: Consumer ", before,
                                                 " under account 111111111111 not found."));
}

TEST_CASE("a consumer is CREATING for as long as it was said, and then ACTIVE",
          "[local][register_stream_consumer]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.consumer_creating = absl::Seconds(3)}});
  test.CreateStream();
  const kinesis::Consumer consumer = Register(test.kinesis, "c");
  CHECK(consumer.consumer_status == kinesis::ConsumerStatus::kCreating);
  test.clock.Advance(absl::Seconds(3) - absl::Nanoseconds(1));
  CHECK(StatusOf(test.kinesis, consumer.consumer_arn) == "CREATING");
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(StatusOf(test.kinesis, consumer.consumer_arn) == "ACTIVE");
}

TEST_CASE("only an ACTIVE stream takes consumers", "[local][register_stream_consumer]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(1),
                                      .stream_deleting = absl::Seconds(1)}});
  test.CreateStream();
  CHECK(Registered(test, "c") ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "CREATING");
  test.clock.Advance(absl::Seconds(1));
  CHECK(Registered(test, "c") == "OK");
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).ok());
  CHECK(Registered(test, "d") ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
}

TEST_CASE("a stream has at most 20 consumers", "[local][register_stream_consumer]") {
  const auto mode = GENERATE(LimitMode::kEnforce, LimitMode::kObserve, LimitMode::kOff);
  LocalTest test({.limits = {.consumers = {.mode = mode, .max = 20}}});
  test.CreateStream();
  test.CreateStream("t");
  for (int i = 0; i < 20; ++i) CHECK(Registered(test, Concat("c", i)) == "OK");
  const bool is_enforced = mode == LimitMode::kEnforce;
  CHECK(Registered(test, "more") ==
        (is_enforced ? "LimitExceededException: This request would exceed the limit of 20 "
                       "registered consumers for the stream s under account 111111111111."
                     : "OK"));
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kConsumers) == (mode == LimitMode::kOff ? 0 : 1));
  CHECK(test.Summary().consumer_count == (is_enforced ? 20 : 21));
  // Of another stream it is the first.
  CHECK(Registered(test, "c", "arn:aws:kinesis:us-east-1:111111111111:stream/t") == "OK");
  // Who goes makes room.
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c0")}).ok());
  CHECK(Registered(test, "another").starts_with("OK"));
}

TEST_CASE("an account that committed itself to a throughput may have 50 consumers of a stream",
          "[local][register_stream_consumer]") {
  const std::int64_t max = GENERATE(20, 60);
  LocalTest test({.limits = {.consumers = {.mode = LimitMode::kEnforce, .max = max}}});
  test.CreateStream();
  const auto commit = [&](kinesis::MinimumThroughputBillingCommitmentInputStatus status) {
    REQUIRE(Answer(test.kinesis.UpdateAccountSettings(
                {.minimum_throughput_billing_commitment = {{.status = status}}})) == "OK");
  };
  commit(kinesis::MinimumThroughputBillingCommitmentInputStatus::kEnabled);
  // Whose end is asked for, it lasts until then.
  commit(kinesis::MinimumThroughputBillingCommitmentInputStatus::kDisabled);
  const std::int64_t limit = std::max<std::int64_t>(max, 50);
  for (std::int64_t i = 0; i < limit; ++i) CHECK(Registered(test, Concat("c", i)) == "OK");
  CHECK(Registered(test, "more") ==
        Concat("LimitExceededException: This request would exceed the limit of ", limit,
               " registered consumers for the stream s under account 111111111111."));
  test.clock.Advance(absl::Hours(24));
  CHECK(Registered(test, "more") ==
        Concat("LimitExceededException: This request would exceed the limit of ", max,
               " registered consumers for the stream s under account 111111111111."));
}

TEST_CASE("at most five consumers of a stream are CREATING at once",
          "[local][register_stream_consumer]") {
  LocalTest test({.limits = {.consumers_creating = {.mode = LimitMode::kEnforce, .max = 5}},
                  .state_durations = {.consumer_creating = absl::Seconds(1)}});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) CHECK(Registered(test, Concat("c", i)) == "OK");
  CHECK(Registered(test, "more") ==
        "LimitExceededException: This request would exceed the limit of 5 consumers in status "
        "CREATING for the stream s under account 111111111111.");
  CHECK(test.kinesis.ExceededCount(KinesisLimit::kConsumersCreating) == 1);
  test.clock.Advance(absl::Seconds(1));
  CHECK(Registered(test, "more") == "OK");
}

TEST_CASE("AWS's limits of consumers are the default ones", "[local][register_stream_consumer]") {
  const KinesisLimits limits = KinesisLimits::Aws();
  CHECK(limits.consumers.max == 20);
  CHECK(limits.consumers.mode == LimitMode::kEnforce);
  CHECK(limits.consumers_creating.max == 5);
  CHECK(limits.consumers_creating.mode == LimitMode::kEnforce);
}

}  // namespace
}  // namespace weir
