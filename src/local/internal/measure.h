// SPDX-License-Identifier: MIT
//
// What each call adds to a stream's metrics, and to a shard's if those are wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "local/internal/local_stream.h"
#include "weir/service/put_requests.h"

namespace weir::local_internal {

// All with the stream held, shared or alone, and at `now_nanos`, when the call began.

struct PutRecordMeasure {
  std::int64_t bytes = 0;
  bool is_taken = false;
  bool is_throttled = false;
  // Null where it failed before it was routed.
  LocalShard* shard = nullptr;
};
void Measure(LocalStream& stream, std::int64_t now_nanos, const PutRecordMeasure& put);

// Of one record of PutRecords.
struct PutRecordsEntryMeasure {
  LocalShard* shard = nullptr;
  std::int64_t bytes = 0;
};
// `entries` are as many as the result has, in its order.
void Measure(LocalStream& stream, std::int64_t now_nanos, const kinesis::PutRecordsResult& result,
             std::span<const PutRecordsEntryMeasure> entries);

struct GetRecordsMeasure {
  LocalShard& shard;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  // Of the last of these; 0 at the tip.
  std::int64_t iterator_age_millis = 0;
  bool is_answered = false;
  bool is_throttled = false;
};
void Measure(LocalStream& stream, std::int64_t now_nanos, const GetRecordsMeasure& read);

struct SubscribeMeasure {
  bool is_answered = false;
  // There were too many calls.
  bool is_throttled = false;
};
void Measure(LocalStream& stream, std::int64_t now_nanos, const SubscribeMeasure& subscribe);

// Of one event of a subscription.
struct EventMeasure {
  LocalShard& shard;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  std::int64_t millis_behind_latest = 0;
  bool is_answered = false;
};
void Measure(LocalStream& stream, std::int64_t now_nanos, const EventMeasure& event);

}  // namespace weir::local_internal
