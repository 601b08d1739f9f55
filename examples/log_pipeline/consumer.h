// SPDX-License-Identifier: MIT
//
// A consumer reads the whole stream to its end on a thread of its own and hands
// each batch to its handler. What all consumers do is here: keep a ledger, note
// the lag, tell the window how far they are.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "log_pipeline/ledger.h"
#include "log_pipeline/read_window.h"
#include "weir/stream/batch.h"
#include "weir/stream/stream_cursor.h"

namespace log_pipeline {

// What one consumer does with the records. An error ends the consumer, and the
// input with it.
class BatchHandler {
 public:
  virtual ~BatchHandler() = default;

  // For reports.
  virtual const char* name() const = 0;
  virtual absl::Status Handle(const weir::Batch& batch) = 0;
  // Called when there is nothing to read just now.
  virtual absl::Status Rest() { return absl::OkStatus(); }
  // Called when everything is read.
  virtual absl::Status Finish() { return absl::OkStatus(); }
};

struct ConsumerReport {
  const char* name = "";
  absl::Status status;
  Ledger ledger{0};
  // Records that were gone before it read them.
  std::uint64_t trimmed_records = 0;
  weir::Lag largest_lag;
};

struct ConsumerContext {
  weir::StreamCursor& cursor;
  ReadWindow& window;
  std::size_t reader;
  std::size_t shard_count;
};

// Returns when the stream is closed and read, or `handler` failed.
ConsumerReport Consume(const ConsumerContext& context, BatchHandler& handler);

}  // namespace log_pipeline
