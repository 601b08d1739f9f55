// SPDX-License-Identifier: MIT
//
// A ReferenceStream is what a Stream promises, in the plainest way: vectors, loops
// over everything, no memory to run out of and no thread to meet.
//
// It predicts the outcome of every put. What a read hands out depends on where
// segments end, which it does not know; so a read is followed: whatever the real
// one said is checked against the records, and the position moves on by it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "stream/support.h"
#include "weir/base/concat.h"

namespace weir::testing {

enum class ReferenceState : std::uint8_t { kUnfinished, kRecord, kAborted };

struct ReferenceEntry {
  ReferenceState state = ReferenceState::kRecord;
  std::int64_t arrival_nanos = 0;
  std::string key;
  std::string data;

  std::uint64_t Bytes() const { return key.size() + data.size(); }
};

struct ReferenceShard {
  HashKeyRange range = {};
  std::optional<std::uint32_t> parent = std::nullopt;
  std::optional<std::uint32_t> adjacent_parent = std::nullopt;
  bool is_open = true;
  bool has_children = false;
  // Of one that is not open: since when.
  std::int64_t closed_nanos = 0;
  std::vector<ReferenceEntry> entries = {};
};

// Where a reader of one shard is.
struct ReferencePosition {
  std::uint32_t shard = 0;
  std::uint64_t next = 0;
  // Opened at a number or a time, and nothing read since: the real one may stand
  // before an unfinished claim that comes before `next`, at the earliest here.
  bool is_seeking = false;
  std::uint64_t stands_at = 0;
  // Opened at a number that may be gone: then nobody knows how many bytes were lost.
  bool is_bytes_known = true;
};

struct ReferenceStreamPosition {
  std::map<std::uint32_t, ReferencePosition> positions;
  // Not to be read: they had ended when this was opened at the tip.
  std::set<std::uint32_t> skipped;
};

class ReferenceStream {
 public:
  ReferenceStream(std::uint32_t shard_count, absl::Duration retention_period, bool may_drop)
      : retention_nanos_(absl::ToInt64Nanoseconds(retention_period)), may_drop_(may_drop) {
    for (std::uint32_t i = 0; i < shard_count; ++i) {
      shards.push_back({.range = EvenHashKeyRange({.shard_count = shard_count, .index = i})});
    }
  }

  // ---- What is there. Public, for who compares. ----

  std::vector<ReferenceShard> shards;
  std::int64_t now_nanos = 0;
  bool is_closed = false;

  std::int64_t HorizonNanos() const { return std::max(floor_nanos_, now_nanos - retention_nanos_); }
  std::int64_t retention_nanos() const { return retention_nanos_; }

  std::vector<std::uint32_t> Open() const {
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < shards.size(); ++i) {
      if (shards[i].is_open) open.push_back(i);
    }
    std::sort(open.begin(), open.end(), [this](std::uint32_t a, std::uint32_t b) {
      return shards[a].range.starting_hash_key < shards[b].range.starting_hash_key;
    });
    return open;
  }

  std::optional<std::uint32_t> ShardFor(const HashKey& key) const {
    for (const std::uint32_t index : Open()) {
      if (shards[index].range.Contains(key)) return index;
    }
    return std::nullopt;
  }

  ShardState StateOf(std::uint32_t index) const {
    const ReferenceShard& shard = shards[index];
    if (shard.is_open) return ShardState::kOpen;
    return shard.closed_nanos < HorizonNanos() ? ShardState::kExpired : ShardState::kClosed;
  }

  // ---- What may be done to it ----

  // Returns the sequence number.
  std::uint64_t Append(std::uint32_t shard, ReferenceState state, std::string key,
                       std::string data) {
    shards[shard].entries.push_back({state, now_nanos, std::move(key), std::move(data)});
    return shards[shard].entries.size() - 1;
  }

  void SetRetention(absl::Duration period) {
    floor_nanos_ = HorizonNanos();
    retention_nanos_ = absl::ToInt64Nanoseconds(period);
  }

  bool CanSplit(std::uint32_t index, const HashKey& key) const {
    const HashKeyRange& range = shards[index].range;
    const Uint128 one{.high = 0, .low = 1};
    return shards[index].is_open && key > range.starting_hash_key &&
           HashKey{key.value - one} > range.starting_hash_key && key < range.ending_hash_key;
  }
  bool CanMerge(std::uint32_t a, std::uint32_t b) const {
    return shards[a].is_open && shards[b].is_open &&
           shards[a].range.IsAdjacentBefore(shards[b].range);
  }
  void Split(std::uint32_t index, const HashKey& key) {
    const HashKeyRange range = shards[index].range;
    Beget(index);
    shards.push_back(
        {.range = {range.starting_hash_key, {key.value - Uint128{.low = 1}}}, .parent = index});
    shards.push_back({.range = {key, range.ending_hash_key}, .parent = index});
  }
  void Merge(std::uint32_t a, std::uint32_t b) {
    Beget(a);
    Beget(b);
    shards.push_back({.range = {shards[a].range.starting_hash_key, shards[b].range.ending_hash_key},
                      .parent = a,
                      .adjacent_parent = b});
  }
  void Close() {
    is_closed = true;
    for (std::uint32_t i = 0; i < shards.size(); ++i) End(i);
  }

  // ---- Positions ----

  ReferencePosition AtTip(std::uint32_t shard) const {
    return {.shard = shard, .next = shards[shard].entries.size()};
  }
  // The first that arrived at `nanos` or later, and is not expired.
  ReferencePosition AtTime(std::uint32_t shard, std::int64_t nanos) const {
    ReferencePosition position{.shard = shard, .is_seeking = true};
    const std::int64_t from = std::max(nanos, HorizonNanos());
    const std::vector<ReferenceEntry>& entries = shards[shard].entries;
    while (position.next < entries.size() && entries[position.next].arrival_nanos < from) {
      ++position.next;
    }
    while (position.stands_at < position.next &&
           entries[position.stands_at].state != ReferenceState::kUnfinished) {
      ++position.stands_at;
    }
    return position;
  }
  ReferencePosition AtHorizon(std::uint32_t shard) const {
    return AtTime(shard, std::numeric_limits<std::int64_t>::min());
  }
  // As a stream cursor opens there; `nanos` of the lowest for the horizon.
  ReferenceStreamPosition AllAtTime(std::int64_t nanos) const {
    ReferenceStreamPosition all;
    for (std::uint32_t i = 0; i < shards.size(); ++i) all.positions[i] = AtTime(i, nanos);
    return all;
  }
  ReferenceStreamPosition AllAtTip() const {
    ReferenceStreamPosition all;
    for (std::uint32_t i = 0; i < shards.size(); ++i) {
      if (shards[i].has_children) {
        all.skipped.insert(i);
      } else {
        all.positions[i] = AtTip(i);
      }
    }
    return all;
  }

  // ---- Following reads. Each returns what is wrong, or nothing. ----

  std::string Follow(ReferencePosition& position, const Batch& batch, const ReadOptions& options,
                     bool is_of_stream = false) const;
  std::string Follow(ReferenceStreamPosition& all, const Batch& batch,
                     const ReadOptions& options) const;

  // Records and bytes not yet read; nothing if the real one cannot know better.
  std::optional<std::pair<std::uint64_t, std::uint64_t>> Lag(
      const ReferencePosition& position) const {
    const bool is_behind = position.is_seeking && position.stands_at < position.next;
    if (is_behind || !position.is_bytes_known) return std::nullopt;
    const std::vector<ReferenceEntry>& entries = shards[position.shard].entries;
    std::uint64_t bytes = 0;
    for (std::uint64_t i = position.next; i < entries.size(); ++i) bytes += entries[i].Bytes();
    return std::pair{entries.size() - position.next, bytes};
  }
  std::optional<std::pair<std::uint64_t, std::uint64_t>> Lag(
      const ReferenceStreamPosition& all) const {
    std::pair<std::uint64_t, std::uint64_t> sum{0, 0};
    for (std::uint32_t i = 0; i < shards.size(); ++i) {
      if (all.skipped.count(i) != 0) continue;
      const auto lag = Lag(PositionIn(all, i));
      if (!lag.has_value()) return std::nullopt;
      sum.first += lag->first;
      sum.second += lag->second;
    }
    return sum;
  }

 private:
  void End(std::uint32_t index) {
    if (shards[index].is_open) shards[index].closed_nanos = now_nanos;
    shards[index].is_open = false;
  }
  void Beget(std::uint32_t index) {
    End(index);
    shards[index].has_children = true;
  }

  // Before an unfinished claim that a position did not ask for, the real one may stand
  // and wait, or it has passed over the whole segment.
  enum class Belief : std::uint8_t { kSurely, kPossibly };

  // Whether an unfinished claim lies before what the position asked for.
  bool IsBlocked(const ReferencePosition& position) const {
    if (!position.is_seeking) return false;
    const std::vector<ReferenceEntry>& entries = shards[position.shard].entries;
    return std::any_of(
        entries.begin(),
        entries.begin() +
            static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(position.next, entries.size())),
        [](const ReferenceEntry& entry) { return entry.state == ReferenceState::kUnfinished; });
  }
  std::uint64_t ExpiredFrom(const ReferencePosition& position) const {
    const std::vector<ReferenceEntry>& entries = shards[position.shard].entries;
    std::uint64_t at = position.next;
    while (at < entries.size() && entries[at].arrival_nanos < HorizonNanos()) ++at;
    return at - position.next;
  }
  ReadCode CodeAt(std::uint32_t shard, std::uint64_t at) const {
    if (at < shards[shard].entries.size()) return ReadCode::kUnfinishedClaim;
    if (shards[shard].is_open) return ReadCode::kOk;
    return shards[shard].has_children ? ReadCode::kEndOfShard : ReadCode::kEndOfStream;
  }
  ReferencePosition PositionIn(const ReferenceStreamPosition& all, std::uint32_t shard) const {
    const auto found = all.positions.find(shard);
    return found != all.positions.end() ? found->second : ReferencePosition{.shard = shard};
  }
  bool IsFinished(const ReferenceStreamPosition& all, std::uint32_t shard, Belief how) const {
    if (all.skipped.count(shard) != 0) return true;
    const ReferencePosition position = PositionIn(all, shard);
    return !shards[shard].is_open && IsReady(all, shard, how) &&
           (how == Belief::kPossibly || !IsBlocked(position)) &&
           position.next == shards[shard].entries.size();
  }
  bool IsReady(const ReferenceStreamPosition& all, std::uint32_t shard, Belief how) const {
    const ReferenceShard& its = shards[shard];
    return (!its.parent.has_value() || IsFinished(all, *its.parent, how)) &&
           (!its.adjacent_parent.has_value() || IsFinished(all, *its.adjacent_parent, how));
  }

  std::string CheckRecords(const ReferencePosition& position, const Batch& batch) const;
  std::string CheckTrimmed(const ReferencePosition& position, const Batch& batch) const;

  std::int64_t retention_nanos_;
  std::int64_t floor_nanos_ = std::numeric_limits<std::int64_t>::min();
  // Whether a full memory budget may take records before they expire.
  bool may_drop_;
};

// Every record of the batch is one that was put, and between them are only abandoned
// claims.
inline std::string ReferenceStream::CheckRecords(const ReferencePosition& position,
                                                 const Batch& batch) const {
  const std::vector<ReferenceEntry>& entries = shards[position.shard].entries;
  std::optional<std::uint64_t> last;
  std::uint64_t bytes = 0;
  for (const RecordView& record : batch) {
    const std::uint64_t at = record.sequence_number.value;
    if (at >= entries.size()) return Concat("record ", at, " was never put");
    if (last.has_value() ? at <= *last : at < position.next) return Concat(at, " goes back");
    for (std::uint64_t i = last.value_or(at) + 1; i < at; ++i) {
      if (entries[i].state != ReferenceState::kAborted) return Concat("record ", i, " is left out");
    }
    const ReferenceEntry& entry = entries[at];
    if (entry.state != ReferenceState::kRecord) return Concat("record ", at, " is none");
    if (entry.key != record.partition_key || entry.data != AsText(record.data) ||
        entry.arrival_nanos != record.approximate_arrival_nanos) {
      return Concat("record ", at, " is another");
    }
    if (entry.arrival_nanos < HorizonNanos()) return Concat("record ", at, " has expired");
    bytes += entry.Bytes();
    last = at;
  }
  return bytes == batch.bytes() ? "" : Concat("it holds ", bytes, " bytes, not ", batch.bytes());
}

inline std::string ReferenceStream::CheckTrimmed(const ReferencePosition& position,
                                                 const Batch& batch) const {
  const std::uint64_t expired = ExpiredFrom(position);
  const std::uint64_t trimmed = batch.trimmed().records;
  const std::uint64_t first = batch.trimmed().first_sequence_number.value;
  if (trimmed > 0 && position.is_seeking && first < position.next) {
    // What lay between an unfinished claim and the record asked for is gone too.
    if (first < position.stands_at) return Concat("the first trimmed is ", first);
    ReferencePosition earlier = position;
    earlier.next = first;
    earlier.is_seeking = false;
    return CheckTrimmed(earlier, batch);
  }
  if (may_drop_ ? trimmed < expired : trimmed != expired) {
    return Concat("trimmed are ", trimmed, ", and ", expired, " have expired");
  }
  if (trimmed == 0) return "";
  // Where records are dropped, abandoned claims may have been found before.
  if (first < position.next || first > position.next + (may_drop_ ? batch.aborted() : 0)) {
    return Concat("the first trimmed is ", first, ", not ", position.next);
  }
  const std::vector<ReferenceEntry>& entries = shards[position.shard].entries;
  std::uint64_t bytes = 0;
  for (std::uint64_t i = first; i < first + trimmed && i < entries.size(); ++i) {
    bytes += entries[i].Bytes();
  }
  const bool is_right = !position.is_bytes_known || bytes == batch.trimmed().bytes;
  return is_right ? "" : Concat(bytes, " bytes were trimmed, not ", batch.trimmed().bytes);
}

inline std::string ReferenceStream::Follow(ReferencePosition& position, const Batch& batch,
                                           const ReadOptions& options, bool is_of_stream) const {
  if (IsBlocked(position) && batch.code() == ReadCode::kUnfinishedClaim && !TellsSomething(batch)) {
    return "";
  }
  std::string wrong = CheckTrimmed(position, batch);
  if (wrong.empty()) wrong = CheckRecords(position, batch);
  if (!wrong.empty()) return wrong;
  if (static_cast<std::int64_t>(batch.size()) > std::clamp(options.records_max, 1, 10'000) ||
      (batch.size() > 1 && static_cast<std::int64_t>(batch.bytes()) > options.bytes_max)) {
    return "it is larger than was asked for";
  }
  const std::vector<ReferenceEntry>& entries = shards[position.shard].entries;
  const bool is_from_earlier = batch.trimmed().records > 0 && position.is_seeking &&
                               batch.trimmed().first_sequence_number.value < position.next;
  const std::uint64_t from =
      is_from_earlier ? batch.trimmed().first_sequence_number.value : position.next;
  const std::uint64_t at = from + batch.trimmed().records + batch.aborted() + batch.size();
  if (at > entries.size()) return Concat("it counts ", at, " of ", entries.size());
  if (batch.empty()) {
    const bool is_more = at < entries.size() && entries[at].state != ReferenceState::kUnfinished;
    if (is_more) return Concat("it stops before record ", at);
    // The ends of shards are passed silently by who reads them all.
    const ReadCode code = CodeAt(position.shard, at);
    const bool is_end = code == ReadCode::kEndOfShard || code == ReadCode::kEndOfStream;
    const ReadCode expected = is_of_stream && is_end ? ReadCode::kOk : code;
    if (batch.code() != expected) return Concat("code ", static_cast<int>(batch.code()));
  } else {
    if (batch.code() != ReadCode::kOk) return Concat("code ", static_cast<int>(batch.code()));
    // Where records are dropped, the next one may be gone already.
    if (!may_drop_ && (at == entries.size() || entries[at].state != ReferenceState::kUnfinished)) {
      const std::int64_t age =
          at == entries.size() ? 0 : (now_nanos - entries[at].arrival_nanos) / 1'000'000;
      if (batch.millis_behind_latest() != age) {
        return Concat("it is ", batch.millis_behind_latest(), " ms behind, not ", age);
      }
    }
  }
  position.next = at;
  position.is_seeking = false;
  position.is_bytes_known = true;
  return "";
}

inline std::string ReferenceStream::Follow(ReferenceStreamPosition& all, const Batch& batch,
                                           const ReadOptions& options) const {
  if (TellsSomething(batch)) {
    const std::uint32_t shard = batch.shard_id().index;
    if (all.skipped.count(shard) != 0) return Concat("shard ", shard, " was not asked for");
    if (!IsReady(all, shard, Belief::kPossibly))
      return Concat("shard ", shard, " comes before its parents");
    ReferencePosition position = PositionIn(all, shard);
    const std::string wrong = Follow(position, batch, options, /*is_of_stream=*/true);
    if (wrong.empty()) all.positions[shard] = position;
    return wrong.empty() ? "" : Concat("shard ", shard, ": ", wrong);
  }
  bool is_unfinished = false;
  bool is_blocked = false;
  bool is_all_finished = is_closed;
  for (std::uint32_t i = 0; i < shards.size(); ++i) {
    is_all_finished = is_all_finished && IsFinished(all, i, Belief::kPossibly);
    if (all.skipped.count(i) != 0 || !IsReady(all, i, Belief::kSurely)) continue;
    const ReferencePosition position = PositionIn(all, i);
    const std::vector<ReferenceEntry>& entries = shards[i].entries;
    if (IsBlocked(position)) {
      is_blocked = true;
      continue;
    }
    if (ExpiredFrom(position) > 0) return Concat("shard ", i, " has a trim to tell");
    if (position.next >= entries.size()) continue;
    if (entries[position.next].state != ReferenceState::kUnfinished) {
      return Concat("shard ", i, " has record ", position.next);
    }
    is_unfinished = true;
  }
  const ReadCode code = batch.code();
  const bool is_right = (is_blocked && code == ReadCode::kUnfinishedClaim) ||
                        code == (is_unfinished     ? ReadCode::kUnfinishedClaim
                                 : is_all_finished ? ReadCode::kEndOfStream
                                                   : ReadCode::kOk);
  return is_right ? "" : Concat("code ", static_cast<int>(code));
}

}  // namespace weir::testing
