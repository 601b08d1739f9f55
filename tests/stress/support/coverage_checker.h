// SPDX-License-Identifier: MIT
//
// A CoverageChecker holds what one cursor reads of one shard against I5: a record that
// was acknowledged is read, or reported as trimmed, and never passed in silence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "stress/support/faults.h"
#include "stress/support/ledger.h"
#include "stress/support/trace.h"

namespace weir::testing {

class CoverageChecker {
 public:
  // Begins at number `start`, or at the first record read.
  CoverageChecker(const Ledger& ledger, std::string cursor, std::uint32_t shard,
                  std::optional<std::uint64_t> start)
      : ledger_(ledger), cursor_(std::move(cursor)), shard_(shard), next_(start) {}

  void Observe(const Reading& reading) {
    if (reading.trimmed > 0 && next_.has_value()) {
      Reach(reading.trimmed_first);
      next_ = reading.trimmed_first + reading.trimmed;
    }
    for (const Sighting& record : reading.records) {
      if (next_.has_value()) Reach(record.sequence_number);
      next_ = record.sequence_number + 1;
    }
  }

  // After the shard's end, which is at `appended`.
  void ObserveEnd(std::uint64_t appended) {
    if (next_.has_value()) Reach(appended);
  }

  const Faults& Check() const { return faults_; }

 private:
  // What lies between here and `number` was given out to nobody, or is lost.
  void Reach(std::uint64_t number) {
    for (std::uint64_t at = *next_; at < number; ++at) {
      const Attempt* const lost = ledger_.At(shard_, at);
      if (lost == nullptr) continue;
      faults_.Add(cursor_, " was not told of number ", at, " of shard ", shard_, ", ",
                  lost->id.ToString(), ", which was acknowledged");
    }
  }

  // Set at construction, never written again.
  const Ledger& ledger_;
  const std::string cursor_;
  const std::uint32_t shard_;
  // Behind what was told of last.
  std::optional<std::uint64_t> next_;
  Faults faults_{"I5"};
};

}  // namespace weir::testing
