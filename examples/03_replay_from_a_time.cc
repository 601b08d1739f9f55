// SPDX-License-Identifier: MIT
//
// Replays a stream from a moment in the past, as after a bug was fixed: no
// bookmark is needed, only the time from which on the results were wrong.
//
// The clock stands still until it is moved, so that this prints the same times
// every day. Leave `.clock` out, and it is the system's.
#include <cstddef>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/stream/stream.h"
#include "weir/testing/manual_clock.h"

std::string TimeOfDay(absl::Time time) {
  return absl::FormatTime("%H:%M", time, absl::UTCTimeZone());
}

absl::Status Run() {
  weir::testing::ManualClock clock;
  absl::StatusOr<weir::Stream> stream =
      weir::Stream::Create({.retention_period = absl::Hours(24), .clock = &clock});
  if (!stream.ok()) return stream.status();

  // A record every half hour, from 00:00 to 04:00.
  for (int i = 0; i <= 8; ++i) {
    if (i > 0) clock.Advance(absl::Minutes(30));
    const std::string text = "reading " + std::to_string(i);
    const absl::StatusOr<weir::PutResult> put =
        stream->Put({.partition_key = "meter", .data = weir::AsBytes(text)});
    if (!put.ok()) return put.status();
  }

  const absl::Time from = clock.Now() - absl::Minutes(75);
  std::cout << "it is " << TimeOfDay(clock.Now()) << "; again from " << TimeOfDay(from) << '\n';
  absl::StatusOr<weir::StreamCursor> cursor =
      stream->OpenStreamCursor(weir::Position::AtTimestamp(from));
  if (!cursor.ok()) return cursor.status();
  const weir::Batch batch = cursor->Read();
  for (const weir::RecordView& record : batch) {
    std::cout << TimeOfDay(absl::FromUnixNanos(record.approximate_arrival_nanos)) << ' '
              << weir::AsText(record.data) << '\n';
  }

  // What is older than the retention period cannot be replayed any more.
  clock.Advance(absl::Hours(22));
  absl::StatusOr<weir::StreamCursor> oldest =
      stream->OpenStreamCursor(weir::Position::TrimHorizon());
  if (!oldest.ok()) return oldest.status();
  const std::size_t kept = oldest->Read().size();
  std::cout << "22 hours later, " << kept << " of 9 readings are left\n";
  return batch.status();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
