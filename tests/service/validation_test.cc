// SPDX-License-Identifier: MIT
//
// Rules 1.1, the constraints of single parameters, and 2.11, the words of the answer.
#include "weir/service/validation.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Answer;

// What CheckText() says of `value` as a parameter "p".
std::string TextAnswer(std::string_view value, const TextRule& rule) {
  ValidationErrors errors;
  errors.CheckText("p", value, rule);
  return Answer(errors.ToStatus());
}

std::string OneError(std::string_view value, std::string_view constraint) {
  return "ValidationException: 1 validation error detected: Value '" + std::string(value) +
         "' at 'p' failed to satisfy constraint: " + std::string(constraint);
}

TEST_CASE("a request without an error is not refused", "[service][validation]") {
  ValidationErrors errors;
  errors.RequireText("streamName", "clicks", kNameRule);
  errors.CheckText("streamARN", std::nullopt, kStreamArnRule);
  errors.CheckNumber("limit", 1, {.min = 1, .max = 10'000});
  CHECK(errors.empty());
  CHECK(errors.ToStatus().ok());
}

TEST_CASE("what is absent and must not be is null", "[service][validation]") {
  ValidationErrors errors;
  errors.RequireText("partitionKey", std::nullopt, kPartitionKeyRule);
  errors.AddNull("data");
  errors.RequireText("streamName", std::nullopt, kNameRule);
  CHECK(Answer(errors.ToStatus()) ==
        "ValidationException: 3 validation errors detected: "
        "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null; "
        "Value null at 'data' failed to satisfy constraint: Member must not be null; "
        "Value null at 'streamName' failed to satisfy constraint: Member must not be null");
}

TEST_CASE("empty texts break what AWS says of them, in its order", "[service][validation]") {
  ValidationErrors errors;
  errors.CheckText("sequenceNumberForOrdering", "", kSequenceNumberRule);
  errors.RequireText("partitionKey", "", kPartitionKeyRule);
  errors.CheckText("explicitHashKey", "", kHashKeyRule);
  errors.RequireText("streamName", "", kNameRule);
  CHECK(errors.count() == 5);
  CHECK(Answer(errors.ToStatus()) ==
        "ValidationException: 5 validation errors detected: "
        "Value '' at 'sequenceNumberForOrdering' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128}); "
        "Value '' at 'partitionKey' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value '' at 'explicitHashKey' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38}); "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
        "Value '' at 'streamName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1");
}

TEST_CASE("a text is as long as its rule allows", "[service][validation]") {
  const auto check = [](const TextRule& rule, std::size_t characters_max) {
    const std::string longest(characters_max, 'a');
    CHECK(TextAnswer(longest.substr(1), rule) == "OK");
    CHECK(TextAnswer(longest, rule) == "OK");
    CHECK(TextAnswer(longest + 'a', rule) ==
          OneError(longest + 'a', "Member must have length less than or equal to " +
                                      std::to_string(characters_max)));
    CHECK(TextAnswer("a", rule) == "OK");
    CHECK(TextAnswer("", rule) != "OK");
  };
  check(kNameRule, 128);
  check(kPartitionKeyRule, 256);
  check(kShardIteratorRule, 512);
  check(kNextTokenRule, 1'048'576);
  check(kTagKeyRule, 128);
  check(kKmsKeyIdRule, 2'048);
}

TEST_CASE("an ARN is as long as its rule allows", "[service][validation]") {
  const std::string head = "arn:aws:kinesis:us-east-1:123456789012:stream/";
  const std::string consumer = "/consumer/b:1";
  const auto with_length = [&head](std::size_t length, const std::string& tail) {
    return head + std::string(length - head.size() - tail.size(), 'a') + tail;
  };
  for (const TextRule* rule : {&kStreamArnRule, &kResourceArnRule, &kConsumerArnRule}) {
    CHECK(TextAnswer(with_length(2'047, consumer), *rule) == "OK");
    CHECK(TextAnswer(with_length(2'048, consumer), *rule) == "OK");
    CHECK(TextAnswer(with_length(2'049, consumer), *rule) ==
          OneError(with_length(2'049, consumer),
                   "Member must have length less than or equal to 2048"));
  }
  CHECK(TextAnswer("clicks", kStreamArnRule) ==
        OneError("clicks",
                 "Member must satisfy regular expression pattern: "
                 "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+"));
  CHECK(TextAnswer(head + "a", kConsumerArnRule) ==
        OneError(head + "a",
                 "Member must satisfy regular expression pattern: "
                 "^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/"
                 "[a-zA-Z0-9_.-]+:[0-9]+"));
}

TEST_CASE("decimals have as many digits as their pattern allows", "[service][validation]") {
  const auto check = [](const TextRule& rule, std::size_t digits_max) {
    CHECK(TextAnswer("0", rule) == "OK");
    CHECK(TextAnswer(std::string(digits_max - 1, '9'), rule) == "OK");
    CHECK(TextAnswer(std::string(digits_max, '9'), rule) == "OK");
    for (const std::string& wrong : {std::string(digits_max + 1, '9'), std::string("00"),
                                     std::string("01"), std::string("-1"), std::string("1 ")}) {
      CHECK(TextAnswer(wrong, rule) ==
            OneError(wrong, "Member must satisfy regular expression pattern: " +
                                std::string(rule.pattern)));
    }
  };
  check(kHashKeyRule, 39);
  check(kSequenceNumberRule, 129);
}

TEST_CASE("length is counted in characters, not in bytes", "[service][validation]") {
  std::string key;
  for (int i = 0; i < 255; ++i) key += "\xF0\x9F\x92\xA3";
  CHECK(TextAnswer(key, kPartitionKeyRule) == "OK");
  CHECK(TextAnswer(key + "\xC3\xBC", kPartitionKeyRule) == "OK");
  CHECK(TextAnswer(key + "\xC3\xBC" + "a", kPartitionKeyRule) != "OK");
  CHECK(TextAnswer("\xC3\xBC", {.pattern = {}, .characters_min = 2}) ==
        OneError("\xC3\xBC", "Member must have length greater than or equal to 2"));
}

TEST_CASE("a number is within its bounds", "[service][validation]") {
  const auto answer = [](std::int64_t value) {
    ValidationErrors errors;
    errors.CheckNumber("p", value, {.min = 1, .max = 10'000});
    return Answer(errors.ToStatus());
  };
  CHECK(answer(0) == OneError("0", "Member must have value greater than or equal to 1"));
  CHECK(answer(1) == "OK");
  CHECK(answer(2) == "OK");
  CHECK(answer(9'999) == "OK");
  CHECK(answer(10'000) == "OK");
  CHECK(answer(10'001) == OneError("10001", "Member must have value less than or equal to 10000"));
  CHECK(answer(-1) == OneError("-1", "Member must have value greater than or equal to 1"));
}

TEST_CASE("a blob's size is said and its bytes are not", "[service][validation]") {
  const auto answer = [](std::size_t bytes) {
    ValidationErrors errors;
    errors.CheckBlob("p", bytes, {.max = 10'485'760});
    return Answer(errors.ToStatus());
  };
  CHECK(answer(0) == "OK");
  CHECK(answer(10'485'759) == "OK");
  CHECK(answer(10'485'760) == "OK");
  CHECK(answer(10'485'761) == OneError("java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]",
                                       "Member must have length less than or equal to 10485760"));
}

TEST_CASE("a list has as many elements as its rule allows", "[service][validation]") {
  const auto answer = [](std::size_t count) {
    ValidationErrors errors;
    errors.CheckCount("p", count, {.min = 1, .max = 500}, [] { return "[…]"; });
    return Answer(errors.ToStatus());
  };
  CHECK(answer(0) == OneError("[…]", "Member must have length greater than or equal to 1"));
  CHECK(answer(1) == "OK");
  CHECK(answer(2) == "OK");
  CHECK(answer(499) == "OK");
  CHECK(answer(500) == "OK");
  CHECK(answer(501) == OneError("[…]", "Member must have length less than or equal to 500"));
}

TEST_CASE("a list is not printed while nothing is wrong with it", "[service][validation]") {
  int printed = 0;
  const auto print = [&printed] {
    ++printed;
    return "[…]";
  };
  ValidationErrors errors;
  errors.CheckCount("p", 1, {.min = 1, .max = 2}, print);
  errors.CheckCount("p", 2, {.min = 1, .max = 2}, print);
  CHECK(printed == 0);
  errors.CheckCount("p", 3, {.min = 1, .max = 2}, print);
  CHECK(printed == 1);
}

TEST_CASE("a member of a list is named with its place, which begins at 1",
          "[service][validation]") {
  CHECK(MemberName("streamName").ToString() == "streamName");
  CHECK(MemberName(std::string("streamARN")).ToString() == "streamARN");
  CHECK(MemberName("records", 0, "data").ToString() == "records.1.member.data");
  CHECK(MemberName("records", 16, "data").ToString() == "records.17.member.data");
  ValidationErrors errors;
  errors.RequireText({"records", 499, "partitionKey"}, std::nullopt, kPartitionKeyRule);
  CHECK(Answer(errors.ToStatus()) ==
        "ValidationException: 1 validation error detected: Value null at "
        "'records.500.member.partitionKey' failed to satisfy constraint: Member must not be null");
}

TEST_CASE("a number that is absent breaks nothing unless it must be there",
          "[service][validation]") {
  ValidationErrors errors;
  errors.CheckNumber("limit", std::nullopt, {.min = 1});
  CHECK(errors.empty());
  errors.RequireNumber("targetShardCount", 1, {.min = 1});
  CHECK(errors.empty());
  errors.RequireNumber("targetShardCount", std::nullopt, {.min = 1});
  errors.RequireNumber("targetShardCount", 0, {.min = 1});
  CHECK(Answer(errors.ToStatus()) ==
        "ValidationException: 2 validation errors detected: "
        "Value null at 'targetShardCount' failed to satisfy constraint: Member must not be null; "
        "Value '0' at 'targetShardCount' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1");
}

TEST_CASE("a text that is to be one of several is one of them", "[service][validation]") {
  constexpr std::array<std::string_view, 5> kTypes = {
      "AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"};
  const auto answer = [&kTypes](std::string_view value) {
    ValidationErrors errors;
    errors.CheckEnum("p", value, kTypes);
    return Answer(errors.ToStatus());
  };
  for (const std::string_view type : kTypes) CHECK(answer(type) == "OK");
  for (const std::string_view type : {"", "latest", "LATEST ", "LATES"}) {
    CHECK(answer(type) ==
          OneError(type,
                   "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, "
                   "AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]"));
  }
}

TEST_CASE("ten errors are named, and no more", "[service][validation]") {
  const auto answer = [](int count) {
    ValidationErrors errors;
    for (int i = 1; i <= count; ++i) errors.AddNull("records." + std::to_string(i) + ".member");
    CHECK(errors.count() == (count < 10 ? count : 10));
    return Answer(errors.ToStatus());
  };
  CHECK(answer(9).starts_with("ValidationException: 9 validation errors detected: "));
  CHECK(answer(10).starts_with("ValidationException: 10 validation errors detected: "));
  CHECK(answer(10).find("records.10.member") != std::string::npos);
  CHECK(answer(11) == answer(10));
  CHECK(answer(1'000) == answer(10));
}

TEST_CASE("of a parameter that breaks two constraints the tenth error may be the first only",
          "[service][validation]") {
  ValidationErrors errors;
  for (int i = 0; i < 9; ++i) errors.AddNull("data");
  errors.CheckText("streamName", "", kNameRule);
  CHECK(errors.count() == 10);
  CHECK(Answer(errors.ToStatus()).ends_with("pattern: [a-zA-Z0-9_.-]+"));
}

TEST_CASE("any bytes are quoted as they are", "[service][validation]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 1'000; ++i) {
    const std::string bytes = random.Bytes(129 * 4 + random.Below(100));
    ValidationErrors errors;
    errors.CheckText("p", bytes, kTagKeyRule);
    if (Answer(errors.ToStatus()) !=
        OneError(bytes, "Member must have length less than or equal to 128")) {
      FAIL(bytes);
    }
  }
}

}  // namespace
}  // namespace weir
