// SPDX-License-Identifier: MIT
//
// A Ledger has every record that was put, by its id and by its place, and holds what
// is read against I4: nothing is invented, nothing altered. What was refused or
// abandoned and is read nevertheless is against I5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stress/support/attempt.h"
#include "stress/support/faults.h"
#include "stress/support/trace.h"

namespace weir::testing {

class Ledger {
 public:
  // `attempts` must outlive the ledger.
  explicit Ledger(const std::vector<std::vector<Attempt>>& attempts) : attempts_(attempts) {
    for (const std::vector<Attempt>& of_producer : attempts) {
      for (const Attempt& attempt : of_producer) Enter(attempt);
    }
  }

  // What was acknowledged at this place; null if nothing was.
  const Attempt* At(std::uint32_t shard, std::uint64_t number) const {
    if (shard >= places_.size() || number >= places_[shard].size()) return nullptr;
    return places_[shard][number];
  }

  void Observe(std::uint32_t shard, const Sighting& seen) {
    const RecordId id = RecordId::FromWord(seen.id);
    const std::string place = Concat("number ", seen.sequence_number, " of shard ", shard);
    if (!seen.is_intact) return altered_.Add(place, " does not have the bytes it was put with");
    const Attempt* const attempt = Find(id);
    if (attempt == nullptr) return altered_.Add(place, ", ", id.ToString(), ", was never put");
    if (attempt->checksum != seen.checksum) {
      return altered_.Add(place, ", ", id.ToString(), ", was put with other bytes");
    }
    if (attempt->fate != Fate::kAcknowledged) {
      return refused_.Add(place, ", ", id.ToString(), ", is read and was ",
                          attempt->fate == Fate::kRefused ? "refused" : "abandoned");
    }
    if (attempt->shard != shard || attempt->sequence_number != seen.sequence_number) {
      altered_.Add(place, ", ", id.ToString(), ", was acknowledged as number ",
                   attempt->sequence_number, " of shard ", attempt->shard);
    }
  }

  // I4.
  const Faults& CheckBytes() const { return altered_; }
  // I5, the half about what was not acknowledged.
  const Faults& CheckFates() const { return refused_; }

 private:
  void Enter(const Attempt& attempt) {
    if (attempt.fate != Fate::kAcknowledged) return;
    if (attempt.shard >= places_.size()) places_.resize(attempt.shard + 1);
    auto& places = places_[attempt.shard];
    if (attempt.sequence_number >= places.size()) {
      // Doubled by hand: numbers come from many producers, in leaps.
      places.resize(2 * static_cast<std::size_t>(attempt.sequence_number) + 64);
    }
    places[attempt.sequence_number] = &attempt;
  }
  const Attempt* Find(const RecordId& id) const {
    if (id.producer >= attempts_.size()) return nullptr;
    const std::vector<Attempt>& of_producer = attempts_[id.producer];
    if (id.number >= of_producer.size()) return nullptr;
    const Attempt& attempt = of_producer[id.number];
    return attempt.id == id ? &attempt : nullptr;
  }

  // Set at construction, never written again.
  const std::vector<std::vector<Attempt>>& attempts_;
  // By shard and number.
  std::vector<std::vector<const Attempt*>> places_;
  // Found while observing.
  Faults altered_{"I4"};
  Faults refused_{"I5"};
};

}  // namespace weir::testing
