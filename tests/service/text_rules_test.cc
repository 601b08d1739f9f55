// SPDX-License-Identifier: MIT
//
// Rules 1.1: the functions that match AWS's patterns, beside std::regex, which reads the
// patterns themselves.
#include "weir/service/text_rules.h"

#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

struct PatternCase {
  const TextRule& rule;
  // Where mutations begin, and what they are made of.
  std::vector<std::string> seeds;
  std::string_view alphabet;
};

std::vector<PatternCase> PatternCases() {
  const std::string head = "arn:aws:kinesis:us-east-1:123456789012:";
  const std::string account = ":210987654321:";
  const std::vector<std::string> arns = {
      head + "stream/clicks",
      head + "stream/clicks/consumer/billing:1764787734",
      head + "x/stream/a/stream/",
      head + "stream/a" + account + "stream/b",
      "arn:aws-x:kinesis:y:kinesis:" + account + "stream/a",
      head + "stream/stream/a/consumer/consumer/consumer/b:1",
      "arn:aws:kinesis::123456789012:stream/a b" + account + "stream/c"};
  constexpr std::string_view kArnAlphabet = "a1:/- \n\t.s";
  return {{kNameRule, {"a.b-c_D9", ""}, "aZ09_.-/ :\n"},
          {kStreamIdRule, {"abcdefghij0123456789-abc"}, "a0-A"},
          {kStreamArnRule, arns, kArnAlphabet},
          {kResourceArnRule, arns, kArnAlphabet},
          {kConsumerArnRule, arns, kArnAlphabet},
          {kHashKeyRule, {"0", "1", std::string(38, '9'), std::string(39, '1')}, "0123456789- "},
          {kSequenceNumberRule,
           {"0", "7", std::string(128, '9'), std::string(129, '1')},
           "0123456789- "}};
}

TEST_CASE("a text matches where AWS's own pattern does", "[service][text_rules]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (const PatternCase& pattern : PatternCases()) {
    const std::regex regex{std::string(pattern.rule.pattern)};
    int matched = 0;
    int refused = 0;
    for (int i = 0; i < 4'000; ++i) {
      std::string text = pattern.seeds[random.Below(pattern.seeds.size())];
      if (random.Below(8) == 0) text += pattern.seeds[random.Below(pattern.seeds.size())];
      if (random.Below(16) != 0) text = testing::Mutated(random, text, pattern.alphabet);
      const bool is_match = std::regex_match(text, regex);
      (is_match ? matched : refused) += 1;
      if (pattern.rule.matches(text) != is_match) FAIL(pattern.rule.pattern << ": " << text);
    }
    INFO(pattern.rule.pattern);
    CHECK(matched > 50);
    CHECK(refused > 50);
  }
}

TEST_CASE("random bytes match where AWS's own pattern does", "[service][text_rules]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (const PatternCase& pattern : PatternCases()) {
    const std::regex regex{std::string(pattern.rule.pattern)};
    for (int i = 0; i < 2'000; ++i) {
      const std::string text = random.Bytes(random.Below(4));
      const bool is_match = std::regex_match(text, regex);
      if (pattern.rule.matches(text) != is_match) FAIL(pattern.rule.pattern << ": " << text);
    }
  }
}

TEST_CASE("an ARN's dots match no line terminator of Unicode, and its name may have one",
          "[service][text_rules]") {
  for (const std::string terminator : {"\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    const std::string in_region = "arn:aws:kinesis:" + terminator + ":123456789012:stream/a";
    CHECK_FALSE(kStreamArnRule.matches(in_region));
    CHECK_FALSE(kResourceArnRule.matches(in_region));
    CHECK_FALSE(kConsumerArnRule.matches(in_region + "/consumer/b:1"));
    const bool is_space = terminator.size() == 1;
    CHECK(kStreamArnRule.matches("arn:aws:kinesis::123456789012:stream/a" + terminator) !=
          is_space);
    CHECK(kResourceArnRule.matches("arn:aws:kinesis::123456789012:stream/a" + terminator) !=
          is_space);
  }
}

TEST_CASE("a text of any length is matched in time that grows with it", "[service][text_rules]") {
  // A matcher that tries again from each place would look at 10^12 bytes here.
  std::string hostile = "arn:aws:kinesis:";
  while (hostile.size() < 1'000'000) hostile += ":123456789012:stream/";
  hostile += ' ';
  CHECK_FALSE(kStreamArnRule.matches(hostile));
  CHECK_FALSE(kResourceArnRule.matches(hostile));
  CHECK_FALSE(kConsumerArnRule.matches(hostile));
  hostile.pop_back();
  CHECK(kResourceArnRule.matches(hostile + 'a'));
  CHECK(kStreamArnRule.matches(hostile + 'a'));
}

}  // namespace
}  // namespace weir
