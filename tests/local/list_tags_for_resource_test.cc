// SPDX-License-Identifier: MIT
//
// Rules 1.2 and 2.10 of ListTagsForResource.
#include <string>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::list_tags_for_resource_test {
namespace {

using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

TEST_CASE("all tags are listed by the ARN of what has them", "[local][list_tags_for_resource]") {
  // Rules 1.2.
  LocalTest test;
  REQUIRE(Answer(test.kinesis.CreateStream(
              {.stream_name = "s", .shard_count = 1, .tags = TagMap{{"b", "2"}, {"a", ""}}})) ==
          "OK");
  auto result = test.kinesis.ListTagsForResource({.resource_arn = kArn});
  REQUIRE(Answer(result) == "OK");
  CHECK(result->tags == std::vector<kinesis::Tag>{{"a", ""}, {"b", "2"}});
}

TEST_CASE("of an ARN that names nothing, no tags are listed", "[local][list_tags_for_resource]") {
  LocalTest test;
  CHECK(Answer(test.kinesis.ListTagsForResource({.resource_arn = kArn})) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  const std::string consumer = std::string(kArn) + "/consumer/c:1";
  CHECK(Answer(test.kinesis.ListTagsForResource({.resource_arn = consumer})) ==
        "ResourceNotFoundException: Consumer " + consumer +
            " under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.ListTagsForResource({})) ==
        "ValidationException: 1 validation error detected: Value null at 'resourceARN' failed to "
        "satisfy constraint: Member must not be null");
}

TEST_CASE("a policy lets another account list tags", "[local][list_tags_for_resource]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  CHECK(Answer(other->ListTagsForResource({.resource_arn = kArn}))
            .starts_with("AccessDeniedException: "));
  REQUIRE(Answer(test.kinesis.PutResourcePolicy(
              {.resource_arn = kArn,
               .policy = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                             "Principal": {"AWS": "222222222222"},
                             "Action": "kinesis:ListTags*", "Resource": "*"}})"})) == "OK");
  CHECK(Answer(other->ListTagsForResource({.resource_arn = kArn})) == "OK");
  CHECK(Answer(other->TagResource({.resource_arn = kArn, .tags = TagMap{{"a", "1"}}}))
            .starts_with("AccessDeniedException: "));
}

}  // namespace
}  // namespace weir::list_tags_for_resource_test
