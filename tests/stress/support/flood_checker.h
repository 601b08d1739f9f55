// SPDX-License-Identifier: MIT
//
// A FloodChecker holds what one cursor of one shard is given against the invariants, on
// the spot: I3 the order of keys, I4 every byte, I6 agreement, I7 the sum, I8 arrivals,
// I9 nothing expired, I10 a view that stays. The judge (flood_judge.h) does the rest.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "stress/support/faults.h"
#include "stress/support/flood_notes.h"
#include "stress/support/flood_payload.h"
#include "weir/model/record.h"

namespace weir::testing {

// What a batch says beside its records.
struct FloodBatch {
  std::uint64_t aborted = 0;
  std::uint64_t trimmed = 0;
  std::uint64_t trimmed_first = 0;
  // The cursor's next_sequence_number() behind it.
  std::uint64_t next = 0;
  // Before the call what arrived earlier had expired; after it nothing later.
  std::int64_t horizon_min_nanos = std::numeric_limits<std::int64_t>::min();
  std::uint32_t horizon_max_ms = 0;
};

class FloodChecker {
 public:
  // Both must outlive it. The cursor begins before number 0 of `shard`.
  FloodChecker(const FloodPayload& payload, FloodSightings& sightings, std::uint32_t shard)
      : payload_(payload), sightings_(sightings), next_of_key_(payload.key_count()) {
    trace_.shard = shard;
  }

  // A batch, its records in turn, and its end.
  void Begin(const FloodBatch& batch) {
    batch_ = batch;
    before_ = trace_.next;
    received_before_ = trace_.received;
    if (batch.trimmed == 0) return;
    Reach(batch.trimmed_first);
    trace_.next = batch.trimmed_first + batch.trimmed;
    trace_.trims.push_back({batch.trimmed_first, trace_.next, batch.horizon_max_ms});
  }
  void Observe(const RecordView& record) {
    const std::uint64_t number = record.sequence_number.value;
    Reach(number);
    trace_.next = number + 1;
    ++trace_.received;
    if (record.approximate_arrival_nanos < arrival_nanos_) {
      arrivals_.Add("time goes back at number ", number, " of shard ", trace_.shard);
    }
    arrival_nanos_ = record.approximate_arrival_nanos;
    if (arrival_nanos_ < batch_.horizon_min_nanos) {
      expired_.Add("number ", number, " of shard ", trace_.shard, " is handed out too late");
    }
    RecordId id;
    if (!payload_.Recognize(record.partition_key, record.data, id)) {
      return altered_.Add("number ", number, " of shard ", trace_.shard, " is no record of ours");
    }
    std::uint64_t& next_of_key = next_of_key_[FloodPayload::IndexOf(id)];
    if (id.number < next_of_key) {
      order_.Add(id.ToString(), " comes after record ", next_of_key - 1);
    }
    next_of_key = id.number + 1;
    if (!sightings_.Agrees(number, id)) {
      agreement_.Add("cursors differ about number ", number, " of shard ", trace_.shard);
    }
  }
  void End() {
    Reach(batch_.next);
    trace_.aborted += batch_.aborted;
    trace_.trimmed += batch_.trimmed;
    const std::uint64_t told = trace_.received - received_before_ + batch_.aborted + batch_.trimmed;
    if (trace_.next - before_ == told) return;
    sums_.Add("a batch from ", before_, " to ", trace_.next, " of shard ", trace_.shard,
              " accounts for ", told);
  }

  // A batch's bytes, when it was read and just before it was let go.
  void ObserveView(std::uint64_t first, std::uint64_t last) {
    ++trace_.views;
    if (first != last) views_.Add("a view of shard ", trace_.shard, " changed");
  }

  const FloodTrace& trace() const { return trace_; }

  std::vector<std::string> Faults() const {
    std::vector<std::string> all;
    for (const testing::Faults* faults :
         {&order_, &altered_, &agreement_, &sums_, &arrivals_, &expired_, &views_}) {
      all.insert(all.end(), faults->told().begin(), faults->told().end());
    }
    return all;
  }

 private:
  void Reach(std::uint64_t number) {
    if (number < trace_.next) {
      sums_.Add("a cursor goes back from ", trace_.next, " to ", number);
    } else if (number > trace_.next) {
      trace_.gaps.push_back({trace_.next, number});
      trace_.next = number;
    }
  }

  const FloodPayload& payload_;
  FloodSightings& sightings_;
  FloodTrace trace_;
  // Of this batch.
  FloodBatch batch_;
  std::uint64_t before_ = 0;
  std::uint64_t received_before_ = 0;
  // Of all so far: by key, the lowest number that may come, and the latest arrival.
  std::vector<std::uint64_t> next_of_key_;
  std::int64_t arrival_nanos_ = std::numeric_limits<std::int64_t>::min();
  testing::Faults order_{"I3"};
  testing::Faults altered_{"I4"};
  testing::Faults agreement_{"I6"};
  testing::Faults sums_{"I7"};
  testing::Faults arrivals_{"I8"};
  testing::Faults expired_{"I9"};
  testing::Faults views_{"I10"};
};

}  // namespace weir::testing
