// SPDX-License-Identifier: MIT
//
// Rules 1.1 and 1.2, the constraints of the parameters of the operations on tags and
// policies, and 2.11, the words of the answer.
#include "weir/service/tag_requests.h"

#include <string>
#include <string_view>
#include <vector>

#include "service/request_support.h"
#include "support/catch.h"

namespace weir::kinesis {
namespace {

using testing::AnswerTo;
using testing::Broken;
using testing::Null;
using testing::Presence;
using testing::Refused;

using Keys = std::vector<std::string_view>;

TEST_CASE("each parameter of AddTagsToStream has its limits", "[service][tag_requests]") {
  const AddTagsToStreamRequest sound = {.stream_name = "clicks",
                                        .stream_arn = testing::kStreamArn,
                                        .tags = TagMap{{"team", "billing"}}};
  testing::CheckStream(sound);
  testing::CheckTagMaps(sound, &AddTagsToStreamRequest::tags, Presence::kRequired);
}

TEST_CASE("AddTagsToStream names what is wrong in AWS's order", "[service][tag_requests]") {
  CHECK(AnswerTo(AddTagsToStreamRequest{.stream_name = "", .stream_arn = "x", .tags = TagMap{}}) ==
        "ValidationException: 4 validation errors detected: "
        "Value '{}' at 'tags' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of RemoveTagsFromStream has its limits", "[service][tag_requests]") {
  const RemoveTagsFromStreamRequest sound = {
      .stream_name = "clicks", .stream_arn = testing::kStreamArn, .tag_keys = Keys{"team"}};
  testing::CheckStream(sound);
  testing::CheckTagKeyLists(sound, &RemoveTagsFromStreamRequest::tag_keys);
}

TEST_CASE("RemoveTagsFromStream names what is wrong in AWS's order", "[service][tag_requests]") {
  CHECK(AnswerTo(RemoveTagsFromStreamRequest{
            .stream_name = " ", .stream_arn = "x", .tag_keys = Keys{"a", "", "b"}}) ==
        "ValidationException: 3 validation errors detected: "
        "Value '[a, , b]' at 'tagKeys' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must have length less than or equal to 128, "
        "Member must have length greater than or equal to 1]; "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of ListTagsForStream has its limits", "[service][tag_requests]") {
  using Request = ListTagsForStreamRequest;
  const Request sound = {.stream_name = "clicks",
                         .stream_arn = testing::kStreamArn,
                         .exclusive_start_tag_key = "team",
                         .limit = 50};
  testing::CheckStream(sound);
  testing::CheckNumbers(sound, &Request::limit, "limit", Presence::kOptional,
                        {.min = 1, .max = 50});
  testing::CheckLengths(sound, &Request::exclusive_start_tag_key, "exclusiveStartTagKey",
                        Presence::kOptional, 128);
  CHECK(AnswerTo(Request{}) == "OK");
}

TEST_CASE("ListTagsForStream names what is wrong in AWS's order", "[service][tag_requests]") {
  CHECK(AnswerTo(ListTagsForStreamRequest{
            .stream_name = " ", .stream_arn = "x", .exclusive_start_tag_key = "", .limit = 51}) ==
        "ValidationException: 4 validation errors detected: "
        "Value '51' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 50; "
        "Value '' at 'exclusiveStartTagKey' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value ' ' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value 'x' at 'streamARN' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: "
        "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
}

TEST_CASE("each parameter of TagResource has its limits", "[service][tag_requests]") {
  const TagResourceRequest sound = {.resource_arn = testing::kStreamArn,
                                    .tags = TagMap{{"team", "billing"}}};
  testing::CheckResourceArns(sound, &TagResourceRequest::resource_arn);
  testing::CheckTagMaps(sound, &TagResourceRequest::tags, Presence::kRequired);
  CHECK(AnswerTo(TagResourceRequest{}) == Refused({Null("tags"), Null("resourceARN")}));
}

TEST_CASE("each parameter of UntagResource has its limits", "[service][tag_requests]") {
  const UntagResourceRequest sound = {.resource_arn = testing::kStreamArn,
                                      .tag_keys = Keys{"team"}};
  testing::CheckResourceArns(sound, &UntagResourceRequest::resource_arn);
  testing::CheckTagKeyLists(sound, &UntagResourceRequest::tag_keys);
  CHECK(AnswerTo(UntagResourceRequest{}) == Refused({Null("tagKeys"), Null("resourceARN")}));
}

TEST_CASE("each parameter of ListTagsForResource has its limits", "[service][tag_requests]") {
  testing::CheckResourceArns(ListTagsForResourceRequest{.resource_arn = testing::kStreamArn},
                             &ListTagsForResourceRequest::resource_arn);
}

TEST_CASE("each parameter of PutResourcePolicy has its limits", "[service][tag_requests]") {
  using Request = PutResourcePolicyRequest;
  const Request sound = {.resource_arn = testing::kStreamArn, .policy = "{}"};
  testing::CheckResourceArns(sound, &Request::resource_arn);
  testing::CheckPresence(sound, &Request::policy, "policy", Presence::kRequired);
  CHECK(testing::AnswerWith(sound, &Request::policy, "") == "OK");
  CHECK(AnswerTo(Request{.resource_arn = "x"}) ==
        Refused({Broken("resourceARN", "x", testing::kResourceArnPattern), Null("policy")}));
}

TEST_CASE("each parameter of GetResourcePolicy and DeleteResourcePolicy has its limits",
          "[service][tag_requests]") {
  testing::CheckResourceArns(GetResourcePolicyRequest{.resource_arn = testing::kStreamArn},
                             &GetResourcePolicyRequest::resource_arn);
  testing::CheckResourceArns(DeleteResourcePolicyRequest{.resource_arn = testing::kStreamArn},
                             &DeleteResourcePolicyRequest::resource_arn);
}

}  // namespace
}  // namespace weir::kinesis
