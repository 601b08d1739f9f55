// SPDX-License-Identifier: MIT
//
// Meets the write limit of a Kinesis shard, 1,000 records a second, and puts what
// was refused again when the limit allows it.
//
// PutBatch takes or refuses each record by itself, as PutRecords does; a refused
// one says how long to wait. The clock is moved by hand in place of waiting, so
// that this prints the same on every machine.
#include <algorithm>
#include <cstddef>
#include <iostream>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/stream/stream.h"
#include "weir/testing/manual_clock.h"

absl::Status Run() {
  weir::testing::ManualClock clock;
  absl::StatusOr<weir::Stream> stream =
      weir::Stream::Create({.limits = weir::Limits::Kinesis(), .clock = &clock});
  if (!stream.ok()) return stream.status();

  const weir::PutEntry click{.partition_key = "user-1", .data = weir::AsBytes("click")};
  std::vector<weir::PutEntry> waiting(1'250, click);
  std::vector<weir::PutOutcome> outcomes(waiting.size());
  while (!waiting.empty()) {
    const std::size_t failed = stream->PutBatch(waiting, std::span(outcomes).first(waiting.size()));
    std::cout << waiting.size() - failed << " records taken, " << failed << " refused\n";

    std::vector<weir::PutEntry> refused;
    absl::Duration wait;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (outcomes[i].code == weir::PutCode::kOk) continue;
      if (refused.empty()) {
        const absl::Status status = stream->OutcomeStatus(outcomes[i], waiting[i]);
        std::cout << "  " << weir::KinesisExceptionName(status) << ": room for one in "
                  << weir::RetryAfter(status) << '\n';
        // A hundred are worth another call, one is not.
        wait = std::max(weir::RetryAfter(status), absl::Milliseconds(100));
      }
      refused.push_back(waiting[i]);
    }
    waiting = refused;
    clock.Advance(wait);
  }
  return absl::OkStatus();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
