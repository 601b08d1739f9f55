// SPDX-License-Identifier: MIT
//
// A RecordChecksum says which records somebody saw, in 32 bytes: how many, how
// many bytes, and a sum that no other set of records has.
//
// In no particular order, so that a producer over four shards and a consumer
// that reads them in turns get the same value when they saw the same. Not a
// proof against somebody who forges records; against loss, doubling and damage.
//
//   examples::RecordChecksum sent, received;
//   sent.Add(key, bytes);
//   received.Add(record.partition_key, weir::AsText(record.data));
//   if (sent != received) …
//
// Threads: one; give each thread its own and add them up. Cost: 15 to 20 ns for
// a record of 100 bytes.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "weir/base/hash.h"
#include "weir/base/uint128.h"

namespace examples {

// 128 bits that stand for a key and its data; the border between the two counts.
inline weir::Uint128 RecordHash(std::string_view partition_key, std::string_view data) {
  const std::array<weir::Uint128, 2> halves = {weir::Xxh3_128(partition_key), weir::Xxh3_128(data)};
  return weir::Xxh3_128({reinterpret_cast<const char*>(halves.data()), sizeof(halves)});
}

struct RecordChecksum {
  std::uint64_t records = 0;
  // Of keys and data.
  std::uint64_t bytes = 0;
  // The sum of the records' hashes, modulo 2^128.
  weir::Uint128 sum;

  void Add(std::string_view partition_key, std::string_view data) {
    records += 1;
    bytes += partition_key.size() + data.size();
    sum = sum + RecordHash(partition_key, data);
  }
  void Add(const RecordChecksum& other) {
    records += other.records;
    bytes += other.bytes;
    sum = sum + other.sum;
  }

  friend bool operator==(const RecordChecksum&, const RecordChecksum&) = default;
};

// 32 hexadecimal digits, for a report.
inline std::string ToHex(const weir::Uint128& value) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint64_t half : {value.high, value.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) hex += kHexDigits[half >> shift & 15];
  }
  return hex;
}

}  // namespace examples
