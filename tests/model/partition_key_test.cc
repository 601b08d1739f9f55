// SPDX-License-Identifier: MIT
#include "weir/model/partition_key.h"

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using model_internal::CountCharacters;

std::string Repeat(std::string_view text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

// The first and last characters of each length, and some in between.
constexpr std::string_view kCharacters[] = {
    "a",          "\x7F",                                         // U+007F
    "\u0080",     "\u00E9",     "\u07FF",                         // 2 bytes
    "\u0800",     "\u20AC",     "\uD7FF",    "\uE000", "\uFFFF",  // 3 bytes, around the surrogates
    "\U00010000", "\U0001F600", "\U0010FFFF"};                    // 4 bytes

TEST_CASE("a key of 1 to 256 bytes is valid, whatever they are", "[model][partition_key]") {
  STATIC_REQUIRE_FALSE(IsValidPartitionKey(""));
  STATIC_REQUIRE(IsValidPartitionKey("a"));
  STATIC_REQUIRE(IsValidPartitionKey("\xFF"));
  CHECK(IsValidPartitionKey(std::string_view("\0", 1)));
  CHECK(IsValidPartitionKey(std::string(255, 'a')));
  CHECK(IsValidPartitionKey(std::string(256, 'a')));
  CHECK(IsValidPartitionKey(std::string(256, '\x80')));
}

TEST_CASE("a key of 257 one-byte characters is too long", "[model][partition_key]") {
  CHECK_FALSE(IsValidPartitionKey(std::string(257, 'a')));
  CHECK_FALSE(IsValidPartitionKey(std::string(1'024, 'a')));
}

TEST_CASE("characters are counted, not bytes: 256 of them fit, 257 do not",
          "[model][partition_key]") {
  for (const std::string_view character : kCharacters) {
    INFO(character.size() << " bytes: " << character);
    CHECK(CountCharacters(character) == 1);
    CHECK(IsValidPartitionKey(Repeat(character, 255)));
    CHECK(IsValidPartitionKey(Repeat(character, 256)));
    CHECK_FALSE(IsValidPartitionKey(Repeat(character, 257)));
  }
}

TEST_CASE("the longest valid key has 1,024 bytes", "[model][partition_key]") {
  const std::string longest = Repeat("\U0001F600", 256);
  REQUIRE(longest.size() == kPartitionKeyBytesMax);
  CHECK(IsValidPartitionKey(longest));
  CHECK_FALSE(IsValidPartitionKey(longest + "a"));
}

TEST_CASE("a byte that belongs to no UTF-8 sequence is a character", "[model][partition_key]") {
  CHECK(CountCharacters("\x80") == 1);              // a tail without a head
  CHECK(CountCharacters("\xC3") == 1);              // a head without its tail
  CHECK(CountCharacters("\xC3\x40") == 2);          // ... also before another character
  CHECK(CountCharacters("\xE2\x82") == 2);          // two of three bytes
  CHECK(CountCharacters("\xF0\x9F\x98") == 3);      // three of four
  CHECK(CountCharacters("\xC1\xBF") == 2);          // U+007F, spelt too long
  CHECK(CountCharacters("\xE0\x9F\xBF") == 3);      // U+07FF, spelt too long
  CHECK(CountCharacters("\xF0\x8F\xBF\xBF") == 4);  // U+FFFF, spelt too long
  CHECK(CountCharacters("\xED\xA0\x80") == 3);      // the first surrogate, U+D800
  CHECK(CountCharacters("\xED\xBF\xBF") == 3);      // the last surrogate, U+DFFF
  CHECK(CountCharacters("\xF4\x90\x80\x80") == 4);  // one beyond U+10FFFF
  CHECK(CountCharacters("\xF5\x80\x80\x80") == 4);  // a byte that UTF-8 never has
  CHECK(CountCharacters("\xE2\x82\xC3\xA9") == 3);  // broken off, then U+00E9
}

TEST_CASE("characters among stray bytes are still counted as characters",
          "[model][partition_key]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 1'000; ++i) {
    std::string key;
    std::size_t characters = 0;
    while (key.size() <= kPartitionKeyCharactersMax) {
      // 0xFF is part of no sequence, so that it cannot join its neighbours.
      key += random.Below(4) == 0 ? std::string_view("\xFF")
                                  : kCharacters[random.Below(std::size(kCharacters))];
      ++characters;
    }
    if (CountCharacters(key) != characters) FAIL("of " << characters << " characters: " << key);
  }
}

TEST_CASE("no bytes have more characters than bytes, or fewer than a quarter as many",
          "[model][partition_key]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const std::string bytes = random.Bytes(random.Below(64));
    const std::size_t characters = CountCharacters(bytes);
    if (characters <= bytes.size() && bytes.size() <= 4 * characters) continue;
    FAIL(characters << " characters in " << bytes.size() << " bytes");
  }
}

TEST_CASE("what is wrong with a key is said with its length and the limit",
          "[model][partition_key]") {
  CHECK(DescribeInvalidPartitionKey("") == "a partition key is empty; it has 1 to 256 characters");
  CHECK(DescribeInvalidPartitionKey(Repeat("\u00E9", 257)) ==
        "a partition key has 257 characters; the limit is 256");
  CHECK(DescribeInvalidPartitionKey(std::string(1'025, 'a')) ==
        "a partition key has 1025 bytes, more than the limit of 256 characters can take");
}

}  // namespace
}  // namespace weir
