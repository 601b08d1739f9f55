// SPDX-License-Identifier: MIT
//
// Keeps the newest records within a hard memory budget, and tells a reader that
// was too slow exactly what it lost.
//
// This suits telemetry: the producer is never refused, and a dashboard that fell
// behind wants the newest figures anyway. Where nothing may be lost, the policy is
// kThrottle, the default.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "weir/stream/stream.h"

constexpr std::int64_t kMemoryBytes = 4 * 1024 * 1024;
constexpr std::uint64_t kRecords = 20'000;

absl::Status Run() {
  absl::StatusOr<weir::Stream> stream = weir::Stream::Create({
      .record_bytes_max = 64 * 1024,
      .memory_bytes_max = kMemoryBytes,
      .memory_policy = weir::MemoryPolicy::kDropOldest,
  });
  if (!stream.ok()) return stream.status();
  absl::StatusOr<weir::StreamCursor> cursor =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!cursor.ok()) return cursor.status();

  // 20 MB into 4 MiB, and nobody reads.
  const std::string frame(1'000, 'x');
  std::int64_t largest_memory_bytes = 0;
  for (std::uint64_t i = 0; i < kRecords; ++i) {
    const absl::StatusOr<weir::PutResult> put =
        stream->Put({.partition_key = "camera", .data = weir::AsBytes(frame)});
    if (!put.ok()) return put.status();
    if (i % 1'000 == 0) {
      largest_memory_bytes = std::max(largest_memory_bytes, stream->Statistics().memory_bytes);
    }
  }

  std::uint64_t received = 0;
  std::uint64_t lost = 0;
  while (true) {
    const weir::Batch batch = cursor->Read();
    if (batch.empty()) break;
    received += batch.size();
    // Told once, with the first records after the gap.
    lost += batch.trimmed().records;
  }
  const bool is_within = largest_memory_bytes <= kMemoryBytes;
  std::cout << "memory stayed within the budget: " << (is_within ? "yes" : "no") << '\n'
            << "the newest are there: " << (received > 2'000 ? "yes" : "no") << '\n'
            << "received and lost add up to " << received + lost << '\n'
            << "the stream counts the same: "
            << (stream->Statistics().dropped_records == lost ? "yes" : "no") << '\n';
  return absl::OkStatus();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
