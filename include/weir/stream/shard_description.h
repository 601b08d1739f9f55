// SPDX-License-Identifier: MIT
//
// A ShardDescription says what a shard is and where it came from, with AWS's
// names: its hash key range, its parents, and the records it holds.
//
// A snapshot, not a live view: ask ListShards() again for today's. Not for the
// hot path.
//
//   for (const weir::ShardDescription& shard : stream.ListShards())
//     std::puts(shard.shard_id.ToString().c_str());
//
// Threads:   a value.
// Progress:  wait-free.
// Cost:      about 100 bytes.
// Lifetime:  none.
#pragma once

#include <cstdint>
#include <optional>

#include "weir/model/hash_key_range.h"
#include "weir/model/sequence_number.h"
#include "weir/model/shard_id.h"

namespace weir {

enum class ShardState : std::uint8_t {
  // Takes records.
  kOpen,
  // Split, merged or the stream closed: takes none, and is read to its end. So for the
  // retention period, also if it holds none any more or never took one.
  kClosed,
  // Closed longer ago than the retention period, and so without a record.
  kExpired,
};

struct ShardDescription {
  ShardId shard_id;
  // The shard that was split, or the first of two that were merged.
  std::optional<ShardId> parent_shard_id;
  // The second of two that were merged.
  std::optional<ShardId> adjacent_parent_shard_id;
  HashKeyRange hash_key_range;
  ShardState state = ShardState::kOpen;
  // The number that the shard's first record has or had.
  SequenceNumber starting_sequence_number;
  // Of a closed shard that ever took a record: the number of its last.
  std::optional<SequenceNumber> ending_sequence_number;
};

// A shard that follows a closed one, as a cursor at its end learns it.
struct ChildShard {
  ShardId shard_id;
  ShardId parent_shard_id;
  std::optional<ShardId> adjacent_parent_shard_id;
  HashKeyRange hash_key_range;
};

}  // namespace weir
