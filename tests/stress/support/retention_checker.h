// SPDX-License-Identifier: MIT
//
// A RetentionChecker holds what is read against I9: nothing older than the retention
// period is handed out, and nothing younger goes, but by the memory policy and counted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "stress/support/faults.h"

namespace weir::testing {

class RetentionChecker {
 public:
  // A record was handed out by a read that was called when what arrived before
  // `horizon_min_nanos` had expired.
  void Serve(std::uint32_t shard, std::uint64_t number, std::int64_t arrival_nanos,
             std::int64_t horizon_min_nanos) {
    if (arrival_nanos >= horizon_min_nanos) return;
    faults_.Add("number ", number, " of shard ", shard, " arrived at ", arrival_nanos,
                " and is handed out when ", horizon_min_nanos, " has expired");
  }

  // A record was reported as trimmed. It arrived at `called_nanos` or later, and
  // nothing that arrived at `horizon_max_nanos` or later had expired.
  void Trim(std::uint32_t shard, std::uint64_t number, std::int64_t called_nanos,
            std::int64_t horizon_max_nanos) {
    if (called_nanos >= horizon_max_nanos) early_.emplace_back(shard, number);
  }

  // The stream counts `dropped_records` of all that went too early.
  const Faults& Check(std::uint64_t dropped_records) {
    std::sort(early_.begin(), early_.end());
    early_.erase(std::unique(early_.begin(), early_.end()), early_.end());
    if (early_.size() > dropped_records) {
      faults_.Add(early_.size(), " records were trimmed before their time, as number ",
                  early_.front().second, " of shard ", early_.front().first,
                  ", and the stream counts ", dropped_records, " that it dropped");
    }
    return faults_;
  }

 private:
  // Shard and number of what went before its time, once for every cursor.
  std::vector<std::pair<std::uint32_t, std::uint64_t>> early_;
  Faults faults_{"I9"};
};

}  // namespace weir::testing
