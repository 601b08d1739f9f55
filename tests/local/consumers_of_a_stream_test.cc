// SPDX-License-Identifier: MIT
//
// What its registered consumers are to a stream that is described and deleted: rules 1.2,
// DeleteStream and DescribeStreamSummary, and 2.6. And what consumers are as resources of
// their own, with tags and a policy: 2.10.
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "local/consumer_support.h"
#include "local/support.h"
#include "support/catch.h"
#include "weir/base/concat.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using testing::Answer;
using testing::ConsumerArnOf;
using testing::kStreamArn;
using testing::LocalTest;
using testing::Register;
using testing::StatusOf;

TEST_CASE("consumers are in the way of deleting their stream", "[local][delete_stream]") {
  LocalTest test;
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  const std::string in_the_way =
      "ResourceInUseException: DeleteStream can't delete 111111111111:s because there are "
      "consumers associated with this data stream. To delete s anyway, set the "
      "EnforceConsumerDeletion parameter to true to force the deletion of all the consumers that "
      "are associated with it.";
  CHECK(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == in_the_way);
  CHECK(Answer(test.kinesis.DeleteStream(
            {.stream_name = "s", .enforce_consumer_deletion = false})) == in_the_way);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kActive);
  CHECK(StatusOf(test.kinesis, arn) == "ACTIVE");
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = arn}).ok());
  CHECK(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
}

TEST_CASE("a consumer that is DELETING is still in the way", "[local][delete_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.consumer_deleting = absl::Seconds(1)}});
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = arn}).ok());
  CHECK(Answer(test.kinesis.DeleteStream({.stream_name = "s"}))
            .starts_with("ResourceInUseException: DeleteStream can't delete "));
  test.clock.Advance(absl::Seconds(1));
  CHECK(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
}

TEST_CASE("EnforceConsumerDeletion takes the consumers along", "[local][delete_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10),
                                      .consumer_deleting = absl::Seconds(1)}});
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  Register(test.kinesis, "d");
  CHECK(test.Summary().consumer_count == 2);
  REQUIRE(Answer(test.kinesis.DeleteStream(
              {.stream_name = "s", .enforce_consumer_deletion = true})) == "OK");
  CHECK(StatusOf(test.kinesis, arn) == "DELETING");
  test.clock.Advance(absl::Seconds(1));
  CHECK(test.Summary().consumer_count == 0);
  CHECK(test.Summary().stream_status == kinesis::StreamStatus::kDeleting);
}

TEST_CASE("consumers whose end takes longer than their stream's are gone with it",
          "[local][delete_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(1),
                                      .consumer_deleting = absl::Seconds(10)}});
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  REQUIRE(test.kinesis.DeleteStream({.stream_name = "s", .enforce_consumer_deletion = true}).ok());
  test.clock.Advance(absl::Seconds(1));
  CHECK(StatusOf(test.kinesis, arn) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  test.CreateStream();
  CHECK(test.Summary().consumer_count == 0);
}

TEST_CASE("EnforceConsumerDeletion needs no consumers", "[local][delete_stream]") {
  LocalTest test;
  test.CreateStream();
  CHECK(Answer(test.kinesis.DeleteStream(
            {.stream_name = "s", .enforce_consumer_deletion = true})) == "OK");
}

// Rules 2.10.
TEST_CASE("a consumer is registered with its tags", "[local][register_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  kinesis::RegisterStreamConsumerRequest request = {
      .stream_arn = kStreamArn, .consumer_name = "c", .tags = kinesis::TagMap{{"a;", "1"}}};
  CHECK(Answer(test.kinesis.RegisterStreamConsumer(request)) ==
        "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
        "Unicode letters, digits, white space, _ . / = + - % @ :.");
  request.tags->clear();
  for (int i = 0; i < 51; ++i) (*request.tags)[std::to_string(i)] = "v";
  CHECK(Answer(test.kinesis.RegisterStreamConsumer(request)) ==
        "InvalidArgumentException: Failed to add tags to consumer c under account 111111111111 "
        "because a given consumer cannot have more than 50 tags associated with it.");
  CHECK(test.Summary().consumer_count == 0);
  request.tags->erase("0");
  CHECK(Answer(test.kinesis.RegisterStreamConsumer(request)) == "OK");
  CHECK(test.kinesis.ListTagsForResource({.resource_arn = ConsumerArnOf("c")})->tags.size() == 50);
  // They are its own.
  CHECK(test.kinesis.ListTagsForStream({.stream_name = "s"})->tags.empty());
  REQUIRE(test.kinesis.DeregisterStreamConsumer({.consumer_arn = ConsumerArnOf("c")}).ok());
  CHECK(Answer(test.kinesis.ListTagsForResource({.resource_arn = ConsumerArnOf("c")})) ==
        Concat("ResourceNotFoundException: Consumer ", ConsumerArnOf("c"),
               " under account 111111111111 not found."));
}

TEST_CASE("a consumer is tagged by its ARN", "[local][tag_resource]") {
  using Tags = std::vector<kinesis::Tag>;
  LocalTest test;
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  Register(test.kinesis, "d");
  REQUIRE(Answer(test.kinesis.TagResource(
              {.resource_arn = arn, .tags = kinesis::TagMap{{"a", "1"}, {"b", "2"}}})) == "OK");
  REQUIRE(Answer(test.kinesis.UntagResource(
              {.resource_arn = arn, .tag_keys = std::vector<std::string_view>{"a"}})) == "OK");
  CHECK(test.kinesis.ListTagsForResource({.resource_arn = arn})->tags == Tags{{"b", "2"}});
  CHECK(test.kinesis.ListTagsForResource({.resource_arn = ConsumerArnOf("d")})->tags.empty());
}

TEST_CASE("a consumer's own policy lets another account describe it",
          "[local][describe_stream_consumer]") {
  LocalTest test;
  test.CreateStream();
  const std::string arn = Register(test.kinesis, "c").consumer_arn;
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(other.ok());
  const auto allow = [&](std::string_view resource, std::string_view action) {
    const std::string policy = Concat(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":)",
        R"("222222222222"},"Action":"kinesis:)", action, R"(","Resource":")", resource, "\"}]}");
    REQUIRE(Answer(test.kinesis.PutResourcePolicy({.resource_arn = resource, .policy = policy})) ==
            "OK");
  };
  const std::string not_found =
      Concat("ResourceNotFoundException: Consumer ", arn, " under account 111111111111 not found.");
  CHECK(StatusOf(*other, arn) == not_found);
  // The stream's is no help.
  allow(kStreamArn, "*");
  CHECK(StatusOf(*other, arn) == not_found);
  allow(arn, "SubscribeToShard");
  CHECK(StatusOf(*other, arn) == not_found);
  allow(arn, "DescribeStreamConsumer");
  CHECK(StatusOf(*other, arn) == "ACTIVE");
  CHECK(Answer(other->DeregisterStreamConsumer({.consumer_arn = arn})) == not_found);
}

}  // namespace
}  // namespace weir
