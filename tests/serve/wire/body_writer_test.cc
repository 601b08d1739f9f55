// SPDX-License-Identifier: MIT
#include "serve/wire/body_writer.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "serve/wire/support.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::BodyWriter;
using testing::ToHex;
using testing::WireFormat;

// What `write` does to a writer.
template <class Write>
std::string Json(const Write& write) {
  BodyWriter writer(WireFormat::kJson);
  write(writer);
  return std::move(writer).Take();
}
template <class Write>
std::string Cbor(const Write& write) {
  BodyWriter writer(WireFormat::kCbor);
  write(writer);
  return ToHex(std::move(writer).Take());
}

TEST_CASE("values stand between commas, in lists and maps", "[serve][writer]") {
  const auto write = [](BodyWriter& writer) {
    writer.BeginMap();
    writer.Name("a");
    writer.BeginList();
    writer.Integer(1);
    writer.Text("x");
    writer.BeginMap();
    writer.EndMap();
    writer.BeginList();
    writer.EndList();
    writer.Boolean(true);
    writer.EndList();
    writer.Name("b");
    writer.Boolean(false);
    writer.Name("c");
    writer.Blob(AsBytes("foo"));
    writer.Name("d");
    writer.Time(absl::FromUnixMillis(1500));
    writer.EndMap();
  };
  CHECK(Json(write) == R"({"a":[1,"x",{},[],true],"b":false,"c":"Zm9v","d":1.500})");
  CHECK(Cbor(write) == "bf61619f016178bfff9ffff5ff6162f4616343666f6f61641905dcff");
}

TEST_CASE("a text that ends as a bracket does is followed by a comma", "[serve][writer]") {
  CHECK(Json([](BodyWriter& writer) {
          writer.BeginList();
          for (const std::string_view text : {"{", "[", ":", ""}) writer.Text(text);
          writer.EndList();
        }) == R"(["{","[",":",""])");
}

TEST_CASE("JSON has an escape for what must not stand there, and for nothing else",
          "[serve][writer]") {
  const std::pair<std::string_view, std::string_view> texts[] = {
      {"plain /'<>&", "\"plain /'<>&\""},
      {"a\"b\\c", R"("a\"b\\c")"},
      {"\n\r\t", R"("\n\r\t")"},
      {std::string_view("\0\x01\x1f", 3), R"("\u0000\u0001\u001f")"},
      {"\x7f", "\"\x7f\""},
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
      {"a\xFFz", "\"a\xEF\xBF\xBDz\""},
      {"\xC3", "\"\xEF\xBF\xBD\""},
      {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}};
  for (const auto& [text, json] : texts) {
    CAPTURE(json);
    CHECK(Json([written = text](BodyWriter& writer) { writer.Text(written); }) == json);
  }
}

TEST_CASE("a text in CBOR is UTF-8, whatever it was", "[serve][writer]") {
  const auto cbor = [](std::string_view text) {
    return Cbor([&](BodyWriter& writer) { writer.Text(text); });
  };
  CHECK(cbor("a\"\n\xC3\xA9") ==
        "65"
        "61220ac3a9");
  CHECK(cbor("a\xFFz") ==
        "65"
        "61efbfbd7a");
  CHECK(cbor("\xC3\xA9\xC3") ==
        "65"
        "c3a9efbfbd");
}

TEST_CASE("numbers and lengths in CBOR take as few bytes as they can", "[serve][writer]") {
  const std::pair<std::int64_t, std::string_view> integers[] = {
      {0, "00"},
      {23, "17"},
      {24, "1818"},
      {255, "18ff"},
      {256, "190100"},
      {65535, "19ffff"},
      {65536, "1a00010000"},
      {4294967295, "1affffffff"},
      {4294967296, "1b0000000100000000"},
      {std::numeric_limits<std::int64_t>::max(), "1b7fffffffffffffff"},
      {-1, "20"},
      {-24, "37"},
      {-25, "3818"},
      {std::numeric_limits<std::int64_t>::min(), "3b7fffffffffffffff"}};
  for (const auto& [integer, hex] : integers) {
    CAPTURE(hex);
    CHECK(Cbor([written = integer](BodyWriter& writer) { writer.Integer(written); }) == hex);
  }
  const std::string text(300, 'x');
  CHECK(Cbor([&](BodyWriter& writer) { writer.Text(text); }) == "79012c" + ToHex(text));
  CHECK(Cbor([&](BodyWriter& writer) { writer.Blob(AsBytes(text)); }) == "59012c" + ToHex(text));
}

TEST_CASE("integers in JSON have all their digits", "[serve][writer]") {
  const auto json = [](std::int64_t integer) {
    return Json([&](BodyWriter& writer) { writer.Integer(integer); });
  };
  CHECK(json(0) == "0");
  CHECK(json(std::numeric_limits<std::int64_t>::max()) == "9223372036854775807");
  CHECK(json(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}

TEST_CASE("a time is seconds in JSON, milliseconds in CBOR", "[serve][writer]") {
  const std::pair<std::int64_t, std::string_view> times[] = {{0, "0"},
                                                             {1, "0.001"},
                                                             {999, "0.999"},
                                                             {1000, "1"},
                                                             {1764787734123, "1764787734.123"},
                                                             {1764787734100, "1764787734.100"},
                                                             {1764787734020, "1764787734.020"},
                                                             {1764787734000, "1764787734"},
                                                             {-1, "-0.001"},
                                                             {-1500, "-1.500"},
                                                             {-2000, "-2"}};
  for (const auto& [millis, json] : times) {
    CAPTURE(json);
    const absl::Time time = absl::FromUnixMillis(millis) + absl::Microseconds(999);
    CHECK(Json([&](BodyWriter& writer) { writer.Time(time); }) == json);
    CHECK(Cbor([&](BodyWriter& writer) { writer.Time(time); }) ==
          Cbor([&, integer = millis](BodyWriter& writer) { writer.Integer(integer); }));
  }
  CHECK(Json([](BodyWriter& writer) { writer.Time(absl::InfiniteFuture()); }) ==
        "9223372036854775.807");
  CHECK(Json([](BodyWriter& writer) { writer.Time(absl::InfinitePast()); }) ==
        "-9223372036854775.808");
}

}  // namespace
}  // namespace weir
