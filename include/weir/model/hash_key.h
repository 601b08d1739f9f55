// SPDX-License-Identifier: MIT
//
// A HashKey is a point in the space that a stream's shards divide among them.
//
// A record's partition key is hashed to one, or the put names one outright
// (Kinesis's ExplicitHashKey); the open shard whose HashKeyRange holds it gets
// the record. Not a bare Uint128, so that it cannot be mistaken for another
// number.
//
//   HashKey key = HashPartitionKey(KeyHash::kMd5, "player-42");
//   key.ToString();                    // decimal, as Kinesis writes it
//
// Threads:   a value; as an int.
// Progress:  wait-free.
// Cost:      two registers; ToString() builds a string, nothing else allocates.
// Lifetime:  a value; hashing keeps nothing of the partition key.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "weir/base/hash.h"
#include "weir/base/md5.h"
#include "weir/base/uint128.h"

namespace weir {

struct HashKey {
  Uint128 value;

  // The ends of the space: 0 and 2^128 - 1.
  static constexpr HashKey Min() { return {}; }
  static constexpr HashKey Max() { return {.value = Uint128::Max()}; }

  // Reads the form in which Kinesis takes ExplicitHashKey and
  // NewStartingHashKey: decimal, without sign, space or leading zero. Returns
  // nullopt for any other form, and for a number above Max().
  static constexpr std::optional<HashKey> Parse(std::string_view decimal) {
    const std::optional<Uint128> value = Uint128::FromDecimal(decimal);
    if (!value.has_value()) return std::nullopt;
    return HashKey{.value = *value};
  }

  std::string ToString() const { return value.ToDecimal(); }

  friend constexpr auto operator<=>(const HashKey&, const HashKey&) = default;
};

// How a stream hashes partition keys. Fixed for a stream's life: records of one
// key stay in order only while they go to one shard.
enum class KeyHash : unsigned char {
  // As cheap as hashing gets, 2 to 5 ns for a usual key, but other shards than
  // Kinesis would choose.
  kXxh3,
  // What Amazon Kinesis does, so that a key goes to the shard it goes to there;
  // about 100 ns.
  kMd5,
};

inline HashKey HashPartitionKey(KeyHash key_hash, std::string_view partition_key) {
  return {.value = key_hash == KeyHash::kMd5 ? Md5(partition_key) : Xxh3_128(partition_key)};
}

}  // namespace weir
