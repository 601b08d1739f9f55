// SPDX-License-Identifier: MIT
//
// Many puts in one call: hashed first, grouped by shard, and claimed group by
// group, so that a clock reading, a limit check and an exchange are shared.

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "weir/base/cache_line.h"
#include "weir/stream/internal/stream_core.h"
#include "weir/stream/stream.h"

namespace weir {
namespace {

using stream_internal::ClaimGate;
using stream_internal::ClaimRecord;
using stream_internal::Shard;
using stream_internal::ShardLog;
using stream_internal::ShardMap;
using stream_internal::StreamCore;

PayloadSize SizeOf(const PutEntry& entry) {
  return {static_cast<std::uint16_t>(entry.partition_key.size()),
          static_cast<std::uint32_t>(entry.data.size())};
}

// So many entries are grouped at once; more come in turns. What grouping needs
// then lies on the stack.
constexpr std::size_t kGroupedMax = 512;
constexpr std::uint16_t kNone = 0xffff;

// Chains of entries by shard. Entries are added from the last to the first, so that an
// entry is linked to one that is known: linked from it, the link's address would have to
// be waited for.
class Groups {
 public:
  // Without initial values, so that what is not used is not touched.
  struct Group {
    // All of the group's frames.
    FrameRun Whole() const {
      return {.count = count, .frame_bytes = static_cast<std::uint64_t>(ahead - begin)};
    }

    Shard* shard;
    // Where its frames begin, and where the next would, if nobody else claims before:
    // to be fetched, not to be used.
    std::uintptr_t begin;
    std::uintptr_t ahead;
    std::uint32_t count;
    std::uint16_t first;
  };

  // For 1 to kGroupedMax entries.
  explicit Groups(std::size_t entry_count)
      : slot_shift_(31 - static_cast<unsigned>(std::bit_width(entry_count - 1))) {
    groups_[0].shard = nullptr;
    Clear();
  }

  void Clear() {
    std::fill_n(slots_.begin(), std::size_t{1} << (32 - slot_shift_), std::uint16_t{0});
    end_ = 1;
  }

  // In front of those of its shard that were added before. Fetches what its frame will
  // be written to, or the beginning of it: by then it is there.
  void Add(std::uint16_t entry, std::uint64_t frame_bytes, Shard* shard) {
    Group& group = GroupOf(shard);
    const std::uintptr_t ahead = group.ahead;
    group.ahead = ahead + frame_bytes;
    ++group.count;
    next_[entry] = group.first;
    group.first = entry;
    // Numbers: where nothing is known of the place, a null pointer would be moved.
    __builtin_prefetch(reinterpret_cast<const void*>(ahead), /*write=*/1);
    __builtin_prefetch(reinterpret_cast<const void*>(ahead + kCacheLineBytes), /*write=*/1);
    __builtin_prefetch(reinterpret_cast<const void*>(ahead + 2 * kCacheLineBytes), /*write=*/1);
  }

  std::span<const Group> all() const { return {&groups_[1], end_ - std::size_t{1}}; }
  std::uint16_t next(std::uint16_t entry) const { return next_[entry]; }

 private:
  Group& GroupOf(Shard* shard) {
    // By its address, which is known without a look at the shard.
    const auto number =
        static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(shard) / kDestructiveBytes);
    std::uint32_t slot = number * 0x9e3779b1 >> slot_shift_;
    for (;; slot = (slot + 1) & (~std::uint32_t{0} >> slot_shift_)) {
      Group& group = groups_[slots_[slot]];
      if (__builtin_expect(group.shard == shard, 1)) return group;
      if (group.shard == nullptr) break;
    }
    slots_[slot] = end_;
    return Begin(shard);
  }
  [[gnu::noinline]] Group& Begin(Shard* shard) {
    const auto ahead = reinterpret_cast<std::uintptr_t>(shard->log.Ahead());
    Group& group = groups_[end_++];
    group = {.shard = shard, .begin = ahead, .ahead = ahead, .count = 0, .first = kNone};
    return group;
  }

  // What is left of 32 bits: there are twice as many slots as entries, or more.
  unsigned slot_shift_;
  // Behind the last group.
  std::uint16_t end_;
  // The first is none: that of an empty slot.
  std::array<Group, 1 + kGroupedMax> groups_;
  // Each an index of a group.
  std::array<std::uint16_t, 2 * kGroupedMax> slots_;
  std::array<std::uint16_t, kGroupedMax> next_;
};

class BatchPut {
 public:
  BatchPut(StreamCore& core, std::span<const PutEntry> entries, std::span<PutOutcome> outcomes)
      : core_(core), entries_(entries), outcomes_(outcomes), groups_(entries.size()) {}

  // Returns how many entries were not put.
  std::size_t Run() {
    // Entries of one key must be in one group, or a group that is put first overtakes
    // another, as when a reshard comes in the midst of routing:
    //   1. entry 0 is routed to C, the child of P, by a slice that is C's already
    //   2. entry 1, of another key, is routed to P by a slice that is not C's yet
    //   3. entry 2, of entry 1's key, is routed to C
    //   4. the group of C is put, then that of P: it is closed, 1 goes to C behind 2
    // A child is routed to only after its parents were closed. So if no shard of a
    // group is closed when all are routed, then none is another's child.
    const ShardMap& map = core_.map;
    if (core_.options.key_hash == KeyHash::kXxh3) {
      Group([&map](const PutEntry& entry) {
        return entry.explicit_hash_key.has_value() ? map.Route(*entry.explicit_hash_key)
                                                   : map.RouteXxh3(entry.partition_key);
      });
    } else {
      Group([this](const PutEntry& entry) { return core_.map.Route(KeyOf(entry)); });
    }
    while (HasParent()) {
      // The table may stay late for long, so the way is asked for.
      Group([this](const PutEntry& entry) { return core_.map.FindOpen(KeyOf(entry)); });
    }
    for (const Groups::Group& group : groups_.all()) {
      PutSingly(PutRuns(group));
      core_.WakeReaders(*group.shard);
    }
    return failed_;
  }

 private:
  // One look at each entry: is it valid, and whose is it?
  template <class Route>
  void Group(const Route& route) {
    groups_.Clear();
    failed_ = 0;
    const PutEntry* entry = entries_.data() + entries_.size();
    for (std::size_t i = entries_.size(); i-- > 0;) {
      --entry;
      const std::string_view key = entry->partition_key;
      const std::size_t data_bytes = entry->data.size();
      if (__builtin_expect(!stream_internal::IsValidAtAGlance(core_, key, data_bytes), 0)) {
        const PutCode code = stream_internal::Validate(core_, key, data_bytes);
        if (code != PutCode::kOk) {
          outcomes_[i] = {.code = code};
          ++failed_;
          continue;
        }
      }
      const std::uint64_t frame_bytes = key.size() + data_bytes + log_internal::kFrameHeaderBytes;
      groups_.Add(static_cast<std::uint16_t>(i), frame_bytes, route(*entry));
    }
  }
  // Whether some group's shard was resharded since it was routed to.
  bool HasParent() const {
    for (const Groups::Group& group : groups_.all()) {
      if (group.shard->WasTakenOver()) return true;
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
  std::uint16_t PutRuns(const Groups::Group& group) {
    Shard& shard = *group.shard;
    std::uint16_t entry = group.first;
    FrameRun rest = group.Whole();
    while (entry != kNone) {
      ClaimGate gate(core_, shard);
      ShardLog::ClaimedRun claimed;
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
      entry = Fill(claimed, {shard.log.beside().index}, entry, taken.count);
    }
    return kNone;
  }

  // Fills `count` claimed frames from `entry` on. Returns the entry behind them. With
  // copies of what it reads, which no write of a byte could change.
  std::uint16_t Fill(ShardLog::ClaimedRun claimed, ShardId shard_id, std::uint16_t first,
                     std::uint64_t count) {
    const PutEntry* const entries = entries_.data();
    PutOutcome* const outcomes = outcomes_.data();
    std::size_t entry = first;
    const std::uint64_t end = claimed.sequence + count;
    while (claimed.sequence != end) {
      const std::string_view key = entries[entry].partition_key;
      const std::span<const std::byte> data = entries[entry].data;
      const PayloadSize size = SizeOf(entries[entry]);
      const ClaimedFrame frame = ShardLog::FrameOf(claimed, size);
      outcomes[entry] = {.shard_id = shard_id,
                         .sequence_number = {frame.sequence},
                         .approximate_arrival_nanos = frame.header.arrival_nanos()};
      ShardLog::NextFrame(claimed, size);
      frame.Write(key, data);
      ShardLog::Publish(frame);
      entry = groups_.next(static_cast<std::uint16_t>(entry));
    }
    return static_cast<std::uint16_t>(entry);
  }

  void PutSingly(std::uint16_t entry) {
    for (; entry != kNone; entry = groups_.next(entry)) {
      const HashKey key = KeyOf(entries_[entry]);
      const stream_internal::ClaimedRecord record =
          ClaimRecord(core_, core_.map.Route(key), key, SizeOf(entries_[entry]));
      outcomes_[entry] = record.outcome;
      if (record.shard == nullptr) {
        ++failed_;
        continue;
      }
      outcomes_[entry].approximate_arrival_nanos = record.frame.header.arrival_nanos();
      record.frame.Write(entries_[entry].partition_key, entries_[entry].data);
      ShardLog::Publish(record.frame);
      core_.WakeReaders(*record.shard);
    }
  }

  StreamCore& core_;
  std::span<const PutEntry> entries_;
  std::span<PutOutcome> outcomes_;
  std::size_t failed_ = 0;
  Groups groups_;
};

}  // namespace

std::size_t Stream::PutBatch(std::span<const PutEntry> entries, std::span<PutOutcome> outcomes) {
  // Entries without an outcome cannot be answered, so they are not put.
  std::size_t failed = entries.size() - std::min(entries.size(), outcomes.size());
  entries = entries.first(entries.size() - failed);
  while (!entries.empty()) {
    const std::size_t count = std::min(entries.size(), kGroupedMax);
    failed += BatchPut(*core_, entries.first(count), outcomes.first(count)).Run();
    entries = entries.subspan(count);
    outcomes = outcomes.subspan(count);
  }
  return failed;
}

}  // namespace weir
