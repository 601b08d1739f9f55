// SPDX-License-Identifier: MIT
//
// FloodNotes are what is kept of each record of a flood: a word by its producer, and a
// word for all cursors. So a hundred million records can be checked one by one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "stress/support/record_id.h"

namespace weir::testing {

// What became of one record, and when it was put: the moment before the call, in
// milliseconds since the run began.
struct FloodFate {
  enum class Kind : std::uint8_t { kRefused, kAborted, kAcknowledged };

  Kind kind = Kind::kRefused;
  std::uint32_t shard = 0;
  std::uint64_t sequence_number = 0;
  std::uint32_t called_ms = 0;

  std::uint64_t Word() const {
    return std::uint64_t{called_ms} << 40 | sequence_number << 8 | std::uint64_t{shard} << 2 |
           static_cast<std::uint64_t>(kind);
  }
  static FloodFate FromWord(std::uint64_t word) {
    return {.kind = static_cast<Kind>(word & 3),
            .shard = static_cast<std::uint32_t>(word >> 2 & 63),
            .sequence_number = word >> 8 & 0xffff'ffff,
            .called_ms = static_cast<std::uint32_t>(word >> 40)};
  }
};
inline constexpr std::uint32_t kFloodShardsMax = 64;
inline constexpr std::uint32_t kFloodMillisecondsMax = 1 << 24;

// The record that cursors found at each number of a shard.
//
// Threads: any.
class FloodSightings {
 public:
  explicit FloodSightings(std::size_t numbers)
      : size_(numbers), words_(std::make_unique<std::atomic<std::uint64_t>[]>(numbers)) {}

  std::size_t size() const { return size_; }

  // The same as every cursor before found there?
  bool Agrees(std::uint64_t number, const RecordId& id) {
    if (number >= size_) return false;
    const std::uint64_t found = id.Word() + 1;
    // Relaxed: only compared.
    std::uint64_t seen = words_[number].load(std::memory_order_relaxed);
    if (seen == 0 && words_[number].compare_exchange_strong(seen, found, std::memory_order_relaxed))
      return true;
    return seen == found;
  }

  // The word of the id, plus one; 0 if nobody has seen it.
  std::uint64_t At(std::uint64_t number) const {
    return words_[number].load(std::memory_order_relaxed);
  }
  void Set(std::uint64_t number, std::uint64_t word) { words_[number] = word; }

 private:
  const std::size_t size_;
  const std::unique_ptr<std::atomic<std::uint64_t>[]> words_;
};

// Numbers that a cursor was not given records for.
struct FloodRange {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  // Of what was trimmed: nothing that arrived at this moment or later had expired yet.
  std::uint32_t horizon_max_ms = 0;
};

// What one cursor of one shard came to.
struct FloodTrace {
  std::uint32_t shard = 0;
  std::uint64_t next = 0;
  std::uint64_t received = 0;
  std::uint64_t aborted = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t views = 0;
  std::vector<FloodRange> trims = {};
  // Passed without a word, which only abandoned claims may be.
  std::vector<FloodRange> gaps = {};
};

struct FloodNotes {
  // By producer and its record's number: FloodFates.
  std::vector<std::vector<std::uint64_t>> fates;
  // By shard.
  std::vector<std::unique_ptr<FloodSightings>> sightings;
  // Numbers given out by each shard, and its records.
  std::vector<std::uint64_t> appended;
  std::vector<std::uint64_t> records;
  std::vector<FloodTrace> traces;
  std::uint64_t dropped_records = 0;
};

}  // namespace weir::testing
