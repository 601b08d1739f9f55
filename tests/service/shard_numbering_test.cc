// SPDX-License-Identifier: MIT
//
// Rules 2.2: the numbers of a shard's start, records and end, and of its children.
#include "weir/service/shard_numbering.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Hex;

constexpr std::int64_t kSecond = 1'000'000'000;
// 2025-12-03.
constexpr std::int64_t kNowSeconds = 1'764'787'736;
constexpr std::int64_t kNow = kNowSeconds * kSecond;

ShardNumbering NumberingOf(std::uint32_t index) {
  return ShardNumbering::OfNewStream({.index = index}, {.now_nanos = kNow});
}

TEST_CASE("numbers are made in version 2's layout", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(0x12e);
  CHECK(numbering.create_seconds() == kNowSeconds - 2);
  // 2, created 9, shard's low digit 1, index 16, 00, time 9, shard 8, 2.
  CHECK(numbering.Start().ToString() == Hex("2"
                                            "069308616"
                                            "e"
                                            "0000000000000000"
                                            "00"
                                            "069308616"
                                            "0000012e"
                                            "2"));
  CHECK(numbering.Of({.value = 0}, kNow).ToString() == Hex("2"
                                                           "069308616"
                                                           "e"
                                                           "0000000000000001"
                                                           "00"
                                                           "069308618"
                                                           "0000012e"
                                                           "2"));
  CHECK(numbering.End(kNow + 60 * kSecond).ToString() == Hex("2"
                                                             "069308616"
                                                             "e"
                                                             "7fffffffffffffff"
                                                             "00"
                                                             "069308654"
                                                             "0000012e"
                                                             "2"));
}

TEST_CASE("numbers have 56 digits from 1970 to the last second", "[service][numbering]") {
  for (const std::int64_t nanos :
       {std::int64_t{0}, kNow, std::numeric_limits<std::int64_t>::max()}) {
    const auto numbering = ShardNumbering::OfNewStream({.index = 0}, {.now_nanos = nanos});
    CHECK(numbering.Start().ToString().size() == 56);
    CHECK(numbering.End(nanos).ToString().size() == 56);
  }
}

TEST_CASE("shards that are created together begin as far apart as in Kinesis",
          "[service][numbering]") {
  const auto low_words = [](std::uint32_t index) {
    const auto number =
        service_internal::Uint192::FromDecimal(NumberingOf(index).Start().ToString());
    return Uint128{.high = number->middle, .low = number->low};
  };
  // 22300745198530623141535718272648361505980432 is 2^144 + 2^4: the shard's low digit
  // and the shard. The lower 128 bits of it are 2^4, the rest is above them.
  const auto start = [](std::uint32_t index) {
    return *service_internal::Uint192::FromDecimal(NumberingOf(index).Start().ToString());
  };
  for (const std::uint32_t index : {0u, 1u, 2u, 13u, 14u}) {
    CHECK(low_words(index + 1) - low_words(index) == Uint128{.low = 1 << 4});
    CHECK(start(index + 1).high - start(index).high == 1 << 16);
  }
  CHECK(service_internal::Uint192{.high = 1 << 16, .low = 1 << 4}.ToDecimal() ==
        "22300745198530623141535718272648361505980432");
}

TEST_CASE("a new stream says that it was created two seconds ago", "[service][numbering]") {
  const auto created = [](std::int64_t now_nanos) {
    return ShardNumbering::OfNewStream({.index = 0}, {.now_nanos = now_nanos}).create_seconds();
  };
  CHECK(created(kNow) == kNowSeconds - 2);
  CHECK(created(kNow + kSecond - 1) == kNowSeconds - 2);
  CHECK(created(kNow - 1) == kNowSeconds - 3);
  CHECK(created(3 * kSecond) == 1);
  CHECK(created(3 * kSecond - 1) == 0);
  CHECK(created(2 * kSecond - 1) == 0);
  CHECK(created(0) == 0);
  CHECK(created(-1) == 0);
  CHECK(created(std::numeric_limits<std::int64_t>::min()) == 0);
}

TEST_CASE("every record is above its shard's start and below its end", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(3);
  const std::int64_t before_creation = kNow - 3'600 * kSecond;
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 62,
                                    ShardNumbering::kDenseNumberMax}) {
    for (const std::int64_t arrival : {before_creation, kNow, kNow + 365 * 86'400 * kSecond}) {
      const KinesisSequenceNumber number = numbering.Of({.value = value}, arrival);
      CHECK(number > numbering.Start());
      // Also of a shard that was closed at a time before.
      CHECK(number < numbering.End(before_creation));
    }
  }
}

TEST_CASE("numbers grow with the dense number, also when the clock steps back",
          "[service][numbering]") {
  testing::SeededRandom random;
  INFO(random.Description());
  const ShardNumbering numbering = NumberingOf(0);
  KinesisSequenceNumber before = numbering.Start();
  for (std::uint64_t value = 0; value < 10'000; ++value) {
    const auto arrival = static_cast<std::int64_t>(random.Bits());
    const KinesisSequenceNumber number = numbering.Of({.value = value}, arrival);
    if (number <= before) FAIL("dense number " << value << ", arrival " << arrival);
    before = number;
  }
}

TEST_CASE("an arrival before the shard's creation is written as that", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(0);
  const auto seconds = [&numbering](std::int64_t arrival_seconds) {
    return numbering.Of({.value = 0}, arrival_seconds * kSecond).time_seconds();
  };
  CHECK(seconds(kNowSeconds - 3) == kNowSeconds - 2);
  CHECK(seconds(kNowSeconds - 2) == kNowSeconds - 2);
  CHECK(seconds(kNowSeconds - 1) == kNowSeconds - 1);
}

TEST_CASE("a child is created one second after its parent was closed", "[service][numbering]") {
  const ShardNumbering parent = NumberingOf(0);
  const auto child = ShardNumbering::OfSplit({.index = 1}, parent, kNow + 60 * kSecond);
  CHECK(child.create_seconds() == kNowSeconds + 61);
  CHECK(parent.End(kNow + 60 * kSecond).time_seconds() == kNowSeconds + 60);
  CHECK(child.Start().sequence_index() == 0);
  CHECK(child.Start().time_seconds() == kNowSeconds + 61);
}

TEST_CASE("a child's numbers are above its parents', also when the clock stepped back",
          "[service][numbering]") {
  const ShardNumbering parent = NumberingOf(1);
  const ShardNumbering adjacent = ShardNumbering::OfSplit({.index = 2}, parent, kNow);
  for (const std::int64_t closed :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{0}, kNow - kSecond, kNow,
        std::numeric_limits<std::int64_t>::max()}) {
    const auto split = ShardNumbering::OfSplit({.index = 0}, parent, closed);
    CHECK(split.Start() > parent.End(closed));
    const auto merged = ShardNumbering::OfMerge({.index = 0}, parent, adjacent, closed);
    CHECK(merged.Start() > parent.End(closed));
    CHECK(merged.Start() > adjacent.End(closed));
    CHECK(merged == ShardNumbering::OfMerge({.index = 0}, adjacent, parent, closed));
  }
}

TEST_CASE("generations at a clock that stands still or goes back grow without end",
          "[service][numbering]") {
  testing::SeededRandom random;
  INFO(random.Description());
  ShardNumbering shard = NumberingOf(0);
  for (std::uint32_t index = 1; index < 10'000; ++index) {
    const std::int64_t closed = kNow - static_cast<std::int64_t>(random.Below(100)) * kSecond;
    const auto child = ShardNumbering::OfSplit({.index = index}, shard, closed);
    if (child.Start() <= shard.End(closed)) FAIL("generation " << index);
    shard = child;
  }
}

TEST_CASE("a stream of a name that was there before begins above it", "[service][numbering]") {
  const ShardNumbering deleted = NumberingOf(0);
  const auto created = [&deleted](std::int64_t now_nanos) {
    return ShardNumbering::OfNewStream(
        {.index = 0}, {.now_nanos = now_nanos, .create_seconds_before = deleted.create_seconds()});
  };
  // In the same second, before it, and long after it.
  CHECK(created(kNow).create_seconds() == kNowSeconds - 1);
  CHECK(created(0).create_seconds() == kNowSeconds - 1);
  CHECK(created(0).Start() > deleted.End(kNow));
  CHECK(created(kNow + 3'600 * kSecond).create_seconds() == kNowSeconds + 3'598);
}

TEST_CASE("a numbering is had again from its shard's first number", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(17);
  CHECK(ShardNumbering::FromStart(numbering.Start()) == numbering);
  const auto from = [](const std::string& digits) {
    return ShardNumbering::FromStart(*KinesisSequenceNumber::Parse(Hex(digits)));
  };
  CHECK(from("20693086161000000000000000000069308616000000112"));
  // A record's, another version, a negative shard, another low digit, another time.
  CHECK_FALSE(ShardNumbering::FromStart(numbering.Of({.value = 0}, kNow)));
  CHECK_FALSE(ShardNumbering::FromStart(numbering.End(kNow)));
  CHECK_FALSE(from("20693086161000000000000000000069308616000000111"));
  CHECK_FALSE(ShardNumbering::FromStart(KinesisSequenceNumber()));
  CHECK_FALSE(from("20693086160000000000000000000069308616800000002"));
  CHECK_FALSE(from("20693086162000000000000000000069308616000000112"));
  CHECK_FALSE(from("20693086161000000000000000000069308617000000112"));
  // The byte that is always zero.
  CHECK_FALSE(from("20693086161000000000000000001069308616000000112"));
}

TEST_CASE("a first number so late that its children had no room is refused",
          "[service][numbering]") {
  // kNewStreamSecondsMax is 11,730,207,703: 0x2bb2cc3d7.
  CHECK(ShardNumbering::kNewStreamSecondsMax == 0x2bb2cc3d7);
  const auto at = [](const std::string& seconds) {
    return ShardNumbering::FromStart(*KinesisSequenceNumber::Parse(
        Hex("2" + seconds + "0000000000000000000" + seconds + "000000002")));
  };
  CHECK(at("2bb2cc3d7"));
  CHECK_FALSE(at("2bb2cc3d8"));
  CHECK(at("2bb2cc3d6"));
}

TEST_CASE("a shard owns the numbers it made and no others", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(1);
  CHECK(numbering.Owns(numbering.Start()));
  CHECK(numbering.Owns(numbering.Of({.value = 7}, kNow)));
  CHECK(numbering.Owns(numbering.End(kNow)));
  CHECK_FALSE(numbering.Owns(NumberingOf(0).Start()));
  CHECK_FALSE(numbering.Owns(NumberingOf(17).Start()));
  CHECK_FALSE(numbering.Owns(
      ShardNumbering::OfNewStream({.index = 1}, {.now_nanos = kNow + kSecond}).Start()));
  CHECK_FALSE(numbering.Owns(KinesisSequenceNumber()));
}

TEST_CASE("a read starts at a number's record or at the next", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(0);
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{1}, ShardNumbering::kDenseNumberMax}) {
    const KinesisSequenceNumber number = numbering.Of({.value = value}, kNow);
    CHECK(numbering.AtNumber(number).value == value);
    CHECK(numbering.AfterNumber(number).value == value + 1);
  }
  CHECK(numbering.AtNumber(numbering.Start()).value == 0);
  CHECK(numbering.AfterNumber(numbering.Start()).value == 0);
  CHECK(numbering.AtNumber(numbering.End(kNow)).value > ShardNumbering::kDenseNumberMax);
}

TEST_CASE("a reader goes on after a number that no record need have", "[service][numbering]") {
  const ShardNumbering numbering = NumberingOf(3);
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 62, ShardNumbering::kDenseNumberMax,
        ShardNumbering::kDenseNumberMax + 1}) {
    const SequenceNumber next = {.value = value};
    const KinesisSequenceNumber number = numbering.Before(next, kNow);
    CHECK(numbering.Owns(number));
    CHECK(numbering.AfterNumber(number) == next);
    CHECK(KinesisSequenceNumber::Parse(number.ToString()) == number);
    // It grows with time and with records, between the last one's and the next one's.
    CHECK(number >= numbering.Start());
    CHECK(numbering.Before(next, kNow + kSecond) > number);
    if (value > 0) CHECK(number >= numbering.Of({.value = value - 1}, kNow));
    if (value > 0) CHECK(number > numbering.Before({.value = value - 1}, kNow + 9 * kSecond));
    if (value > ShardNumbering::kDenseNumberMax) continue;
    CHECK(numbering.Before(next, kNow + 9 * kSecond) < numbering.Of(next, kNow));
  }
}

TEST_CASE("random records survive being numbered, printed, read and sought",
          "[service][numbering]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 10'000; ++i) {
    const auto shard =
        static_cast<std::uint32_t>(random.Below(ShardNumbering::kShardIndexMax + 1ull));
    const auto now = static_cast<std::int64_t>(random.Bits() >> random.Below(64));
    const auto numbering = ShardNumbering::OfNewStream({.index = shard}, {.now_nanos = now});
    const SequenceNumber dense{.value =
                                   random.Number().low % (ShardNumbering::kDenseNumberMax + 1)};
    const auto arrival = static_cast<std::int64_t>(random.Bits() >> 1);
    const KinesisSequenceNumber made = numbering.Of(dense, arrival);
    const auto read = KinesisSequenceNumber::Parse(made.ToString());
    const bool is_same =
        read == made && numbering.Owns(*read) && numbering.AtNumber(*read) == dense &&
        read->time_seconds() == std::max(arrival / kSecond, numbering.create_seconds()) &&
        read->shard_index() == std::int64_t{shard};
    if (!is_same) FAIL(made.ToString());
  }
}

}  // namespace
}  // namespace weir
