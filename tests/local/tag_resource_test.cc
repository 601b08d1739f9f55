// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of TagResource: the same tags, by the ARN of what has them.
#include <string>
#include <string_view>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::tag_resource_test {
namespace {

using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
constexpr char kConsumerArn[] =
    "arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c:1735689600";

std::string Tag(LocalTest& test, std::string_view arn, const TagMap& tags) {
  return Answer(test.kinesis.TagResource({.resource_arn = arn, .tags = tags}));
}

TEST_CASE("a stream is tagged by its ARN, as by its name", "[local][tag_resource]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  CHECK(Tag(test, kArn, {{"a", "1"}}) == "OK");
  REQUIRE(Answer(test.kinesis.AddTagsToStream({.stream_name = "s", .tags = TagMap{{"b", "2"}}})) ==
          "OK");
  auto tags = test.kinesis.ListTagsForStream({.stream_name = "s"})->tags;
  CHECK(tags == std::vector<kinesis::Tag>{{"a", "1"}, {"b", "2"}});
}

TEST_CASE("tags by ARN keep the rules of tags by name", "[local][tag_resource]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  CHECK(Tag(test, kArn, {{"a;", "1"}}) ==
        "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
        "Unicode letters, digits, white space, _ . / = + - % @ :.");
  CHECK(Tag(test, kArn, {{"a%", "1"}}) ==
        "InvalidArgumentException: Failed to add tags to stream s under account 111111111111 "
        "because some tags contained illegal characters. The allowed characters are Unicode "
        "letters, white-spaces, '_',',','/','=','+','-','@',':'.");
  TagMap tags;
  for (int i = 0; i < 50; ++i) tags[std::to_string(i)] = "v";
  CHECK(Tag(test, kArn, tags) == "OK");
  CHECK(Tag(test, kArn, {{"a", "1"}}) ==
        "InvalidArgumentException: Failed to add tags to stream s under account 111111111111 "
        "because a given stream cannot have more than 50 tags associated with it.");
}

TEST_CASE("an ARN that names nothing is not found", "[local][tag_resource]") {
  LocalTest test;
  test.CreateStream();
  const TagMap tags = {{"a", "1"}};
  CHECK(Tag(test, "arn:aws:kinesis:us-east-1:111111111111:stream/t", tags) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  CHECK(Tag(test, "arn:aws:kinesis:eu-west-1:111111111111:stream/s", tags) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Tag(test, "arn:aws-cn:kinesis:us-east-1:111111111111:stream/s", tags) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  CHECK(Tag(test, "arn:aws:x:kinesis::111111111111:stream/s", tags) ==
        "ResourceNotFoundException: Stream arn:aws:x:kinesis::111111111111:stream/s under account "
        "111111111111 not found.");
  CHECK(Tag(test, kConsumerArn, tags) == std::string("ResourceNotFoundException: Consumer ") +
                                             kConsumerArn +
                                             " under account 111111111111 not found.");
  // A consumer's without the second of its registration is none's.
  CHECK(Tag(test, "arn:aws:kinesis:us-east-1:111111111111:stream/s/consumer/c", tags) ==
        "ResourceNotFoundException: Consumer arn:aws:kinesis:us-east-1:111111111111:stream/s/"
        "consumer/c under account 111111111111 not found.");
}

TEST_CASE("what is no ARN is no parameter", "[local][tag_resource]") {
  // Rules 1.1.
  LocalTest test;
  CHECK(Tag(test, "s", {{"a", "1"}}) ==
        "ValidationException: 1 validation error detected: Value 's' at 'resourceARN' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+");
  CHECK(Answer(test.kinesis.TagResource({})) ==
        "ValidationException: 2 validation errors detected: Value null at 'tags' failed to "
        "satisfy constraint: Member must not be null; Value null at 'resourceARN' failed to "
        "satisfy constraint: Member must not be null");
}

TEST_CASE("another account's stream is not tagged without its leave", "[local][tag_resource]") {
  LocalTest test;
  test.CreateStream();
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other->TagResource({.resource_arn = kArn, .tags = TagMap{{"a", "1"}}})) ==
        std::string("AccessDeniedException: User: arn:aws:iam::222222222222:root is not "
                    "authorized to perform: kinesis:TagResource on resource: ") +
            kArn + " because no resource-based policy allows the kinesis:TagResource action");
}

TEST_CASE("a stream that is DELETING takes no tags by its ARN", "[local][tag_resource]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Tag(test, kArn, {{"a", "1"}}) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
}

}  // namespace
}  // namespace weir::tag_resource_test
