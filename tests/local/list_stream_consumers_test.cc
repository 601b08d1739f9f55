// SPDX-License-Identifier: MIT
//
// ListStreamConsumers: rules 1.1 and 1.2, its parameters, pages and errors, and 2.6, what is
// said of consumers.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

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
using testing::NamesOf;
using testing::Register;

using Names = std::vector<std::string>;

kinesis::ListStreamConsumersResult Page(LocalTest& test,
                                        const kinesis::ListStreamConsumersRequest& request) {
  auto page = test.kinesis.ListStreamConsumers(request);
  REQUIRE(Answer(page) == "OK");
  return *std::move(page);
}

// Rules 1.2.
TEST_CASE("a stream's consumers are listed in the order of their names",
          "[local][list_stream_consumers]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.consumer_creating = absl::Seconds(5)}});
  test.CreateStream();
  CHECK(Page(test, {.stream_arn = kStreamArn}).consumers.empty());
  Register(test.kinesis, "b");
  test.clock.Advance(absl::Seconds(5));
  Register(test.kinesis, "a");
  const auto page = Page(test, {.stream_arn = kStreamArn});
  REQUIRE(NamesOf(page) == Names{"a", "b"});
  CHECK_FALSE(page.next_token.has_value());
  CHECK(page.consumers[0].consumer_arn == ConsumerArnOf("a", 5));
  CHECK(page.consumers[0].consumer_status == kinesis::ConsumerStatus::kCreating);
  CHECK(page.consumers[0].consumer_creation_timestamp == absl::FromUnixSeconds(1'735'689'605));
  CHECK(page.consumers[1].consumer_arn == ConsumerArnOf("b"));
  CHECK(page.consumers[1].consumer_status == kinesis::ConsumerStatus::kActive);
}

TEST_CASE("a page has at most MaxResults consumers, and says if there are more",
          "[local][list_stream_consumers]") {
  LocalTest test;
  test.CreateStream();
  for (const char* const name : {"a", "b", "c", "d"}) Register(test.kinesis, name);
  const auto first = Page(test, {.stream_arn = kStreamArn, .max_results = 3});
  CHECK(NamesOf(first) == Names{"a", "b", "c"});
  REQUIRE(first.next_token.has_value());
  const auto second =
      Page(test, {.stream_arn = kStreamArn, .next_token = *first.next_token, .max_results = 1});
  CHECK(NamesOf(second) == Names{"d"});
  CHECK_FALSE(second.next_token.has_value());
  CHECK_FALSE(Page(test, {.stream_arn = kStreamArn, .max_results = 4}).next_token.has_value());
  // The name it ended with may be gone.
  REQUIRE(
      test.kinesis.DeregisterStreamConsumer({.stream_arn = kStreamArn, .consumer_name = "c"}).ok());
  Register(test.kinesis, "ca");
  CHECK(NamesOf(Page(test, {.stream_arn = kStreamArn, .next_token = *first.next_token})) ==
        Names{"ca", "d"});
}

TEST_CASE("a page has at most 100 consumers, however many are asked for",
          "[local][list_stream_consumers]") {
  LocalTest test;
  test.CreateStream();
  for (int i = 0; i < 101; ++i) Register(test.kinesis, Concat("c", 1'000 + i));
  CHECK(Page(test, {.stream_arn = kStreamArn}).consumers.size() == 100);
  const auto page = Page(test, {.stream_arn = kStreamArn, .max_results = 10'000});
  CHECK(page.consumers.size() == 100);
  REQUIRE(page.next_token.has_value());
  CHECK(NamesOf(Page(test, {.stream_arn = kStreamArn, .next_token = *page.next_token})) ==
        Names{"c1100"});
  CHECK(Answer(test.kinesis.ListStreamConsumers({.stream_arn = kStreamArn, .max_results = 0}))
            .starts_with("ValidationException: "));
  CHECK(Answer(test.kinesis.ListStreamConsumers({.stream_arn = kStreamArn, .max_results = 10'001}))
            .starts_with("ValidationException: "));
}

// Rules 1.1.
TEST_CASE("a token of consumers is good for five minutes", "[local][list_stream_consumers]") {
  LocalTest test;
  test.CreateStream();
  for (const char* const name : {"a", "b"}) Register(test.kinesis, name);
  const auto first = Page(test, {.stream_arn = kStreamArn, .max_results = 1});
  test.clock.Advance(absl::Minutes(5));
  CHECK(NamesOf(Page(test, {.stream_arn = kStreamArn, .next_token = *first.next_token})) ==
        Names{"b"});
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(Answer(test.kinesis.ListStreamConsumers(
                   {.stream_arn = kStreamArn, .next_token = *first.next_token}))
            .starts_with("ExpiredNextTokenException: "));
}

TEST_CASE("a token of consumers is good for its own stream and operation alone",
          "[local][list_stream_consumers]") {
  LocalTest test;
  test.CreateStream();
  test.CreateStream("t");
  for (const char* const name : {"a", "b"}) Register(test.kinesis, name);
  const std::string token = *Page(test, {.stream_arn = kStreamArn, .max_results = 1}).next_token;
  const std::string invalid = "InvalidArgumentException: Invalid NextToken.";
  LocalKinesis& kinesis = test.kinesis;
  CHECK(Answer(kinesis.ListStreamConsumers(
            {.stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/t",
             .next_token = token})) == invalid);
  CHECK(Answer(kinesis.ListStreamConsumers({.stream_arn = kStreamArn, .next_token = "x"})) ==
        invalid);
  CHECK(Answer(kinesis.ListStreamConsumers(
            {.stream_arn = kStreamArn,
             .next_token = test.Iterator(kinesis::ShardIteratorType::kLatest)})) == invalid);
  // Nor for one that takes the stream's name.
  REQUIRE(kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).ok());
  test.CreateStream();
  CHECK(Answer(kinesis.ListStreamConsumers({.stream_arn = kStreamArn, .next_token = token})) ==
        invalid);
}

TEST_CASE("StreamCreationTimestamp says whose consumers are listed",
          "[local][list_stream_consumers]") {
  LocalTest test;
  test.clock.Advance(absl::Milliseconds(300));
  test.CreateStream();
  const absl::Time created = test.Summary().stream_creation_timestamp;
  LocalKinesis& kinesis = test.kinesis;
  const auto listed = [&](absl::Time at) {
    return Answer(
        kinesis.ListStreamConsumers({.stream_arn = kStreamArn, .stream_creation_timestamp = at}));
  };
  const std::string not_found =
      "ResourceNotFoundException: Stream s under account 111111111111 not found.";
  CHECK(listed(created) == "OK");
  CHECK(listed(created + absl::Milliseconds(999)) == "OK");
  CHECK(listed(created + absl::Seconds(1)) == not_found);
  CHECK(listed(created - absl::Nanoseconds(1)) == not_found);
  for (const char* const name : {"a", "b"}) Register(kinesis, name);
  const std::string token = *Page(test, {.stream_arn = kStreamArn, .max_results = 1}).next_token;
  CHECK(
      Answer(kinesis.ListStreamConsumers(
          {.stream_arn = kStreamArn, .next_token = token, .stream_creation_timestamp = created})) ==
      "InvalidArgumentException: NextToken and StreamCreationTimestamp cannot be provided "
      "together.");
}

TEST_CASE("consumers are listed of a stream that is there", "[local][list_stream_consumers]") {
  LocalTest test({.limits = {.control_calls = LimitMode::kEnforce}});
  LocalKinesis& kinesis = test.kinesis;
  CHECK(Answer(kinesis.ListStreamConsumers({})) ==
        "ValidationException: 1 validation error detected: Value null at 'streamARN' failed to "
        "satisfy constraint: Member must not be null");
  for (int i = 0; i < 5; ++i) {
    CHECK(Answer(kinesis.ListStreamConsumers({.stream_arn = kStreamArn})) ==
          "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  }
  CHECK(Answer(kinesis.ListStreamConsumers({.stream_arn = kStreamArn})) ==
        "LimitExceededException: Rate exceeded for operation ListStreamConsumers under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
