// SPDX-License-Identifier: MIT
//
// A RecordView is one record where it lies in the log: nothing is copied.
//
// Not an owning record: it is two views and two numbers, and the bytes belong
// to the log, which keeps them unchanged for as long as the batch that handed
// out the view says. Copy what you want to keep. The data starts at any
// address: use std::memcpy to read a struct out of it.
//
//   for (const weir::RecordView& record : cursor->Read()) {
//     std::string text(weir::AsText(record.data));        // a copy, to keep
//   }
//
// Threads:   a value; the bytes behind it are read-only for everybody.
// Progress:  wait-free.
// Cost:      48 bytes to copy.
// Lifetime:  the views live until the next call on the cursor they came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "weir/model/sequence_number.h"

namespace weir {

// The bytes of `text`, as a put takes them.
inline std::span<const std::byte> AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// `bytes` as text; nothing is checked or converted.
inline std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct RecordView {
  // Unique and strictly increasing within its shard.
  SequenceNumber sequence_number;
  // When the shard took it, by the stream's clock, in nanoseconds since the
  // Unix epoch. Never decreases within a shard.
  std::int64_t approximate_arrival_nanos = 0;
  std::string_view partition_key;
  std::span<const std::byte> data;
};

// The largest record that any stream takes: data and partition key together.
inline constexpr std::int64_t kRecordBytesLimit = 10 * 1024 * 1024;

}  // namespace weir
