// SPDX-License-Identifier: MIT
//
// What the tests of Validate() share: the answers as AWS words them, and for each kind
// of parameter the values at its limits.
//
// A `field` is a parameter of a request: a pointer to the member, or a function that
// returns a reference to it. The request that it is set in is sound but for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/support.h"
#include "support/catch.h"
#include "weir/service/enum_value.h"
#include "weir/service/stream_shapes.h"

namespace weir::testing {

inline constexpr char kStreamArn[] = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks";
inline constexpr char kConsumerArn[] =
    "arn:aws:kinesis:us-east-1:123456789012:stream/clicks/consumer/billing:1764787734";

inline constexpr char kNamePattern[] =
    "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
inline constexpr char kStreamArnPattern[] =
    "Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+";
inline constexpr char kResourceArnPattern[] =
    "Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+";
inline constexpr char kConsumerArnPattern[] =
    "Member must satisfy regular expression pattern: "
    "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/"
    "[a-zA-Z0-9_.-]+:[0-9]+";
inline constexpr char kHashKeyPattern[] =
    "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})";
inline constexpr char kSequenceNumberPattern[] =
    "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})";

inline std::string AtLeast(std::string_view what, std::int64_t min) {
  return "Member must have " + std::string(what) + " greater than or equal to " +
         std::to_string(min);
}
inline std::string AtMost(std::string_view what, std::int64_t max) {
  return "Member must have " + std::string(what) + " less than or equal to " + std::to_string(max);
}

// One sentence of an answer.
inline std::string Broken(std::string_view member, std::string_view value,
                          std::string_view constraint) {
  return "Value '" + std::string(value) + "' at '" + std::string(member) +
         "' failed to satisfy constraint: " + std::string(constraint);
}
inline std::string Null(std::string_view member) {
  return "Value null at '" + std::string(member) +
         "' failed to satisfy constraint: Member must not be null";
}

// The whole of an answer that names `sentences`.
inline std::string Refused(const std::vector<std::string>& sentences) {
  std::string answer = "ValidationException: " + std::to_string(sentences.size()) +
                       (sentences.size() == 1 ? " validation error" : " validation errors") +
                       " detected: ";
  for (std::size_t i = 0; i < sentences.size(); ++i) answer += (i == 0 ? "" : "; ") + sentences[i];
  return answer;
}

template <class Request>
std::string AnswerTo(const Request& request) {
  return Answer(Validate(request));
}

// What `request` is answered to if `field` of it is `value`.
template <class Request, class Field, class Value>
std::string AnswerWith(Request request, const Field& field, const Value& value) {
  std::invoke(field, request) = value;
  return AnswerTo(request);
}

enum class Presence : std::uint8_t { kRequired, kOptional };

template <class Request, class Field>
void CheckPresence(const Request& sound, const Field& field, const std::string& member,
                   Presence presence) {
  INFO(member);
  CHECK(AnswerTo(sound) == "OK");
  CHECK(AnswerWith(sound, field, std::nullopt) ==
        (presence == Presence::kOptional ? "OK" : Refused({Null(member)})));
}

// Of a text of any characters, 1 to `characters_max`.
template <class Request, class Field>
void CheckLengths(const Request& sound, const Field& field, const std::string& member,
                  Presence presence, std::size_t characters_max) {
  CheckPresence(sound, field, member, presence);
  INFO(member);
  const auto answer = [&](std::string_view text) { return AnswerWith(sound, field, text); };
  const std::string longest(characters_max, 'a');
  const auto max = static_cast<std::int64_t>(characters_max);
  CHECK(answer("") == Refused({Broken(member, "", AtLeast("length", 1))}));
  CHECK(answer("\n") == "OK");
  CHECK(answer(longest.substr(1)) == "OK");
  CHECK(answer(longest) == "OK");
  CHECK(answer(longest.substr(1) + "\xC3\xBC") == "OK");
  CHECK(answer(longest + "a") == Refused({Broken(member, longest + "a", AtMost("length", max))}));
}

// Of a name of a stream, a consumer or a shard.
template <class Request, class Field>
void CheckNames(const Request& sound, const Field& field, const std::string& member,
                Presence presence) {
  CheckPresence(sound, field, member, presence);
  INFO(member);
  const auto answer = [&](std::string_view text) { return AnswerWith(sound, field, text); };
  const std::string longest(128, 'a');
  CHECK(answer("") ==
        Refused({Broken(member, "", kNamePattern), Broken(member, "", AtLeast("length", 1))}));
  CHECK(answer("aZ09_.-") == "OK");
  CHECK(answer("a") == "OK");
  CHECK(answer("a b") == Refused({Broken(member, "a b", kNamePattern)}));
  CHECK(answer(longest.substr(1)) == "OK");
  CHECK(answer(longest) == "OK");
  CHECK(answer(longest + "a") == Refused({Broken(member, longest + "a", AtMost("length", 128))}));
}

// Of an ARN of `pattern`, which `sound_arn` has; so has what has more characters before
// its first 's'.
template <class Request, class Field>
void CheckArns(const Request& sound, const Field& field, const std::string& member,
               Presence presence, std::string_view pattern, std::string_view sound_arn) {
  CheckPresence(sound, field, member, presence);
  INFO(member);
  const auto answer = [&](std::string_view text) { return AnswerWith(sound, field, text); };
  const auto with_length = [sound_arn](std::size_t length) {
    constexpr std::string_view kHead = "arn:aws";
    return std::string(kHead) + std::string(length - sound_arn.size(), 'x') +
           std::string(sound_arn.substr(kHead.size()));
  };
  CHECK(answer("") ==
        Refused({Broken(member, "", pattern), Broken(member, "", AtLeast("length", 1))}));
  CHECK(answer("clicks") == Refused({Broken(member, "clicks", pattern)}));
  CHECK(answer(with_length(2'047)) == "OK");
  CHECK(answer(with_length(2'048)) == "OK");
  CHECK(answer(with_length(2'049)) ==
        Refused({Broken(member, with_length(2'049), AtMost("length", 2'048))}));
}
template <class Request, class Field>
void CheckStreamArns(const Request& sound, const Field& field, Presence presence) {
  CheckArns(sound, field, "streamARN", presence, kStreamArnPattern, kStreamArn);
}
template <class Request, class Field>
void CheckConsumerArns(const Request& sound, const Field& field, Presence presence) {
  CheckArns(sound, field, "consumerARN", presence, kConsumerArnPattern, kConsumerArn);
  INFO("a stream's ARN is not a consumer's");
  CHECK(AnswerWith(sound, field, kStreamArn) ==
        Refused({Broken("consumerARN", kStreamArn, kConsumerArnPattern)}));
}
template <class Request, class Field>
void CheckResourceArns(const Request& sound, const Field& field) {
  CheckArns(sound, field, "resourceARN", Presence::kRequired, kResourceArnPattern, kStreamArn);
  CHECK(AnswerWith(sound, field, kConsumerArn) == "OK");
}

// Of the decimal of a hash key or a sequence number.
template <class Request, class Field>
void CheckDecimals(const Request& sound, const Field& field, const std::string& member,
                   Presence presence, std::string_view pattern, std::size_t digits_max) {
  CheckPresence(sound, field, member, presence);
  INFO(member);
  const auto answer = [&](std::string_view text) { return AnswerWith(sound, field, text); };
  const std::string longest(digits_max, '9');
  CHECK(answer("0") == "OK");
  CHECK(answer(longest.substr(1)) == "OK");
  CHECK(answer(longest) == "OK");
  for (const std::string& wrong :
       {longest + "9", std::string(), std::string("01"), std::string("-1"), std::string("0x1")}) {
    CHECK(answer(wrong) == Refused({Broken(member, wrong, pattern)}));
  }
}
template <class Request, class Field>
void CheckHashKeys(const Request& sound, const Field& field, const std::string& member,
                   Presence presence) {
  CheckDecimals(sound, field, member, presence, kHashKeyPattern, 39);
}
template <class Request, class Field>
void CheckSequenceNumbers(const Request& sound, const Field& field, const std::string& member) {
  CheckDecimals(sound, field, member, Presence::kOptional, kSequenceNumberPattern, 129);
}

struct Bounds {
  std::int32_t min = 0;
  std::optional<std::int32_t> max = std::nullopt;
};

template <class Request, class Field>
void CheckNumbers(const Request& sound, const Field& field, const std::string& member,
                  Presence presence, const Bounds& bounds) {
  CheckPresence(sound, field, member, presence);
  INFO(member);
  const auto answer = [&](std::int32_t number) { return AnswerWith(sound, field, number); };
  const auto below = [&](std::int32_t number) {
    return Refused({Broken(member, std::to_string(number), AtLeast("value", bounds.min))});
  };
  CHECK(answer(INT32_MIN) == below(INT32_MIN));
  CHECK(answer(bounds.min - 1) == below(bounds.min - 1));
  CHECK(answer(bounds.min) == "OK");
  CHECK(answer(bounds.min + 1) == "OK");
  if (!bounds.max.has_value()) {
    CHECK(answer(INT32_MAX) == "OK");
    return;
  }
  const std::int32_t max = *bounds.max;
  CHECK(answer(max - 1) == "OK");
  CHECK(answer(max) == "OK");
  for (const std::int32_t above : {max + 1, INT32_MAX}) {
    CHECK(answer(above) == Refused({Broken(member, std::to_string(above), AtMost("value", max))}));
  }
}

// Of a word of `Enum` that must be there; `printed` is how an answer lists the words.
template <class Enum, class Request, class Field>
void CheckWords(const Request& sound, const Field& field, const std::string& member,
                const std::string& printed) {
  CheckPresence(sound, field, member, Presence::kRequired);
  INFO(member);
  std::size_t characters = 2;
  for (const std::string_view word : EnumValue<Enum>::Words()) {
    CHECK(AnswerWith(sound, field, EnumValue<Enum>::FromText(word)) == "OK");
    CHECK(printed.find(word) != std::string::npos);
    characters += word.size() + (characters == 2 ? 0 : 2);
  }
  CHECK(printed.size() == characters);
  for (const std::string_view wrong : {"", "LATES", "enabled", "KMS ", "nonsense"}) {
    CHECK(AnswerWith(sound, field, EnumValue<Enum>::FromText(wrong)) ==
          Refused({Broken(member, wrong, "Member must satisfy enum value set: " + printed)}));
  }
}

// As an answer lists the types of shard iterators.
inline constexpr char kShardIteratorTypes[] =
    "[AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]";

inline constexpr char kTagKeyLengths[] =
    "Map keys must satisfy constraint: [Member must have length less than or equal to 128, "
    "Member must have length greater than or equal to 1]";
inline constexpr char kTagValueLengths[] =
    "Map value must satisfy constraint: [Member must have length less than or equal to 256, "
    "Member must have length greater than or equal to 0]";
inline constexpr char kTagKeyListLengths[] =
    "Member must satisfy constraint: [Member must have length less than or equal to 128, "
    "Member must have length greater than or equal to 1]";

// "k100" and so on, `count` of them, each with a value; and as an answer prints them.
inline kinesis::TagMap TagsOf(std::size_t count) {
  kinesis::TagMap tags;
  for (std::size_t i = 0; i < count; ++i) tags.emplace("k" + std::to_string(100 + i), "v");
  return tags;
}
inline std::string PrintedTagsOf(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "k" : ", k") + std::to_string(100 + i) + "=v";
  }
  return text + "}";
}

template <class Request, class Field>
void CheckTagMaps(const Request& sound, const Field& field, Presence presence) {
  CheckPresence(sound, field, "tags", presence);
  const auto answer = [&](const kinesis::TagMap& tags) { return AnswerWith(sound, field, tags); };
  CHECK(answer({}) == Refused({Broken("tags", "{}", AtLeast("length", 1))}));
  CHECK(answer(TagsOf(1)) == "OK");
  CHECK(answer(TagsOf(199)) == "OK");
  CHECK(answer(TagsOf(200)) == "OK");
  CHECK(answer(TagsOf(201)) ==
        Refused({Broken("tags", PrintedTagsOf(201), AtMost("length", 200))}));

  const std::string key(128, 'k');
  const std::string value(256, 'v');
  CHECK(answer({{key.substr(1), value.substr(1)}, {"a", ""}}) == "OK");
  CHECK(answer({{key, value}}) == "OK");
  CHECK(answer({{key.substr(1) + "\xC3\xBC", value.substr(1) + "\xC3\xBC"}}) == "OK");
  CHECK(answer({{"", "v"}, {"b", "w"}}) == Refused({Broken("tags", "{=v, b=w}", kTagKeyLengths)}));
  CHECK(answer({{"a", "v"}, {key + "k", ""}}) ==
        Refused({Broken("tags", "{a=v, " + key + "k=}", kTagKeyLengths)}));
  CHECK(answer({{"a", value + "v"}, {"b", "w"}}) ==
        Refused({Broken("tags", "{a=" + value + "v, b=w}", kTagValueLengths)}));

  kinesis::TagMap all_wrong = TagsOf(200);
  all_wrong.emplace("", value + "v");
  const std::string printed = "{=" + value + "v, " + PrintedTagsOf(200).substr(1);
  CHECK(answer(all_wrong) == Refused({Broken("tags", printed, AtMost("length", 200)),
                                      Broken("tags", printed, kTagKeyLengths),
                                      Broken("tags", printed, kTagValueLengths)}));
  INFO("which characters a tag may have is no constraint of the parameter");
  CHECK(answer({{"a;b%\t,", "\x01"}}) == "OK");
}

template <class Request, class Field>
void CheckTagKeyLists(const Request& sound, const Field& field) {
  using Keys = std::vector<std::string_view>;
  CheckPresence(sound, field, "tagKeys", Presence::kRequired);
  const auto answer = [&](const Keys& keys) { return AnswerWith(sound, field, keys); };
  const auto printed = [](std::size_t count) {
    std::string text = "[a";
    for (std::size_t i = 1; i < count; ++i) text += ", a";
    return text + "]";
  };
  CHECK(answer({}) == Refused({Broken("tagKeys", "[]", AtLeast("length", 1))}));
  CHECK(answer(Keys(1, "a")) == "OK");
  CHECK(answer(Keys(49, "a")) == "OK");
  CHECK(answer(Keys(50, "a")) == "OK");
  CHECK(answer(Keys(51, "a")) == Refused({Broken("tagKeys", printed(51), AtMost("length", 50))}));
  const std::string key(129, 'k');
  const std::string_view longest = std::string_view(key).substr(1);
  CHECK(answer({longest.substr(1), longest}) == "OK");
  CHECK(answer({"a", ""}) == Refused({Broken("tagKeys", "[a, ]", kTagKeyListLengths)}));
  CHECK(answer({"a", key, "b"}) ==
        Refused({Broken("tagKeys", "[a, " + key + ", b]", kTagKeyListLengths)}));
  Keys all_wrong(50, "a");
  all_wrong.push_back(key);
  const std::string printed_wrong = "[" + printed(50).substr(1, 148) + ", " + key + "]";
  CHECK(answer(all_wrong) == Refused({Broken("tagKeys", printed_wrong, AtMost("length", 50)),
                                      Broken("tagKeys", printed_wrong, kTagKeyListLengths)}));
}

// Of both parameters that say which stream is meant, where neither must be there.
template <class Request>
void CheckStream(const Request& sound) {
  CheckNames(sound, &Request::stream_name, "streamName", Presence::kOptional);
  CheckStreamArns(sound, &Request::stream_arn, Presence::kOptional);
}

}  // namespace weir::testing
