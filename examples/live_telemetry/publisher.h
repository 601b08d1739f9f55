// SPDX-License-Identifier: MIT
//
// A Publisher puts records and does not give up: what a limit refuses is put
// again after the time it was told to wait, so nothing is lost and nothing is
// put twice.
//
//   Publisher publisher(stream);
//   absl::Status status = publisher.Publish(readings.Entries());   // all are in
//
// Threads: one per Publisher; any number of Publishers on a stream.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "support/record_checksum.h"
#include "weir/stream/stream.h"

namespace live_telemetry {

class Publisher {
 public:
  // `stream` must outlive it.
  explicit Publisher(weir::Stream& stream) : stream_(stream) {}

  // Returns when every entry is in the stream; blocks while limits say so. An
  // error means that some can never be put: the stream is closed, or an entry is
  // no valid record.
  absl::Status Publish(std::span<const weir::PutEntry> entries);

  // What was put so far.
  const examples::RecordChecksum& put() const { return put_; }
  // How often a record was refused and had to be put again.
  std::uint64_t refusals() const { return refusals_; }

 private:
  // Counts what was put, keeps in `pending_` what must be put again, and adds to
  // `shard_waits_` when.
  absl::Status Sort();

  weir::Stream& stream_;
  examples::RecordChecksum put_;
  std::uint64_t refusals_ = 0;
  // Of one Publish(), kept so that it need not allocate.
  std::vector<weir::PutEntry> pending_;
  std::vector<weir::PutOutcome> outcomes_;
  // By shard index: until it takes what it has refused.
  std::vector<absl::Duration> shard_waits_;
};

}  // namespace live_telemetry
