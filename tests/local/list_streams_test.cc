// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.9 of ListStreams: the names in their order, pages, and tokens.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"
#include "weir/service/page_token.h"
#include "weir/service/token_seal.h"

namespace weir {
namespace {

using kinesis::ListStreamsRequest;
using kinesis::ListStreamsResult;
using testing::Answer;
using testing::LocalTest;
using Names = std::vector<std::string>;

constexpr TokenSeal::Key kKey = {};
constexpr char kInvalid[] = "InvalidArgumentException: Invalid NextToken.";

ListStreamsResult List(Kinesis& kinesis, const ListStreamsRequest& request = {}) {
  auto result = kinesis.ListStreams(request);
  REQUIRE(Answer(result) == "OK");
  return *std::move(result);
}

TEST_CASE("streams are listed in the order of their names", "[local][list_streams]") {
  LocalTest test;
  CHECK(List(test.kinesis).stream_names.empty());
  for (const std::string_view name : {"b", "B", "a.1", "a", "_", "a-1"}) test.CreateStream(name);
  const ListStreamsResult result = List(test.kinesis);
  CHECK(result.stream_names == Names{"B", "_", "a", "a-1", "a.1", "b"});
  CHECK_FALSE(result.has_more_streams);
  CHECK(result.next_token == std::nullopt);
}

TEST_CASE("each stream that is listed is summed up", "[local][list_streams]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10)}});
  test.CreateStream("a");
  test.clock.Advance(absl::Seconds(10));
  REQUIRE(Answer(test.kinesis.CreateStream({.stream_name = "b",
                                            .stream_mode_details = kinesis::StreamModeDetails{
                                                kinesis::StreamMode::kOnDemand}})) == "OK");
  const ListStreamsResult result = List(test.kinesis);
  REQUIRE(result.stream_summaries.size() == 2);
  const kinesis::StreamSummary& a = result.stream_summaries[0];
  CHECK(a.stream_name == "a");
  CHECK(a.stream_arn == "arn:aws:kinesis:us-east-1:111111111111:stream/a");
  CHECK(a.stream_status == kinesis::StreamStatus::kActive);
  CHECK(a.stream_mode == kinesis::StreamMode::kProvisioned);
  CHECK(a.stream_creation_timestamp == absl::FromUnixSeconds(1'735'689'600));
  const kinesis::StreamSummary& b = result.stream_summaries[1];
  CHECK(b.stream_status == kinesis::StreamStatus::kCreating);
  CHECK(b.stream_mode == kinesis::StreamMode::kOnDemand);
  CHECK(b.stream_creation_timestamp == absl::FromUnixSeconds(1'735'689'610));
}

TEST_CASE("a stream is listed until its deletion is over", "[local][list_streams]") {
  // Rules 2.9.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  REQUIRE(List(test.kinesis).stream_summaries.size() == 1);
  CHECK(List(test.kinesis).stream_summaries[0].stream_status == kinesis::StreamStatus::kDeleting);
  test.clock.Advance(absl::Seconds(10));
  CHECK(List(test.kinesis).stream_names.empty());
}

TEST_CASE("an account lists what it has in the region, and nothing else", "[local][list_streams]") {
  LocalTest test;
  test.CreateStream();
  auto other_account =
      test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  auto other_region = test.kinesis.ForCaller({.account_id = "111111111111", .region = "eu-west-1"});
  CHECK(List(*other_account).stream_names.empty());
  CHECK(List(*other_region).stream_names.empty());
}

TEST_CASE("a page has a hundred streams by default", "[local][list_streams]") {
  // Rules 1.2.
  LocalTest test;
  for (int i = 0; i < 100; ++i) test.CreateStream("s" + std::to_string(1000 + i));
  CHECK(List(test.kinesis).stream_names.size() == 100);
  CHECK_FALSE(List(test.kinesis).has_more_streams);
  test.CreateStream("t");
  const ListStreamsResult page = List(test.kinesis);
  CHECK(page.stream_names.size() == 100);
  CHECK(page.has_more_streams);
  CHECK(page.next_token.has_value());
  CHECK(List(test.kinesis, {.limit = 101}).stream_names.size() == 101);
}

TEST_CASE("pages follow one another by name or by token", "[local][list_streams]") {
  LocalTest test;
  for (const std::string_view name : {"a", "b", "c"}) test.CreateStream(name);
  const ListStreamsResult first = List(test.kinesis, {.limit = 2});
  CHECK(first.stream_names == Names{"a", "b"});
  CHECK(first.has_more_streams);
  REQUIRE(first.next_token.has_value());
  for (const ListStreamsRequest& request : {ListStreamsRequest{.exclusive_start_stream_name = "b"},
                                            ListStreamsRequest{.next_token = *first.next_token}}) {
    const ListStreamsResult second = List(test.kinesis, request);
    CHECK(second.stream_names == Names{"c"});
    CHECK_FALSE(second.has_more_streams);
    CHECK(second.next_token == std::nullopt);
  }
  // A name need not be a stream's.
  CHECK(List(test.kinesis, {.exclusive_start_stream_name = "aa"}).stream_names == Names{"b", "c"});
  CHECK(List(test.kinesis, {.exclusive_start_stream_name = "c"}).stream_names.empty());
  // A token's stream may be gone by then.
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "b"})) == "OK");
  CHECK(List(test.kinesis, {.next_token = *first.next_token}).stream_names == Names{"c"});
}

TEST_CASE("a page begins at a name or at a token, not at both", "[local][list_streams]") {
  LocalTest test;
  for (const std::string_view name : {"a", "b"}) test.CreateStream(name);
  const ListStreamsResult first = List(test.kinesis, {.limit = 1});
  CHECK(Answer(test.kinesis.ListStreams(
            {.exclusive_start_stream_name = "a", .next_token = *first.next_token})) ==
        "InvalidArgumentException: NextToken and ExclusiveStartStreamName cannot be provided "
        "together.");
}

TEST_CASE("a token is good for five minutes", "[local][list_streams]") {
  // Rules 1.1.
  LocalTest test;
  for (const std::string_view name : {"a", "b"}) test.CreateStream(name);
  const ListStreamsResult first = List(test.kinesis, {.limit = 1});
  test.clock.Advance(absl::Seconds(300));
  CHECK(List(test.kinesis, {.next_token = *first.next_token}).stream_names == Names{"b"});
  test.clock.Advance(absl::Milliseconds(1));
  CHECK(Answer(test.kinesis.ListStreams({.next_token = *first.next_token})) ==
        "ExpiredNextTokenException: NextToken expired: it was given 300001 milliseconds ago, and "
        "is good for 300000.");
}

TEST_CASE("a token that was not given is refused", "[local][list_streams]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(), .token_key = kKey});
  for (const std::string_view name : {"a", "b"}) test.CreateStream(name);
  std::string forged = *List(test.kinesis, {.limit = 1}).next_token;
  CHECK(Answer(test.kinesis.ListStreams({.next_token = "x"})) == kInvalid);
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  CHECK(Answer(test.kinesis.ListStreams({.next_token = forged})) == kInvalid);
  // Sealed with the key, but of another operation.
  const PageToken other = {.operation = KinesisOperation::kListShards,
                           .created_millis = absl::ToUnixMillis(test.clock.Now()),
                           .fields = {"111111111111", "us-east-1", "a"}};
  CHECK(Answer(test.kinesis.ListStreams({.next_token = other.Seal(TokenSeal(kKey))})) == kInvalid);
  PageToken same = other;
  same.operation = KinesisOperation::kListStreams;
  CHECK(Answer(test.kinesis.ListStreams({.next_token = same.Seal(TokenSeal(kKey))})) == "OK");
  CHECK(Answer(test.kinesis.ListStreams({.next_token = ""})) ==
        "ValidationException: 1 validation error detected: Value '' at 'nextToken' failed to "
        "satisfy constraint: Member must have length greater than or equal to 1");
}

TEST_CASE("a token is of one account in one region", "[local][list_streams]") {
  LocalTest test;
  for (const std::string_view name : {"a", "b"}) test.CreateStream(name);
  const std::string token = *List(test.kinesis, {.limit = 1}).next_token;
  for (const CallerScope& scope :
       {CallerScope{.account_id = "222222222222", .region = "us-east-1"},
        CallerScope{.account_id = "111111111111", .region = "eu-west-1"}}) {
    auto other = test.kinesis.ForCaller(scope);
    CHECK(Answer(other->ListStreams({.next_token = token})) == kInvalid);
  }
  // Another process's, which has another key.
  LocalTest elsewhere;
  CHECK(Answer(elsewhere.kinesis.ListStreams({.next_token = token})) == kInvalid);
}

TEST_CASE("ListStreams may be called five times a second", "[local][list_streams]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  for (int i = 0; i < 5; ++i) List(test.kinesis);
  CHECK(Answer(test.kinesis.ListStreams({})) ==
        "LimitExceededException: Rate exceeded for operation ListStreams under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
