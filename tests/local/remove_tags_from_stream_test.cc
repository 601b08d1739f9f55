// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of RemoveTagsFromStream.
#include <string>
#include <string_view>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::remove_tags_from_stream_test {
namespace {

using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;

void CreateTagged(LocalTest& test, const TagMap& tags) {
  REQUIRE(Answer(test.kinesis.CreateStream({.stream_name = "s", .shard_count = 1, .tags = tags})) ==
          "OK");
}

std::string Remove(LocalTest& test, const std::vector<std::string_view>& keys) {
  return Answer(test.kinesis.RemoveTagsFromStream({.stream_name = "s", .tag_keys = keys}));
}

std::string KeysOf(LocalTest& test) {
  auto result = test.kinesis.ListTagsForStream({.stream_name = "s"});
  REQUIRE(Answer(result) == "OK");
  std::string keys;
  for (const kinesis::Tag& tag : result->tags) keys += tag.key + " ";
  return keys;
}

TEST_CASE("tags are removed by their keys", "[local][remove_tags_from_stream]") {
  // Rules 1.2.
  LocalTest test;
  CreateTagged(test, {{"a", "1"},
                      {"b", "2"},
                      {"\xC3\xBC"
                       "0 _.",
                       "3"},
                      {"/=+-@:", "4"}});
  // That there is none of a key is no error.
  CHECK(Remove(test, {"\xC3\xBC"
                      "0 _.",
                      "/=+-@:", "c", "c"}) == "OK");
  CHECK(KeysOf(test) == "a b ");
  const char arn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  CHECK(Answer(test.kinesis.RemoveTagsFromStream(
            {.stream_arn = arn, .tag_keys = std::vector<std::string_view>{"a"}})) == "OK");
  CHECK(KeysOf(test) == "b ");
}

TEST_CASE("keys that no tag can have are refused, whatever is there",
          "[local][remove_tags_from_stream]") {
  // Rules 2.10.
  LocalTest test;
  CreateTagged(test, {{"a", "1"}});
  for (const std::string_view key : {"abc;def", "abc\tdef", "abc\ndef", "abc,def"}) {
    CAPTURE(key);
    CHECK(Remove(test, {"a", key}) ==
          "InvalidArgumentException: Some tags contain invalid characters. Valid characters: "
          "Unicode letters, digits, white space, _ . / = + - % @ :.");
  }
  CHECK(Remove(test, {"a", "abc%def"}) ==
        "InvalidArgumentException: Failed to remove tags from stream s under account 111111111111 "
        "because some tags contained illegal characters. The allowed characters are Unicode "
        "letters, white-spaces, '_',',','/','=','+','-','@',':'.");
  CHECK(KeysOf(test) == "a ");
}

TEST_CASE("a stream that is not there is found out before a key that cannot be",
          "[local][remove_tags_from_stream]") {
  // Rules 2.10.
  LocalTest test;
  CHECK(Remove(test, {";"}) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
}

TEST_CASE("a call names 1 to 50 keys of 1 to 128 characters", "[local][remove_tags_from_stream]") {
  // Rules 1.1.
  LocalTest test;
  CreateTagged(test, {{"a", "1"}});
  const std::string longest(128, 'x');
  const std::string too_long(129, 'x');
  CHECK(Remove(test, std::vector<std::string_view>(50, longest)) == "OK");
  CHECK(Remove(test, std::vector<std::string_view>(51, "a"))
            .starts_with("ValidationException: 1 validation error detected: Value '[a, a, "));
  CHECK(
      Remove(test, {}).starts_with("ValidationException: 1 validation error detected: Value "
                                   "'[]' at 'tagKeys'"));
  CHECK(Remove(test, {too_long}).starts_with("ValidationException: 1 validation error"));
  CHECK(Remove(test, {""}).starts_with("ValidationException: 1 validation error"));
  CHECK(KeysOf(test) == "a ");
}

TEST_CASE("a stream that is DELETING keeps its tags", "[local][remove_tags_from_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  CreateTagged(test, {{"a", "1"}});
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Remove(test, {"a"}) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
  CHECK(KeysOf(test) == "a ");
}

TEST_CASE("RemoveTagsFromStream may be called five times a second",
          "[local][remove_tags_from_stream]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) CHECK(Remove(test, {"a"}) == "OK");
  CHECK(Remove(test, {"a"}) ==
        "LimitExceededException: Rate exceeded for operation RemoveTagsFromStream under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir::remove_tags_from_stream_test
