// SPDX-License-Identifier: MIT
//
// StreamReaders are readers of whole streams, of every temper: one sleeps until
// something comes, one polls, one is so slow that it is overrun, one keeps what it was
// given for long and looks at it again.
#pragma once

#include <cstdint>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "stress/support/fast_random.h"
#include "stress/support/pace.h"
#include "stress/support/random_reader.h"
#include "stress/support/reader.h"
#include "stress/support/trace.h"
#include "weir/stream/stream.h"

namespace weir::testing {

enum class Temper : std::uint8_t { kSleeping, kPolling, kSlow, kHolding };

inline const char* NameOf(Temper temper) {
  constexpr const char* kNames[] = {"sleeping", "polling", "slow", "holding"};
  return kNames[static_cast<std::size_t>(temper)];
}

struct ReadingHabit {
  Temper temper = Temper::kPolling;
  std::int32_t records_max = 500;
  // Of slow and holding ones, in attempts of the producers.
  std::uint64_t pause_max = 4'000;
  // Reads before it stops; none: at the end.
  std::uint64_t reads_max = UINT64_MAX;
};

// Reads as `habit` says, until the end that the cursor is told of.
template <class AnyCursor>
void ReadByHabit(Reader<AnyCursor>& reader, const ReadingHabit& habit, Pace& pace,
                 FastRandom& random) {
  for (std::uint64_t reads = 0; reads < habit.reads_max; ++reads) {
    if (habit.temper == Temper::kSleeping && !reader.cursor().Wait(absl::Seconds(120))) {
      return reader.Complain("nothing came in two minutes");
    }
    const auto records_max =
        1 + static_cast<std::int32_t>(random.Below(static_cast<std::uint64_t>(habit.records_max)));
    const Batch batch = reader.Read({.records_max = records_max});
    if (reader.trace().is_to_end) return;
    // A look may move the cursor, and must not change what it tells: not even if what it
    // moved to is gone, too, before the next read.
    const bool is_looking = random.OneIn(habit.temper == Temper::kSlow ? 2 : 32);
    if (habit.temper == Temper::kHolding && !batch.empty()) {
      const std::uint64_t first = ChecksumOf(batch);
      pace.WaitFor(pace.count() + random.Below(habit.pause_max));
      reader.LookAgain(batch, first);
    } else if (habit.temper == Temper::kSlow && random.OneIn(4)) {
      if (random.OneIn(2)) reader.cursor().Release();
      if (is_looking) reader.cursor().Lag();
      pace.WaitFor(pace.count() + random.Below(habit.pause_max));
    }
    if (is_looking) reader.cursor().Lag();
    if (random.OneIn(32)) reader.cursor().Release();
    if (batch.empty() && habit.temper != Temper::kSleeping) std::this_thread::yield();
  }
}

// Opens a stream cursor again and again while the stream is in use, and reads a while.
class LateReaders : public RandomReader {
 public:
  using RandomReader::RandomReader;

  void Run() {
    while (pace_.WaitFor(pace_.count() + random_.Below(2'000))) {
      Trace trace;
      const Position position = DrawPosition(trace);
      trace.cursor += Concat(" ", traces_.size());
      absl::StatusOr<StreamCursor> cursor = stream_.OpenStreamCursor(position);
      if (!cursor.ok()) {
        Complain(std::move(trace), cursor.status());
        continue;
      }
      Reader<StreamCursor> reader(horizon_, *std::move(cursor), std::move(trace));
      ReadByHabit(reader,
                  {.temper = static_cast<Temper>(1 + random_.Below(3)),
                   .pause_max = pause_max_,
                   .reads_max = 1 + random_.Below(40)},
                  pace_, random_);
      traces_.push_back(std::move(reader.trace()));
    }
  }

 private:
  Position DrawPosition(Trace& trace) {
    switch (random_.Below(3)) {
      case 0:
        trace.cursor = "a late cursor at the tip";
        return Position::Latest();
      case 1:
        trace.cursor = "a late cursor at the horizon";
        return AtHorizon(trace);
      default:
        trace.cursor = "a late cursor at a time";
        return AtDrawnTime(trace);
    }
  }
};

}  // namespace weir::testing
