// SPDX-License-Identifier: MIT
//
// A ClockSchedule runs a stream on a wall clock that steps back by hours and days, on by
// a year, stands still, races or jitters, and predicts every answer with a plain list of
// what was put: arrivals, retention to the record, cursors at a time, limits.
//
// The wall clock comes through a CachedClock, as in a program, which lets no step back
// through: no Clock goes back.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "quota/support/exact_gate.h"
#include "stream/support.h"
#include "stress/support/fast_random.h"
#include "stress/support/faults.h"
#include "stress/support/limit_checker.h"
#include "weir/base/clock.h"

namespace weir::testing {

// A wall clock that goes wherever it is set.
class WildClock final : public Clock {
 public:
  void Set(std::int64_t nanos) { now_nanos_ = nanos; }
  std::int64_t now_nanos() const { return now_nanos_; }

 private:
  std::int64_t ReadNanos() const override { return now_nanos_; }

  std::atomic<std::int64_t> now_nanos_{1'735'689'600 * kSecond};
};

// What a canary has the list get wrong.
enum class ScheduleFault : std::uint8_t { kNone, kHorizon, kSeek, kGate, kArrival };

struct ScheduleTally {
  std::uint64_t put = 0;
  std::uint64_t refused = 0;
  std::uint64_t read = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t seeks = 0;
};

class ClockSchedule {
 public:
  explicit ClockSchedule(std::uint64_t seed, ScheduleFault fault = ScheduleFault::kNone)
      : random_(seed),
        fault_(fault),
        limits_({.write_mode = LimitMode::kEnforce,
                 .write_bytes = {.per_second = 2'000, .burst = 4'000},
                 .write_records = {.per_second = 40, .burst = 60}}),
        stream_(MakeTinyStream({.shard_count = kShards,
                                .retention_period = absl::Seconds(10),
                                .record_bytes_max = 200,
                                .limits = limits_,
                                .memory_bytes_max = 4 * 1024 * 1024,
                                .clock = &clock_,
                                .segment_bytes_max = 1024})),
        period_nanos_(10 * kSecond) {}

  // Once. What is wrong, or nothing.
  std::vector<std::string> Run() {
    for (int i = 0; i < kActions && faults_.count() == 0; ++i) Act();
    for (std::uint32_t shard = 0; shard < kShards; ++shard) OpenAtTime(shard);
    while (!readers_.empty() && faults_.count() == 0) ReadOn(readers_.size() - 1);
    std::vector<std::string> all = faults_.told();
    for (std::uint32_t shard = 0; shard < kShards; ++shard) CheckLimits(shard, all);
    return all;
  }

  const ScheduleTally& tally() const { return tally_; }

 private:
  static constexpr std::uint32_t kShards = 2;
  static constexpr int kActions = 250;

  struct Entry {
    std::int64_t arrival_nanos = 0;
    std::string data;
  };
  struct Shard {
    std::vector<Entry> entries;
    std::uint64_t bytes = 0;
    ExactGate records_gate;
    ExactGate bytes_gate;
  };
  struct Reading {
    std::uint32_t shard = 0;
    Cursor cursor;
    // The list's next.
    std::size_t next = 0;
  };

  std::int64_t now_nanos() const { return clock_.NowNanos(); }
  // What arrived before this has expired.
  std::int64_t HorizonNanos() const {
    return std::max(now_nanos() - period_nanos_, floor_nanos_) +
           (fault_ == ScheduleFault::kHorizon ? 1 : 0);
  }

  void Act() {
    const auto shard = static_cast<std::uint32_t>(random_.Below(kShards));
    switch (random_.Below(16)) {
      case 0:
      case 1:
        return OpenAtTime(shard);
      case 2:
      case 3:
      case 4:
        if (!readers_.empty()) ReadOn(random_.Below(readers_.size()));
        return;
      case 5:
        return stream_.Tick();
      case 6:
        return ChangeRetention();
      case 7:
      case 8:
      case 9:
        return MoveTime(shard);
      default:
        for (std::uint64_t i = 1 + random_.Below(8); i > 0; --i) Put(shard);
    }
  }

  // ---- Time ----

  void MoveTime(std::uint32_t shard) {
    const std::int64_t wall = wall_.now_nanos();
    switch (random_.Below(12)) {
      case 0:
        return SetWall(wall - 3'600 * kSecond);
      case 1:
        return SetWall(wall - 24 * 3'600 * kSecond);
      case 2:
        return SetWall(wall + 3'600 * kSecond);
      case 3:
        // A century of these would be too much for a clock that ends in 2262.
        if (years_++ < 50) SetWall(wall + 365 * 24 * 3'600 * kSecond);
        return;
      case 4:
        // Frozen: nobody ticks for a while.
        is_frozen_ = !is_frozen_;
        return;
      case 5:
        // A thousand times too fast, from now on or no more.
        pace_ = pace_ == 1 ? 1'000 : 1;
        return;
      case 6:
      case 7:
        return GoToExpiryOf(shard);
      case 8:
        return SetWall(wall + static_cast<std::int64_t>(random_.Below(2'000)) - 1'000);
      case 9:
        // Back to where the stream's time is, after steps back.
        return SetWall(now_nanos());
      default:
        return SetWall(wall + pace_ * static_cast<std::int64_t>(random_.Below(kSecond / 4)));
    }
  }
  // To where a record expires, a nanosecond before it, or after.
  void GoToExpiryOf(std::uint32_t shard) {
    const std::vector<Entry>& entries = shards_[shard].entries;
    if (entries.empty()) return;
    const std::int64_t arrival = entries[random_.Below(entries.size())].arrival_nanos;
    SetWall(arrival + period_nanos_ + static_cast<std::int64_t>(random_.Below(3)) - 1);
  }
  void SetWall(std::int64_t nanos) {
    wall_.Set(nanos);
    const std::int64_t before = now_nanos();
    if (!is_frozen_) clock_.Tick();
    if (now_nanos() < before) faults_.Add("the clock goes back to ", now_nanos());
  }

  void ChangeRetention() {
    floor_nanos_ = std::max(floor_nanos_, now_nanos() - period_nanos_);
    const std::int64_t seconds =
        random_.OneIn(8) ? 8'760 * 3'600 : 1 + static_cast<std::int64_t>(random_.Below(3'600));
    period_nanos_ = seconds * kSecond;
    if (!stream_.SetRetentionPeriod(absl::Seconds(seconds)).ok()) {
      faults_.Add("a retention period is refused");
    }
  }

  // ---- Putting ----

  void Put(std::uint32_t index) {
    Shard& shard = shards_[index];
    const std::string data(1 + random_.Below(150), static_cast<char>(random_.Bits()));
    const std::uint64_t bytes = data.size() + 1;
    const std::int64_t since_nanos = now_nanos() - start_nanos_;
    // Both are asked: each notes what its full bucket has lost.
    Rate records_rate = limits_.write_records;
    if (fault_ == ScheduleFault::kGate) ++records_rate.burst;
    const bool has_records =
        shard.records_gate.Check(records_rate, shard.entries.size(), 1, since_nanos).IsAdmitted();
    const bool has_bytes =
        shard.bytes_gate.Check(limits_.write_bytes, shard.bytes, bytes, since_nanos).IsAdmitted();
    const PutOutcome outcome =
        stream_.TryPut({.partition_key = "k",
                        .data = AsBytes(data),
                        .explicit_hash_key = HashKeyOf(index == 0 ? 0 : ~std::uint64_t{0})});
    const bool is_throttled =
        outcome.code == PutCode::kThrottledBytes || outcome.code == PutCode::kThrottledRecords;
    if (has_records && has_bytes ? outcome.code != PutCode::kOk : !is_throttled) {
      faults_.Add("I11: a put at ", now_nanos(), " into shard ", index, " is answered with code ",
                  static_cast<int>(outcome.code));
    }
    if (outcome.code != PutCode::kOk) {
      ++tally_.refused;
      return;
    }
    ++tally_.put;
    if (outcome.sequence_number.value != shard.entries.size()) {
      faults_.Add("I1: number ", outcome.sequence_number.value, " and not ", shard.entries.size());
    }
    shard.bytes += bytes;
    const std::int64_t wrong_nanos = fault_ == ScheduleFault::kArrival ? 1 : 0;
    shard.entries.push_back({now_nanos() + wrong_nanos, data});
  }

  void CheckLimits(std::uint32_t index, std::vector<std::string>& all) const {
    LimitChecker records("records", limits_.write_records, start_nanos_);
    LimitChecker bytes("bytes", limits_.write_bytes, start_nanos_);
    for (const Entry& entry : shards_[index].entries) {
      records.Grant(entry.arrival_nanos, 1);
      bytes.Grant(entry.arrival_nanos, entry.data.size() + 1);
    }
    for (const LimitChecker* checker : {&records, &bytes}) {
      all.insert(all.end(), checker->Check().told().begin(), checker->Check().told().end());
    }
  }

  // ---- Reading ----

  void OpenAtTime(std::uint32_t index) {
    const std::vector<Entry>& entries = shards_[index].entries;
    std::int64_t at_nanos =
        start_nanos_ + static_cast<std::int64_t>(random_.Below(
                           static_cast<std::uint64_t>(now_nanos() - start_nanos_) + 1));
    if (!entries.empty() && !random_.OneIn(4)) {
      // At a record, a nanosecond before it, or after.
      const std::size_t back = random_.Below(std::min<std::size_t>(entries.size(), 20));
      at_nanos = entries[entries.size() - 1 - back].arrival_nanos +
                 static_cast<std::int64_t>(random_.Below(3)) - 1;
    }
    at_nanos = std::min(at_nanos, now_nanos());
    absl::StatusOr<Cursor> cursor =
        stream_.OpenCursor(ShardId{index}, Position::AtTimestamp(absl::FromUnixNanos(at_nanos)));
    if (!cursor.ok()) return faults_.Add("no cursor is opened at ", at_nanos);
    const std::int64_t wanted_nanos =
        std::max(at_nanos + (fault_ == ScheduleFault::kSeek ? 1 : 0), HorizonNanos());
    std::size_t next = 0;
    while (next < entries.size() && entries[next].arrival_nanos < wanted_nanos) ++next;
    ++tally_.seeks;
    readers_.push_back({index, *std::move(cursor), next});
  }

  // Reads all there is. The last of all readers goes, so that there are never too many.
  void ReadOn(std::size_t at) {
    Reading& reader = readers_[at];
    const std::vector<Entry>& entries = shards_[reader.shard].entries;
    std::size_t live = reader.next;
    while (live < entries.size() && entries[live].arrival_nanos < HorizonNanos()) ++live;
    const std::uint64_t expired = live - reader.next;
    const bool has_something = reader.next < entries.size();
    if (has_something && !reader.cursor.Wait(absl::ZeroDuration())) {
      faults_.Add("a cursor of shard ", reader.shard, " waits, and number ", reader.next,
                  " is there");
    }
    const Harvest harvest = ReadAll(reader.cursor);
    if (harvest.trimmed != expired) {
      faults_.Add("I9: at ", now_nanos(), " ", harvest.trimmed, " records are reported trimmed of ",
                  expired, " from number ", reader.next, " of shard ", reader.shard);
    }
    if (harvest.records.size() != entries.size() - live) {
      faults_.Add("I9: at ", now_nanos(), " ", harvest.records.size(), " records are read of ",
                  entries.size() - live, " from number ", live, " of shard ", reader.shard);
    }
    for (std::size_t i = 0; i < harvest.records.size() && live + i < entries.size(); ++i) {
      const Kept& kept = harvest.records[i];
      const Entry& entry = entries[live + i];
      if (kept.sequence_number != live + i || kept.data != entry.data) {
        faults_.Add("I4: number ", kept.sequence_number, " is read as number ", live + i);
      }
      if (kept.arrival_nanos != entry.arrival_nanos) {
        faults_.Add("I8: number ", live + i, " arrived at ", kept.arrival_nanos, " and not at ",
                    entry.arrival_nanos);
      }
    }
    tally_.read += harvest.records.size();
    tally_.trimmed += harvest.trimmed;
    reader.next = entries.size();
    if (at + 1 == readers_.size()) readers_.pop_back();
  }

  FastRandom random_;
  // Set at construction, never written again.
  const ScheduleFault fault_;
  const Limits limits_;
  WildClock wall_;
  CachedClock clock_{wall_};
  const std::int64_t start_nanos_ = clock_.NowNanos();
  Stream stream_;
  // The list.
  std::array<Shard, kShards> shards_;
  std::vector<Reading> readers_;
  std::int64_t period_nanos_;
  // What had expired before the period was made longer.
  std::int64_t floor_nanos_ = std::numeric_limits<std::int64_t>::min();
  bool is_frozen_ = false;
  std::int64_t pace_ = 1;
  int years_ = 0;
  ScheduleTally tally_;
  Faults faults_{"schedule"};
};

}  // namespace weir::testing
