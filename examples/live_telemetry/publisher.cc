// SPDX-License-Identifier: MIT

#include "live_telemetry/publisher.h"

#include <algorithm>
#include <cstddef>

#include "absl/time/clock.h"
#include "weir/model/errors.h"
#include "weir/model/record.h"

namespace live_telemetry {
namespace {

// The memory budget has no time at which it will have room.
constexpr absl::Duration kMemoryWait = absl::Milliseconds(10);

}  // namespace

absl::Status Publisher::Publish(std::span<const weir::PutEntry> entries) {
  pending_.assign(entries.begin(), entries.end());
  while (!pending_.empty()) {
    outcomes_.resize(pending_.size());
    stream_.PutBatch(pending_, outcomes_);
    shard_waits_.assign(1, absl::ZeroDuration());
    if (absl::Status status = Sort(); !status.ok()) return status;
    if (pending_.empty()) break;
    absl::SleepFor(*std::max_element(shard_waits_.begin(), shard_waits_.end()));
  }
  return absl::OkStatus();
}

absl::Status Publisher::Sort() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    const weir::PutOutcome& outcome = outcomes_[i];
    absl::Duration wait = absl::Nanoseconds(outcome.retry_after_nanos);
    switch (outcome.code) {
      case weir::PutCode::kOk:
        put_.Add(pending_[i].partition_key, weir::AsText(pending_[i].data));
        continue;
      case weir::PutCode::kThrottledBytes:
      case weir::PutCode::kThrottledRecords:
        break;
      case weir::PutCode::kMemoryExhausted:
        wait = kMemoryWait;
        break;
      case weir::PutCode::kInvalidPartitionKey:
      case weir::PutCode::kRecordTooLarge:
      case weir::PutCode::kStreamClosed:
        return stream_.OutcomeStatus(outcome, pending_[i]);
    }
    // Each was told when there will be room for it alone. Those of one shard wait
    // for the same room, so together they wait for the sum.
    const std::size_t shard = outcome.shard_id.index;
    if (shard >= shard_waits_.size()) shard_waits_.resize(shard + 1, absl::ZeroDuration());
    shard_waits_[shard] += wait;
    ++refusals_;
    pending_[kept++] = pending_[i];
  }
  pending_.resize(kept);
  return absl::OkStatus();
}

}  // namespace live_telemetry
