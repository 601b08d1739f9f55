// SPDX-License-Identifier: MIT
#include "weir/stream/internal/shard_read.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "weir/base/concat.h"
#include "weir/base/status.h"
#include "weir/model/errors.h"
#include "weir/stream/internal/stream_core.h"

namespace weir::stream_internal {
namespace {

constexpr std::int64_t kRecordsMax = 10'000;

std::int64_t SinceEpoch(const StreamCore& core, std::int64_t now_nanos) {
  return now_nanos > core.epoch_nanos ? now_nanos - core.epoch_nanos : 0;
}

// What the limit says to a read.
enum class Admission : std::uint8_t {
  // It may begin, and what it finds is taken from the allowance.
  kAdmitted,
  // It may begin, though it is over the limit: it takes nothing, or it would make
  // the next one look worse than enforcing does.
  kObserved,
  kRefused,
};

// On whose account the read goes.
struct Account {
  ReadQuota& quota;
  ReaderKind kind;
};

Account AccountOf(ShardReadState& state) {
  if (state.dedicated_quota != nullptr) return {*state.dedicated_quota, ReaderKind::kDedicated};
  return {state.shard->read_quota, ReaderKind::kShared};
}

// If it is refused, `parts` says so.
Admission Admit(StreamCore& core, ShardReadState& state, std::int64_t now_nanos,
                Batch::Parts& parts) {
  const Limits& limits = core.options.limits;
  if (limits.read_mode == LimitMode::kOff) return Admission::kAdmitted;
  const Account account = AccountOf(state);
  const GateVerdict verdict =
      account.quota.Admit(limits, account.kind, SinceEpoch(core, now_nanos));
  parts.is_counted = verdict.IsAdmitted();
  if (verdict.IsAdmitted()) return Admission::kAdmitted;
  state.shard->read_exceeded.Add(1);
  if (limits.read_mode == LimitMode::kObserve) return Admission::kObserved;
  parts.code = ReadCode::kThrottled;
  parts.retry_after_nanos = verdict.retry_after_nanos;
  return Admission::kRefused;
}

void Charge(const StreamCore& core, ShardReadState& state, std::uint64_t bytes) {
  const Limits& limits = core.options.limits;
  if (limits.read_mode == LimitMode::kOff) return;
  AccountOf(state).quota.Charge(limits, bytes);
}

std::int64_t MillisBetween(std::int64_t arrival_nanos, std::int64_t now_nanos) {
  // A record may have arrived after the clock was read.
  return arrival_nanos > now_nanos ? 0 : (now_nanos - arrival_nanos) / 1'000'000;
}

std::int64_t MillisBehind(Pin& pin, ShardReadState& state, std::int64_t now_nanos) {
  const std::int64_t arrival = ShardReader::NextArrivalNanos(state.shard->log, pin, state.position);
  return arrival == kNoTime ? 0 : MillisBetween(arrival, now_nanos);
}

ReadCode CodeOf(const StreamCore& core, const Shard& shard, LogReadCode code) {
  switch (code) {
    case LogReadCode::kRecords:
    case LogReadCode::kTip:
      return ReadCode::kOk;
    case LogReadCode::kUnfinishedClaim:
      return ReadCode::kUnfinishedClaim;
    case LogReadCode::kEnd:
      break;
  }
  return core.end.IsLast(shard) ? ReadCode::kEndOfStream : ReadCode::kEndOfShard;
}

}  // namespace

Batch::Parts ReadShard(StreamCore& core, Pin& pin, ShardReadState& state,
                       const ReadOptions& options, ReadScope scope) {
  Shard& shard = *state.shard;
  Batch::Parts parts;
  parts.shard_id.index = shard.lineage.index;
  const std::int64_t now_nanos = core.clock.NowNanos();
  const Admission admission = Admit(core, state, now_nanos, parts);
  if (admission == Admission::kRefused) {
    // It may never be: then until clocks end.
    state.refused_until_nanos = now_nanos + std::min(parts.retry_after_nanos, kNever - now_nanos);
    parts.millis_behind_latest = MillisBehind(pin, state, now_nanos);
    return parts;
  }
  state.refused_until_nanos = kNoTime;
  const std::int64_t records_max = std::clamp<std::int64_t>(options.records_max, 1, kRecordsMax);
  const std::int64_t bytes_max = std::max<std::int64_t>(options.bytes_max, 1);
  const LogReadResult found =
      ShardReader::Read(shard.log, pin, state.position,
                        {.frames_max = static_cast<std::uint64_t>(records_max),
                         .bytes_max = static_cast<std::uint64_t>(bytes_max),
                         .horizon_nanos = core.retention.HorizonNanos(now_nanos),
                         .is_only_log = scope == ReadScope::kOneShard});
  parts.code = CodeOf(core, shard, found.code);
  parts.frames = found.frames;
  parts.records = found.records;
  parts.bytes = found.bytes;
  parts.aborted = found.aborted;
  parts.trimmed = {found.trimmed.records, found.trimmed.bytes, SequenceNumber{found.trimmed_first}};
  if (found.code == LogReadCode::kUnfinishedClaim) {
    parts.millis_behind_latest = MillisBehind(pin, state, now_nanos);
  }
  if (found.records == 0) return parts;
  if (admission == Admission::kAdmitted) Charge(core, state, found.bytes);
  shard.outgoing_records.Add(found.records);
  shard.outgoing_bytes.Add(found.bytes);
  std::int64_t iterator_age = MillisBetween(found.last_arrival_nanos, now_nanos);
  // What comes arrived no earlier, so it is not a millisecond old either. Producers
  // want the line that would tell whether something comes.
  if (iterator_age > 0) {
    // The pin may stay where it is: what comes next is in the same segment, or its
    // arrival stands beside the link to it.
    parts.millis_behind_latest = MillisBehind(pin, state, now_nanos);
    const bool is_at_tip = state.position.totals.records == shard.log.Totals().records;
    if (is_at_tip) iterator_age = 0;
  }
  shard.iterator_age_milliseconds.Set(iterator_age);
  return parts;
}

void GiveBack(const StreamCore& core, ShardReadState& state, const Batch::Parts& parts) {
  if (!parts.is_counted) return;
  const Account account = AccountOf(state);
  account.quota.GiveBack(core.options.limits, account.kind);
}

Lag LagOf(StreamCore& core, Pin& pin, ShardReadState& state) {
  const LogPosition& position = state.position;
  Lag lag;
  // First of all, since it moves the position over what was trimmed, which is then
  // still to be told.
  lag.milliseconds = MillisBehind(pin, state, core.clock.NowNanos());
  const LogTotals totals = state.shard->log.Totals();
  // Before an unfinished claim, bytes count from there: how many of them come before
  // the start is written in frames that nobody can find yet.
  const std::uint64_t from = std::max(position.totals.records, position.start_sequence);
  lag.records = position.unreported.records;
  lag.bytes = position.unreported.bytes;
  if (totals.records <= from) return lag;
  lag.records += totals.records - from;
  lag.bytes += totals.bytes - position.totals.bytes;
  return lag;
}

absl::StatusOr<LogPosition> Locate(StreamCore& core, Pin& pin, Shard& shard,
                                   const Position& position) {
  const std::int64_t now_nanos = core.clock.NowNanos();
  if (position.type() == Position::Type::kLatest) {
    LogPosition tip = ShardReader::AtTip(shard.log);
    // What is claimed behind it arrives later, but for the moment by which a claim that
    // is under way has read its clock before this.
    tip.passed_nanos = now_nanos;
    return tip;
  }
  LogPosition at = ShardReader::AtHead(shard.log);
  if (position.type() == Position::Type::kTrimHorizon) {
    at.start_nanos = core.retention.HorizonNanos(now_nanos);
  } else if (position.type() == Position::Type::kAtTimestamp) {
    if (position.timestamp_nanos() > now_nanos) {
      return WithKinesisException(
          InvalidArgument(Concat("the timestamp ", position.timestamp_nanos(),
                                 " is later than the current time ", now_nanos,
                                 ", both in nanoseconds since the Unix epoch")),
          "InvalidArgumentException");
    }
    at.start_nanos = std::max(position.timestamp_nanos(), core.retention.HorizonNanos(now_nanos));
  } else {
    const std::uint64_t number = position.sequence_number().value;
    const LogTotals totals = shard.log.Totals();
    if (number >= totals.records) {
      return WithKinesisException(
          InvalidArgument(Concat("sequence number ", number, " of ",
                                 ShardId{shard.lineage.index}.ToString(),
                                 " is not reached: the next one is ", totals.records)),
          "InvalidArgumentException");
    }
    const bool is_after = position.type() == Position::Type::kAfterSequenceNumber;
    const std::uint64_t first = is_after ? number + 1 : number;
    if (first < at.totals.records) {
      // Gone: to be told as trimmed. Nobody knows how many bytes it was.
      at.unreported.records = at.totals.records - first;
      at.unreported_first = first;
      return at;
    }
    at.start_sequence = first;
  }
  ShardReader::Seek(shard.log, pin, at);
  // What the seek could not look at, an unfinished claim and all behind it, is
  // wanted: none of it was readable before. And the oldest record is now another, if
  // the one that was is gone.
  if (position.type() == Position::Type::kTrimHorizon) {
    at.start_nanos = kNoTime;
    at.unreported = {};
  }
  return at;
}

std::vector<ChildShard> ChildrenOf(const StreamCore& core, const Shard& shard) {
  std::vector<ChildShard> children;
  for (const Shard* const of : core.map.Children(shard)) {
    if (of == nullptr) continue;
    const ShardLineage& lineage = of->lineage;
    ChildShard child;
    child.shard_id.index = lineage.index;
    child.parent_shard_id.index = lineage.parent;
    if (lineage.adjacent_parent != kNoShard) {
      child.adjacent_parent_shard_id = ShardId{lineage.adjacent_parent};
    }
    child.hash_key_range = lineage.range;
    children.push_back(child);
  }
  return children;
}

}  // namespace weir::stream_internal
