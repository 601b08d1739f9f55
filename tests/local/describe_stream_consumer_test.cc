// SPDX-License-Identifier: MIT
//
// DescribeStreamConsumer: rules 1.1 and 1.2, how a consumer is named, and 2.6, what is said
// of it.
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

// Rules 1.2.
TEST_CASE("a consumer is described by its ARN, by its stream and name, or by all",
          "[local][describe_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  test.clock.Advance(absl::Milliseconds(1'500));
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  using Request = kinesis::DescribeStreamConsumerRequest;
  for (const Request& request :
       {Request{.consumer_arn = arn}, Request{.stream_arn = kStreamArn, .consumer_name = "c"},
        Request{.stream_arn = kStreamArn, .consumer_name = "c", .consumer_arn = arn}}) {
    const auto described = test.kinesis.DescribeStreamConsumer(request);
    REQUIRE(Answer(described) == "OK");
    const kinesis::ConsumerDescription& consumer = described->consumer_description;
    CHECK(consumer.consumer_name == "c");
    CHECK(consumer.consumer_arn == ConsumerArnOf("c", 1));
    CHECK(consumer.consumer_status == kinesis::ConsumerStatus::kActive);
    CHECK(consumer.consumer_creation_timestamp == absl::FromUnixSeconds(1'735'689'601));
    CHECK(consumer.stream_arn == kStreamArn);
  }
}

TEST_CASE("what names no consumer of a stream is refused", "[local][describe_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis& kinesis = test.kinesis;
  CHECK(Answer(kinesis.DescribeStreamConsumer({})) ==
        "InvalidArgumentException: Either ConsumerARN or both StreamARN and ConsumerName should be "
        "provided.");
  CHECK(Answer(kinesis.DescribeStreamConsumer({.consumer_arn = "c"}))
            .starts_with("ValidationException: "));
  CHECK(Answer(kinesis.DescribeStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "c"})) ==
        "ResourceNotFoundException: Consumer c under stream s under account 111111111111 not "
        "found.");
  CHECK(Answer(kinesis.DescribeStreamConsumer({.consumer_arn = ConsumerArnOf("c")})) ==
        Concat("ResourceNotFoundException: Consumer ", ConsumerArnOf("c"),
               " under account 111111111111 not found."));
}

TEST_CASE("20 consumers may be described per second", "[local][describe_stream_consumer]") {
  LocalTest test({.limits = {.control_calls = LimitMode::kEnforce}});
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  for (int i = 0; i < 20; ++i) {
    CHECK(Answer(test.kinesis.DescribeStreamConsumer({.consumer_arn = arn})) == "OK");
  }
  CHECK(Answer(test.kinesis.DescribeStreamConsumer({.consumer_arn = arn})) ==
        "LimitExceededException: Rate exceeded for operation DescribeStreamConsumer under account "
        "111111111111: 20 calls per second.");
}

}  // namespace
}  // namespace weir
