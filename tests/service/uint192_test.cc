// SPDX-License-Identifier: MIT
#include "weir/service/internal/uint192.h"

#include <cstdint>
#include <string>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using service_internal::BitRange;
using service_internal::Uint192;

constexpr char kTwoTo192Minus1[] = "6277101735386680763835789423207666416102355444464034512895";

Uint192 AnyUint192(testing::SeededRandom& random) {
  const Uint192 value{.high = random.Bits(), .middle = random.Bits(), .low = random.Bits()};
  return value.ShiftedRight(static_cast<unsigned>(random.Below(192)));
}

TEST_CASE("192 bits have room for 58 digits, up to 2^192 - 1", "[service][uint192]") {
  CHECK(Uint192::Max().ToDecimal() == kTwoTo192Minus1);
  CHECK(Uint192::FromDecimal(kTwoTo192Minus1) == Uint192::Max());
  CHECK(Uint192::FromDecimal("6277101735386680763835789423207666416102355444464034512894") ==
        Uint192{.high = ~0ull, .middle = ~0ull, .low = ~0ull - 1});
  CHECK_FALSE(Uint192::FromDecimal("6277101735386680763835789423207666416102355444464034512896"));
  CHECK_FALSE(Uint192::FromDecimal(std::string(58, '9')));
  CHECK_FALSE(Uint192::FromDecimal("1" + std::string(58, '0')));
}

TEST_CASE("a carry goes from word to word", "[service][uint192]") {
  CHECK(Uint192{.low = ~0ull}.ToDecimal() == "18446744073709551615");
  CHECK(Uint192{.middle = 1}.ToDecimal() == "18446744073709551616");
  CHECK(Uint192{.high = 1}.ToDecimal() == "340282366920938463463374607431768211456");
  CHECK(Uint192::FromDecimal("18446744073709551616") == Uint192{.middle = 1});
  CHECK(Uint192::FromDecimal("340282366920938463463374607431768211456") == Uint192{.high = 1});
}

TEST_CASE("zeros within a number and at its end are written", "[service][uint192]") {
  CHECK(Uint192{}.ToDecimal() == "0");
  for (const std::size_t zeros : {1u, 18u, 19u, 20u, 37u, 38u, 39u, 57u}) {
    const std::string decimal = "1" + std::string(zeros, '0');
    REQUIRE(Uint192::FromDecimal(decimal));
    CHECK(Uint192::FromDecimal(decimal)->ToDecimal() == decimal);
  }
}

TEST_CASE("a decimal has digits alone and no zero in front", "[service][uint192]") {
  STATIC_REQUIRE(Uint192::FromDecimal("0") == Uint192{});
  for (const char* text : {"", "00", "01", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "a"}) {
    CHECK_FALSE(Uint192::FromDecimal(text));
  }
}

TEST_CASE("random numbers survive being printed and read", "[service][uint192]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const Uint192 value = AnyUint192(random);
    if (Uint192::FromDecimal(value.ToDecimal()) == value) continue;
    FAIL(value.ToDecimal());
  }
}

TEST_CASE("numbers of 128 bits print as a Uint128 does", "[service][uint192]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 1'000; ++i) {
    const Uint128 value = random.Number();
    if (Uint192{.middle = value.high, .low = value.low}.ToDecimal() == value.ToDecimal()) continue;
    FAIL(value.ToDecimal());
  }
}

TEST_CASE("a division by ten to the 19th is that of 128 bits", "[service][uint192]") {
  using base_internal::NativeUint128;
  using service_internal::kTenTo19;
  testing::SeededRandom random;
  INFO(random.Description());
  const auto check = [](std::uint64_t high, std::uint64_t low) {
    const NativeUint128 number = NativeUint128{high} << 64 | low;
    const service_internal::DividedByTenTo19 divided = service_internal::DivideByTenTo19(high, low);
    return divided.quotient == number / kTenTo19 && divided.remainder == number % kTenTo19;
  };
  for (const std::uint64_t high : {std::uint64_t{0}, std::uint64_t{1}, kTenTo19 - 1}) {
    for (const std::uint64_t low : {std::uint64_t{0}, kTenTo19 - 1, kTenTo19, ~std::uint64_t{0}}) {
      CHECK(check(high, low));
    }
  }
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t high = random.Bits() % kTenTo19;
    // Near a multiple too, where a quotient is one too many or one too few.
    const auto less = static_cast<unsigned>(i % 3);
    const NativeUint128 multiple = NativeUint128{random.Bits()} * kTenTo19 - less;
    if (check(high, random.Bits()) && check(static_cast<std::uint64_t>(multiple >> 64) % kTenTo19,
                                            static_cast<std::uint64_t>(multiple))) {
      continue;
    }
    FAIL(high);
  }
}

TEST_CASE("order is that of the numbers: the higher word first", "[service][uint192]") {
  STATIC_REQUIRE(Uint192{.high = 1} > Uint192{.middle = ~0ull, .low = ~0ull});
  STATIC_REQUIRE(Uint192{.middle = 1} > Uint192{.low = ~0ull});
  STATIC_REQUIRE(Uint192{.low = 1} > Uint192{});
}

TEST_CASE("bits are taken and put wherever they lie, over words too", "[service][uint192]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const auto count = static_cast<unsigned>(1 + random.Below(64));
    const BitRange range{.first = static_cast<unsigned>(random.Below(193 - count)), .count = count};
    const Uint192 value = AnyUint192(random);
    const std::uint64_t bits = random.Bits();
    const Uint192 changed = value.WithBits(range, bits);
    const bool is_put = changed.Bits(range) == (bits & range.Mask());
    const bool is_undone = changed.WithBits(range, value.Bits(range)) == value;
    if (is_put && is_undone) continue;
    FAIL(value.ToDecimal() << ": " << range.count << " bits from " << range.first);
  }
}

TEST_CASE("shifts are those of one number of 192 bits", "[service][uint192]") {
  for (unsigned bits = 0; bits < 192; ++bits) {
    CHECK(Uint192{.low = 1}.ShiftedLeft(bits).Bits({.first = bits, .count = 1}) == 1);
    CHECK(Uint192{.low = 1}.ShiftedLeft(bits).ShiftedRight(bits) == Uint192{.low = 1});
    CHECK(Uint192::Max().ShiftedRight(bits).ShiftedLeft(bits).ShiftedRight(bits) ==
          Uint192::Max().ShiftedRight(bits));
  }
}

}  // namespace
}  // namespace weir
