// SPDX-License-Identifier: MIT
//
// A SequenceNumber is a record's place in its shard: 0, 1, 2, without gaps.
//
// Kinesis's own sequence numbers are 56 digits long and say nothing about how
// many records lie between two of them; this one does, by subtraction. It is
// unique within a shard, not within a stream. Its order is the order in which
// every cursor sees the shard.
//
//   std::uint64_t behind = newest.value - record.sequence_number.value;
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      one register; ToString() builds a string, nothing else allocates.
// Lifetime:  a value.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace weir {

struct SequenceNumber {
  // 2^64 of them last 58 years at ten billion records a second, so nothing
  // checks for the end.
  std::uint64_t value = 0;

  constexpr SequenceNumber Next() const { return {.value = value + 1}; }

  // In decimal.
  std::string ToString() const { return std::to_string(value); }

  friend constexpr auto operator<=>(const SequenceNumber&, const SequenceNumber&) = default;
};

}  // namespace weir
