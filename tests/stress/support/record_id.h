// SPDX-License-Identifier: MIT
//
// A RecordId says which record a producer made: who, under which key, and as which
// of all that it made. It is the first word of the record's data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "weir/base/concat.h"

namespace weir::testing {

// Keys of one producer; no two producers share one.
inline constexpr std::uint32_t kKeysPerProducer = 64;

struct RecordId {
  std::uint32_t producer = 0;
  std::uint32_t key = 0;
  // Counts the producer's records of all keys, so it rises along each key.
  std::uint64_t number = 0;

  std::uint64_t Word() const {
    return std::uint64_t{producer} << 56 | std::uint64_t{key} << 40 | number;
  }
  static RecordId FromWord(std::uint64_t word) {
    return {.producer = static_cast<std::uint32_t>(word >> 56),
            .key = static_cast<std::uint32_t>(word >> 40 & 0xffff),
            .number = word & ((std::uint64_t{1} << 40) - 1)};
  }

  std::string KeyName() const { return Concat("producer-", producer, "/key-", key); }
  std::string ToString() const { return Concat("record ", number, " of ", KeyName()); }

  friend bool operator==(const RecordId&, const RecordId&) = default;
};

}  // namespace weir::testing
