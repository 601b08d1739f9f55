// SPDX-License-Identifier: MIT
//
// A Position says where a cursor starts to read.
//
// It is a wish, resolved once when the cursor is opened: Latest() means the tip
// at that moment. Not a bookmark to keep: for that, keep the sequence number of
// the last record handled and open AfterSequenceNumber().
//
//   auto cursor = stream.OpenCursor(shard_id, weir::Position::TrimHorizon());
//
// Threads:   a value.
// Progress:  wait-free.
// Cost:      24 bytes to copy.
// Lifetime:  none.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "weir/model/sequence_number.h"

namespace weir {

class Position {
 public:
  // AWS's five ShardIteratorType values.
  enum class Type : std::uint8_t {
    kTrimHorizon,
    kLatest,
    kAtSequenceNumber,
    kAfterSequenceNumber,
    kAtTimestamp,
  };

  // The oldest record that is still readable.
  static Position TrimHorizon() { return Position(Type::kTrimHorizon, 0); }
  // Just after the newest record at the moment the cursor is opened.
  static Position Latest() { return Position(Type::kLatest, 0); }
  // That record, or the first one kept if it is gone: then the first batch reports how
  // many records are missing, but not their bytes, which nobody knows any more.
  static Position AtSequenceNumber(SequenceNumber number) {
    return Position(Type::kAtSequenceNumber, number.value);
  }
  // The record behind that one; if it is gone, likewise.
  static Position AfterSequenceNumber(SequenceNumber number) {
    return Position(Type::kAfterSequenceNumber, number.value);
  }
  // The first record that arrived at `time` or later; if there is none yet,
  // the next one to come.
  static Position AtTimestamp(absl::Time time) {
    Position position(Type::kAtTimestamp, 0);
    position.timestamp_nanos_ = absl::ToUnixNanos(time);
    return position;
  }

  Type type() const { return type_; }
  // Of kAtSequenceNumber and kAfterSequenceNumber.
  SequenceNumber sequence_number() const { return SequenceNumber{sequence_number_}; }
  // Of kAtTimestamp: nanoseconds since the Unix epoch.
  std::int64_t timestamp_nanos() const { return timestamp_nanos_; }

 private:
  Position(Type type, std::uint64_t sequence_number)
      : type_(type), sequence_number_(sequence_number) {}

  Type type_;
  std::uint64_t sequence_number_;
  std::int64_t timestamp_nanos_ = 0;
};

}  // namespace weir
