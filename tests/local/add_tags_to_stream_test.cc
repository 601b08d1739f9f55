// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of AddTagsToStream: what may be a tag, and how many.
#include <map>
#include <string>
#include <vector>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir {
namespace {

using kinesis::TagMap;
using testing::Answer;
using testing::LocalTest;

constexpr char kInvalidCharacters[] =
    "InvalidArgumentException: Some tags contain invalid characters. Valid characters: Unicode "
    "letters, digits, white space, _ . / = + - % @ :.";
constexpr char kTooMany[] =
    "InvalidArgumentException: Failed to add tags to stream s under account 111111111111 because "
    "a given stream cannot have more than 50 tags associated with it.";

std::string Add(LocalTest& test, const TagMap& tags) {
  return Answer(test.kinesis.AddTagsToStream({.stream_name = "s", .tags = tags}));
}

TagMap TagsOf(LocalTest& test) {
  auto result = test.kinesis.ListTagsForStream({.stream_name = "s"});
  REQUIRE(Answer(result) == "OK");
  TagMap tags;
  for (const kinesis::Tag& tag : result->tags) tags[tag.key] = tag.value;
  return tags;
}

// "k0" and so on.
TagMap Numbered(int first, int count) {
  TagMap tags;
  for (int i = 0; i < count; ++i) tags["k" + std::to_string(first + i)] = "v";
  return tags;
}

TEST_CASE("tags that are added are there, and take another value when added again",
          "[local][add_tags_to_stream]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  CHECK(Add(test, {{"a", "1"}, {"b", ""}}) == "OK");
  CHECK(TagsOf(test) == TagMap{{"a", "1"}, {"b", ""}});
  CHECK(Add(test, {{"b", "2"}, {"c", "3"}}) == "OK");
  CHECK(TagsOf(test) == TagMap{{"a", "1"}, {"b", "2"}, {"c", "3"}});
}

TEST_CASE("a stream is tagged by its name, its ARN, or both", "[local][add_tags_to_stream]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  const char arn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";
  const TagMap tags = {{"a", "b"}};
  CHECK(Answer(test.kinesis.AddTagsToStream({.stream_arn = arn, .tags = tags})) == "OK");
  CHECK(Answer(test.kinesis.AddTagsToStream(
            {.stream_name = "s", .stream_arn = arn, .tags = tags})) == "OK");
  CHECK(Answer(test.kinesis.AddTagsToStream({.stream_name = "t", .tags = tags})) ==
        "ResourceNotFoundException: Stream t under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.AddTagsToStream({.tags = tags})) ==
        "InvalidArgumentException: Either StreamName or StreamARN should be provided.");
  CHECK(Answer(test.kinesis.AddTagsToStream({.stream_name = "s"})) ==
        "ValidationException: 1 validation error detected: Value null at 'tags' failed to satisfy "
        "constraint: Member must not be null");
}

TEST_CASE("a call brings 1 to 200 tags", "[local][add_tags_to_stream]") {
  // Rules 1.1.
  LocalTest test;
  test.CreateStream();
  CHECK(
      Add(test, {}).starts_with("ValidationException: 1 validation error detected: Value '{}' "
                                "at 'tags' failed to satisfy constraint: Member must have "));
  // So many are refused for another reason.
  CHECK(Add(test, Numbered(0, 200)) == kTooMany);
  CHECK(Add(test, Numbered(0, 201)).starts_with("ValidationException: 1 validation error"));
}

TEST_CASE("a tag has letters of most scripts, digits and a few signs",
          "[local][add_tags_to_stream]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  for (const std::string text :
       {"azAZ09", "_ .", "/=+-@:", "\xC3\x80", "\xE1\xBF\xBF", "\xE2\xB0\x80", "\xED\x9F\xBF"}) {
    CAPTURE(text);
    CHECK(Add(test, {{text, "v"}}) == "OK");
    CHECK(Add(test, {{"k", text}}) == "OK");
  }
}

TEST_CASE("a tag has no other characters, in its key or in its value",
          "[local][add_tags_to_stream]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  // Below, between and above the two ranges of letters; beyond U+FFFF; no UTF-8: cut off, a
  // longer form of "a" and of U+0700, and a lonely rest.
  for (const std::string text : {"a;b",
                                 "a,b",
                                 "a\tb",
                                 "a\nb",
                                 "a\"b",
                                 "[",
                                 "^",
                                 "`",
                                 "{",
                                 "\x7F",
                                 "\xC2\xBF",
                                 "\xE2\x80\x80",
                                 "\xE2\xAF\xBF",
                                 "\xEE\x80\x80",
                                 "\xF0\x9F\x98\x80",
                                 "\xC3",
                                 "\xE1\xBF",
                                 "\xC1\xA1",
                                 "\xE0\x9C\x80",
                                 "\xBF"}) {
    CAPTURE(text);
    CHECK(Add(test, {{text, "v"}}) == kInvalidCharacters);
    CHECK(Add(test, {{"k", text}}) == kInvalidCharacters);
  }
  CHECK(Add(test, {{"k", std::string("a\0b", 3)}}) == kInvalidCharacters);
  CHECK(TagsOf(test).empty());
}

TEST_CASE("a percent sign is refused in other words", "[local][add_tags_to_stream]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  constexpr char kText[] =
      "InvalidArgumentException: Failed to add tags to stream s under account 111111111111 "
      "because some tags contained illegal characters. The allowed characters are Unicode "
      "letters, white-spaces, '_',',','/','=','+','-','@',':'.";
  CHECK(Add(test, {{"a%b", "v"}}) == kText);
  CHECK(Add(test, {{"k", "%"}}) == kText);
  CHECK(Add(test, {{"k", "%;"}}) == kInvalidCharacters);
}

TEST_CASE("a key does not begin as AWS's own do", "[local][add_tags_to_stream]") {
  LocalTest test;
  test.CreateStream();
  CHECK(Add(test, {{"aws:cost", "v"}}) ==
        "InvalidArgumentException: Failed to add tags to stream s under account 111111111111 "
        "because the prefix aws: of the tag key aws:cost is reserved.");
  CHECK(Add(test, {{"aws", "aws:"}, {"xaws:", "v"}}) == "OK");
}

TEST_CASE("a stream has at most fifty tags", "[local][add_tags_to_stream]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  CHECK(Add(test, Numbered(0, 51)) == kTooMany);
  CHECK(TagsOf(test).empty());
  CHECK(Add(test, Numbered(0, 49)) == "OK");
  // Those that are there already take no place; of too many none is added.
  CHECK(Add(test, Numbered(48, 3)) == kTooMany);
  CHECK(TagsOf(test).size() == 49);
  CHECK(Add(test, Numbered(40, 10)) == "OK");
  CHECK(TagsOf(test).size() == 50);
  CHECK(Add(test, {{"k0", "another"}}) == "OK");
  CHECK(Add(test, {{"k50", "v"}}) == kTooMany);
  CHECK(TagsOf(test).at("k0") == "another");
}

TEST_CASE("a stream may be tagged until it is DELETING", "[local][add_tags_to_stream]") {
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_creating = absl::Seconds(10),
                                      .stream_deleting = absl::Seconds(10)}});
  test.CreateStream();
  CHECK(Add(test, {{"a", "b"}}) == "OK");
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Add(test, {{"c", "d"}}) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
  CHECK(TagsOf(test) == TagMap{{"a", "b"}});
}

TEST_CASE("AddTagsToStream may be called five times a second", "[local][add_tags_to_stream]") {
  // Rules 1.2.
  LocalTest test({.limits = KinesisLimits::Aws()});
  test.CreateStream();
  for (int i = 0; i < 5; ++i) CHECK(Add(test, {{"a", "b"}}) == "OK");
  CHECK(Add(test, {{"a", "b"}}) ==
        "LimitExceededException: Rate exceeded for operation AddTagsToStream under account "
        "111111111111: 5 calls per second.");
}

}  // namespace
}  // namespace weir
