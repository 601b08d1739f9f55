// SPDX-License-Identifier: MIT
//
// Many puts in one call: hashed first, grouped by shard, and claimed group by
// group, so that a clock reading, a limit check and an exchange are shared.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using stream_internal::ClaimGate;
using stream_internal::ClaimRecord;
using stream_internal::Shard;
using stream_internal::ShardLog;
using stream_internal::StreamCore;

PayloadSize SizeOf(const PutEntry& entry) {
  return {static_cast<std::uint16_t>(entry.partition_key.size()),
          static_cast<std::uint32_t>(entry.data.size())};
}

// So many entries are grouped at once; more come in turns. What grouping needs
// then lies on the stack.
constexpr std::size_t kGroupedMax = 512;
constexpr std::uint16_t kNone = 0xffff;

// Chains of entries by shard, in the order in which they were added.
class Groups {
 public:
  Groups() { Clear(); }

  void Clear() {
    slots_.fill(kNone);
    count_ = 0;
  }

  void Add(std::uint16_t entry, std::uint64_t frame_bytes, Shard* shard) {
    next_[entry] = kNone;
    std::size_t slot = shard->lineage.index * std::size_t{0x9e3779b1} % kSlots;
    while (slots_[slot] != kNone && shards_[slots_[slot]] != shard) slot = (slot + 1) % kSlots;
    if (slots_[slot] == kNone) {
      slots_[slot] = static_cast<std::uint16_t>(count_);
      shards_[count_] = shard;
      first_[count_] = entry;
      wholes_[count_] = {.count = 1, .frame_bytes = frame_bytes};
      last_[count_++] = entry;
      return;
    }
    const std::uint16_t group = slots_[slot];
    ++wholes_[group].count;
    wholes_[group].frame_bytes += frame_bytes;
    next_[last_[group]] = entry;
    last_[group] = entry;
  }

  std::size_t count() const { return count_; }
  Shard* shard(std::size_t group) const { return shards_[group]; }
  std::uint16_t first(std::size_t group) const { return first_[group]; }
  // All of the group's frames.
  const FrameRun& whole(std::size_t group) const { return wholes_[group]; }
  std::uint16_t next(std::uint16_t entry) const { return next_[entry]; }

 private:
  static constexpr std::size_t kSlots = 2 * kGroupedMax;

  std::size_t count_ = 0;
  std::array<std::uint16_t, kSlots> slots_;
  std::array<Shard*, kGroupedMax> shards_;
  std::array<FrameRun, kGroupedMax> wholes_;
  std::array<std::uint16_t, kGroupedMax> first_;
  std::array<std::uint16_t, kGroupedMax> last_;
  std::array<std::uint16_t, kGroupedMax> next_;
};

class BatchPut {
 public:
  BatchPut(StreamCore& core, std::span<const PutEntry> entries, std::span<PutOutcome> outcomes)
      : core_(core), entries_(entries), outcomes_(outcomes) {}

  void Run() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      outcomes_[i] = {};
      outcomes_[i].code =
          stream_internal::Validate(core_, entries_[i].partition_key, entries_[i].data.size());
    }
    // Entries of one key must be in one group, or a group that is put first overtakes
    // another, as when a reshard comes in the midst of routing:
    //   1. entry 0 is routed to C, the child of P, by a slice that is C's already
    //   2. entry 1, of another key, is routed to P by a slice that is not C's yet
    //   3. entry 2, of entry 1's key, is routed to C
    //   4. the group of C is put, then that of P: it is closed, 1 goes to C behind 2
    // A child is routed to only after its parents were closed. So if no shard of a
    // group is closed when all are routed, then none is another's child.
    do {
      Group();
    } while (HasParent());
    for (std::size_t group = 0; group < groups_.count(); ++group) {
      const std::uint16_t rest = PutRuns(group);
      PutSingly(rest);
      core_.WakeReaders(*groups_.shard(group));
    }
  }

 private:
  void Group() {
    groups_.Clear();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (outcomes_[i].code != PutCode::kOk) continue;
      Shard* const shard = core_.map.FindOpen(KeyOf(entries_[i]));
      groups_.Add(static_cast<std::uint16_t>(i), SizeOf(entries_[i]).FrameBytes(), shard);
    }
  }
  // Whether some group's shard was resharded since it was routed to.
  bool HasParent() const {
    for (std::size_t group = 0; group < groups_.count(); ++group) {
      if (groups_.shard(group)->WasTakenOver()) return true;
    }
    return false;
  }

  HashKey KeyOf(const PutEntry& entry) const {
    return stream_internal::HashOf(core_, entry.partition_key, entry.explicit_hash_key);
  }

  // The longest run of the chain from `entry` on that fits into `space`.
  FrameRun Fit(std::uint16_t entry, const FrameRun& space) const {
    FrameRun run;
    for (; entry != kNone; entry = groups_.next(entry)) {
      const std::uint64_t bytes = SizeOf(entries_[entry]).FrameBytes();
      if (run.count == space.count || run.frame_bytes + bytes > space.frame_bytes) break;
      ++run.count;
      run.frame_bytes += bytes;
    }
    return run;
  }

  // Puts the group in as few claims as segments allow. Returns the entry at which
  // a claim was refused: that one and the rest are then put one by one, so that
  // each is taken or refused by itself.
  std::uint16_t PutRuns(std::size_t group) {
    Shard& shard = *groups_.shard(group);
    std::uint16_t entry = groups_.first(group);
    FrameRun rest = groups_.whole(group);
    while (entry != kNone) {
      ClaimGate gate(core_, shard);
      BasicClaimedRun<StdAtomics> claimed;
      FrameRun taken;
      const ClaimCode code = shard.log.Claim(
          SizeOf(entries_[entry]).FrameBytes(),
          [&](const FrameRun& space, FrameRun& run) {
            const bool fits = rest.count <= space.count && rest.frame_bytes <= space.frame_bytes;
            taken = fits ? rest : Fit(entry, space);
            run = taken;
            return run.count > 0;
          },
          gate, claimed);
      if (code == ClaimCode::kNoMemory && core_.MakeMemory(shard)) continue;
      if (code != ClaimCode::kOk) return entry;
      gate.Settle(code);
      rest.count -= taken.count;
      rest.frame_bytes -= taken.frame_bytes;
      for (; taken.count > 0; --taken.count, entry = groups_.next(entry)) {
        Fill(shard, claimed, entry);
      }
    }
    return kNone;
  }

  void Fill(Shard& shard, BasicClaimedRun<StdAtomics>& claimed, std::uint16_t entry) {
    const PayloadSize size = SizeOf(entries_[entry]);
    const ClaimedFrame frame = ShardLog::FrameOf(claimed, size);
    outcomes_[entry].shard_id.index = shard.lineage.index;
    outcomes_[entry].sequence_number.value = frame.sequence;
    // Before the publication, after which the segment may go.
    ShardLog::NextFrame(claimed, size);
    frame.Write(entries_[entry].partition_key, entries_[entry].data);
    ShardLog::Publish(frame);
  }

  void PutSingly(std::uint16_t entry) {
    for (; entry != kNone; entry = groups_.next(entry)) {
      const HashKey key = KeyOf(entries_[entry]);
      const stream_internal::ClaimedRecord record =
          ClaimRecord(core_, core_.map.Route(key), key, SizeOf(entries_[entry]));
      outcomes_[entry] = record.outcome;
      if (record.shard == nullptr) continue;
      record.frame.Write(entries_[entry].partition_key, entries_[entry].data);
      ShardLog::Publish(record.frame);
      core_.WakeReaders(*record.shard);
    }
  }

  StreamCore& core_;
  std::span<const PutEntry> entries_;
  std::span<PutOutcome> outcomes_;
  Groups groups_;
};

}  // namespace

std::size_t Stream::PutBatch(std::span<const PutEntry> entries, std::span<PutOutcome> outcomes) {
  // Entries without an outcome cannot be answered, so they are not put.
  std::size_t failed = entries.size() - std::min(entries.size(), outcomes.size());
  entries = entries.first(entries.size() - failed);
  while (!entries.empty()) {
    const std::size_t count = std::min(entries.size(), kGroupedMax);
    BatchPut(*core_, entries.first(count), outcomes.first(count)).Run();
    failed += static_cast<std::size_t>(
        std::count_if(outcomes.begin(), outcomes.begin() + static_cast<std::ptrdiff_t>(count),
                      [](const PutOutcome& outcome) { return outcome.code != PutCode::kOk; }));
    entries = entries.subspan(count);
    outcomes = outcomes.subspan(count);
  }
  return failed;
}

}  // namespace weir
