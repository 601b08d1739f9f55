// SPDX-License-Identifier: MIT
//
// Rules 2.3, shard iterators, and 1.1, page tokens: opaque, good for five minutes, and
// refused after any change.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/service/page_token.h"
#include "weir/service/shard_iterator_token.h"
#include "weir/service/token_seal.h"

namespace weir {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

TokenSeal SealOf(std::uint8_t first) {
  TokenSeal::Key key{};
  key[0] = first;
  return TokenSeal(key);
}

std::string HexOf(const std::array<std::uint8_t, 16>& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    for (const int digit : {byte >> 4, byte & 15}) text += "0123456789abcdef"[digit];
  }
  return text;
}

ShardIteratorToken Longest() {
  return {.account_id = std::string(12, '9'),
          .region = std::string(64, 'r'),
          .stream_name = std::string(128, 's'),
          .stream_number = ~std::uint64_t{0},
          .shard_id = {.index = ~std::uint32_t{0}},
          .next = {.value = ~std::uint64_t{0}},
          .created_millis = std::int64_t{1} << 62};
}

TEST_CASE("the code of a token is HMAC-MD5, by the vectors of RFC 2202", "[service][token]") {
  const auto hmac = [](std::string_view key, std::string_view message) {
    return HexOf(service_internal::HmacMd5(key, message));
  };
  CHECK(hmac(std::string(16, '\x0b'), "Hi There") == "9294727a3638bb1c13f48ef8158bfc9d");
  CHECK(hmac("Jefe", "what do ya want for nothing?") == "750c783e6ab0b503eaa86e310a5db738");
  CHECK(hmac(std::string(16, '\xaa'), std::string(50, '\xdd')) ==
        "56be34521d144c88dbb8c733f0e8b3f6");
  CHECK(hmac(std::string(16, '\x0c'), "Test With Truncation") ==
        "56461ef2342edc00f9bab995690efd4c");
}

TEST_CASE("what was sealed opens with the same key and no other", "[service][token]") {
  for (const std::string_view payload : {"", "a", "ab", "abc", "four and more bytes"}) {
    const std::string token = SealOf(1).Seal(payload);
    CHECK(SealOf(1).Open(token) == payload);
    CHECK(SealOf(2).Open(token) == std::nullopt);
  }
  CHECK(TokenSeal::RandomKey() != TokenSeal::RandomKey());
}

TEST_CASE("no change of one character survives", "[service][token]") {
  const TokenSeal seal = SealOf(1);
  // Of three sizes, so that the last character has 6, 4 and 2 bits that count.
  for (const std::string_view payload : {"abc", "abcd", "abcde"}) {
    const std::string token = seal.Seal(payload);
    for (std::size_t i = 0; i < token.size(); ++i) {
      for (const char c : std::string(kBase64) + "=-_ \n\"") {
        if (token[i] == c) continue;
        std::string changed = token;
        changed[i] = c;
        CHECK(seal.Open(changed) == std::nullopt);
      }
    }
  }
}

TEST_CASE("what is added or missing is noticed, and a text of any length refused",
          "[service][token]") {
  const TokenSeal seal = SealOf(1);
  const std::string token = seal.Seal("payload of a token");
  for (std::size_t size = 0; size < token.size(); ++size) {
    CHECK(seal.Open(std::string_view(token).substr(0, size)) == std::nullopt);
  }
  for (const std::string_view more : {"=", "A", " ", "\n", "AAAA"}) {
    CHECK(seal.Open(token + std::string(more)) == std::nullopt);
    CHECK(seal.Open(std::string(more) + token) == std::nullopt);
  }
  CHECK(seal.Open(std::string(std::size_t{1} << 20, 'A')) == std::nullopt);
}

TEST_CASE("random changes of a token are refused", "[service][token]") {
  testing::SeededRandom random;
  INFO(random.Description());
  const TokenSeal seal = SealOf(1);
  const std::string token = Longest().Seal(seal);
  for (int i = 0; i < 20'000; ++i) {
    const std::string changed = testing::Mutated(random, token, kBase64);
    if (changed != token) REQUIRE(ShardIteratorToken::Open(seal, changed) == std::nullopt);
  }
}

TEST_CASE("a shard iterator comes back as it was, and has at most 512 characters",
          "[service][token]") {
  const TokenSeal seal = SealOf(1);
  const std::string text = Longest().Seal(seal);
  CHECK(text.size() <= 512);
  CHECK(ShardIteratorToken::Open(seal, text) == Longest());
  const ShardIteratorToken least;
  CHECK(ShardIteratorToken::Open(seal, least.Seal(seal)) == least);
}

TEST_CASE("a token is good for five minutes, to the millisecond", "[service][token]") {
  const ShardIteratorToken iterator = {.created_millis = 1'000};
  CHECK_FALSE(iterator.IsExpired(1'000));
  CHECK_FALSE(iterator.IsExpired(301'000));
  CHECK(iterator.IsExpired(301'001));
  const PageToken page = {.created_millis = 1'000};
  CHECK_FALSE(page.IsExpired(301'000));
  CHECK(page.IsExpired(301'001));
}

TEST_CASE("a page token comes back as it was, and is no shard iterator", "[service][token]") {
  const TokenSeal seal = SealOf(1);
  PageToken page = {.operation = KinesisOperation::kListShards, .created_millis = 7};
  CHECK(PageToken::Open(seal, page.Seal(seal)) == page);
  page.fields = {"", std::string(255, 'f'), "third"};
  CHECK(PageToken::Open(seal, page.Seal(seal)) == page);
  page.fields.assign(16, std::string(255, 'f'));
  CHECK(PageToken::Open(seal, page.Seal(seal)) == page);
  CHECK(ShardIteratorToken::Open(seal, page.Seal(seal)) == std::nullopt);
  CHECK(PageToken::Open(seal, Longest().Seal(seal)) == std::nullopt);
}

TEST_CASE("what is sealed and is no token of that kind is refused", "[service][token]") {
  const TokenSeal seal = SealOf(1);
  using namespace std::string_view_literals;
  for (const std::string_view payload :
       {""sv, "\x01"sv, "\x02"sv, "\x02\xff\0\0\0\0\0\0\0\0\0"sv, "\x02\x01\0\0\0\0\0\0\0\0\x11"sv,
        "\x02\x01\0\0\0\0\0\0\0\0\x01\x09short"sv, "\x02\x01\0\0\0\0\0\0\0\0\0behind"sv}) {
    CHECK(PageToken::Open(seal, seal.Seal(payload)) == std::nullopt);
    CHECK(ShardIteratorToken::Open(seal, seal.Seal(payload)) == std::nullopt);
  }
}

}  // namespace
}  // namespace weir
