// SPDX-License-Identifier: MIT
//
// A stream as the event bus of a game: systems put events during a frame, others
// read them in the same or the next frame, and nothing ever blocks.
//
// The loop owns the time. It ticks the clock once a frame, which makes a put's
// time stamp one load, and ticks the stream, which frees old memory there and
// not in the middle of a put.
#include <cstdint>
#include <cstring>
#include <iostream>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "weir/stream/stream.h"

struct Hit {
  std::uint32_t target;
  std::uint32_t damage;
};

// Fights: in frame n, n hits. A refused event is dropped and counted: a frame
// does not wait, and TryPut makes no Status.
void Fight(weir::Stream& events, std::uint32_t frame, std::uint64_t& refused) {
  for (std::uint32_t i = 0; i < frame; ++i) {
    const Hit hit{.target = i, .damage = 10 * frame};
    const weir::PutOutcome put =
        events.TryPut({.partition_key = "arena-1", .data = std::as_bytes(std::span(&hit, 1))});
    if (put.code != weir::PutCode::kOk) ++refused;
  }
}

// Adds up what was hit since the last call. It looks at a bounded number of
// events, so that a burst does not cost a frame; the rest is read in the next one.
void Score(weir::StreamCursor& cursor, std::uint64_t& score) {
  for (const weir::RecordView& record : cursor.Read({.records_max = 3})) {
    Hit hit;
    std::memcpy(&hit, record.data.data(), sizeof(hit));
    score += hit.damage;
  }
}

absl::Status Run() {
  weir::CachedClock clock;
  absl::StatusOr<weir::Stream> events = weir::Stream::Create({
      .name = "events",
      .retention_period = absl::Seconds(10),
      .memory_bytes_max = 8 * 1024 * 1024,
      .memory_policy = weir::MemoryPolicy::kDropOldest,
      .clock = &clock,
  });
  if (!events.ok()) return events.status();
  absl::StatusOr<weir::StreamCursor> score_cursor =
      events->OpenStreamCursor(weir::Position::Latest());
  if (!score_cursor.ok()) return score_cursor.status();

  std::uint64_t score = 0;
  std::uint64_t refused = 0;
  for (std::uint32_t frame = 1; frame <= 6; ++frame) {
    clock.Tick();
    if (frame <= 4) Fight(*events, frame, refused);
    Score(*score_cursor, score);
    events->Tick();
    std::cout << "frame " << frame << ": score " << score << ", " << score_cursor->Lag().records
              << " events for the next frame\n";
  }
  std::cout << refused << " events refused\n";
  return absl::OkStatus();
}

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::cerr << status << '\n';
  return status.ok() ? 0 : 1;
}
