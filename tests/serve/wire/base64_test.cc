// SPDX-License-Identifier: MIT
#include "serve/wire/base64.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/wire/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using serve_internal::Base64BytesMax;
using serve_internal::Base64Decoded;
using serve_internal::Base64Fault;
using serve_internal::DecodeBase64;
using testing::Base64;

struct Decoded {
  Base64Fault fault;
  std::size_t count;
  std::string data;
};

Decoded Decode(std::string_view text) {
  // Exactly as large as it may be, so that a sanitizer sees a byte too much.
  std::vector<std::byte> data(Base64BytesMax(text.size()));
  const Base64Decoded decoded = DecodeBase64(text, data.data());
  if (decoded.fault == Base64Fault::kNone) data.resize(decoded.count);
  return {decoded.fault, decoded.count, std::string(AsText(data))};
}

TEST_CASE("the examples of RFC 4648 are what they are there, both ways", "[serve][base64]") {
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"},
                                                                    {"\xFF\xEF\xFE", "/+/+"}};
  for (const auto& [data, text] : examples) {
    CAPTURE(text);
    CHECK(Base64(data) == text);
    const Decoded decoded = Decode(text);
    CHECK(decoded.fault == Base64Fault::kNone);
    CHECK(decoded.data == data);
  }
}

TEST_CASE("what is appended leaves what was there", "[serve][base64]") {
  std::string text = "x";
  serve_internal::AppendBase64(AsBytes("foo"), text);
  CHECK(text == "xZm9v");
}

TEST_CASE("a text whose length is no multiple of four is none", "[serve][base64]") {
  for (const std::string_view text : {"Z", "Zg", "Zg=", "Zm9vY", "Zm9v=", "=", "!"}) {
    CAPTURE(text);
    CHECK(Decode(text).fault == Base64Fault::kLength);
  }
}

TEST_CASE("the first character that is not of base64 is named", "[serve][base64]") {
  const std::pair<std::string_view, std::size_t> texts[] = {
      {"Zm9!", 3},        {"!m9v", 0}, {"Zm9v-_-_", 4}, {"Zm 9", 2},     {"Z\n==", 1},
      {"Zm9vZ\x80==", 5}, {"Z=!=", 2}, {"Zm9vZ!!=", 5}, {"Zm9vZ,m9", 5}, {"?m9=", 0}};
  for (const auto& [text, at] : texts) {
    CAPTURE(text);
    const Decoded decoded = Decode(text);
    CHECK(decoded.fault == Base64Fault::kCharacter);
    CHECK(decoded.count == at);
  }
}

TEST_CASE("padding stands at the end, once or twice, after a character without bits left",
          "[serve][base64]") {
  for (const std::string_view text : {"====", "Z===", "=m9v", "Zm=v", "Zg==Zg==", "Zm9v====",
                                      "Zh==", "Zv==", "Zm9=", "Zm+=", "ZQ=a", "Zm8=Zm9v"}) {
    CAPTURE(text);
    CHECK(Decode(text).fault == Base64Fault::kPadding);
  }
}

TEST_CASE("what was written is read again", "[serve][base64]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 2'000; ++i) {
    std::string data(random.Below(200), '\0');
    for (char& byte : data) byte = static_cast<char>(random.Below(256));
    const Decoded decoded = Decode(Base64(data));
    REQUIRE(decoded.fault == Base64Fault::kNone);
    REQUIRE(decoded.data == data);
  }
}

}  // namespace
}  // namespace weir
