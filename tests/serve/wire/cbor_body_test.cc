// SPDX-License-Identifier: MIT
//
// Bodies in CBOR: which are read, and as what.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/wire/support.h"
#include "serve/wire/wire_body.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::FromHex;
using testing::WireBody;
using testing::WireFormat;
using testing::WireKind;
using testing::WireValue;

std::optional<WireBody> Parse(std::string_view hex) {
  return WireBody::Parse(WireFormat::kCbor, FromHex(hex));
}

// {"a": `hex`}
std::optional<WireBody> ParseMember(std::string_view hex) { return Parse(Concat("a1 6161", hex)); }

WireBody Body(std::string_view hex) {
  std::optional<WireBody> body = ParseMember(hex);
  REQUIRE(body.has_value());
  return *std::move(body);
}

std::string Repeated(std::string_view hex, std::size_t count) {
  std::string repeated;
  for (std::size_t i = 0; i < count; ++i) repeated += hex;
  return repeated;
}

TEST_CASE("a body in CBOR is a tree of its values", "[serve][cbor]") {
  // {"list": [1, h'0102', "x", [], {}, null], "yes": true, "no": false}, with lengths in front
  // and, another time, with breaks behind.
  for (const std::string_view hex :
       {"a3 646c697374 86 01 420102 6178 80 a0 f6 63796573 f5 626e6f f4",
        "bf 646c697374 9f 01 5f 4101 4102 ff 7f 6178 ff 9fff bfff f7 ff 63796573 f5 626e6f f4 "
        "ff"}) {
    CAPTURE(hex);
    const std::optional<WireBody> body = Parse(hex);
    REQUIRE(body.has_value());
    const WireValue list = *body->root().Find("list");
    REQUIRE(list.kind() == WireKind::kList);
    std::vector<WireValue> elements;
    list.ForEachElement([&](const WireValue& element) { elements.push_back(element); });
    REQUIRE(elements.size() == 6);
    CHECK(elements[0].integer() == 1);
    CHECK(elements[1].kind() == WireKind::kBlob);
    CHECK(AsText(elements[1].blob()) == "\x01\x02");
    CHECK(elements[2].text() == "x");
    CHECK(elements[3].kind() == WireKind::kList);
    CHECK(elements[4].kind() == WireKind::kMap);
    CHECK(elements[5].kind() == WireKind::kNull);
    CHECK(body->root().Find("yes")->boolean());
    CHECK_FALSE(body->root().Find("no")->boolean());
  }
}

TEST_CASE("integers of all sizes are what they are", "[serve][cbor]") {
  const std::pair<std::string_view, std::int64_t> integers[] = {
      {"00", 0},
      {"17", 23},
      {"18ff", 255},
      {"19ffff", 65535},
      {"1affffffff", 4294967295},
      {"1b7fffffffffffffff", std::numeric_limits<std::int64_t>::max()},
      {"20", -1},
      {"38ff", -256},
      {"39ffff", -65536},
      {"3affffffff", -4294967296},
      {"3b7fffffffffffffff", std::numeric_limits<std::int64_t>::min()}};
  for (const auto& [hex, integer] : integers) {
    CAPTURE(hex);
    const WireBody body = Body(hex);
    REQUIRE(body.root().Find("a")->kind() == WireKind::kInteger);
    CHECK(body.root().Find("a")->integer() == integer);
  }
}

TEST_CASE("real numbers of all sizes, and integers beyond 64 bits, are real numbers",
          "[serve][cbor]") {
  const std::pair<std::string_view, double> reals[] = {
      {"f93e00", 1.5},
      {"fa3fc00000", 1.5},
      {"fb3ff8000000000000", 1.5},
      {"f97c00", std::numeric_limits<double>::infinity()},
      {"1b8000000000000000", 9223372036854775808.0},
      {"1bffffffffffffffff", 18446744073709551615.0},
      {"3b8000000000000000", -9223372036854775809.0},
      {"3bffffffffffffffff", -18446744073709551616.0}};
  for (const auto& [hex, real] : reals) {
    CAPTURE(hex);
    const WireBody body = Body(hex);
    REQUIRE(body.root().Find("a")->kind() == WireKind::kDouble);
    CHECK(body.root().Find("a")->real() == real);
  }
  CHECK(std::isnan(Body("f97e00").root().Find("a")->real()));
}

TEST_CASE("texts and blobs may come in pieces, of which some are empty", "[serve][cbor]") {
  const WireBody body = Body("82 7f 60 626162 60 6163 ff 5f 40 4101 40 420203 ff");
  std::vector<WireValue> elements;
  body.root().Find("a")->ForEachElement([&](const WireValue& e) { elements.push_back(e); });
  REQUIRE(elements.size() == 2);
  CHECK(elements[0].text() == "abc");
  CHECK(AsText(elements[1].blob()) == "\x01\x02\x03");
  CHECK(Body("7fff").root().Find("a")->text().empty());
  CHECK(Body("5fff").root().Find("a")->blob().empty());
  // A name, too.
  const std::optional<WireBody> named = Parse("bf 7f 6161 6162 ff 01 ff");
  REQUIRE(named.has_value());
  CHECK(named->root().Find("ab")->integer() == 1);
  // A character may be divided, as long as it is whole in the end.
  CHECK(Body("7f 61c3 61a9 ff").root().Find("a")->text() == "\xC3\xA9");
}

TEST_CASE("tags say nothing, a few of them before a value", "[serve][cbor]") {
  CHECK(Body("c1 05").root().Find("a")->integer() == 5);
  CHECK(Body("c1c1c1c1 05").root().Find("a")->integer() == 5);
  CHECK(Body("c1 80").root().Find("a")->kind() == WireKind::kList);
  CHECK(Parse("d9d9f7 a0").has_value());
  CHECK(Parse("a1 c1 6161 05").has_value());
  CHECK(ParseMember("82 c1c1c1c1 05 c1c1c1c1 05").has_value());
  CHECK_FALSE(ParseMember("c1c1c1c1c1 05").has_value());
  CHECK_FALSE(ParseMember(Repeated("c1", 100'000) + "05").has_value());
  CHECK_FALSE(Parse(Repeated("c1", 100'000)).has_value());
  // Before what is no value.
  CHECK_FALSE(ParseMember("9f c1 ff").has_value());
  CHECK_FALSE(Parse("bf c1 ff").has_value());
  CHECK_FALSE(ParseMember("7f c1 6161 ff").has_value());
  CHECK_FALSE(ParseMember("7f 6161 c1 ff").has_value());
  CHECK_FALSE(Parse("a0 c1").has_value());
}

TEST_CASE("of a key that stands twice the last counts, in CBOR too", "[serve][cbor]") {
  const std::optional<WireBody> body = Parse("a2 6161 01 6161 02");
  REQUIRE(body.has_value());
  CHECK(body->root().Find("a")->integer() == 2);
}

TEST_CASE("what is not well-formed CBOR is not read", "[serve][cbor]") {
  for (const std::string_view hex : {
           "",  // Nothing.
           "01",
           "80",
           "6161",  // The root is no map.
           "f6",
           "ff",
           "7fff",  //
           "a0 00",
           "a0 a0",    // Something follows.
           "bfff ff",  //
           "a1",
           "a1 6161",  // Something is missing.
           "bf",
           "bf 6161 01",  //
           "a1 01 01",    // A key is no text.
           "a1 4161 01",  //
           "a1 80 01",
           "a1 f6 01",             //
           "bf 01 01 ff",          //
           "bf 6161 ff",           // A key has no value.
           "a1 6161 ff",           // A break where there is none to be.
           "a1 ff",                //
           "a1 6161 81 ff",        //
           "a1 6161 7f 4161 ff",   // Pieces of another kind,
           "a1 6161 5f 6161 ff",   //
           "a1 6161 7f 01 ff",     //
           "a1 6161 7f 7f ff ff",  // in pieces themselves,
           "a1 6161 7f f6 ff",     //
           "a1 6161 7f 80 ff",     //
           "a1 6161 7f 9f ff ff",  //
           "a1 6161 7f 6161",      // and without an end.
           "a1 6161 1c",           // Forms that are reserved.
           "a1 6161 3f",
           "a1 6161 1f",
           "a1 6161 df",
           "a1 6161 fc",
           "a1 6161 61ff",        // No UTF-8.
           "a1 61ff 01",          //
           "a1 6161 7f 61c3 ff",  //
       }) {
    CAPTURE(hex);
    CHECK_FALSE(Parse(hex).has_value());
  }
}

TEST_CASE("lengths that are only claimed cost nothing", "[serve][cbor]") {
  for (const std::string_view head : {"7b", "5b", "9b", "bb"}) {
    for (const std::string_view length :
         {"0000000000000010", "0000000100000000", "1000000000000000", "7fffffffffffffff",
          "8000000000000000", "ffffffffffffffff"}) {
      CAPTURE(head, length);
      CHECK_FALSE(ParseMember(Concat(head, length)).has_value());
      CHECK_FALSE(ParseMember(Concat(head, length, "6161 6161")).has_value());
    }
  }
  CHECK_FALSE(Parse("bbffffffffffffffff 6161 6161").has_value());
}

TEST_CASE("lists and maps in CBOR stand in each other 32 times, and no more", "[serve][cbor]") {
  for (const std::string_view open : {"81", "a1 6162"}) {
    CHECK(ParseMember(Concat(Repeated(open, 31), "01")).has_value());
    CHECK_FALSE(ParseMember(Concat(Repeated(open, 32), "01")).has_value());
    CHECK_FALSE(ParseMember(Concat(Repeated(open, 100'000), "01")).has_value());
  }
  for (const std::string_view open : {"9f", "bf 6162"}) {
    CHECK(ParseMember(Concat(Repeated(open, 31), "01", Repeated("ff", 31))).has_value());
    CHECK_FALSE(ParseMember(Concat(Repeated(open, 32), "01", Repeated("ff", 32))).has_value());
    CHECK_FALSE(ParseMember(Repeated(open, 100'000)).has_value());
  }
  CHECK(ParseMember(Concat("9f", Repeated("9f81a0ff", 1000), "ff")).has_value());
}

TEST_CASE("a body in CBOR has as many values as it may, and no more", "[serve][cbor]") {
  // The root, the name and the list are three.
  const std::size_t count = WireBody::kValuesMax - 3;
  CHECK(ParseMember(Concat("9f", Repeated("00", count), "ff")).has_value());
  CHECK_FALSE(ParseMember(Concat("9f", Repeated("00", count + 1), "ff")).has_value());
}

TEST_CASE("no body in CBOR that is cut off is read", "[serve][cbor]") {
  const std::string hex =
      "bf 675265636f726473 9f a2 6444617461 43010203 6161 c1 1b0000018bcfe56800 f6 ff"
      "6162 7f 6161 ff 6163 fb3ff8000000000000 6164 a1 6165 39ffff ff";
  const std::string bytes = FromHex(hex);
  REQUIRE(WireBody::Parse(WireFormat::kCbor, bytes).has_value());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(WireBody::Parse(WireFormat::kCbor, bytes.substr(0, size)).has_value());
  }
}

// Walks all that is there: how many values.
std::size_t Count(const WireValue& value) {
  std::size_t count = 1;
  if (value.kind() == WireKind::kList) {
    value.ForEachElement([&](const WireValue& element) { count += Count(element); });
  } else if (value.kind() == WireKind::kMap) {
    value.ForEachEntry([&](std::string_view key, const WireValue& element) {
      count += key.size() < 1'000'000 ? 1U + Count(element) : 0U;
    });
  } else if (value.kind() == WireKind::kText) {
    count += testing::ToHex(value.text()).size() < 1'000'000 ? 0U : 1U;
  }
  return count;
}

// Goal: whatever comes, it is refused, or a tree that can be walked. Method: sound bodies with
// a few bytes changed, under the sanitizers.
TEST_CASE("random bytes are refused, or a tree", "[serve][cbor]") {
  testing::SeededRandom random;
  INFO(random.Description());
  std::string alphabet;
  for (int i = 0; i < 256; ++i) alphabet += static_cast<char>(i);
  alphabet += FromHex("ff ff ff 9f bf 7f 5f a1 81 61 41 c1");
  const std::string sound = FromHex(
      "bf 675265636f726473 9f a2 6444617461 43010203 6161 c1 1b0000018bcfe56800 f6 ff"
      "6162 7f 6161 ff 6163 fb3ff8000000000000 6164 a1 6165 39ffff ff");
  int read_count = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::string bytes = testing::Mutated(random, sound, alphabet);
    const std::optional<WireBody> body = WireBody::Parse(WireFormat::kCbor, bytes);
    if (!body.has_value()) continue;
    ++read_count;
    REQUIRE(Count(body->root()) <= bytes.size());
  }
  CHECK(read_count > 100);
}

}  // namespace
}  // namespace weir
