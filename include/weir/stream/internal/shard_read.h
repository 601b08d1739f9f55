// SPDX-License-Identifier: MIT
//
// One read of one shard: limits, the log, statistics. What Cursor and
// StreamCursor have in common.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/log/log_reader.h"
#include "weir/model/position.h"
#include "weir/stream/batch.h"
#include "weir/stream/cursor.h"
#include "weir/stream/internal/stream_core.h"

namespace weir::stream_internal {

// Where somebody reads a shard, and on whose account.
struct ShardReadState {
  Shard* shard = nullptr;
  // Null: the shard's shared limit.
  ReadQuota* dedicated_quota = nullptr;
  LogPosition position;
  // If its last read was refused: until when, on the stream's clock.
  std::int64_t refused_until_nanos = kNoTime;
};

// Whether a read that was refused until then would still be.
inline bool IsHeldBack(const StreamCore& core, std::int64_t refused_until_nanos) {
  return refused_until_nanos != kNoTime && core.clock.NowNanos() < refused_until_nanos;
}

// The next records. Moves the position and the pin.
Batch::Parts ReadShard(StreamCore& core, Pin& pin, ShardReadState& state,
                       const ReadOptions& options);

// What a read found, which told nothing, is not to be had after all: it does not count.
void GiveBack(const StreamCore& core, ShardReadState& state, const Batch::Parts& parts);

// How far the position is behind.
Lag LagOf(StreamCore& core, Pin& pin, ShardReadState& state);

// Where a cursor begins. InvalidArgument: a sequence number that the shard has not
// reached, a time to come.
absl::StatusOr<LogPosition> Locate(StreamCore& core, Pin& pin, Shard& shard,
                                   const Position& position);

// The shards that took over from a closed one.
std::vector<ChildShard> ChildrenOf(const StreamCore& core, const Shard& shard);

// The real time until which to wait, in steady nanoseconds.
std::int64_t DeadlineAfter(absl::Duration timeout);
std::int64_t SteadyNanos();
// Sleeps so long, in real time, and nobody wakes it.
void Nap(std::int64_t nanos);

// What is between a reader that found nothing to read and its next record.
enum class Obstacle : std::uint8_t {
  // There is none yet: whoever puts it wakes.
  kNothingThere,
  // It is claimed, and perhaps not finished.
  kClaim,
  // The read limit, which does not wake, and whose clock may stand still or jump.
  kReadLimit,
};

// Looks again for as long as is worth it. What comes sooner than a sleeper wakes, some
// 40 us, is had sooner; a look at ten thousand shards takes as long as that, so it is
// time that is counted, not looks.
template <class IsReady>
bool SpinFor(std::int64_t deadline_nanos, IsReady& is_ready) {
  constexpr std::int64_t kSpinNanos = 5'000;
  const std::int64_t until_nanos = std::min(SteadyNanos() + kSpinNanos, deadline_nanos);
  while (SteadyNanos() < until_nanos) {
    StdAtomics::Pause();
    if (is_ready()) return true;
  }
  return false;
}

// Sleeps on `spot` until `is_ready()`, or the deadline; returns which. `find_obstacle()`
// tells, after the announcement, what there is to wait for. If the deadline is over, it
// looks once.
template <class IsReady, class FindObstacle>
bool WaitOn(BasicParkingSpot<StdAtomics>& spot, std::int64_t deadline_nanos, IsReady is_ready,
            FindObstacle find_obstacle) {
  // Behind an unfinished claim nobody wakes; look again this often.
  constexpr std::int64_t kClaimNapNanos = 100'000;
  // Nor behind a limit, which takes longer to go away. Not on the spot: there every
  // record that adds to what is held back would wake the reader for nothing.
  constexpr std::int64_t kLimitNapNanos = 1'000'000;
  if (is_ready()) return true;
  if (SpinFor(deadline_nanos, is_ready)) return true;
  for (;;) {
    const std::int64_t left_nanos = deadline_nanos - SteadyNanos();
    if (left_nanos <= 0) return false;
    const std::uint32_t ticket = spot.Announce();
    switch (find_obstacle()) {
      case Obstacle::kNothingThere:
        spot.Park(ticket, left_nanos);
        break;
      case Obstacle::kClaim:
        if (is_ready()) return true;
        spot.Park(ticket, std::min(left_nanos, kClaimNapNanos));
        break;
      case Obstacle::kReadLimit:
        Nap(std::min(left_nanos, kLimitNapNanos));
        break;
    }
    if (is_ready()) return true;
  }
}

}  // namespace weir::stream_internal
