// SPDX-License-Identifier: MIT
//
// A KinesisSequenceNumber is a record's number as Amazon Kinesis writes it: 56
// decimal digits today, 188 bits.
//
// It is not the dense SequenceNumber of the engine, which says by subtraction how many
// records lie between two; a ShardNumbering turns one into the other. It can be
// compared within a shard, and with the numbers of a shard's parents; between other
// shards its order means nothing. There are three layouts, of which Kinesis
// makes the last today, as Weir does. All three are read:
//
//   bits       187      183       147     143      79    71       35       3    0
//              +--------+---------+-------+--------+-----+--------+--------+----+
//   version 2  | 2      | created | shard | index  | 00  | time   | shard  | 2  |
//              | 4      | 36      | low 4 | 64     | 8   | 36     | 32     | 4  |
//              +--------+---------+-------+--------+-----+--------+--------+----+
//   version 1    2, created 36, shard's low 4, 8 unknown, time 36, random 56, index 8,
//                shard 32, 1
//   version 0    1, created 36, 8 unknown, random 64, shard 16: 128 bits
//
// `created` and `time` are seconds since the Unix epoch.
//
//   auto number = weir::KinesisSequenceNumber::Parse(
//       "49590338271490256608559692538361571095921575989136588898");
//   number->shard_index();    // 6
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      24 bytes; reading 56 digits about 180 ns, printing them about 95, which
//            builds a string; nothing else allocates.
// Lifetime:  a value.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "weir/service/internal/uint192.h"

namespace weir {

class ShardNumbering;

class KinesisSequenceNumber {
 public:
  enum class Version : std::uint8_t { kZero, kOne, kTwo };

  // What a sequence index of version 2 is at most: the end of every closed shard has it.
  static constexpr std::uint64_t kSequenceIndexMax = 0x7fff'ffff'ffff'ffff;
  // The last second that a shard's creation may name, in the year 2477.
  static constexpr std::int64_t kCreateSecondsMax = 16'025'175'000 - 1;

  // The least of all numbers, of version 0.
  constexpr KinesisSequenceNumber() = default;

  // Reads "0", or digits of which the first is not 0, and nothing else; any number of
  // digits costs no more than 58. Returns nullopt for another form, and for a number
  // that Kinesis refuses: one of no version, of an index above kSequenceIndexMax, or of
  // a shard created after kCreateSecondsMax. A number below 2^124 is read as if 2^124
  // were added to it, as Kinesis does.
  static constexpr std::optional<KinesisSequenceNumber> Parse(std::string_view decimal);

  // In decimal; what Parse() was given, if that was not below 2^124.
  std::string ToString() const { return value_.ToDecimal(); }

  constexpr Version version() const;

  // When the shard was created, in seconds since the epoch: 0 to kCreateSecondsMax.
  constexpr std::int64_t shard_create_seconds() const;

  // The shard's index, as in shardId-000000000005; negative if the number has a
  // negative one, which no shard's own has.
  constexpr std::int64_t shard_index() const;

  // What grows with every record of a shard; 0 at its start. In version 1 only the
  // lowest 8 bits of it are there, in version 0 none: 0.
  constexpr std::uint64_t sequence_index() const;

  // When the record arrived, in seconds since the epoch; nullopt in version 0, which
  // does not say.
  constexpr std::optional<std::int64_t> time_seconds() const;

  friend constexpr auto operator<=>(const KinesisSequenceNumber&,
                                    const KinesisSequenceNumber&) = default;

 private:
  // Makes numbers of version 2.
  friend class ShardNumbering;
  using BitRange = service_internal::BitRange;
  using Uint192 = service_internal::Uint192;

  // Of versions 1 and 2.
  static constexpr BitRange kTop = {.first = 184, .count = 4};
  static constexpr BitRange kCreated = {.first = 148, .count = 36};
  static constexpr BitRange kShardLow = {.first = 144, .count = 4};
  static constexpr BitRange kShard = {.first = 4, .count = 32};
  static constexpr BitRange kVersion = {.first = 0, .count = 4};
  static constexpr BitRange kIndex2 = {.first = 80, .count = 64};
  static constexpr BitRange kTime2 = {.first = 36, .count = 36};
  static constexpr BitRange kTime1 = {.first = 100, .count = 36};
  static constexpr BitRange kIndex1 = {.first = 36, .count = 8};
  // Of version 0.
  static constexpr BitRange kCreated0 = {.first = 88, .count = 36};
  static constexpr BitRange kShard0 = {.first = 0, .count = 16};

  static constexpr Uint192 kTwoTo124 = {.middle = std::uint64_t{1} << 60};
  static constexpr Uint192 kTwoTo128 = {.high = 1};
  static constexpr Uint192 kTwoTo129 = {.high = 2};
  static constexpr Uint192 kTwoTo185 = {.high = std::uint64_t{1} << 57};
  static constexpr Uint192 kThreeTimesTwoTo184 = {.high = std::uint64_t{3} << 56};

  explicit constexpr KinesisSequenceNumber(Uint192 value) : value_(value) {}

  // Fields of version 0 are counted from the highest digit in base 16: a number of 33
  // such digits has one more than the layout, at its low end.
  constexpr Uint192 Version0Fields() const {
    return value_ >= kTwoTo128 ? value_.ShiftedRight(4) : value_;
  }

  // At least 2^124.
  Uint192 value_ = kTwoTo124;
};

constexpr std::optional<KinesisSequenceNumber> KinesisSequenceNumber::Parse(
    std::string_view decimal) {
  std::optional<Uint192> value = Uint192::FromDecimal(decimal);
  if (!value.has_value()) return std::nullopt;
  // Below 2^124 that bit is not set, so that to set it is to add it.
  if (*value < kTwoTo124) value = value->WithBits({.first = 124, .count = 1}, 1);
  if (*value >= kTwoTo129) {
    if (*value <= kTwoTo185 || *value >= kThreeTimesTwoTo184) return std::nullopt;
    const std::uint64_t version = value->Bits(kVersion);
    if (version != 1 && version != 2) return std::nullopt;
  }
  const KinesisSequenceNumber number(*value);
  if (number.shard_create_seconds() > kCreateSecondsMax) return std::nullopt;
  if (number.sequence_index() > kSequenceIndexMax) return std::nullopt;
  return number;
}

constexpr KinesisSequenceNumber::Version KinesisSequenceNumber::version() const {
  if (value_ < kTwoTo129) return Version::kZero;
  return value_.Bits(kVersion) == 1 ? Version::kOne : Version::kTwo;
}

constexpr std::int64_t KinesisSequenceNumber::shard_create_seconds() const {
  return static_cast<std::int64_t>(version() == Version::kZero ? Version0Fields().Bits(kCreated0)
                                                               : value_.Bits(kCreated));
}

constexpr std::int64_t KinesisSequenceNumber::shard_index() const {
  switch (version()) {
    case Version::kZero:
      return static_cast<std::int64_t>(Version0Fields().Bits(kShard0));
    case Version::kOne:
      return static_cast<std::int64_t>(value_.Bits(kShard));
    case Version::kTwo:
      break;
  }
  return static_cast<std::int32_t>(value_.Bits(kShard));
}

constexpr std::uint64_t KinesisSequenceNumber::sequence_index() const {
  switch (version()) {
    case Version::kZero:
      return 0;
    case Version::kOne:
      return value_.Bits(kIndex1);
    case Version::kTwo:
      break;
  }
  return value_.Bits(kIndex2);
}

constexpr std::optional<std::int64_t> KinesisSequenceNumber::time_seconds() const {
  switch (version()) {
    case Version::kZero:
      return std::nullopt;
    case Version::kOne:
      return static_cast<std::int64_t>(value_.Bits(kTime1));
    case Version::kTwo:
      break;
  }
  return static_cast<std::int64_t>(value_.Bits(kTime2));
}

}  // namespace weir
