// SPDX-License-Identifier: MIT
//
// ShardReaders open a cursor on a random shard, at each of the five positions in turn,
// read a while and go on to the next.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "stress/support/random_reader.h"
#include "stress/support/reader.h"
#include "stress/support/stream_readers.h"
#include "weir/stream/stream.h"

namespace weir::testing {

class ShardReaders : public RandomReader {
 public:
  using RandomReader::RandomReader;

  void Run() {
    while (pace_.WaitFor(pace_.count() + random_.Below(1'000))) {
      const std::vector<ShardDescription> shards = stream_.ListShards();
      // Those that take records are at the back.
      const std::size_t back = random_.Below(random_.OneIn(4) ? shards.size() : 4);
      if (back >= shards.size()) continue;
      ReadShard(shards[shards.size() - 1 - back].shard_id);
    }
  }

 private:
  void ReadShard(ShardId shard_id) {
    Trace trace;
    const Position position = DrawPosition(shard_id, trace);
    trace.cursor += Concat(" ", traces_.size());
    absl::StatusOr<Cursor> cursor = stream_.OpenCursor(shard_id, position);
    if (!cursor.ok()) return Complain(std::move(trace), cursor.status());
    // The tip and the horizon are where they are: the cursor knows.
    if (position.type() == Position::Type::kLatest ||
        position.type() == Position::Type::kTrimHorizon) {
      trace.start = Start::kNumber;
      trace.start_number = cursor->next_sequence_number().value;
    }
    Reader<Cursor> reader(horizon_, *std::move(cursor), std::move(trace));
    ReadByHabit(reader,
                {.temper = static_cast<Temper>(1 + random_.Below(3)),
                 .records_max = random_.OneIn(2) ? 5 : 500,
                 .pause_max = pause_max_,
                 .reads_max = 1 + random_.Below(30)},
                pace_, random_);
    traces_.push_back(std::move(reader.trace()));
  }

  Position DrawPosition(ShardId shard_id, Trace& trace) {
    const std::uint64_t kind = random_.Below(5);
    if (kind < 2) {
      const std::optional<std::uint64_t> number = DrawNumber(shard_id);
      if (number.has_value()) {
        trace.start = Start::kNumber;
        trace.start_number = kind == 0 ? *number : *number + 1;
        trace.cursor = kind == 0 ? "a cursor at a number" : "a cursor after a number";
        return kind == 0 ? Position::AtSequenceNumber({*number})
                         : Position::AfterSequenceNumber({*number});
      }
    } else if (kind == 2) {
      trace.cursor = "a cursor at the horizon";
      return AtHorizon(trace);
    } else if (kind == 3) {
      trace.cursor = "a cursor at a time";
      return AtDrawnTime(trace);
    }
    trace.cursor = "a cursor at the tip";
    return Position::Latest();
  }

  // One that the shard has given out; none if it has not given out any.
  std::optional<std::uint64_t> DrawNumber(ShardId shard_id) {
    const absl::StatusOr<Cursor> at_tip = stream_.OpenCursor(shard_id, Position::Latest());
    if (!at_tip.ok() || at_tip->next_sequence_number().value == 0) return std::nullopt;
    const std::uint64_t count = at_tip->next_sequence_number().value;
    // Far behind, where all is trimmed, or where records are.
    return random_.OneIn(4) ? random_.Below(count)
                            : count - 1 - random_.Below(count < 100 ? count : 100);
  }
};

}  // namespace weir::testing
