// SPDX-License-Identifier: MIT
//
// Rules 1.1, of StreamName and StreamARN, and 2.3 and 2.5, of what does not exist.
#include "weir/service/stream_address.h"

#include <optional>
#include <string>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Answer;

constexpr CallerScope kCaller = {.account_id = "123456789012", .region = "eu-central-1"};
constexpr char kOwnArn[] = "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks";
constexpr char kOtherArn[] = "arn:aws-cn:kinesis:cn-north-1:210987654321:stream/clicks";

std::string StreamAnswer(const StreamAddress& address) {
  const auto arn = ResolveStream(address, kCaller);
  return arn.ok() ? arn->ToString() : Answer(arn.status());
}

std::string ConsumerAnswer(const ConsumerAddress& address) {
  const auto target = ResolveConsumer(address, kCaller);
  if (!target.ok()) return Answer(target.status());
  return target->stream.ToString() + " " + target->consumer_name + " " +
         (target->creation_seconds.has_value() ? std::to_string(*target->creation_seconds)
                                               : std::string("any"));
}

TEST_CASE("a name means a stream of who calls, and where", "[service][address]") {
  CHECK(StreamAnswer({.stream_name = "clicks"}) == kOwnArn);
  CHECK(ResolveStream({.stream_name = "a"}, {.account_id = "1", .region = "us-gov-west-1"})
            ->partition == "aws-us-gov");
}

TEST_CASE("an ARN means the stream that it names, whoever calls", "[service][address]") {
  CHECK(StreamAnswer({.stream_arn = kOwnArn}) == kOwnArn);
  CHECK(StreamAnswer({.stream_arn = kOtherArn}) == kOtherArn);
}

TEST_CASE("a name and an ARN must agree", "[service][address]") {
  CHECK(StreamAnswer({.stream_name = "clicks", .stream_arn = kOwnArn}) == kOwnArn);
  CHECK(StreamAnswer({.stream_name = "clicks", .stream_arn = kOtherArn}) == kOtherArn);
  CHECK(StreamAnswer({.stream_name = "click", .stream_arn = kOwnArn}) ==
        std::string("InvalidArgumentException: StreamName click does not agree with StreamARN ") +
            kOwnArn + ".");
}

TEST_CASE("a request that names no stream is refused", "[service][address]") {
  CHECK(StreamAnswer({}) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
}

TEST_CASE("an ARN that no stream can have names none that exists", "[service][address]") {
  const std::string lax = "arn:aws:x:kinesis::123456789012:stream/clicks";
  CHECK(StreamAnswer({.stream_arn = lax}) ==
        "ResourceNotFoundException: Stream " + lax + " under account 123456789012 not found.");
}

TEST_CASE("a consumer is named by its ARN, or by its stream's and its name", "[service][address]") {
  const std::string arn = std::string(kOwnArn) + "/consumer/billing:7";
  const std::string billing = std::string(kOwnArn) + " billing ";
  CHECK(ConsumerAnswer({.consumer_arn = arn}) == billing + "7");
  CHECK(ConsumerAnswer({.stream_arn = kOwnArn, .consumer_name = "billing"}) == billing + "any");
  CHECK(ConsumerAnswer({.stream_arn = kOwnArn, .consumer_arn = arn}) == billing + "7");
  CHECK(ConsumerAnswer({.consumer_name = "billing", .consumer_arn = arn}) == billing + "7");
  CHECK(ConsumerAnswer({.stream_arn = kOwnArn, .consumer_name = "billing", .consumer_arn = arn}) ==
        billing + "7");
}

TEST_CASE("what names a consumer in part, or two of them, is refused", "[service][address]") {
  const std::string arn = std::string(kOwnArn) + "/consumer/billing:7";
  const std::string missing =
      "InvalidArgumentException: Either ConsumerARN or both StreamARN and ConsumerName should "
      "be provided.";
  CHECK(ConsumerAnswer({}) == missing);
  CHECK(ConsumerAnswer({.stream_arn = kOwnArn}) == missing);
  CHECK(ConsumerAnswer({.consumer_name = "billing"}) == missing);
  CHECK(ConsumerAnswer({.stream_arn = kOtherArn, .consumer_arn = arn}) ==
        std::string("InvalidArgumentException: StreamARN ") + kOtherArn +
            " does not agree with ConsumerARN " + arn + ".");
  CHECK(ConsumerAnswer({.consumer_name = "audit", .consumer_arn = arn}) ==
        "InvalidArgumentException: ConsumerName audit does not agree with ConsumerARN " + arn +
            ".");
  CHECK(ConsumerAnswer({.stream_arn = "x", .consumer_arn = arn}) ==
        "ResourceNotFoundException: Stream x under account 123456789012 not found.");
  CHECK(ConsumerAnswer({.consumer_arn = kOwnArn}) ==
        std::string("ResourceNotFoundException: Consumer ") + kOwnArn +
            " under account 123456789012 not found.");
}

TEST_CASE("a shard's id that is none names no shard", "[service][address]") {
  const StreamPlace place = {.stream_name = "clicks", .account_id = "123456789012"};
  CHECK(ResolveShardId("any-0005", place)->index == 5);
  CHECK(Answer(ResolveShardId("2147483648", place).status()) ==
        "ResourceNotFoundException: Could not find shard 2147483648 in stream clicks under "
        "account 123456789012.");
}

TEST_CASE("what does not exist is named as Kinesis does", "[service][address]") {
  const StreamPlace place = {.stream_name = "clicks", .account_id = "123456789012"};
  CHECK(Answer(StreamNotFound(place)) ==
        "ResourceNotFoundException: Stream clicks under account 123456789012 not found.");
  CHECK(Answer(ShardDoesNotExist({.index = 5}, place)) ==
        "ResourceNotFoundException: Shard shardId-000000000005 in stream clicks under account "
        "123456789012 does not exist");
}

TEST_CASE("any ARN of a stream or a consumer is resolved or refused", "[service][address]") {
  testing::SeededRandom random;
  INFO(random.Description());
  const std::string sound = std::string(kOwnArn) + "/consumer/billing:7";
  for (int i = 0; i < 5'000; ++i) {
    const std::string text =
        testing::Mutated(random, i % 2 == 0 ? sound : std::string(kOwnArn), "a1:/- .Z\n");
    const auto stream = ResolveStream({.stream_arn = text}, kCaller);
    const auto consumer = ResolveConsumer({.consumer_arn = text}, kCaller);
    if (stream.ok() != StreamArn::Parse(text).has_value()) FAIL(text);
    if (consumer.ok() != ConsumerArn::Parse(text).has_value()) FAIL(text);
    if (stream.ok() && consumer.ok()) FAIL(text);
  }
}

}  // namespace
}  // namespace weir
