// SPDX-License-Identifier: MIT
//
// Rules 2.2, of SequenceNumberForOrdering, and 2.3, of the number that a shard iterator
// starts from.
#include "weir/service/sequence_number_use.h"

#include <cstdint>
#include <string>

#include "service/support.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Answer;
using testing::Hex;

constexpr std::int64_t kUseNanos = 1'764'787'736'500'000'000;
constexpr StreamPlace kPlace = {.stream_name = "clicks", .account_id = "123456789012"};

std::string ForOrdering(const std::string& text) {
  return Answer(CheckSequenceNumberForOrdering(text, kPlace, kUseNanos));
}

std::string RefusedForOrdering(const std::string& text) {
  return "InvalidArgumentException: ExclusiveMinimumSequenceNumber " + text +
         " used in PutRecord on stream clicks under account 123456789012 is invalid.";
}

ShardNumbering ShardOf(std::uint32_t index) {
  return ShardNumbering::OfNewStream({.index = index}, {.now_nanos = kUseNanos});
}

std::string Started(const std::string& text, SequenceNumberSide side = SequenceNumberSide::kAt,
                    std::uint32_t shard = 0) {
  const auto first = ResolveStartingSequenceNumber(text, side, ShardOf(shard), kPlace);
  return first.ok() ? first->ToString() : Answer(first.status());
}

TEST_CASE("a number for ordering may be of any stream and of each version", "[service][ordering]") {
  for (const char* digits :
       {"20000000000000000000000000000000000000000000002",
        "20000000000000000000000000000000000000000000001",
        "20000000000000000000000000000000000000800000002", "13bb2cc3d7ff7fffffffffffffff0000"}) {
    CHECK(ForOrdering(Hex(digits)) == "OK");
  }
  CHECK(ForOrdering("0") == "OK");
  CHECK(ForOrdering(ShardOf(3).Of({.value = 9}, kUseNanos).ToString()) == "OK");
}

TEST_CASE("a number for ordering that Kinesis would not have given is refused",
          "[service][ordering]") {
  for (const char* digits :
       {"20000000000000000000000000000000000000000000000",
        "20000000000000000000000000000000000000000000003",
        "20000000000000000000000000000000000000000000004",
        "30000000000000000000000000000000000000000000001",
        "1ffffffffff7fffffffffffffff000000000007fffffff2",
        "20000000000800000000000000000000000000000000002",
        "2ffffffffff7fffffffffffffff000000000007fffffff2", "13bb2cc3d80000000000000000000000"}) {
    CHECK(ForOrdering(Hex(digits)) == RefusedForOrdering(Hex(digits)));
  }
}

TEST_CASE("a number for ordering may say now, and no second after it", "[service][ordering]") {
  // 1,764,787,736 is 0x69308618.
  const auto at = [](const std::string& seconds, const std::string& version) {
    return version == "2" ? Hex("200000000000000000000000000000" + seconds + "000000002")
                          : Hex("2000000000000" + ("0" + seconds) + "0000000000000000000000001");
  };
  for (const std::string version : {"1", "2"}) {
    CHECK(ForOrdering(at("69308617", version)) == "OK");
    CHECK(ForOrdering(at("69308618", version)) == "OK");
    CHECK(ForOrdering(at("69308619", version)) == RefusedForOrdering(at("69308619", version)));
  }
  const absl::Status before_epoch = CheckSequenceNumberForOrdering(at("00000000", "2"), kPlace, -1);
  CHECK(Answer(before_epoch) == RefusedForOrdering(at("00000000", "2")));
  CHECK(Answer(CheckSequenceNumberForOrdering("0", kPlace, -1)) == "OK");
}

TEST_CASE("a number starts at its record, or at the next", "[service][starting]") {
  const std::string number = ShardOf(0).Of({.value = 41}, kUseNanos).ToString();
  CHECK(Started(number) == "41");
  CHECK(Started(number, SequenceNumberSide::kAfter) == "42");
  CHECK(Started(ShardOf(0).Start().ToString()) == "0");
  CHECK(Started(ShardOf(0).Start().ToString(), SequenceNumberSide::kAfter) == "0");
}

TEST_CASE("a number of another shard is refused by both ids", "[service][starting]") {
  CHECK(Started(ShardOf(5).Start().ToString()) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-000000000005, while it was used in a call to a shard with shardId-000000000000");
  // Of version 0 too.
  CHECK(Started("5") ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-000000000005, while it was used in a call to a shard with shardId-000000000000");
  CHECK(Started(Hex("20000000000000000000000000000000000000800000002")) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId--02147483648, while it was used in a call to a shard with shardId-000000000000");
  CHECK(Started(Hex("200000000000000000000000000000000000007fffffff2")) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes "
        "shardId-002147483647, while it was used in a call to a shard with shardId-000000000000");
}

TEST_CASE("a number of another stream is refused", "[service][starting]") {
  const std::string number =
      ShardNumbering::OfNewStream({.index = 2}, {.now_nanos = kUseNanos + 1'000'000'000})
          .Start()
          .ToString();
  CHECK(Started(number, SequenceNumberSide::kAt, 2) ==
        "InvalidArgumentException: StartingSequenceNumber " + number +
            " used in GetShardIterator on shard shardId-000000000002 in stream clicks under "
            "account 123456789012 is invalid because it did not come from this stream.");
  // Version 1 has the same creation and is not this stream's either.
  const std::string old = Hex("20693086160000000000000000000069308616000000001");
  CHECK(Started(old) == "InvalidArgumentException: StartingSequenceNumber " + old +
                            " used in GetShardIterator on shard shardId-000000000000 in stream "
                            "clicks under account 123456789012 is invalid because it did not "
                            "come from this stream.");
}

TEST_CASE("a number that is none is refused", "[service][starting]") {
  for (const std::string& text : {Hex("20000000000800000000000000000000000000000000002"),
                                  Hex("13bb2cc3d80000000000000000000000"), std::string("x")}) {
    CHECK(Started(text) == "InvalidArgumentException: StartingSequenceNumber " + text +
                               " used in GetShardIterator on shard shardId-000000000000 in "
                               "stream clicks under account 123456789012 is invalid.");
  }
}

TEST_CASE("a number of version 0 is the service's failure", "[service][starting]") {
  CHECK(Started("0") == "InternalFailureException: Internal Service Failure");
  CHECK(Started("425352958651173072921826052383309826", SequenceNumberSide::kAt, 2) ==
        "InternalFailureException: Internal Service Failure");
}

TEST_CASE("a read may start at the end of a closed shard, and not after it",
          "[service][starting]") {
  const std::string end = ShardOf(0).End(kUseNanos).ToString();
  CHECK(Started(end) == std::to_string(ShardNumbering::kDenseNumberMax + 1));
  CHECK(Started(end, SequenceNumberSide::kAfter) ==
        "InvalidArgumentException: Invalid SequenceNumber for ShardIteratorType "
        "AFTER_SEQUENCE_NUMBER, SequenceNumber has reached max possible value for the shard.");
}

TEST_CASE("any text starts a read in the shard, or is refused", "[service][starting]") {
  testing::SeededRandom random;
  INFO(random.Description());
  const ShardNumbering numbering = ShardOf(0);
  int started = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string sound = numbering.Of({.value = random.Below(1'000)}, kUseNanos).ToString();
    const std::string text = i % 4 == 0   ? random.Bytes(random.Below(80))
                             : i % 4 == 1 ? sound
                                          : testing::Mutated(random, sound, "0123456789");
    const auto side = i % 3 == 0 ? SequenceNumberSide::kAt : SequenceNumberSide::kAfter;
    const auto first = ResolveStartingSequenceNumber(text, side, numbering, kPlace);
    started += first.ok() ? 1 : 0;
    if (first.ok() && !numbering.Owns(*KinesisSequenceNumber::Parse(text))) FAIL(text);
    if (!first.ok() && !KinesisExceptionOf(first.status()).has_value()) FAIL(text);
  }
  CHECK(started >= 2'500);
}

}  // namespace
}  // namespace weir
