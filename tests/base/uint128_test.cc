// SPDX-License-Identifier: MIT
#include "weir/base/uint128.h"

#include <cstdint>
#include <optional>
#include <string>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

constexpr std::uint64_t k64Max = ~std::uint64_t{0};

// Whether `decimal` is read, and is what the number read is printed as.
bool RoundTrips(const std::string& decimal) {
  const std::optional<Uint128> value = Uint128::FromDecimal(decimal);
  return value.has_value() && value->ToDecimal() == decimal;
}

TEST_CASE("the high half decides before the low half", "[base][uint128]") {
  STATIC_REQUIRE(Uint128{.high = 0, .low = k64Max} < Uint128{.high = 1, .low = 0});
  STATIC_REQUIRE(Uint128{.high = 1, .low = 1} < Uint128{.high = 1, .low = 2});
  STATIC_REQUIRE(Uint128{.high = 1, .low = 2} == Uint128{.high = 1, .low = 2});
  STATIC_REQUIRE(Uint128{} <= Uint128::Max());
}

TEST_CASE("a sum carries into the high half, and wraps at 2^128", "[base][uint128]") {
  STATIC_REQUIRE(Uint128{.low = k64Max} + Uint128{.low = 1} == Uint128{.high = 1});
  STATIC_REQUIRE(Uint128::Max() + Uint128{.low = 1} == Uint128{});
}

TEST_CASE("a difference borrows from the high half, and wraps at 0", "[base][uint128]") {
  STATIC_REQUIRE(Uint128{.high = 1} - Uint128{.low = 1} == Uint128{.low = k64Max});
  STATIC_REQUIRE(Uint128{} - Uint128{.low = 1} == Uint128::Max());
}

TEST_CASE("a product carries into the high half, and wraps at 2^128", "[base][uint128]") {
  STATIC_REQUIRE(Uint128{.low = k64Max} * k64Max == Uint128{.high = k64Max - 1, .low = 1});
  STATIC_REQUIRE(Uint128::Max() * 2 == Uint128::Max() - Uint128{.low = 1});
}

TEST_CASE("quotient and remainder of random numbers give the number back", "[base][uint128]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const Uint128 number = random.Number();
    const std::uint64_t divisor = 1 + random.Below(k64Max);
    const std::uint64_t remainder = number % divisor;
    const bool is_exact = (number / divisor) * divisor + Uint128{.low = remainder} == number;
    if (is_exact && remainder < divisor) continue;
    FAIL(number.ToDecimal() << " divided by " << divisor);
  }
}

TEST_CASE("2^128 is divided as if it fitted", "[base][uint128]") {
  // By a power of two it is a shift, which 2^128 - 1 would get wrong by one.
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(2) == Uint128{.high = std::uint64_t{1} << 63});
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(4) == Uint128{.high = std::uint64_t{1} << 62});
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(8192) == Uint128{.high = std::uint64_t{1} << 51});
  // 2^128 - 1 = 3 * 5 * 17 * 257 * ..., so these leave a remainder of 1.
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(3) == Uint128::Max() / 3);
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(257) == Uint128::Max() / 257);
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(k64Max) == Uint128{.high = 1, .low = 1});
  // The one quotient that does not fit wraps.
  STATIC_REQUIRE(Uint128::TwoTo128DividedBy(1) == Uint128{});
}

TEST_CASE("the decimals of the extremes are right", "[base][uint128]") {
  CHECK(Uint128{}.ToDecimal() == "0");
  CHECK(Uint128{.low = 9}.ToDecimal() == "9");
  CHECK(Uint128{.low = 10}.ToDecimal() == "10");
  CHECK(Uint128{.low = k64Max}.ToDecimal() == "18446744073709551615");
  CHECK(Uint128{.high = 1}.ToDecimal() == "18446744073709551616");
  CHECK(Uint128::Max().ToDecimal() == "340282366920938463463374607431768211455");
}

TEST_CASE("a decimal is read up to 2^128 - 1 and refused from 2^128 on", "[base][uint128]") {
  STATIC_REQUIRE(Uint128::FromDecimal("0") == Uint128{});
  STATIC_REQUIRE(Uint128::FromDecimal("340282366920938463463374607431768211455") == Uint128::Max());
  CHECK(RoundTrips("340282366920938463463374607431768211454"));
  CHECK_FALSE(Uint128::FromDecimal("340282366920938463463374607431768211456"));
  CHECK_FALSE(Uint128::FromDecimal("340282366920938463463374607431768211460"));
  CHECK_FALSE(Uint128::FromDecimal("999999999999999999999999999999999999999"));
  // 38 digits always fit, 39 may, 40 never do.
  CHECK(RoundTrips("99999999999999999999999999999999999999"));
  CHECK(RoundTrips("100000000000000000000000000000000000000"));
  CHECK_FALSE(Uint128::FromDecimal("1000000000000000000000000000000000000000"));
}

TEST_CASE("a decimal of any other form than Kinesis's is refused", "[base][uint128]") {
  for (const char* const text : {"", "00", "01", "+1", "-1", "-0", " 1", "1 ", "1.0", "1e3", "0x1",
                                 "1'000", "a", "/", ":", "1\n", "\xD9\xA1"}) {
    INFO('"' << text << '"');
    CHECK_FALSE(Uint128::FromDecimal(text));
  }
  CHECK_FALSE(Uint128::FromDecimal(std::string(1, '\0')));
  CHECK_FALSE(Uint128::FromDecimal(std::string("1\0", 2)));
}

TEST_CASE("random numbers survive being printed and read", "[base][uint128]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const Uint128 number = random.Number();
    if (Uint128::FromDecimal(number.ToDecimal()) == number) continue;
    FAIL(number.high << " * 2^64 + " << number.low << " printed " << number.ToDecimal());
  }
}

}  // namespace
}  // namespace weir
