// SPDX-License-Identifier: MIT
//
// A cursor over all shards. It keeps a position in every shard that it may read,
// in `ready`; a shard waits in `waiting` until its parents are read to their ends.

#include "weir/stream/stream_cursor.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "weir/base/internal/allocation.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/stream/internal/shard_read.h"
#include "weir/stream/internal/wait.h"
#include "weir/stream/stream.h"

namespace weir {

using stream_internal::kNoShard;
using stream_internal::Obstacle;
using stream_internal::Shard;
using stream_internal::ShardReader;
using stream_internal::ShardReadState;
using stream_internal::StreamCore;

namespace {

// Growing as push_back() does, so that many small steps cost no more than it.
template <class T>
void MakeRoomFor(std::size_t size, std::vector<T>& vector) {
  if (vector.capacity() < size) vector.reserve(std::max(size, 2 * vector.capacity()));
}

}  // namespace

struct StreamCursor::State {
  using QuotaPointer = std::shared_ptr<stream_internal::ShardReadQuota>;
  // The shards that come after one, possibly none, and the consumer's allowances there.
  struct Followers {
    std::array<Shard*, 2> shards = {};
    std::array<QuotaPointer, 2> quotas;
  };

  explicit State(std::shared_ptr<StreamCore> of) : core(std::move(of)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (pin == nullptr) return;
    core->pool.pins().Release(pin);
    core->pool.Sweep();
  }

  absl::Status Open(const Position& position, const Consumer* of_consumer);
  absl::Status AddShard(Shard& shard, const Position& position);
  bool ParentsAreDone(const Shard& shard) const;
  bool Finish(std::size_t at);
  Followers PrepareFollowers(const Shard& shard);
  void Begin(Shard& shard, QuotaPointer& quota);
  static bool IsBetterWord(const Batch::Parts& parts, const Batch::Parts& than);
  Batch Read(const ReadOptions& options);
  bool IsReadable();
  Obstacle FindObstacle() const;
  weir::Lag Lag();

  // The one at `at`, with the pin for it.
  ShardReadState& Enter(std::size_t at) {
    // A pin says which segment, not in whose log: it means nothing for another shard.
    if (pinned != ready[at].shard) pin->Clear();
    pinned = ready[at].shard;
    return ready[at];
  }
  bool IsDone(std::uint32_t index) const { return index < is_done.size() && is_done[index]; }

  const std::shared_ptr<StreamCore> core;
  Pin* pin = nullptr;
  // The shard whose segment the pin may hold.
  Shard* pinned = nullptr;
  std::unique_ptr<Consumer> consumer;
  std::vector<QuotaPointer> quotas;

  std::vector<ShardReadState> ready;
  // Shards that were there when the cursor was opened and whose parents are not
  // done, with the positions that were true then.
  std::vector<ShardReadState> waiting;
  // By shard index: read to the end, or not to be read at all.
  std::vector<bool> is_done;
  // Shards with an index from here on came after the cursor was opened.
  std::uint32_t opened_count = 0;
  // Whose turn it is.
  std::size_t next = 0;
};

absl::StatusOr<StreamCursor> Stream::OpenStreamCursor(const Position& position,
                                                      const CursorOptions& options) {
  return base_internal::OrOutOfMemory([&]() -> absl::StatusOr<StreamCursor> {
    if (position.type() == Position::Type::kAtSequenceNumber ||
        position.type() == Position::Type::kAfterSequenceNumber) {
      return WithKinesisException(
          InvalidArgument("a sequence number is of one shard: a stream cursor starts at "
                          "TrimHorizon, Latest or AtTimestamp"),
          "InvalidArgumentException");
    }
    absl::Status status;
    if (options.consumer != nullptr) status = CheckConsumer(*options.consumer);
    if (!status.ok()) return status;
    auto state = std::make_unique<StreamCursor::State>(core_);
    status = state->Open(position, options.consumer);
    if (!status.ok()) return status;
    return StreamCursor(std::move(state));
  });
}

absl::Status StreamCursor::State::Open(const Position& position, const Consumer* of_consumer) {
  pin = core->pool.pins().Acquire();
  if (pin == nullptr) return ResourceExhausted("no memory for a cursor");
  if (of_consumer != nullptr) consumer = std::make_unique<Consumer>(*of_consumer);
  // No reshard while this looks, so that parents and children fit together.
  MutexLock lock(core->reshard_mutex);
  opened_count = core->map.size();
  is_done.resize(opened_count, false);
  // Counted first, so that ten thousand positions take no more room than they need.
  std::size_t ready_count = 0;
  std::size_t waiting_count = 0;
  for (std::uint32_t i = 0; i < opened_count; ++i) {
    const Shard& shard = *core->map.At(i);
    // From the tip on, only what is open matters; of a closed stream, nothing.
    is_done[i] = position.type() == Position::Type::kLatest && shard.HasChildren();
    if (!is_done[i]) ++(ParentsAreDone(shard) ? ready_count : waiting_count);
  }
  ready.reserve(ready_count);
  waiting.reserve(waiting_count);
  for (std::uint32_t i = 0; i < opened_count; ++i) {
    if (is_done[i]) continue;
    absl::Status status = AddShard(*core->map.At(i), position);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status StreamCursor::State::AddShard(Shard& shard, const Position& position) {
  const absl::StatusOr<LogPosition> at = stream_internal::Locate(*core, *pin, shard, position);
  if (!at.ok()) return at.status();
  ShardReadState state{&shard, nullptr, *at};
  if (consumer != nullptr) {
    quotas.push_back(stream_internal::QuotaOf(*consumer, shard));
    state.dedicated_quota = &quotas.back()->quota;
  }
  (ParentsAreDone(shard) ? ready : waiting).push_back(state);
  return absl::OkStatus();
}

bool StreamCursor::State::ParentsAreDone(const Shard& shard) const {
  const stream_internal::ShardLineage& lineage = shard.lineage;
  return (lineage.parent == kNoShard || IsDone(lineage.parent)) &&
         (lineage.adjacent_parent == kNoShard || IsDone(lineage.adjacent_parent));
}

// The shard is read: its children may begin. False if there is no memory for them;
// the cursor stands at the shard's end then, and comes here again.
bool StreamCursor::State::Finish(std::size_t at) {
  const Shard& shard = *ready[at].shard;
  Followers followers;
  const absl::Status status = base_internal::OrOutOfMemory([&] {
    followers = PrepareFollowers(shard);
    return absl::OkStatus();
  });
  if (!status.ok()) return false;
  // From here on nothing can fail.
  pin->Clear();
  pinned = nullptr;
  is_done[shard.lineage.index] = true;
  ready[at] = ready.back();
  ready.pop_back();
  for (std::size_t i = 0; i < followers.shards.size(); ++i) {
    if (followers.shards[i] != nullptr) Begin(*followers.shards[i], followers.quotas[i]);
  }
  return true;
}

// All the memory that Finish() takes, and nothing that anybody would notice.
StreamCursor::State::Followers StreamCursor::State::PrepareFollowers(const Shard& shard) {
  Followers followers;
  if (is_done.size() <= shard.lineage.index) is_done.resize(shard.lineage.index + 1, false);
  const std::array<Shard*, 2> children = core->map.Children(shard);
  std::size_t count = 0;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (children[i] == nullptr || IsDone(children[i]->lineage.index)) continue;
    followers.shards[i] = children[i];
    ++count;
    // One that was there when the cursor was opened has its allowance.
    if (consumer == nullptr || children[i]->lineage.index < opened_count) continue;
    followers.quotas[i] = stream_internal::QuotaOf(*consumer, *children[i]);
  }
  // The shard that they follow gives up its own place.
  MakeRoomFor(ready.size() - 1 + count, ready);
  if (consumer != nullptr) MakeRoomFor(quotas.size() + count, quotas);
  return followers;
}

// `ready` and `quotas` have room for it.
void StreamCursor::State::Begin(Shard& shard, QuotaPointer& quota) {
  if (!ParentsAreDone(shard)) return;
  if (shard.lineage.index < opened_count) {
    const auto found = std::find_if(waiting.begin(), waiting.end(),
                                    [&](const ShardReadState& w) { return w.shard == &shard; });
    if (found == waiting.end()) return;
    ready.push_back(*found);
    waiting.erase(found);
    return;
  }
  // It came later: everything in it is news, also what is trimmed by now.
  ShardReadState state{&shard, nullptr, ShardReader::AtHead(shard.log)};
  state.position.unreported = state.position.totals;
  if (quota != nullptr) {
    state.dedicated_quota = &quota->quota;
    quotas.push_back(std::move(quota));
  }
  ready.push_back(state);
}

// Which of two shards that have nothing to give says what is in the way: the one
// that will be readable first, as far as one knows.
bool StreamCursor::State::IsBetterWord(const Batch::Parts& parts, const Batch::Parts& than) {
  if (parts.code != ReadCode::kThrottled) {
    return parts.code != ReadCode::kOk && than.code == ReadCode::kOk;
  }
  return than.code != ReadCode::kThrottled || parts.retry_after_nanos < than.retry_after_nanos;
}

Batch StreamCursor::State::Read(const ReadOptions& options) {
  Batch::Parts nothing;
  if (core->end.IsDestroyed()) {
    pin->Clear();
    nothing.code = ReadCode::kStreamDestroyed;
    return Batch(nothing);
  }
  for (std::size_t looked = 0; looked < ready.size();) {
    const std::size_t at = next < ready.size() ? next : 0;
    ++looked;
    const bool is_news =
        (pinned == ready[at].shard && ShardReader::IsAtWholeFrame(*pin, ready[at].position)) ||
        ShardReader::HasNews(ready[at].shard->log, ready[at].position);
    if (!is_news) {
      next = at + 1;
      continue;
    }
    Batch::Parts parts = stream_internal::ReadShard(*core, *pin, Enter(at), options,
                                                    stream_internal::ReadScope::kManyShards);
    const bool is_end = parts.code == ReadCode::kEndOfShard || parts.code == ReadCode::kEndOfStream;
    if (is_end && parts.trimmed.records == 0 && parts.aborted == 0) {
      if (Finish(at)) {
        // Its children, if it has any, are at the back now and have their turn.
        next = at;
        looked = 0;
        continue;
      }
      // Not to leave the cursor, or others, without a call for when there is memory.
      stream_internal::GiveBack(*core, ready[at], parts);
      parts.code = ReadCode::kMemoryExhausted;
    }
    // Other shards have their turn before this one has its next.
    next = at + 1;
    if (parts.records > 0 || parts.trimmed.records > 0 || parts.aborted > 0) {
      Batch::Parts told = parts;
      if (is_end) told.code = ReadCode::kOk;
      return Batch(told);
    }
    if (IsBetterWord(parts, nothing)) nothing = parts;
  }
  if (ready.empty()) nothing.code = ReadCode::kEndOfStream;
  return Batch(nothing);
}

bool StreamCursor::State::IsReadable() {
  if (ready.empty() || core->end.IsDestroyed()) return true;
  for (std::size_t i = 0; i < ready.size(); ++i) {
    if (!ShardReader::HasNews(ready[i].shard->log, ready[i].position)) continue;
    if (stream_internal::IsHeldBack(*core, ready[i].refused_until_nanos)) continue;
    ShardReadState& state = Enter(i);
    if (ShardReader::IsReadable(state.shard->log, *pin, state.position)) return true;
  }
  return false;
}

Obstacle StreamCursor::State::FindObstacle() const {
  Obstacle obstacle = Obstacle::kNothingThere;
  for (const ShardReadState& state : ready) {
    if (!ShardReader::HasNewsBeforeSleep(state.shard->log, state.position)) continue;
    if (!stream_internal::IsHeldBack(*core, state.refused_until_nanos)) return Obstacle::kClaim;
    obstacle = Obstacle::kReadLimit;
  }
  return obstacle;
}

Lag StreamCursor::State::Lag() {
  weir::Lag sum;
  const auto add = [&sum](const weir::Lag& lag) {
    sum.records += lag.records;
    sum.bytes += lag.bytes;
    sum.milliseconds = std::max(sum.milliseconds, lag.milliseconds);
  };
  for (std::size_t i = 0; i < ready.size(); ++i) {
    add(stream_internal::LagOf(*core, *pin, Enter(i)));
  }
  for (ShardReadState& state : waiting) {
    pin->Clear();
    add(stream_internal::LagOf(*core, *pin, state));
  }
  pin->Clear();
  pinned = nullptr;
  // Those that came later and have not begun, since their parents are not done.
  const std::uint32_t count = core->map.size();
  for (std::uint32_t i = opened_count; i < count; ++i) {
    Shard* const shard = core->map.At(i);
    if (ParentsAreDone(*shard)) continue;
    ShardReadState state{shard, nullptr, ShardReader::AtHead(shard->log)};
    state.position.unreported = state.position.totals;
    add(stream_internal::LagOf(*core, *pin, state));
    pin->Clear();
  }
  return sum;
}

StreamCursor::StreamCursor(std::unique_ptr<State> state) : state_(std::move(state)) {}
StreamCursor::StreamCursor(StreamCursor&&) noexcept = default;
StreamCursor& StreamCursor::operator=(StreamCursor&&) noexcept = default;
StreamCursor::~StreamCursor() = default;

Batch StreamCursor::Read(const ReadOptions& options) { return state_->Read(options); }

bool StreamCursor::Wait(absl::Duration timeout) {
  return stream_internal::WaitOn(
      state_->core->parking_spot, stream_internal::DeadlineAfter(timeout),
      [this] { return state_->IsReadable(); }, [this] { return state_->FindObstacle(); });
}

bool StreamCursor::Wait(absl::Time deadline) { return Wait(deadline - absl::Now()); }

Lag StreamCursor::Lag() { return state_->Lag(); }

void StreamCursor::Release() {
  state_->pin->Clear();
  state_->pinned = nullptr;
  state_->core->pool.Sweep();
}

}  // namespace weir
