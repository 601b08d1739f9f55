// SPDX-License-Identifier: MIT
//
// A SequenceChecker holds the numbers of a stream against I1: in each shard they are
// unique and without gaps, where an abandoned claim has one too.
#pragma once

#include <cstdint>
#include <vector>

#include "stress/support/faults.h"
#include "stress/support/history.h"

namespace weir::testing {

class SequenceChecker {
 public:
  explicit SequenceChecker(const std::vector<ShardCount>& shards) : shards_(shards) {
    for (const ShardCount& shard : shards) is_taken_.emplace_back(shard.appended);
  }

  // A record was acknowledged with this number.
  void Take(std::uint32_t shard, std::uint64_t number) {
    if (shard >= shards_.size()) return faults_.Add("there is no shard ", shard);
    if (number >= shards_[shard].appended) {
      return faults_.Add("number ", number, " of shard ", shard, " was given out, which has ",
                         shards_[shard].appended);
    }
    if (is_taken_[shard][number]) {
      faults_.Add("number ", number, " of shard ", shard, " was given out twice");
    }
    is_taken_[shard][number] = true;
  }

  // After all of them; `aborted` claims were given up.
  const Faults& Check(std::uint64_t aborted) {
    std::uint64_t holes = 0;
    for (std::uint32_t shard = 0; shard < shards_.size(); ++shard) {
      std::uint64_t taken = 0;
      for (const bool is_taken : is_taken_[shard]) taken += is_taken ? 1 : 0;
      if (taken != shards_[shard].records) {
        faults_.Add("shard ", shard, " counts ", shards_[shard].records, " records, and ", taken,
                    " were acknowledged");
      }
      holes += shards_[shard].appended - taken;
    }
    if (holes != aborted) {
      faults_.Add(holes, " numbers belong to no record, and ", aborted, " claims were given up");
    }
    return faults_;
  }

 private:
  // Set at construction, never written again.
  const std::vector<ShardCount> shards_;
  // By shard and number.
  std::vector<std::vector<bool>> is_taken_;
  Faults faults_{"I1"};
};

}  // namespace weir::testing
