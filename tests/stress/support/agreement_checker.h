// SPDX-License-Identifier: MIT
//
// An AgreementChecker holds what several cursors read against I6: at one place of one
// shard all of them find the same bytes, with the same arrival time.
#pragma once

#include <cstdint>
#include <vector>

#include "stress/support/faults.h"
#include "stress/support/trace.h"

namespace weir::testing {

class AgreementChecker {
 public:
  void Observe(std::uint32_t shard, const Sighting& seen) {
    if (shard >= digests_.size()) digests_.resize(shard + 1);
    auto& digests = digests_[shard];
    if (seen.sequence_number >= digests.size()) {
      digests.resize(2 * static_cast<std::size_t>(seen.sequence_number) + 64);
    }
    std::uint64_t& digest = digests[seen.sequence_number];
    const std::uint64_t found = DigestOf(seen);
    if (digest == 0) digest = found;
    if (digest == found) return;
    faults_.Add("two cursors differ about number ", seen.sequence_number, " of shard ", shard);
  }

  const Faults& Check() const { return faults_; }

 private:
  // Not 0, which stands for nothing seen.
  static std::uint64_t DigestOf(const Sighting& seen) {
    std::uint64_t digest = seen.checksum;
    digest = (digest ^ seen.id) * 0x9e3779b97f4a7c15u;
    digest = (digest ^ static_cast<std::uint64_t>(seen.arrival_nanos)) * 0xd1b54a32d192ed03u;
    return digest | 1;
  }

  // By shard and number.
  std::vector<std::vector<std::uint64_t>> digests_;
  Faults faults_{"I6"};
};

}  // namespace weir::testing
