// SPDX-License-Identifier: MIT
//
// A FloodJudge puts the notes of all producers beside those of all cursors: I1 numbers
// without gap or double, I4 each record where it was acknowledged, I5 none lost and none
// that was refused, I7 every cursor's sum, I9 nothing trimmed before its time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stress/support/faults.h"
#include "stress/support/flood_notes.h"
#include "stress/support/flood_payload.h"

namespace weir::testing {

class FloodJudge {
 public:
  // Both must outlive the judge.
  FloodJudge(const FloodPayload& payload, const FloodNotes& notes)
      : payload_(payload), notes_(notes) {
    for (const std::uint64_t appended : notes.appended) {
      places_.emplace_back(appended);
      is_checked_.emplace_back(appended);
    }
  }

  std::vector<std::string> Faults() {
    EnterFates();
    for (std::uint32_t shard = 0; shard < places_.size(); ++shard) CompareShard(shard);
    for (const FloodTrace& trace : notes_.traces) CheckTrace(trace);
    CountChecked();
    std::vector<std::string> all;
    for (const testing::Faults* faults : {&numbers_, &bytes_, &fates_, &sums_, &retention_}) {
      all.insert(all.end(), faults->told().begin(), faults->told().end());
    }
    return all;
  }

  // After Faults(): records that were acknowledged, and of those the ones that a cursor
  // read, or was told of that they are trimmed.
  std::uint64_t acknowledged() const { return acknowledged_; }
  std::uint64_t checked() const { return checked_; }

 private:
  void EnterFates() {
    std::uint64_t aborted = 0;
    for (std::uint32_t producer = 0; producer < notes_.fates.size(); ++producer) {
      const std::vector<std::uint64_t>& fates = notes_.fates[producer];
      for (std::size_t number = 0; number < fates.size(); ++number) {
        const FloodFate fate = FloodFate::FromWord(fates[number]);
        if (fate.kind == FloodFate::Kind::kAborted) ++aborted;
        if (fate.kind != FloodFate::Kind::kAcknowledged) continue;
        ++acknowledged_;
        Enter(fate, payload_.IdOf(producer, number));
      }
    }
    std::uint64_t appended = 0;
    std::uint64_t records = 0;
    for (const std::uint64_t count : notes_.appended) appended += count;
    for (const std::uint64_t count : notes_.records) records += count;
    if (records == acknowledged_ && appended == acknowledged_ + aborted) return;
    numbers_.Add(appended, " numbers and ", records, " records, of ", acknowledged_,
                 " acknowledged and ", aborted, " abandoned");
  }

  void Enter(const FloodFate& fate, const RecordId& id) {
    if (fate.shard >= places_.size() || fate.sequence_number >= places_[fate.shard].size()) {
      return numbers_.Add("there is no number ", fate.sequence_number, " of shard ", fate.shard);
    }
    std::uint64_t& place = places_[fate.shard][fate.sequence_number];
    if (place != 0) {
      numbers_.Add("number ", fate.sequence_number, " of shard ", fate.shard, " is given twice");
    }
    place = id.Word() + 1;
  }

  // What cursors saw against what was acknowledged.
  void CompareShard(std::uint32_t shard) {
    const FloodSightings& sightings = *notes_.sightings[shard];
    for (std::uint64_t number = 0; number < sightings.size(); ++number) {
      const std::uint64_t seen = sightings.At(number);
      if (seen == 0) continue;
      const std::uint64_t put = number < places_[shard].size() ? places_[shard][number] : 0;
      if (put == 0) {
        fates_.Add("number ", number, " of shard ", shard, " is read and was not acknowledged");
      } else if (put != seen) {
        bytes_.Add("number ", number, " of shard ", shard, " is not the record put there");
      } else {
        is_checked_[shard][number] = true;
      }
    }
  }

  void CheckTrace(const FloodTrace& trace) {
    const std::vector<std::uint64_t>& places = places_[trace.shard];
    if (trace.next != places.size() ||
        trace.received + trace.aborted + trace.trimmed != places.size()) {
      sums_.Add("a cursor of shard ", trace.shard, " accounts for ", trace.received, " + ",
                trace.aborted, " + ", trace.trimmed, " of ", places.size());
    }
    for (const FloodRange& gap : trace.gaps) {
      for (std::uint64_t number = gap.first; number < gap.end && number < places.size(); ++number) {
        if (places[number] == 0) continue;
        fates_.Add("a cursor was not told of number ", number, " of shard ", trace.shard);
      }
    }
    std::uint64_t early = 0;
    for (const FloodRange& trim : trace.trims) {
      for (std::uint64_t number = trim.first; number < trim.end && number < places.size();
           ++number) {
        if (places[number] == 0) continue;
        is_checked_[trace.shard][number] = true;
        if (CalledMs(places[number]) >= trim.horizon_max_ms) ++early;
      }
    }
    if (early <= notes_.dropped_records) return;
    retention_.Add("a cursor of shard ", trace.shard, " was told of ", early,
                   " records that went before their time, and ", notes_.dropped_records,
                   " were dropped");
  }

  std::uint32_t CalledMs(std::uint64_t place) const {
    const RecordId id = RecordId::FromWord(place - 1);
    return FloodFate::FromWord(notes_.fates[id.producer][id.number]).called_ms;
  }

  void CountChecked() {
    for (std::size_t shard = 0; shard < places_.size(); ++shard) {
      for (std::size_t number = 0; number < places_[shard].size(); ++number) {
        if (places_[shard][number] != 0 && is_checked_[shard][number]) ++checked_;
      }
    }
    if (checked_ == acknowledged_) return;
    fates_.Add(acknowledged_, " records were acknowledged, and cursors know of ", checked_);
  }

  const FloodPayload& payload_;
  const FloodNotes& notes_;
  // By shard and number: the word of the record's id, plus one, or 0; and whether a
  // cursor read it or was told that it is trimmed.
  std::vector<std::vector<std::uint64_t>> places_;
  std::vector<std::vector<bool>> is_checked_;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t checked_ = 0;
  testing::Faults numbers_{"I1"};
  testing::Faults bytes_{"I4"};
  testing::Faults fates_{"I5"};
  testing::Faults sums_{"I7"};
  testing::Faults retention_{"I9"};
};

}  // namespace weir::testing
