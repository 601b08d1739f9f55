// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of UntagResource.
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::untag_resource_test {
namespace {

using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;
using Keys = std::vector<std::string_view>;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

std::string Untag(LocalTest& test, std::string_view arn, const Keys& keys) {
  return Answer(test.kinesis.UntagResource({.resource_arn = arn, .tag_keys = keys}));
}

TEST_CASE("tags are removed by the ARN of what has them", "[local][untag_resource]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.TagResource(
              {.resource_arn = kArn, .tags = TagMap{{"a", "1"}, {"b", "2"}}})) == "OK");
  CHECK(Untag(test, kArn, {"a", "c"}) == "OK");
  auto tags = test.kinesis.ListTagsForResource({.resource_arn = kArn})->tags;
  CHECK(tags == std::vector<kinesis::Tag>{{"b", "2"}});
}

TEST_CASE("keys that no tag can have are refused by ARN too", "[local][untag_resource]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  CHECK(Untag(test, kArn, {"a,"}) ==
        "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
        "Unicode letters, digits, white space, _ . / = + - % @ :.");
  CHECK(Untag(test, kArn, {"%"}) ==
        "InvalidArgumentException: Failed to remove tags from stream s under account 111111111111 "
        "because some tags contained illegal characters. The allowed characters are Unicode "
        "letters, white-spaces, '_',',','/','=','+','-','@',':'.");
}

TEST_CASE("of an ARN that names nothing, no tags are removed", "[local][untag_resource]") {
  LocalTest test;
  CHECK(Untag(test, kArn, {"a"}) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  const std::string consumer = std::string(kArn) + "/consumer/c:1";
  CHECK(Untag(test, consumer, {"a"}) == "ResourceNotFoundException: Consumer " + consumer +
                                            " under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.UntagResource({.resource_arn = kArn})) ==
        "ValidationException: 1 validation error detected: Value null at 'tagKeys' failed to "
        "satisfy constraint: Member must not be null");
}

TEST_CASE("a stream that is DELETING keeps its tags by ARN too", "[local][untag_resource]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Untag(test, kArn, {"a"}) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
}

}  // namespace
}  // namespace weir::untag_resource_test
