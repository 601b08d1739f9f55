// SPDX-License-Identifier: MIT
//
// A ShardNumbering turns a shard's dense sequence numbers into Kinesis's, and back.
//
// What makes the numbers of a shard grow is the dense number in them, not the time: a
// clock that steps back or starts again changes the order of nothing. What makes those
// of a child greater than its parents' is the second of its creation, which is at least
// one above theirs, whatever the clock says by then; so is that of a stream which takes
// the name of one that was deleted, or that a new process makes again, if its maker
// says what the last second was. Numbers of one shard that two processes made from one
// log agree, if the second starts from the shard's first number: FromStart().
//
// Kinesis gives neighbouring shards one count; here every shard has its own. So numbers
// of two shards in different order than in Kinesis are no difference that counts: they
// say nothing there either.
//
//   auto numbering = weir::ShardNumbering::OfNewStream({.index = 0}, {.now_nanos = now_nanos});
//   weir::KinesisSequenceNumber number = numbering.Of(record.sequence_number, now_nanos);
//   numbering.AfterNumber(number);    // the dense number of the record that comes next
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      16 bytes; a number takes a few shifts, nothing allocates.
// Lifetime:  a value.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>

#include "weir/base/check.h"
#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"
#include "weir/service/kinesis_sequence_number.h"

namespace weir {

class ShardNumbering {
 public:
  // The greatest index of a shard that Kinesis numbers.
  static constexpr std::uint32_t kShardIndexMax = 0x7fff'ffff;
  // How far in the past a new stream says that it was created.
  static constexpr std::int64_t kCreatedBeforeMillis = 2'000;
  // The last second, in the year 2341, in which a stream may be created: beyond any
  // that a clock can name, and so long before kCreateSecondsMax that one second more for
  // each of a stream's shards has room.
  static constexpr std::int64_t kNewStreamSecondsMax =
      KinesisSequenceNumber::kCreateSecondsMax - 4'294'967'296;

  struct NewStream {
    // What the clock says, in nanoseconds since the epoch.
    std::int64_t now_nanos = 0;
    // The greatest shard_create_seconds() of any shard that this account's and region's
    // earlier streams of this name had, below kNewStreamSecondsMax; nullopt if there was
    // none. The new ones are above.
    std::optional<std::int64_t> create_seconds_before = std::nullopt;
  };

  // Of one of the shards that a stream has from its beginning; `shard_id` is at most
  // kShardIndexMax.
  static constexpr ShardNumbering OfNewStream(ShardId shard_id, const NewStream& stream) {
    const std::int64_t created =
        ClampedSeconds(stream.now_nanos, -kCreatedBeforeMillis * kNanosPerMilli);
    if (!stream.create_seconds_before.has_value()) return ShardNumbering(shard_id, created);
    return ShardNumbering(shard_id, std::max(created, *stream.create_seconds_before + 1));
  }

  // Of a child of `parent`, which was split at `closed_nanos`. Kinesis creates it one
  // second later.
  static constexpr ShardNumbering OfSplit(ShardId shard_id, const ShardNumbering& parent,
                                          std::int64_t closed_nanos) {
    return ShardNumbering(shard_id, parent.SecondsAt(closed_nanos) + 1);
  }

  // Of the child of two shards, which were merged at `closed_nanos`.
  static constexpr ShardNumbering OfMerge(ShardId shard_id, const ShardNumbering& parent,
                                          const ShardNumbering& adjacent_parent,
                                          std::int64_t closed_nanos) {
    return ShardNumbering(
        shard_id,
        std::max(parent.SecondsAt(closed_nanos), adjacent_parent.SecondsAt(closed_nanos)) + 1);
  }

  // Of the shard whose Start() is `start`; nullopt if there can be none: the number is of
  // another version, of a record, or of a shard created after kNewStreamSecondsMax.
  static constexpr std::optional<ShardNumbering> FromStart(const KinesisSequenceNumber& start);

  constexpr ShardId shard_id() const { return shard_id_; }
  // In seconds since the epoch.
  constexpr std::int64_t create_seconds() const { return create_seconds_; }

  // Kinesis's StartingSequenceNumber: below every record's.
  constexpr KinesisSequenceNumber Start() const { return Make(0, create_seconds_); }

  // The number of the record that the engine gave `number`, which is at most
  // kDenseNumberMax, and that arrived at `arrival_nanos`. An arrival before the shard's
  // creation is written as that.
  constexpr KinesisSequenceNumber Of(SequenceNumber number, std::int64_t arrival_nanos) const {
    WEIR_CHECK(number.value <= kDenseNumberMax, "no shard takes 2^63 records");
    return Make(number.value + 1, SecondsAt(arrival_nanos));
  }

  // A number after which a reader goes on that has read all before `next`, which is at most
  // kDenseNumberMax + 1, by `now_nanos`: AfterNumber() of it is `next`. It is above what this
  // gave for less, or a second before, and for the numbers of records that arrived by then not
  // below those before `next`, and below all others. No record need have it.
  constexpr KinesisSequenceNumber Before(SequenceNumber next, std::int64_t now_nanos) const {
    WEIR_CHECK(next.value <= kDenseNumberMax + 1, "no shard takes 2^63 records");
    return Make(next.value, SecondsAt(now_nanos));
  }

  // Kinesis's EndingSequenceNumber of a shard that was closed at `closed_nanos`: above
  // every record's.
  constexpr KinesisSequenceNumber End(std::int64_t closed_nanos) const {
    return Make(KinesisSequenceNumber::kSequenceIndexMax, SecondsAt(closed_nanos));
  }

  // Whether `number` is of this shard: of version 2, with its index and its creation.
  constexpr bool Owns(const KinesisSequenceNumber& number) const {
    return number.version() == KinesisSequenceNumber::Version::kTwo &&
           number.shard_index() == std::int64_t{shard_id_.index} &&
           number.shard_create_seconds() == create_seconds_;
  }

  // Where AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER start to read: the record of that
  // number, and the next. The start of the shard is before its first record; its end
  // is after its last. `number` must be one that Owns().
  constexpr SequenceNumber AtNumber(const KinesisSequenceNumber& number) const {
    const std::uint64_t index = IndexOf(number);
    return {.value = index == 0 ? 0 : index - 1};
  }
  constexpr SequenceNumber AfterNumber(const KinesisSequenceNumber& number) const {
    return {.value = IndexOf(number)};
  }

  friend constexpr auto operator<=>(const ShardNumbering&, const ShardNumbering&) = default;

  // The greatest dense number that a record may have.
  static constexpr std::uint64_t kDenseNumberMax = KinesisSequenceNumber::kSequenceIndexMax - 2;

 private:
  static constexpr std::int64_t kNanosPerMilli = 1'000'000;
  static constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
  static_assert(std::numeric_limits<std::int64_t>::max() / kNanosPerSecond < kNewStreamSecondsMax,
                "a stream can be created in every second that a clock can name");
  static_assert(KinesisSequenceNumber::kCreateSecondsMax - kNewStreamSecondsMax > kShardIndexMax,
                "a child may be a second younger than its parent as often as there are shards");

  // The seconds of `nanos` + `offset_nanos`, which is not positive; 0 before the epoch.
  static constexpr std::int64_t ClampedSeconds(std::int64_t nanos, std::int64_t offset_nanos) {
    return nanos < -offset_nanos ? 0 : (nanos + offset_nanos) / kNanosPerSecond;
  }

  constexpr ShardNumbering(ShardId shard_id, std::int64_t create_seconds)
      : create_seconds_(create_seconds), shard_id_(shard_id) {
    WEIR_CHECK(shard_id.index <= kShardIndexMax, "Kinesis numbers no more shards");
    WEIR_CHECK(create_seconds >= 0 && create_seconds <= KinesisSequenceNumber::kCreateSecondsMax,
               "the second of a shard's creation has room in its numbers");
  }

  // When this shard says that something happened at `nanos`: not before its creation.
  constexpr std::int64_t SecondsAt(std::int64_t nanos) const {
    return std::max(ClampedSeconds(nanos, 0), create_seconds_);
  }

  constexpr KinesisSequenceNumber Make(std::uint64_t index, std::int64_t seconds) const {
    using Number = KinesisSequenceNumber;
    return Number(Number::Uint192{}
                      .WithBits(Number::kTop, 2)
                      .WithBits(Number::kCreated, static_cast<std::uint64_t>(create_seconds_))
                      .WithBits(Number::kShardLow, shard_id_.index)
                      .WithBits(Number::kIndex2, index)
                      .WithBits(Number::kTime2, static_cast<std::uint64_t>(seconds))
                      .WithBits(Number::kShard, shard_id_.index)
                      .WithBits(Number::kVersion, 2));
  }

  constexpr std::uint64_t IndexOf(const KinesisSequenceNumber& number) const {
    WEIR_CHECK(Owns(number), "a number is sought in its own shard");
    return number.sequence_index();
  }

  // Set at construction, never written again.
  std::int64_t create_seconds_;
  ShardId shard_id_;
};

constexpr std::optional<ShardNumbering> ShardNumbering::FromStart(
    const KinesisSequenceNumber& start) {
  if (start.shard_index() < 0 || start.shard_index() > kShardIndexMax) return std::nullopt;
  if (start.shard_create_seconds() > kNewStreamSecondsMax) return std::nullopt;
  const ShardNumbering numbering({.index = static_cast<std::uint32_t>(start.shard_index())},
                                 start.shard_create_seconds());
  if (numbering.Start() != start) return std::nullopt;
  return numbering;
}

}  // namespace weir
