// SPDX-License-Identifier: MIT
//
// Splitting, merging and rescaling shards while producers and readers go on.
//
// Every change is planned first, then all memory for it is had, and only then is
// anything touched, so that a change that fails has not begun. The steps that touch
// are in stream/internal/takeover.h.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/base/check.h"
#include "weir/base/concat.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/mutex.h"
#include "weir/base/status.h"
#include "weir/model/hash_key_range.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/internal/takeover.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using stream_internal::MakeTable;
using stream_internal::RouteTable;
using stream_internal::Shard;
using stream_internal::ShardLineage;
using stream_internal::StreamCore;
using stream_internal::Takeover;

constexpr Uint128 kOne{.high = 0, .low = 1};

// An open shard, of today or of the plan's future.
struct Piece {
  std::uint32_t index;
  HashKeyRange range;
};

// New shards in the order of their indexes. One with an adjacent parent comes of a
// merge; the others come in pairs, lower range first, of a split.
class Plan {
 public:
  explicit Plan(std::uint32_t first_index) : first_index_(first_index) {}

  // The children of `piece`, split where `key` begins the upper one.
  std::array<Piece, 2> Split(const Piece& piece, const HashKey& key) {
    const HashKeyRange lower{piece.range.starting_hash_key, {key.value - kOne}};
    const HashKeyRange upper{key, piece.range.ending_hash_key};
    return {Add({.range = lower, .parent = piece.index}),
            Add({.range = upper, .parent = piece.index})};
  }

  Piece Merge(const Piece& piece, const Piece& adjacent) {
    return Add({.range = {piece.range.starting_hash_key, adjacent.range.ending_hash_key},
                .parent = piece.index,
                .adjacent_parent = adjacent.index});
  }

  const std::vector<ShardLineage>& shards() const { return shards_; }

 private:
  Piece Add(ShardLineage lineage) {
    lineage.index = first_index_ + static_cast<std::uint32_t>(shards_.size());
    shards_.push_back(lineage);
    return {lineage.index, lineage.range};
  }

  std::uint32_t first_index_;
  std::vector<ShardLineage> shards_;
};

std::vector<Piece> OpenPieces(const StreamCore& core) {
  std::vector<Piece> pieces;
  const std::uint32_t count = core.map.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Shard& shard = *core.map.At(i);
    if (!shard.log.IsClosed()) pieces.push_back({i, shard.lineage.range});
  }
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    return a.range.starting_hash_key < b.range.starting_hash_key;
  });
  return pieces;
}

absl::Status Execute(StreamCore& core, const Plan& plan, std::size_t open_shard_count)
    ABSL_EXCLUSIVE_LOCKS_REQUIRED(core.reshard_mutex) {
  const absl::Status no_memory = ResourceExhausted("no memory for the shards of a reshard");
  const auto count = static_cast<std::uint32_t>(plan.shards().size());
  std::vector<std::unique_ptr<Shard>> fresh;
  fresh.reserve(count);
  for (const ShardLineage& lineage : plan.shards()) {
    fresh.emplace_back(new (std::nothrow) Shard(core.pool, lineage, open_shard_count));
    if (fresh.back() == nullptr) return no_memory;
  }
  std::unique_ptr<RouteTable> larger;
  if (core.map.table().size() < 2 * open_shard_count) {
    larger = MakeTable(core.map, static_cast<std::uint32_t>(open_shard_count));
    if (larger == nullptr) return no_memory;
  }
  if (!core.map.Reserve(count)) return no_memory;
  // From here on nothing can fail: all memory is had.
  if (larger != nullptr) core.map.Install(std::move(larger));
  Takeover(core.map, core.parking_spot, core.clock).Run(std::move(fresh));
  return absl::OkStatus();
}

absl::Status NotOpen(const StreamCore& core, ShardId shard_id) {
  if (core.map.Find(shard_id.index) == nullptr) {
    return WithKinesisException(NotFound(Concat("Could not find shard ", shard_id.ToString(),
                                                " in stream ", core.options.name)),
                                "ResourceNotFoundException");
  }
  return WithKinesisException(
      FailedPrecondition(
          Concat("shard ", shard_id.ToString(), " in stream ", core.options.name, " is closed")),
      "ResourceInUseException");
}

absl::StatusOr<Piece> OpenPiece(const StreamCore& core, ShardId shard_id) {
  const Shard* const shard = core.map.Find(shard_id.index);
  if (shard == nullptr || shard->log.IsClosed()) return NotOpen(core, shard_id);
  return Piece{shard_id.index, shard->lineage.range};
}

absl::Status CheckSplitKey(const StreamCore& core, const Piece& piece, const HashKey& key) {
  const HashKeyRange& range = piece.range;
  // Greater than one plus the start: both children have two keys at the least.
  if (key > HashKey{range.starting_hash_key.value + kOne} &&
      range.starting_hash_key < range.ending_hash_key && key < range.ending_hash_key) {
    return absl::OkStatus();
  }
  return WithKinesisException(
      InvalidArgument(
          Concat("NewStartingHashKey ", key.ToString(), " used in SplitShard() on shard ",
                 ShardId{piece.index}.ToString(), " in stream ", core.options.name,
                 " is not both greater than one plus the shard's StartingHashKey ",
                 range.starting_hash_key.ToString(), " and less than the shard's EndingHashKey ",
                 range.ending_hash_key.ToString(), ".")),
      "InvalidArgumentException");
}

// The splits and merges that turn `pieces` into `target` even ranges: first every
// border that is missing, then what lies between two borders becomes one.
void PlanRescale(Plan& plan, const std::vector<Piece>& pieces, std::uint32_t target) {
  std::vector<Piece> cut;
  std::uint32_t next = 1;  // The next even range whose start is a border.
  for (Piece piece : pieces) {
    for (; next < target; ++next) {
      const HashKey border =
          EvenHashKeyRange({.shard_count = target, .index = next}).starting_hash_key;
      if (border > piece.range.ending_hash_key) break;
      if (border == piece.range.starting_hash_key) continue;
      const std::array<Piece, 2> halves = plan.Split(piece, border);
      cut.push_back(halves[0]);
      piece = halves[1];
    }
    cut.push_back(piece);
  }
  std::size_t i = 0;
  for (std::uint32_t share = 0; share < target; ++share) {
    const HashKeyRange range = EvenHashKeyRange({.shard_count = target, .index = share});
    Piece piece = cut[i++];
    while (piece.range.ending_hash_key < range.ending_hash_key) {
      piece = plan.Merge(piece, cut[i++]);
    }
    WEIR_CHECK(piece.range == range, "pieces make up an even range exactly");
  }
}

}  // namespace

absl::StatusOr<std::array<ShardId, 2>> Stream::SplitShard(const SplitShardRequest& request) {
  using Result = absl::StatusOr<std::array<ShardId, 2>>;
  return base_internal::OrOutOfMemory([&]() -> Result {
    StreamCore& core = *core_;
    MutexLock lock(core.reshard_mutex);
    const absl::StatusOr<Piece> piece = OpenPiece(core, request.shard_to_split);
    if (!piece.ok()) return piece.status();
    absl::Status status = CheckSplitKey(core, *piece, request.new_starting_hash_key);
    if (!status.ok()) return status;
    const std::uint32_t open_shard_count = core.map.open_count();
    if (open_shard_count >= kShardCountMax) {
      return WithKinesisException(
          ResourceExhausted(Concat("stream ", core.options.name, " has ", open_shard_count,
                                   " open shards; the limit is ", kShardCountMax)),
          "LimitExceededException");
    }
    Plan plan(core.map.size());
    const std::array<Piece, 2> children = plan.Split(*piece, request.new_starting_hash_key);
    status = Execute(core, plan, open_shard_count + 1);
    if (!status.ok()) return status;
    return std::array<ShardId, 2>{ShardId{children[0].index}, ShardId{children[1].index}};
  });
}

absl::StatusOr<ShardId> Stream::MergeShards(const MergeShardsRequest& request) {
  return base_internal::OrOutOfMemory([&]() -> absl::StatusOr<ShardId> {
    StreamCore& core = *core_;
    MutexLock lock(core.reshard_mutex);
    const absl::StatusOr<Piece> piece = OpenPiece(core, request.shard_to_merge);
    if (!piece.ok()) return piece.status();
    const absl::StatusOr<Piece> adjacent = OpenPiece(core, request.adjacent_shard_to_merge);
    if (!adjacent.ok()) return adjacent.status();
    if (!piece->range.IsAdjacentBefore(adjacent->range)) {
      return WithKinesisException(
          InvalidArgument(Concat("Shards ", request.shard_to_merge.ToString(), " and ",
                                 request.adjacent_shard_to_merge.ToString(), " in stream ",
                                 core.options.name,
                                 " are not an adjacent pair of shards eligible for merging")),
          "InvalidArgumentException");
    }
    Plan plan(core.map.size());
    const Piece child = plan.Merge(*piece, *adjacent);
    absl::Status status = Execute(core, plan, core.map.open_count());
    if (!status.ok()) return status;
    return ShardId{child.index};
  });
}

absl::Status Stream::UpdateShardCount(std::uint32_t target_shard_count) {
  return base_internal::OrOutOfMemory([&]() -> absl::Status {
    if (target_shard_count < kShardCountMin || target_shard_count > kShardCountMax) {
      return WithKinesisException(
          InvalidArgument(Concat("the target shard count is ", target_shard_count, "; it is ",
                                 kShardCountMin, " to ", kShardCountMax)),
          "InvalidArgumentException");
    }
    StreamCore& core = *core_;
    MutexLock lock(core.reshard_mutex);
    const std::vector<Piece> pieces = OpenPieces(core);
    if (pieces.empty()) {
      return WithKinesisException(FailedPrecondition(Concat("stream ", name(), " is closed")),
                                  "ResourceNotFoundException");
    }
    Plan plan(core.map.size());
    PlanRescale(plan, pieces, target_shard_count);
    return Execute(core, plan, pieces.size() + target_shard_count);
  });
}

}  // namespace weir
