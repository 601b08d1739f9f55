// SPDX-License-Identifier: MIT
//
// Bodies in JSON: which are read, and as what.
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "local/internal/json.h"
#include "serve/wire/support.h"
#include "serve/wire/wire_body.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/model/internal/utf8.h"

namespace weir::json_body_test {
namespace {

using testing::Translated;
using testing::WireBody;
using testing::WireFormat;
using testing::WireKind;
using testing::WireValue;

std::optional<WireBody> Parse(std::string_view json) {
  return WireBody::Parse(WireFormat::kJson, std::string(json));
}

// The value of "a" in {"a": `json`}.
WireBody Body(std::string_view json) {
  std::optional<WireBody> body = Parse(Concat("{\"a\":", json, "}"));
  REQUIRE(body.has_value());
  return *std::move(body);
}

// `count` times `open`, a null, and as often `close`.
std::string Nested(int count, std::string_view open, std::string_view close) {
  std::string json;
  for (int i = 0; i < count; ++i) json += open;
  json += "null";
  for (int i = 0; i < count; ++i) json += close;
  return json;
}

TEST_CASE("a body in JSON is a tree of its values", "[serve][json]") {
  const std::optional<WireBody> body =
      Parse(" { \"list\" : [ 1, -2.5 , \"x\", [], {}, null ],\r\n\t\"yes\":true,\"no\":false } \n");
  REQUIRE(body.has_value());
  CHECK(body->root().kind() == WireKind::kMap);
  const WireValue list = *body->root().Find("list");
  REQUIRE(list.kind() == WireKind::kList);
  std::vector<WireValue> elements;
  list.ForEachElement([&](const WireValue& element) { elements.push_back(element); });
  REQUIRE(elements.size() == 6);
  CHECK(elements[0].kind() == WireKind::kInteger);
  CHECK(elements[0].integer() == 1);
  CHECK(elements[1].kind() == WireKind::kDouble);
  CHECK(elements[1].real() == -2.5);
  CHECK(elements[2].kind() == WireKind::kText);
  CHECK(elements[2].text() == "x");
  CHECK(elements[3].kind() == WireKind::kList);
  CHECK(elements[4].kind() == WireKind::kMap);
  CHECK(elements[5].kind() == WireKind::kNull);
  CHECK(body->root().Find("yes")->boolean());
  CHECK_FALSE(body->root().Find("no")->boolean());
  CHECK_FALSE(body->root().Find("yess").has_value());
}

TEST_CASE("of a name that stands twice the last counts", "[serve][json]") {
  const std::optional<WireBody> body = Parse(R"({"a":1,"b":2,"\u0061":3})");
  REQUIRE(body.has_value());
  CHECK(body->root().Find("a")->integer() == 3);
  CHECK(body->root().Find("b")->integer() == 2);
}

TEST_CASE("escapes in texts and names are undone", "[serve][json]") {
  const std::optional<WireBody> body =
      Parse(R"({"\"":"\\","n\u0020":"\b\f\n\r\t\/\u00e9\ud83d\ude00\u0000.","c":"é","d":"\""})");
  REQUIRE(body.has_value());
  CHECK(body->root().Find("\"")->text() == "\\");
  CHECK(body->root().Find("n ")->text() ==
        std::string("\b\f\n\r\t/\xC3\xA9\xF0\x9F\x98\x80\0.", 14));
  CHECK(body->root().Find("c")->text() == "\xC3\xA9");
  CHECK(body->root().Find("d")->text() == "\"");
}

TEST_CASE("a body may move, with all its texts", "[serve][json]") {
  WireBody body = Body("\"x\"");
  const WireBody moved = std::move(body);
  CHECK(moved.root().Find("a")->text() == "x");
  CHECK(moved.bytes() == 9);
}

TEST_CASE("an integer that 64 bits do not hold is a real number", "[serve][json]") {
  CHECK(Body("9223372036854775807").root().Find("a")->integer() ==
        std::numeric_limits<std::int64_t>::max());
  CHECK(Body("-9223372036854775808").root().Find("a")->integer() ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(Body("-0").root().Find("a")->integer() == 0);
  const std::pair<std::string_view, double> reals[] = {
      {"9223372036854775808", 9223372036854775808.0},
      {"-9223372036854775809", -9223372036854775808.0},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
      {"1e2", 100},
      {"1.5E+3", 1500},
      {"25e-1", 2.5},
      {"1e999", std::numeric_limits<double>::max()},
      {"-1e999", std::numeric_limits<double>::lowest()},
      {"1e-999", 0}};
  for (const auto& [json, real] : reals) {
    CAPTURE(json);
    const WireBody body = Body(json);
    REQUIRE(body.root().Find("a")->kind() == WireKind::kDouble);
    CHECK(body.root().Find("a")->real() == real);
  }
}

TEST_CASE("what is not well-formed is not read", "[serve][json]") {
  for (const std::string_view json : {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[]",
                                      "1",
                                      "\"a\"",
                                      "null",
                                      "{}}",
                                      "{} {}",
                                      "{},",
                                      "{]",
                                      "[}",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":1",
                                      "{\"a\":1]",
                                      "{\"a\":[1}",
                                      "{\"a\":[1,]}",
                                      "{\"a\":1,}",
                                      "{,}",
                                      "{\"a\" 1}",
                                      "{\"a\":1 \"b\":2}",
                                      "{a:1}",
                                      "{1:1}",
                                      "{'a':1}",
                                      "{\"a\":'b'}",
                                      "{\"a\":b}",
                                      "{\"a\":nul}",
                                      "{\"a\":nulll}",
                                      "{\"a\":True}",
                                      "{\"a\":true false}",
                                      "{\"a\":01}",
                                      "{\"a\":1.}",
                                      "{\"a\":.5}",
                                      "{\"a\":+1}",
                                      "{\"a\":-}",
                                      "{\"a\":1e}",
                                      "{\"a\":0x1}",
                                      "{\"a\":1a}",
                                      "{\"a\":NaN}",
                                      "{\"a\":Infinity}",
                                      "{\"a\":\"}",
                                      "{\"a\":\"\\\"}",
                                      "{\"a\":\"\\x\"}",
                                      "{\"a\":\"\\u12\"}",
                                      "{\"a\":\"\\ud800\"}",
                                      "{\"a\":\"\\udc00x\"}",
                                      "{\"a\":\"\n\"}",
                                      "{\"a\":\"\x01\"}",
                                      "{\"\t\":1}",
                                      "{\"\\x\":1}",
                                      "{\"a\":1}//",
                                      "{/**/}",
                                      "\xEF\xBB\xBF{}",
                                      "{\"a\":[[]}",
                                      "{\"a\":[]]}",
                                      "{\"a\":{\"b\":1}",
                                      "{\"a\":[1 2]}",
                                      "{\"a\":[\"b\":1]}",
                                      "{\"a\":[1:2]}",
                                      "{\"a\":[null:2]}",
                                      "{\"a\":\"b\":1}",
                                      "{\"a\":[\"\\n\":1]}"}) {
    CAPTURE(json);
    CHECK_FALSE(Parse(json).has_value());
  }
  CHECK_FALSE(Parse(std::string_view("{}\0", 3)).has_value());
  CHECK_FALSE(Parse(std::string_view("{\"a\":\"\0\"}", 9)).has_value());
}

TEST_CASE("what is not UTF-8 is not read", "[serve][json]") {
  for (const std::string_view text :
       {"\x80", "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82"}) {
    CAPTURE(testing::ToHex(text));
    CHECK_FALSE(Parse(Concat("{\"a\":\"", text, "\"}")).has_value());
    CHECK_FALSE(Parse(Concat("{\"", text, "\":1}")).has_value());
    CHECK_FALSE(Parse(Concat("{", text, "}")).has_value());
    CHECK_FALSE(Parse(Concat("{}", text)).has_value());
  }
}

TEST_CASE("lists and maps stand in each other 32 times, and no more", "[serve][json]") {
  for (const auto& [open, close] : {std::pair("[", "]"), std::pair("{\"b\":", "}")}) {
    CHECK(Parse(Concat("{\"a\":", Nested(31, open, close), "}")).has_value());
    CHECK_FALSE(Parse(Concat("{\"a\":", Nested(32, open, close), "}")).has_value());
    CHECK_FALSE(Parse(Concat("{\"a\":", Nested(100'000, open, close), "}")).has_value());
  }
  CHECK_FALSE(Parse(Concat("{\"a\":", std::string(100'000, '['))).has_value());
  // Beside each other is no depth.
  std::string many = "{\"a\":[";
  for (int i = 0; i < 1000; ++i) many += "[{}],";
  CHECK(Parse(many + "[]]}").has_value());
}

TEST_CASE("a body has as many values as it may, and no more", "[serve][json]") {
  // The root, the name and the list are three.
  std::string json = "{\"a\":[0";
  for (std::size_t i = 4; i < WireBody::kValuesMax; ++i) json += ",0";
  CHECK(Parse(json + "]}").has_value());
  CHECK_FALSE(Parse(json + ",0]}").has_value());
}

TEST_CASE("a large body is read as a small one is", "[serve][json]") {
  for (const std::size_t size : {std::size_t{100}, std::size_t{200'000}, std::size_t{5'000'000}}) {
    const std::string text(size, 'x');
    const std::optional<WireBody> body =
        Parse(Concat("{\"a\":\"", text, "\",\"b\":\"\\n", text, "\"}"));
    REQUIRE(body.has_value());
    CHECK(body->root().Find("a")->text() == text);
    CHECK(body->root().Find("b")->text() == "\n" + text);
  }
}

TEST_CASE("no body that is cut off is read", "[serve][json]") {
  constexpr std::string_view kJson =
      R"({"Records":[{"Data":"aGFsbG8=","PartitionKey":"\u00e9"},null],"n":-1.5e3,"b":true})";
  REQUIRE(Parse(kJson).has_value());
  for (std::size_t size = 0; size < kJson.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(Parse(kJson.substr(0, size)).has_value());
  }
}

// The values as `body` has them, in JSON again.
std::string Read(const WireValue& value) {
  switch (value.kind()) {
    case WireKind::kNull:
      return "null";
    case WireKind::kBoolean:
      return value.boolean() ? "true" : "false";
    case WireKind::kText:
      return Concat("<", value.text(), ">");
    case WireKind::kList: {
      std::string list = "[";
      value.ForEachElement([&](const WireValue& element) { list += Read(element) + ","; });
      return list + "]";
    }
    case WireKind::kMap: {
      std::string map = "{";
      value.ForEachEntry([&](std::string_view key, const WireValue& element) {
        map += Concat("<", key, ">:", Read(element), ",");
      });
      return map + "}";
    }
    default:
      return "number";
  }
}
std::string Read(const local_internal::JsonValue& value) {
  using local_internal::JsonKind;
  switch (value.kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBoolean:
      return value.text;
    case JsonKind::kText:
      return Concat("<", value.text, ">");
    case JsonKind::kArray: {
      std::string list = "[";
      for (const auto& element : value.values) list += Read(element) + ",";
      return list + "]";
    }
    case JsonKind::kObject: {
      std::string map = "{";
      for (std::size_t i = 0; i < value.names.size(); ++i) {
        map += Concat("<", value.names[i], ">:", Read(value.values[i]), ",");
      }
      return map + "}";
    }
    default:
      return "number";
  }
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = model_internal::Utf8SequenceBytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

// Goal: no difference to another reader, which shares nothing with this one. Method: texts
// that were sound and had a few bytes changed. The other one does not look whether all is
// UTF-8, and refuses names that stand twice.
TEST_CASE("two readers of JSON say the same of random texts", "[serve][json]") {
  testing::SeededRandom random;
  INFO(random.Description());
  constexpr std::string_view kAlphabet =
      "{}[]:,\"\\ \n\t0123456789.eE+-untrfalsb/d8\x01\x7f\xC3\xA9";
  const std::string_view sound[] = {
      R"({"a":[1,-2.5e3,"x\u00e9\n",{},[]],"b":{"c":null,"d":true},"e":false})",
      R"({"Records":[{"Data":"aGFsbG8=","PartitionKey":"k"}],"StreamName":"s"})",
      "{\"a\":\"\\ud83d\\ude00\xC3\xA9\",\"b\":0,\"c\":-0.0}", R"( { } )"};
  int read_count = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::string json =
        testing::Mutated(random, std::string(sound[random.Below(std::size(sound))]), kAlphabet);
    const auto expected = local_internal::ParseJson(json);
    const std::optional<WireBody> body = Parse(json);
    CAPTURE(json, testing::ToHex(json));
    if (expected.ok() && expected->kind == local_internal::JsonKind::kObject && IsUtf8(json)) {
      ++read_count;
      REQUIRE(body.has_value());
      REQUIRE(Read(body->root()) == Read(*expected));
    } else if (body.has_value()) {
      REQUIRE_FALSE(expected.ok());
      REQUIRE(expected.status().message().find("that is new") != absl::string_view::npos);
    }
  }
  CHECK(read_count > 1'000);
}

}  // namespace
}  // namespace weir::json_body_test
