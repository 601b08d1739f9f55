// SPDX-License-Identifier: MIT
//
// An ArrivalChecker holds arrival times against I8: in each shard they never decrease,
// each is of the moment of its put, and a cursor at a time begins with the first
// record that arrived at it or later.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "stress/support/attempt.h"
#include "stress/support/faults.h"
#include "stress/support/trace.h"

namespace weir::testing {

class ArrivalChecker {
 public:
  // A record was read, by any cursor, in any order.
  void Observe(std::uint32_t shard, const Sighting& seen) {
    if (shard >= arrivals_.size()) arrivals_.resize(shard + 1);
    auto& arrivals = arrivals_[shard];
    if (seen.sequence_number >= arrivals.size()) {
      arrivals.resize(2 * static_cast<std::size_t>(seen.sequence_number) + 64, kUnseen);
    }
    arrivals[seen.sequence_number] = seen.arrival_nanos;
  }

  // The same record, as its producer knows it.
  void ObservePut(const Attempt& attempt, const Sighting& seen) {
    if (attempt.called_nanos <= seen.arrival_nanos && seen.arrival_nanos <= attempt.answered_nanos)
      return;
    faults_.Add(attempt.id.ToString(), " arrived at ", seen.arrival_nanos, " and was put from ",
                attempt.called_nanos, " to ", attempt.answered_nanos);
  }

  // A cursor that was opened at `start_nanos`, and its readings of one shard: it does
  // not begin too early.
  void ObserveStart(const std::string& cursor, std::uint32_t shard, std::int64_t start_nanos,
                    const std::vector<const Reading*>& readings) {
    const Sighting* const first = FirstOf(readings);
    if (first == nullptr || first->arrival_nanos >= start_nanos) return;
    faults_.Add(cursor, ", opened at ", start_nanos, " in shard ", shard, ", begins with arrival ",
                first->arrival_nanos);
  }

  // The same, after every Observe(), where nothing is dropped: it does not begin too
  // late. What had expired by its first reading is no record to begin with.
  void ObserveNoneLeftOut(const std::string& cursor, std::uint32_t shard, std::int64_t start_nanos,
                          const std::vector<const Reading*>& readings) {
    const Sighting* const first = FirstOf(readings);
    if (first == nullptr) return;
    const std::int64_t wanted_nanos = std::max(start_nanos, readings.front()->horizon_max_nanos);
    for (std::uint64_t number = first->sequence_number; number-- > 0;) {
      const std::int64_t arrival = ArrivalOf(shard, number);
      if (arrival == kUnseen || IsTrimmed(number, readings)) continue;
      if (arrival < wanted_nanos) return;
      return faults_.Add(cursor, ", opened at ", start_nanos, " in shard ", shard,
                         ", begins with number ", first->sequence_number, ", and number ", number,
                         " arrived at ", arrival);
    }
  }

  const Faults& Check() {
    for (std::size_t shard = 0; shard < arrivals_.size(); ++shard) {
      std::int64_t latest = kUnseen;
      for (const std::int64_t arrival : arrivals_[shard]) {
        if (arrival == kUnseen) continue;
        if (arrival < latest) {
          faults_.Add("in shard ", shard, " arrival ", arrival, " comes after ", latest);
        }
        latest = arrival;
      }
    }
    return faults_;
  }

 private:
  static constexpr std::int64_t kUnseen = std::numeric_limits<std::int64_t>::min();

  static const Sighting* FirstOf(const std::vector<const Reading*>& readings) {
    for (const Reading* const reading : readings) {
      if (!reading->records.empty()) return &reading->records.front();
    }
    return nullptr;
  }

  static bool IsTrimmed(std::uint64_t number, const std::vector<const Reading*>& readings) {
    for (const Reading* const reading : readings) {
      if (reading->trimmed_first <= number && number < reading->trimmed_first + reading->trimmed) {
        return true;
      }
    }
    return false;
  }

  std::int64_t ArrivalOf(std::uint32_t shard, std::uint64_t number) const {
    if (shard >= arrivals_.size() || number >= arrivals_[shard].size()) return kUnseen;
    return arrivals_[shard][number];
  }

  // By shard and number.
  std::vector<std::vector<std::int64_t>> arrivals_;
  Faults faults_{"I8"};
};

}  // namespace weir::testing
