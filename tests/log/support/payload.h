// SPDX-License-Identifier: MIT
//
// Payload that tells which record it belongs to, so that a reader sees whether a
// single byte of it was altered, torn or taken from elsewhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "weir/model/record.h"

namespace weir::testing {

// The word at `index` of the pattern that `id` has: each word depends on both.
inline std::uint64_t PatternWord(std::uint64_t id, std::uint64_t index) {
  std::uint64_t word = id * 0x9e3779b97f4a7c15 + (index + 1) * 0xd1b54a32d192ed03;
  word ^= word >> 29;
  word *= 0xbf58476d1ce4e5b9;
  return word ^ (word >> 32);
}

inline void FillPattern(std::byte* bytes, std::size_t count, std::uint64_t id) {
  for (std::size_t at = 0; at < count; at += 8) {
    const std::uint64_t word = PatternWord(id, at / 8);
    std::memcpy(bytes + at, &word, std::min<std::size_t>(8, count - at));
  }
}

inline bool IsPattern(std::span<const std::byte> bytes, std::uint64_t id) {
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    const std::uint64_t word = PatternWord(id, at / 8);
    if (std::memcmp(bytes.data() + at, &word, std::min<std::size_t>(8, bytes.size() - at)) != 0) {
      return false;
    }
  }
  return true;
}

// A key's bytes belong to another pattern than its data's.
inline std::uint64_t KeyIdOf(std::uint64_t id) { return ~id; }

inline bool IsIntact(const RecordView& record, std::uint64_t id) {
  return IsPattern(AsBytes(record.partition_key), KeyIdOf(id)) && IsPattern(record.data, id);
}

// Anything that changes when a byte does.
inline std::uint64_t ChecksumOf(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  for (const std::byte byte : bytes) sum = (sum ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3;
  return sum;
}

}  // namespace weir::testing
