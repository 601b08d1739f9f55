// SPDX-License-Identifier: MIT
//
// A Reader reads with one cursor and writes down its trace.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "stress/support/horizon.h"
#include "stress/support/payload.h"
#include "stress/support/record_id.h"
#include "stress/support/trace.h"
#include "weir/stream/stream.h"

namespace weir::testing {

inline Sighting LookAt(const RecordView& record) {
  const PayloadReading payload = ReadPayload(record.partition_key, record.data);
  return {.sequence_number = record.sequence_number.value,
          .arrival_nanos = record.approximate_arrival_nanos,
          .id = payload.id,
          .checksum = payload.checksum,
          // The checksum is over the key, too, so only one record's key fits it.
          .is_intact = payload.is_intact};
}

inline std::uint64_t ChecksumOf(const Batch& batch) {
  std::uint64_t sum = 0;
  for (const RecordView& record : batch) {
    sum = sum * 31 + ChecksumOf(record.partition_key, record.data) + record.sequence_number.value;
  }
  return sum;
}

// Threads: one; `trace()` may be looked at after it.
template <class AnyCursor>
class Reader {
 public:
  // `horizon` must outlive it.
  Reader(const Horizon& horizon, AnyCursor cursor, Trace trace)
      : horizon_(horizon), cursor_(std::move(cursor)), trace_(std::move(trace)) {}

  AnyCursor& cursor() { return cursor_; }
  Trace& trace() { return trace_; }

  // One Read(), written down if it told anything. The batch stays until the next.
  Batch Read(const ReadOptions& options) {
    Reading reading;
    reading.horizon_min_nanos = horizon_.min_nanos();
    const Batch batch = cursor_.Read(options);
    reading.horizon_max_nanos = horizon_.max_nanos();
    reading.shard = batch.shard_id().index;
    reading.code = batch.code();
    reading.aborted = batch.aborted();
    reading.trimmed = batch.trimmed().records;
    reading.trimmed_first = batch.trimmed().first_sequence_number.value;
    reading.records.reserve(batch.size());
    for (const RecordView& record : batch) reading.records.push_back(LookAt(record));
    if constexpr (std::is_same_v<AnyCursor, Cursor>) {
      reading.next = cursor_.next_sequence_number().value;
    }
    if (reading.records.size() != batch.size()) {
      Complain(Concat("a batch of ", batch.size(), " has ", reading.records.size(), " records"));
    }
    const bool is_end =
        batch.code() == ReadCode::kEndOfStream || batch.code() == ReadCode::kEndOfShard;
    // An end that comes with something told is told again by the next read.
    const bool tells = !batch.empty() || reading.aborted > 0 || reading.trimmed > 0;
    if (is_end && !tells) trace_.is_to_end = true;
    if (tells) trace_.readings.push_back(std::move(reading));
    return batch;
  }

  // Has the batch been left alone since it was read?
  void LookAgain(const Batch& batch, std::uint64_t first) {
    trace_.views.push_back({.first = first, .last = ChecksumOf(batch)});
  }

  void Complain(const std::string& what) {
    if (trace_.complaint.empty()) trace_.complaint = what;
  }

 private:
  // Set at construction, never written again.
  const Horizon& horizon_;
  // Of the reading thread.
  AnyCursor cursor_;
  Trace trace_;
};

}  // namespace weir::testing
