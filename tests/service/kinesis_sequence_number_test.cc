// SPDX-License-Identifier: MIT
//
// Rules 2.2: the layouts of sequence numbers, what is read, what is refused. Layouts are in
// base 16 here, as one digit of it is four bits of a field.
#include "weir/service/kinesis_sequence_number.h"

#include <cstdint>
#include <optional>
#include <string>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Hex;
using Version = KinesisSequenceNumber::Version;

std::optional<KinesisSequenceNumber> ParseHex(const std::string& digits) {
  return KinesisSequenceNumber::Parse(Hex(digits));
}

// Fields of each layout, highest first.
const std::string kVersion2Zeros = "20000000000000000000000000000000000000000000002";
const std::string kVersion1Zeros = "20000000000000000000000000000000000000000000001";

TEST_CASE("numbers that Kinesis gave are taken apart", "[service][kinesis_number]") {
  // From AWS's documentation of Lambda, and from a log of a test against AWS in 2025.
  const auto number =
      KinesisSequenceNumber::Parse("49590338271490256608559692538361571095921575989136588898");
  REQUIRE(number);
  CHECK(number->version() == Version::kTwo);
  CHECK(number->shard_create_seconds() == 1'542'776'258);
  CHECK(number->sequence_index() == 0x67648a17);
  CHECK(number->time_seconds() == 1'545'084'650);
  CHECK(number->shard_index() == 6);
  CHECK(number->ToString() == "49590338271490256608559692538361571095921575989136588898");

  const auto recent =
      KinesisSequenceNumber::Parse("49669554613075263284170738169223374761157254194237800450");
  REQUIRE(recent);
  CHECK(recent->version() == Version::kTwo);
  CHECK(recent->shard_create_seconds() == 1'764'787'734);
  CHECK(recent->sequence_index() == 0x149faf5fa);
  CHECK(recent->time_seconds() == 1'764'787'798);
  CHECK(recent->shard_index() == 0);
}

TEST_CASE("a number that Kinesis gave in its first year is of version 1",
          "[service][kinesis_number]") {
  const auto number =
      KinesisSequenceNumber::Parse("49545115243490985018280067714973144582180062593244200961");
  REQUIRE(number);
  CHECK(number->version() == Version::kOne);
  CHECK(number->shard_create_seconds() == 1'416'034'339);
  CHECK(number->time_seconds() == 0x546bb180);
  CHECK(number->sequence_index() == 0xfa);
  CHECK(number->shard_index() == 0);
}

TEST_CASE("each field of version 2 is where the layout has it", "[service][kinesis_number]") {
  // 2, created 9, shard's low digit 1, index 16, 00, time 9, shard 8, 2.
  const auto number = ParseHex(
      "2"
      "012345678"
      "e"
      "0fedcba987654321"
      "00"
      "087654321"
      "1234567e"
      "2");
  REQUIRE(number);
  CHECK(number->version() == Version::kTwo);
  CHECK(number->shard_create_seconds() == 0x012345678);
  CHECK(number->sequence_index() == 0x0fedcba987654321);
  CHECK(number->time_seconds() == 0x087654321);
  CHECK(number->shard_index() == 0x1234567e);
}

TEST_CASE("each field of version 1 is where the layout has it", "[service][kinesis_number]") {
  // 2, created 9, shard's low digit 1, unknown 2, time 9, random 14, index 2, shard 8, 1.
  const auto number = ParseHex(
      "2"
      "012345678"
      "e"
      "ab"
      "087654321"
      "fedcba98765432"
      "c7"
      "1234567e"
      "1");
  REQUIRE(number);
  CHECK(number->version() == Version::kOne);
  CHECK(number->shard_create_seconds() == 0x012345678);
  CHECK(number->sequence_index() == 0xc7);
  CHECK(number->time_seconds() == 0x087654321);
  CHECK(number->shard_index() == 0x1234567e);
}

TEST_CASE("each field of version 0 is where the layout has it", "[service][kinesis_number]") {
  // 1, created 9, unknown 2, random 16, shard 4.
  const auto number = ParseHex(
      "1"
      "012345678"
      "ab"
      "fedcba9876543210"
      "7fe1");
  REQUIRE(number);
  CHECK(number->version() == Version::kZero);
  CHECK(number->shard_create_seconds() == 0x012345678);
  CHECK(number->sequence_index() == 0);
  CHECK_FALSE(number->time_seconds());
  CHECK(number->shard_index() == 0x7fe1);
}

TEST_CASE("a number below 2^124 is read as if that were added", "[service][kinesis_number]") {
  CHECK(KinesisSequenceNumber::Parse("0")->ToString() == "21267647932558653966460912964485513216");
  CHECK(KinesisSequenceNumber::Parse("0") == KinesisSequenceNumber());
  CHECK(KinesisSequenceNumber::Parse("5")->shard_index() == 5);
  CHECK(KinesisSequenceNumber::Parse("425352958651173072921826052383309826")->ToString() ==
        "21693000891209827039382739016868823042");
  // 2^124 - 1, whose 36 bits of creation are all set, 2^124, and one more.
  CHECK_FALSE(KinesisSequenceNumber::Parse("21267647932558653966460912964485513215"));
  CHECK(KinesisSequenceNumber::Parse("21267647932558653966460912964485513216")->ToString() ==
        "21267647932558653966460912964485513216");
  CHECK(KinesisSequenceNumber::Parse("21267647932558653966460912964485513217")->shard_index() == 1);
}

TEST_CASE("version 0 ends at 2^129", "[service][kinesis_number]") {
  CHECK(ParseHex("20000000000000000000000000000000")->version() == Version::kZero);
  CHECK(ParseHex("100000000000000000000000000000000")->version() == Version::kZero);
  // 2^129 - 1 has a second of creation that is too late; this is as high as may be.
  CHECK(ParseHex("13bb2cc3d7fffffffffffffffffffffff")->version() == Version::kZero);
  CHECK_FALSE(ParseHex("1ffffffffffffffffffffffffffffffff"));
  CHECK_FALSE(ParseHex("200000000000000000000000000000000"));
  CHECK_FALSE(ParseHex("200000000000000000000000000000001"));
}

TEST_CASE("fields of version 0 are counted from its highest digit", "[service][kinesis_number]") {
  const auto number = ParseHex(
      "1"
      "012345678"
      "ab"
      "fedcba9876543210"
      "7fe1"
      "9");
  REQUIRE(number);
  CHECK(number->shard_create_seconds() == 0x012345678);
  CHECK(number->shard_index() == 0x7fe1);
}

TEST_CASE("versions 1 and 2 lie between 2^185 and one and a half of it",
          "[service][kinesis_number]") {
  // 2^185 itself, of version 0 by its last digit, and the least of versions 1 and 2.
  CHECK_FALSE(ParseHex("20000000000000000000000000000000000000000000000"));
  CHECK(ParseHex(kVersion1Zeros)->version() == Version::kOne);
  CHECK(ParseHex(kVersion2Zeros)->version() == Version::kTwo);
  CHECK_FALSE(ParseHex("1fffffffff07fffffffffffffff00000000000000000002"));
  CHECK_FALSE(ParseHex("1ffffffffff7fffffffffffffff000000000007fffffff2"));
  CHECK_FALSE(ParseHex("30000000000000000000000000000000000000000000001"));
  CHECK_FALSE(ParseHex("30000000000000000000000000000000000000000000002"));
}

TEST_CASE("a version that is none of the three is refused", "[service][kinesis_number]") {
  for (const char version : std::string("03456789abcdef")) {
    std::string digits = kVersion2Zeros;
    digits.back() = version;
    CHECK_FALSE(ParseHex(digits));
  }
}

TEST_CASE("an index with its top bit set is refused", "[service][kinesis_number]") {
  const auto with_index = [](const std::string& index) {
    return ParseHex("20000000000" + index + "00000000000000000002");
  };
  CHECK(with_index("7ffffffffffffffe")->sequence_index() ==
        KinesisSequenceNumber::kSequenceIndexMax - 1);
  CHECK(with_index("7fffffffffffffff")->sequence_index() ==
        KinesisSequenceNumber::kSequenceIndexMax);
  CHECK_FALSE(with_index("8000000000000000"));
  CHECK_FALSE(with_index("ffffffffffffffff"));
}

TEST_CASE("a shard that was created too late is refused", "[service][kinesis_number]") {
  // 16,025,175,000 seconds are 0x3bb2cc3d8.
  CHECK(ParseHex("23bb2cc3d7" + kVersion2Zeros.substr(10))->shard_create_seconds() ==
        KinesisSequenceNumber::kCreateSecondsMax);
  CHECK_FALSE(ParseHex("23bb2cc3d8" + kVersion2Zeros.substr(10)));
  CHECK(ParseHex("23bb2cc3d7" + kVersion1Zeros.substr(10)));
  CHECK_FALSE(ParseHex("23bb2cc3d8" + kVersion1Zeros.substr(10)));
  CHECK(ParseHex("13bb2cc3d7ff7fffffffffffffff0000"));
  CHECK_FALSE(ParseHex("13bb2cc3d80000000000000000000000"));
  // All set but what must not be.
  CHECK_FALSE(ParseHex("2ffffffffff7fffffffffffffff000000000007fffffff2"));
}

TEST_CASE("a shard's index is a two's complement", "[service][kinesis_number]") {
  const auto with_shard = [](const std::string& shard) {
    return ParseHex("20000000000000000000000000000000000000" + shard + "2")->shard_index();
  };
  CHECK(with_shard("7fffffff") == 2'147'483'647);
  CHECK(with_shard("80000000") == -2'147'483'648);
  CHECK(with_shard("ffffffff") == -1);
}

TEST_CASE("what has not the form of a number is refused", "[service][kinesis_number]") {
  const std::string sound = "49590338271490256608559692538361571095921575989136588898";
  CHECK(KinesisSequenceNumber::Parse(sound));
  for (const std::string& text :
       {std::string(), std::string("00"), "0" + sound, " " + sound, sound + " ", "-" + sound,
        "+" + sound, sound + "\n", std::string("TRIM_HORIZON"), sound + std::string(1, '\0')}) {
    CHECK_FALSE(KinesisSequenceNumber::Parse(text));
  }
}

TEST_CASE("a number of up to 129 digits has the form, and is refused for its size",
          "[service][kinesis_number]") {
  for (const std::size_t digits : {57u, 58u, 59u, 128u, 129u, 130u, 1'000'000u}) {
    CHECK_FALSE(KinesisSequenceNumber::Parse(std::string(digits, '9')));
  }
}

TEST_CASE("order is that of the numbers, whatever their length", "[service][kinesis_number]") {
  CHECK(KinesisSequenceNumber::Parse("9") < KinesisSequenceNumber::Parse("10"));
  CHECK(KinesisSequenceNumber::Parse("5") < ParseHex(kVersion1Zeros));
  CHECK(ParseHex(kVersion1Zeros) < ParseHex(kVersion2Zeros));
}

TEST_CASE("any text is read or refused, and what is read is printed as it was",
          "[service][kinesis_number]") {
  testing::SeededRandom random;
  INFO(random.Description());
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    if (i % 2 == 0) {
      text = random.Bytes(random.Below(70));
    } else {
      text = testing::Mutated(random, "49590338271490256608559692538361571095921575989136588898",
                              "0123456789 -x");
    }
    const auto number = KinesisSequenceNumber::Parse(text);
    if (!number.has_value()) continue;
    ++accepted;
    // Printing normalizes numbers below 2^124 alone.
    if (text.size() > 38 && number->ToString() != text) FAIL(text);
    if (KinesisSequenceNumber::Parse(number->ToString()) != number) FAIL(text);
    if (number->sequence_index() > KinesisSequenceNumber::kSequenceIndexMax) FAIL(text);
  }
  CHECK(accepted > 0);
}

}  // namespace
}  // namespace weir
