// SPDX-License-Identifier: MIT
//
// DeregisterStreamConsumer: rules 1.1 and 1.2, how a consumer is named, and 2.6, how one
// ends. What becomes of its subscriptions is in subscribe_to_shard_test.cc.
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/consumer_requests.h"

namespace weir {
namespace {

using testing::Answer;
using testing::ConsumerArnOf;
using testing::kStreamArn;
using testing::LocalTest;
using testing::Register;
using testing::StatusOf;

// Rules 1.1 and 1.2.
TEST_CASE("a consumer is deregistered by its ARN, by its stream and name, or by all",
          "[local][deregister_stream_consumer]") {
  using Request = kinesis::DeregisterStreamConsumerRequest;
  const std::string arn = ConsumerArnOf("c");
  for (const Request& request :
       {Request{.consumer_arn = arn}, Request{.stream_arn = kStreamArn, .consumer_name = "c"},
        Request{.stream_arn = kStreamArn, .consumer_name = "c", .consumer_arn = arn},
        Request{.stream_arn = kStreamArn, .consumer_arn = arn},
        Request{.consumer_name = "c", .consumer_arn = arn}}) {
    LocalTest test;
    test.CreateStream();
    REQUIRE(Register(test.kinesis, "c").consumer_arn == arn);
    CHECK(Answer(test.kinesis.DeregisterStreamConsumer(request)) == "OK");
    CHECK(test.Summary().consumer_count == 0);
  }
}

TEST_CASE("what names no consumer, or two, is an invalid argument",
          "[local][deregister_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  const std::string neither =
      "InvalidArgumentException: Either ConsumerARN or both StreamARN and ConsumerName should be "
      "provided.";
  LocalKinesis& kinesis = test.kinesis;
  CHECK(Answer(kinesis.DeregisterStreamConsumer({})) == neither);
  CHECK(Answer(kinesis.DeregisterStreamConsumer({.stream_arn = kStreamArn})) == neither);
  CHECK(Answer(kinesis.DeregisterStreamConsumer({.consumer_name = "c"})) == neither);
  CHECK(Answer(kinesis.DeregisterStreamConsumer({.consumer_name = "d", .consumer_arn = arn})) ==
        Concat("InvalidArgumentException: ConsumerName d does not agree with ConsumerARN ", arn,
               "."));
  const std::string other = "arn:aws:kinesis:us-east-1:111111111111:stream/other";
  CHECK(Answer(kinesis.DeregisterStreamConsumer({.stream_arn = other, .consumer_arn = arn})) ==
        Concat("InvalidArgumentException: StreamARN ", other, " does not agree with ConsumerARN ",
               arn, "."));
  CHECK(StatusOf(kinesis, arn) == "ACTIVE");
}

TEST_CASE("a consumer or a stream that is not there is not found",
          "[local][deregister_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  Register(test.kinesis, "c");
  LocalKinesis& kinesis = test.kinesis;
  CHECK(
      Answer(kinesis.DeregisterStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "d"})) ==
      "ResourceNotFoundException: Consumer d under stream s under account 111111111111 not "
      "found.");
  // The name is there, and was registered in another second.
  CHECK(Answer(kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c", 1)})) ==
        Concat("ResourceNotFoundException: Consumer ", ConsumerArnOf("c", 1),
               " under account 111111111111 not found."));
  // A form that passes Kinesis's pattern, and no ARN can have.
  CHECK(
      Answer(kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c") + "0000000000"}))
          .starts_with("ResourceNotFoundException: Consumer "));
  CHECK(Answer(kinesis.DeregisterStreamConsumer(
            {.stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/other",
             .consumer_name = "c"})) ==
        "ResourceNotFoundException: Stream other under account 111111111111 not found.");
  CHECK(Answer(kinesis.DeregisterStreamConsumer(
            {.stream_arn = "arn:aws:kinesis:eu-west-1:111111111111:stream/s",
             .consumer_name = "c"})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Answer(kinesis.DeregisterStreamConsumer(
            {.stream_arn = "arn:aws-cn:kinesis:us-east-1:111111111111:stream/s",
             .consumer_name = "c"})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(test.Summary().consumer_count == 1);
}

TEST_CASE("a consumer of another account is not found", "[local][deregister_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  CHECK(Answer(other->DeregisterStreamConsumer({.consumer_arn = arn})) ==
        Concat("ResourceNotFoundException: Consumer ", arn,
               " under account 111111111111 not found."));
  CHECK(Answer(other->DeregisterStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "c"})) ==
        "ResourceNotFoundException: Consumer c under stream s under account 111111111111 not "
        "found.");
  CHECK(test.Summary().consumer_count == 1);
}

TEST_CASE("five consumers may be deregistered per second", "[local][deregister_stream_consumer]") {
  LocalTest test({.limits = {.control_calls = LimitMode::kEnforce}});
  // Calls that find nothing count too.
  for (int i = 0; i < 5; ++i) {
    CHECK(Answer(test.kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c")})) ==
          "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  }
  CHECK(Answer(test.kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c")})) ==
        "LimitExceededException: Rate exceeded for operation DeregisterStreamConsumer under "
        "account 111111111111: 5 calls per second.");
}

// Rules 2.6.
TEST_CASE("a consumer is DELETING for as long as it was said, and then gone",
          "[local][deregister_stream_consumer]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.consumer_deleting = absl::Seconds(2)}});
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  REQUIRE(Answer(test.kinesis.DeregisterStreamConsumer({.consumer_arn = arn})) == "OK");
  test.clock.Advance(absl::Seconds(1));
  CHECK(StatusOf(test.kinesis, arn) == "DELETING");
  CHECK(test.Summary().consumer_count == 1);
  // Its name is taken until then, and to deregister it again changes nothing.
  CHECK(Answer(test.kinesis.RegisterStreamConsumer(
            {.stream_arn = kStreamArn, .consumer_name = "c"})) ==
        "ResourceInUseException: Consumer c under stream s already exists for account "
        "111111111111.");
  CHECK(Answer(test.kinesis.DeregisterStreamConsumer({.consumer_arn = arn})) == "OK");
  test.clock.Advance(absl::Seconds(1) - absl::Nanoseconds(1));
  CHECK(StatusOf(test.kinesis, arn) == "DELETING");
  test.clock.Advance(absl::Nanoseconds(1));
  CHECK(StatusOf(test.kinesis, arn).starts_with("ResourceNotFoundException: "));
  CHECK(test.Summary().consumer_count == 0);
}

TEST_CASE("a consumer that is CREATING can be deregistered",
          "[local][deregister_stream_consumer]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.consumer_creating = absl::Seconds(2),
                                      .consumer_deleting = absl::Seconds(5)}});
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  REQUIRE(Answer(test.kinesis.DeregisterStreamConsumer({.consumer_arn = arn})) == "OK");
  test.clock.Advance(absl::Seconds(2));
  CHECK(StatusOf(test.kinesis, arn) == "DELETING");
  test.clock.Advance(absl::Seconds(3));
  CHECK(StatusOf(test.kinesis, arn).starts_with("ResourceNotFoundException: "));
}

TEST_CASE("each consumer changes in its own time", "[local][deregister_stream_consumer]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.consumer_creating = absl::Seconds(4),
                                      .consumer_deleting = absl::Seconds(3)}});
  test.CreateStream();
  const std::string a = Register(test.kinesis, "a").consumer_arn;
  test.clock.Advance(absl::Seconds(2));
  const std::string b = Register(test.kinesis, "b").consumer_arn;
  REQUIRE(Answer(test.kinesis.DeregisterStreamConsumer({.consumer_arn = a})) == "OK");
  test.clock.Advance(absl::Seconds(3));
  CHECK(StatusOf(test.kinesis, a).starts_with("ResourceNotFoundException: "));
  CHECK(StatusOf(test.kinesis, b) == "CREATING");
  test.clock.Advance(absl::Seconds(1));
  CHECK(StatusOf(test.kinesis, b) == "ACTIVE");
}

}  // namespace
}  // namespace weir
