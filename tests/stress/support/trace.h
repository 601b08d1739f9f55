// SPDX-License-Identifier: MIT
//
// A Trace is what one cursor was told, from its opening on, in that order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "weir/model/errors.h"

namespace weir::testing {

// A record as it was handed out.
struct Sighting {
  std::uint64_t sequence_number = 0;
  std::int64_t arrival_nanos = 0;
  // A RecordId's word, and what the bytes add up to.
  std::uint64_t id = 0;
  std::uint64_t checksum = 0;
  bool is_intact = true;
};

// What one Read() told.
struct Reading {
  std::uint32_t shard = 0;
  ReadCode code = ReadCode::kOk;
  std::uint64_t aborted = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t trimmed_first = 0;
  std::vector<Sighting> records = {};
  // The horizon was not earlier than this when Read() was called, and not later than
  // that when it returned.
  std::int64_t horizon_min_nanos = std::numeric_limits<std::int64_t>::min();
  std::int64_t horizon_max_nanos = std::numeric_limits<std::int64_t>::max();
  // The cursor's next_sequence_number() afterwards; a stream cursor has none.
  std::optional<std::uint64_t> next = std::nullopt;
};

enum class Start : std::uint8_t {
  // Before the first record of every shard.
  kStreamsBeginning,
  // Before `start_number` of the one shard.
  kNumber,
  // Somewhere: the first record tells.
  kUnknown,
};

// The checksums of a batch, when it was read and just before it was let go.
struct LookedTwice {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

struct Trace {
  std::string cursor;
  Start start = Start::kUnknown;
  std::uint64_t start_number = 0;
  // Of one that was opened at a time, or at the horizon: it begins with the first
  // record that arrived then or later.
  std::optional<std::int64_t> start_nanos = std::nullopt;
  std::vector<Reading> readings = {};
  std::vector<LookedTwice> views = {};
  // Whether it was told that nothing will come after this.
  bool is_to_end = false;
  // What went wrong beside what it read.
  std::string complaint = {};
};

}  // namespace weir::testing
