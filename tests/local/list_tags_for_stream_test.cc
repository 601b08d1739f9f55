// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of ListTagsForStream.
#include <cstdint>
#include <optional>
#include <string>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using kinesis::ListTagsForStreamRequest;
using kinesis::ListTagsForStreamResult;
using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;

void CreateTagged(LocalTest& test, const TagMap& tags) {
  REQUIRE(Answer(test.kinesis.CreateStream({.stream_name = "s", .shard_count = 1, .tags = tags})) ==
          "OK");
}

// "a=1 b=2 ...", the dots if there are more.
std::string List(LocalTest& test, const ListTagsForStreamRequest& request) {
  auto result = test.kinesis.ListTagsForStream(request);
  if (!result.ok()) return Answer(result);
  std::string text;
  for (const kinesis::Tag& tag : result->tags) text += tag.key + "=" + tag.value + " ";
  return text + (result->has_more_tags ? "..." : "");
}

TEST_CASE("tags are listed in the order of their keys", "[local][list_tags_for_stream]") {
  // Rules 1.2.
  LocalTest test;
  CreateTagged(test, {{"b", "2"}, {"a", "1"}, {"B", ""}, {"a1", "3"}});
  CHECK(List(test, {.stream_name = "s"}) == "B= a=1 a1=3 b=2 ");
  CHECK(List(test, {.stream_arn = "arn:aws:kinesis:us-east-1:111111111111:stream/s"}) ==
        "B= a=1 a1=3 b=2 ");
  CHECK(List(test, {.stream_name = "t"}) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
}

TEST_CASE("a stream without tags has an empty list", "[local][list_tags_for_stream]") {
  LocalTest test;
  test.CreateStream();
  CHECK(List(test, {.stream_name = "s"}).empty());
}

TEST_CASE("a page has as many tags as are asked for, and says if there are more",
          "[local][list_tags_for_stream]") {
  // Rules 1.2.
  LocalTest test;
  CreateTagged(test, {{"a", "1"}, {"b", "2"}, {"c", "3"}});
  CHECK(List(test, {.stream_name = "s", .limit = 2}) == "a=1 b=2 ...");
  CHECK(List(test, {.stream_name = "s", .limit = 3}) == "a=1 b=2 c=3 ");
  CHECK(List(test, {.stream_name = "s", .exclusive_start_tag_key = "b"}) == "c=3 ");
  CHECK(List(test, {.stream_name = "s", .exclusive_start_tag_key = "a", .limit = 1}) == "b=2 ...");
  CHECK(List(test, {.stream_name = "s", .exclusive_start_tag_key = "c"}).empty());
  // It need not be there.
  CHECK(List(test, {.stream_name = "s", .exclusive_start_tag_key = "aa"}) == "b=2 c=3 ");
}

TEST_CASE("without a limit all fifty tags are listed", "[local][list_tags_for_stream]") {
  // Rules 1.1.
  LocalTest test;
  TagMap tags;
  for (int i = 0; i < 50; ++i) tags[std::to_string(i)] = "v";
  CreateTagged(test, tags);
  auto result = test.kinesis.ListTagsForStream({.stream_name = "s"});
  CHECK(result->tags.size() == 50);
  CHECK_FALSE(result->has_more_tags);
  CHECK(test.kinesis.ListTagsForStream({.stream_name = "s", .limit = 50})->tags.size() == 50);
  CHECK(List(test, {.stream_name = "s", .limit = 51}) ==
        "ValidationException: 1 validation error detected: Value '51' at 'limit' failed to "
        "satisfy constraint: Member must have value less than or equal to 50");
  CHECK(List(test, {.stream_name = "s", .limit = 0}).starts_with("ValidationException"));
}

TEST_CASE("ListTagsForStream may be called five times a second", "[local][list_tags_for_stream]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) CHECK(List(test, {.stream_name = "s"}).empty());
  CHECK(List(test, {.stream_name = "s"}) ==
        "LimitExceededException: Rate exceeded for operation ListTagsForStream under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
