// SPDX-License-Identifier: MIT
//
// An AccountingChecker holds what one cursor reads of one shard against I7: received +
// abandoned + reported trimmed = appended, exactly, and it never goes back.
//
// A cursor that began somewhere does not tell how many abandoned claims it passed
// before the first record. So the position is known as a range, "from low_ to high_",
// that every batch narrows and none may leave empty.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "stress/support/faults.h"
#include "stress/support/trace.h"

namespace weir::testing {

class AccountingChecker {
 public:
  // Begins at number `start`, or at the first record read.
  AccountingChecker(std::string cursor, std::uint32_t shard, std::optional<std::uint64_t> start)
      : cursor_(std::move(cursor)), shard_(shard), is_begun_(start.has_value()) {
    if (start.has_value()) low_ = high_ = static_cast<std::int64_t>(*start);
  }

  void Observe(const Reading& reading) {
    if (!is_begun_) return Begin(reading);
    const auto aborted = static_cast<std::int64_t>(reading.aborted);
    const auto trimmed = static_cast<std::int64_t>(reading.trimmed);
    const auto count = static_cast<std::int64_t>(reading.records.size());
    CheckOrder(reading);
    // What lies between here and the first thing told is abandoned, and so is what
    // lies between any two things told; together no more than the batch says.
    std::int64_t first = kUnknownMax;
    if (count > 0) first = NumberOf(reading.records.front());
    if (trimmed > 0) first = static_cast<std::int64_t>(reading.trimmed_first);
    std::int64_t last = -1;
    if (trimmed > 0) last = static_cast<std::int64_t>(reading.trimmed_first) + trimmed;
    if (count > 0) last = NumberOf(reading.records.back()) + 1;
    if (count > 0 && trimmed > 0 &&
        NumberOf(reading.records.front()) <
            static_cast<std::int64_t>(reading.trimmed_first) + trimmed) {
      Complain(reading, "hands out what it reports as trimmed");
    }
    const std::int64_t told = aborted + trimmed + count;
    low_ = std::max(low_, last - told);
    high_ = std::min(high_, first);
    if (low_ > high_) {
      Complain(reading, "does not follow on the one before");
      low_ = high_ = std::max(last, low_ + told) - told;
    }
    low_ += told;
    high_ += told;
    if (reading.next.has_value()) CheckNext(reading);
  }

  // After the shard's end, which is at `appended`.
  void ObserveEnd(std::uint64_t appended) {
    const auto end = static_cast<std::int64_t>(appended);
    if (!is_begun_ || (low_ <= end && end <= high_)) return;
    faults_.Add(cursor_, " accounts for ", high_, " numbers of shard ", shard_, ", which gave out ",
                appended);
  }

  const Faults& Check() const { return faults_; }

 private:
  static constexpr std::int64_t kUnknownMax = std::numeric_limits<std::int64_t>::max() / 2;

  static std::int64_t NumberOf(const Sighting& record) {
    return static_cast<std::int64_t>(record.sequence_number);
  }

  void Begin(const Reading& reading) {
    CheckOrder(reading);
    if (reading.records.empty()) return;
    is_begun_ = true;
    low_ = NumberOf(reading.records.back()) + 1;
    // Claims that were abandoned lie before these records, among them or behind them.
    const std::int64_t among = low_ - NumberOf(reading.records.front()) -
                               static_cast<std::int64_t>(reading.records.size());
    high_ = low_ + static_cast<std::int64_t>(reading.aborted) - among;
    if (low_ > high_) {
      Complain(reading, "leaves numbers out");
      high_ = low_;
    }
    if (reading.next.has_value()) CheckNext(reading);
  }

  void CheckNext(const Reading& reading) {
    const auto next = static_cast<std::int64_t>(*reading.next);
    if (next < low_ || next > high_) {
      return Complain(reading, Concat("leaves the cursor at ", next));
    }
    low_ = high_ = next;
  }

  void CheckOrder(const Reading& reading) {
    for (std::size_t i = 1; i < reading.records.size(); ++i) {
      if (reading.records[i - 1].sequence_number < reading.records[i].sequence_number) continue;
      Complain(reading, Concat("goes back to ", reading.records[i].sequence_number));
    }
  }

  void Complain(const Reading& reading, const std::string& what) {
    const std::string range = reading.records.empty()
                                  ? "none"
                                  : Concat(reading.records.front().sequence_number, " to ",
                                           reading.records.back().sequence_number);
    faults_.Add(cursor_, ", shard ", shard_, ", at ", low_, " to ", high_, ": a batch of ",
                reading.records.size(), " records (", range, "), ", reading.trimmed,
                " trimmed from ", reading.trimmed_first, ", ", reading.aborted, " abandoned ",
                what);
  }

  // Set at construction, never written again.
  const std::string cursor_;
  const std::uint32_t shard_;
  // Whether the position is known at all, and where it is at least and at most.
  bool is_begun_;
  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
  Faults faults_{"I7"};
};

}  // namespace weir::testing
