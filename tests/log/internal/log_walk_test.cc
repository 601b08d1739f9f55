// SPDX-License-Identifier: MIT
//
// What a reader is told of what it did not get, and where a search ends.
#include "weir/log/internal/log_walk.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::log_walk_test {
namespace {

using testing::BasicFollower;
using testing::BasicLogWorld;
using testing::Follower;
using testing::InterruptedAt;
using testing::LogWorld;
using testing::SteppedAtomics;

// Three of these fill a segment of the smallest class.
constexpr std::uint32_t kDataBytes = 112;

// What was put, as plain as can be.
struct Put {
  std::int64_t arrival_nanos = 0;
  std::uint64_t bytes = 0;
  bool is_aborted = false;
};

// Appends records whose arrival is their number times 10, each with other bytes.
void PutNumbered(LogWorld& world, std::vector<Put>& puts, int count) {
  for (int i = 0; i < count; ++i) {
    const Put put{.arrival_nanos = static_cast<std::int64_t>(10 * puts.size()),
                  .bytes = 100 + puts.size() % 13};
    REQUIRE(world.Put({.data_bytes = static_cast<std::uint32_t>(put.bytes)}, put.arrival_nanos) ==
            ClaimCode::kOk);
    puts.push_back(put);
  }
}

std::uint64_t BytesOf(const std::vector<Put>& puts, std::uint64_t from, std::uint64_t count) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = from; i < from + count; ++i) sum += puts[i].bytes;
  return sum;
}

TEST_CASE("a reader that is left behind in the middle of a segment is told exactly what it missed",
          "[log][trimmed]") {
  for (std::uint64_t read = 0; read <= 12; ++read) {
    for (std::uint64_t retired = 0; retired <= 5; ++retired) {
      LogWorld world;
      std::vector<Put> puts;
      Follower follower = Follower::FromHead(world.log(), world.NewPin());
      PutNumbered(world, puts, 13);
      while (follower.received() < read) follower.Read({.frames_max = 1});
      follower.LetGo();
      for (std::uint64_t i = 0; i < retired; ++i) world.RetireHead();
      const std::uint64_t gone = world.log().Trimmed().records;
      const LogReadResult result = follower.Read();
      INFO("after " << read << " records read, " << gone << " gone");
      const std::uint64_t missed = gone > read ? gone - read : 0;
      CHECK(result.trimmed.records == missed);
      CHECK(result.trimmed.bytes == BytesOf(puts, read, missed));
      if (missed > 0) CHECK(result.trimmed_first == read);
      CHECK(follower.ReadOn() == LogReadCode::kTip);
      CHECK(follower.trimmed() == missed);
      CHECK(follower.accounted() == 13);
      CHECK(follower.faults() == "");
    }
  }
}

TEST_CASE("a reader in a segment that has left the log reads it out, and then is told",
          "[log][trimmed]") {
  LogWorld world;
  std::vector<Put> puts;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  PutNumbered(world, puts, 11);
  follower.Read({.frames_max = 1});
  CHECK(world.RetireAll() == 9);
  CHECK(follower.Read().records == 2);
  const LogReadResult result = follower.Read();
  CHECK(result.trimmed.records == 6);
  CHECK(result.trimmed_first == 3);
  CHECK(result.trimmed.bytes == BytesOf(puts, 3, 6));
  CHECK(result.records == 2);
  CHECK(follower.faults() == "");
}

TEST_CASE("what is missed is told together with abandoned claims, and numbered right",
          "[log][trimmed]") {
  LogWorld world;
  std::vector<Put> puts;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  PutNumbered(world, puts, 10);
  CHECK(world.RetireAll() == 9);
  REQUIRE(world.PutAborted({.data_bytes = 1}, 200) == ClaimCode::kOk);
  REQUIRE(world.Put({.data_bytes = 1}, 200) == ClaimCode::kOk);
  const LogReadResult result = follower.Read();
  CHECK(result.records == 2);
  CHECK(result.aborted == 1);
  CHECK(result.trimmed.records == 9);
  CHECK(result.trimmed_first == 0);
  CHECK(follower.faults() == "");
}

TEST_CASE("what is missed is told at the tip too, with nothing to read", "[log][trimmed]") {
  LogWorld world;
  std::vector<Put> puts;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  PutNumbered(world, puts, 5);
  world.RetireAll();
  world.log().ParkIdle();
  world.log().ParkIdle();
  world.RetireAll();
  LogReadResult result = follower.Read();
  CHECK(result.code == LogReadCode::kTip);
  CHECK(result.trimmed.records == 5);
  CHECK(result.trimmed.bytes == BytesOf(puts, 0, 5));
  CHECK(result.trimmed_first == 0);
  CHECK(follower.Read().trimmed.records == 0);
}

// The horizon before, at, between and behind each record, for readers at every
// place, in this segment and in others.
TEST_CASE("records older than the horizon are never handed out, and counted to the byte",
          "[log][horizon]") {
  constexpr std::uint64_t kCount = 13;
  for (std::uint64_t read = 0; read <= kCount; ++read) {
    for (std::int64_t horizon = -5; horizon <= static_cast<std::int64_t>(10 * kCount);
         horizon += 5) {
      LogWorld world;
      std::vector<Put> puts;
      Follower follower = Follower::FromHead(world.log(), world.NewPin());
      PutNumbered(world, puts, kCount);
      while (follower.received() < read) follower.Read({.frames_max = 1});
      const auto old = static_cast<std::uint64_t>(
          std::count_if(puts.begin(), puts.end(),
                        [horizon](const Put& put) { return put.arrival_nanos < horizon; }));
      const std::uint64_t missed = old > read ? old - read : 0;
      LogReadResult result = follower.Read({.horizon_nanos = horizon});
      INFO(read << " records read, the horizon is " << horizon);
      REQUIRE(result.trimmed.records == missed);
      REQUIRE(result.trimmed.bytes == BytesOf(puts, read, missed));
      if (missed > 0) REQUIRE(result.trimmed_first == read);
      while (result.code == LogReadCode::kRecords)
        result = follower.Read({.horizon_nanos = horizon});
      REQUIRE(follower.accounted() == kCount);
      REQUIRE(follower.trimmed() == missed);
      REQUIRE(follower.faults() == "");
    }
  }
}

TEST_CASE("expired and abandoned claims together are counted as trimmed", "[log][horizon]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.Put({.data_bytes = 5}, 10) == ClaimCode::kOk);
  REQUIRE(world.PutAborted({.data_bytes = 6}, 20) == ClaimCode::kOk);
  REQUIRE(world.Put({.data_bytes = 7}, 30) == ClaimCode::kOk);
  const LogReadResult result = follower.Read({.horizon_nanos = 30});
  CHECK(result.trimmed.records == 2);
  CHECK(result.trimmed.bytes == 11);
  CHECK(result.records == 1);
  CHECK(result.aborted == 0);
  CHECK(follower.faults() == "");
}

// Somebody stands still between looking and reading, and a record that was not
// looked at is published meanwhile.
TEST_CASE("a record that is published during a read is hidden like any other",
          "[log][horizon][interrupted]") {
  using World = BasicLogWorld<SteppedAtomics>;
  for (const bool is_expired : {true, false}) {
    for (std::size_t at = 0;; ++at) {
      World world;
      World::Frame unfinished;
      REQUIRE(world.Claim({.data_bytes = 1}, unfinished, 10) == ClaimCode::kOk);
      World::Pin* const pin = world.NewPin();
      World::Position position = World::Reader::AtHead(world.log());
      if (!is_expired) position.start_sequence = 1;
      LogReadResult result;
      const auto read = [&] {
        result = World::Reader::Read(world.log(), *pin, position,
                                     {.horizon_nanos = is_expired ? 20 : kNoTime});
      };
      const bool is_interrupted = InterruptedAt(at, read, [&] { World::Finish(unfinished); });
      INFO("stopped before step " << at);
      REQUIRE(result.records == 0);
      if (!is_interrupted) break;
    }
  }
}

// ---- Searching ----

TEST_CASE("a search by number ends at that record, in whichever segment", "[log][seek]") {
  LogWorld world;
  std::vector<Put> puts;
  PutNumbered(world, puts, 20);
  LogWorld::Pin* const pin = world.NewPin();
  for (std::uint64_t number = 0; number <= 20; ++number) {
    LogPosition position = LogReader::AtHead(world.log());
    position.start_sequence = number;
    LogReader::Seek(world.log(), *pin, position);
    CHECK(position.totals.records == number);
    CHECK(position.totals.bytes == BytesOf(puts, 0, number));
    CHECK(position.unreported.records == 0);
    const LogReadResult result = LogReader::Read(world.log(), *pin, position, {.frames_max = 1});
    CHECK(result.trimmed.records == 0);
    if (number == 20) {
      CHECK(result.code == LogReadCode::kTip);
    } else {
      RecordView record;
      REQUIRE(result.frames.Front(record));
      CHECK(record.sequence_number.value == number);
    }
    pin->Clear();
  }
}

TEST_CASE("a search by time ends at the first record at or after it", "[log][seek]") {
  LogWorld world;
  std::vector<Put> puts;
  // Four of each time, so that one time lies in two segments.
  for (std::int64_t now = 10; now <= 70; now += 10) {
    for (int i = 0; i < 4; ++i) {
      REQUIRE(world.Put({.data_bytes = kDataBytes}, now) == ClaimCode::kOk);
      puts.push_back({.arrival_nanos = now, .bytes = kDataBytes});
    }
  }
  LogWorld::Pin* const pin = world.NewPin();
  for (std::int64_t start = 0; start <= 75; start += 5) {
    LogPosition position = LogReader::AtHead(world.log());
    position.start_nanos = start;
    LogReader::Seek(world.log(), *pin, position);
    const auto first = std::find_if(puts.begin(), puts.end(),
                                    [start](const Put& put) { return put.arrival_nanos >= start; });
    INFO("from time " << start);
    CHECK(position.totals.records == static_cast<std::uint64_t>(first - puts.begin()));
    CHECK(position.unreported.records == 0);
  }
}

// Random logs with everything in them, against the list of what was put.
TEST_CASE("a search finds what a look at every record would find", "[log][seek]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 400; ++round) {
    LogWorld world({.class_max = static_cast<std::uint8_t>(random.Below(2))});
    std::vector<Put> puts;
    std::vector<LogWorld::Frame> unfinished;
    std::int64_t now = 100;
    const std::size_t count = random.Below(60);
    for (std::size_t i = 0; i < count; ++i) {
      if (random.Below(3) == 0) now += static_cast<std::int64_t>(random.Below(20));
      const PayloadSize size{static_cast<std::uint16_t>(random.Below(20)),
                             static_cast<std::uint32_t>(random.Below(200))};
      LogWorld::Frame frame;
      REQUIRE(world.Claim(size, frame, now) == ClaimCode::kOk);
      const std::uint64_t kind = random.Below(10);
      puts.push_back({now, std::uint64_t{size.key_bytes} + size.data_bytes, kind == 0});
      if (kind == 0) {
        LogWorld::Log::Abort(frame);
      } else if (kind == 1 && round % 2 == 0) {
        unfinished.push_back(frame);
      } else {
        LogWorld::Finish(frame);
      }
      if (random.Below(30) == 0) world.RetireHead();
      if (random.Below(30) == 0) world.log().ParkIdle();
    }
    LogWorld::Pin* const pin = world.NewPin();
    LogPosition position = LogReader::AtHead(world.log());
    const std::uint64_t head = position.totals.records;
    if (random.Below(2) == 0) {
      position.start_sequence = random.Below(count + 1);
    } else {
      position.start_nanos =
          95 + static_cast<std::int64_t>(random.Below(static_cast<std::uint64_t>(now - 95) + 1));
    }
    std::vector<std::uint64_t> wanted;
    for (std::uint64_t number = head; number < puts.size(); ++number) {
      if (puts[number].is_aborted || number < position.start_sequence ||
          puts[number].arrival_nanos < position.start_nanos) {
        continue;
      }
      wanted.push_back(number);
    }
    LogReader::Seek(world.log(), *pin, position);
    std::vector<std::uint64_t> found;
    std::uint64_t trimmed = 0;
    const auto read_on = [&] {
      for (;;) {
        LogReadResult result =
            LogReader::Read(world.log(), *pin, position, {.frames_max = 1 + random.Below(5)});
        trimmed += result.trimmed.records;
        for (; !result.frames.empty(); result.frames.PopFront()) {
          RecordView record;
          if (result.frames.Front(record)) found.push_back(record.sequence_number.value);
        }
        if (result.code != LogReadCode::kRecords) return result.code;
      }
    };
    // As far as whoever stands in the way lets it, and never past that.
    const LogReadCode code = read_on();
    REQUIRE(found.size() <= wanted.size());
    REQUIRE(std::equal(found.begin(), found.end(), wanted.begin()));
    if (unfinished.empty()) REQUIRE(code == LogReadCode::kTip);
    if (code == LogReadCode::kUnfinishedClaim) REQUIRE_FALSE(unfinished.empty());
    for (const LogWorld::Frame& frame : unfinished) LogWorld::Finish(frame);
    REQUIRE(read_on() == LogReadCode::kTip);
    REQUIRE(found == wanted);
    REQUIRE(trimmed == 0);
  }
}

TEST_CASE("a search that stood still at any step finds the same record",
          "[log][seek][interrupted]") {
  using World = BasicLogWorld<SteppedAtomics>;
  for (const bool is_by_time : {false, true}) {
    // A time to come is nobody's to search for.
    for (std::uint64_t number = 0; number <= (is_by_time ? 7u : 9u); ++number) {
      for (std::size_t at = 0;; ++at) {
        World world;
        std::int64_t now = 0;
        const auto put = [&](int count) {
          for (int i = 0; i < count; ++i) {
            REQUIRE(world.Put({.data_bytes = kDataBytes}, now += 10) == ClaimCode::kOk);
          }
        };
        put(8);
        World::Pin* const pin = world.NewPin();
        World::Position position = World::Reader::AtHead(world.log());
        if (is_by_time) {
          position.start_nanos = static_cast<std::int64_t>(10 * number) + 5;
        } else {
          position.start_sequence = number;
        }
        const bool is_interrupted = InterruptedAt(
            at, [&] { World::Reader::Seek(world.log(), *pin, position); },
            [&] {
              put(2);
              world.RetireHead();
              world.RetireHead();
            });
        const LogReadResult result =
            World::Reader::Read(world.log(), *pin, position, {.frames_max = 1});
        INFO("number " << number << ", stopped before step " << at);
        RecordView record;
        const bool is_found = !result.frames.empty() && result.frames.Front(record);
        const std::uint64_t head = world.log().Trimmed().records;
        REQUIRE(is_found == (number < (is_interrupted ? 10u : 8u)));
        if (is_found) {
          REQUIRE(record.sequence_number.value >= number);
          REQUIRE(record.sequence_number.value <= std::max(number, head));
        }
        // Who asked for a number is told of what went before it was reached. Who asked
        // for a time is told only of what went when it had been found.
        const std::uint64_t gone = is_found ? record.sequence_number.value - number : 0;
        if (!is_by_time || result.trimmed.records > 0) REQUIRE(result.trimmed.records == gone);
        if (result.trimmed.records > 0) REQUIRE(result.trimmed_first == number);
        // Of what went under the search nobody knows how many bytes it was.
        const std::uint64_t bytes = result.trimmed.records * kDataBytes;
        if (result.trimmed.bytes > 0) REQUIRE(result.trimmed.bytes == bytes);
        if (!is_interrupted) break;
      }
    }
  }
}

// Everything at once, against the list of what was put.
TEST_CASE("received, abandoned and trimmed records add up over random histories",
          "[log][trimmed]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 150; ++round) {
    LogWorld world({.budget_bytes = 30 * 512, .class_max = 1});
    std::vector<Put> puts;
    std::vector<Follower> followers;
    for (int i = 0; i < 3; ++i) {
      followers.push_back(Follower::FromHead(world.log(), world.NewPin()));
    }
    std::vector<LogWorld::Frame> unfinished;
    std::int64_t now = 1'000;
    for (int i = 0; i < 300; ++i) {
      now += static_cast<std::int64_t>(random.Below(5));
      const std::uint64_t action = random.Below(12);
      if (action < 5) {
        const PayloadSize size{static_cast<std::uint16_t>(random.Below(9)),
                               static_cast<std::uint32_t>(random.Below(300))};
        LogWorld::Frame frame;
        if (world.Claim(size, frame, now) != ClaimCode::kOk) {
          world.RetireHead();
          world.pool().Sweep();
          continue;
        }
        const std::uint64_t kind = random.Below(12);
        puts.push_back({now, std::uint64_t{size.key_bytes} + size.data_bytes, kind == 0});
        if (kind == 0) {
          LogWorld::Log::Abort(frame);
        } else if (kind == 1) {
          unfinished.push_back(frame);
        } else {
          LogWorld::Finish(frame);
        }
      } else if (action == 5 && !unfinished.empty()) {
        LogWorld::Finish(unfinished.front());
        unfinished.erase(unfinished.begin());
      } else if (action == 6 && random.Below(3) == 0) {
        world.RetireHead();
      } else if (action == 7 && random.Below(5) == 0) {
        world.log().ParkIdle();
      } else if (action == 8) {
        followers[random.Below(3)].LetGo();
      } else {
        Follower& follower = followers[random.Below(3)];
        const std::uint64_t before = follower.position().totals.records;
        const std::int64_t horizon =
            random.Below(2) == 0 ? kNoTime : now - static_cast<std::int64_t>(random.Below(200));
        const std::uint64_t gone = world.log().Trimmed().records;
        const LogReadResult result = follower.Read({.frames_max = 1 + random.Below(8),
                                                    .bytes_max = random.Below(600),
                                                    .horizon_nanos = horizon});
        if (result.trimmed.records == 0) continue;
        // Each of them was gone or expired, and their bytes are theirs.
        REQUIRE(result.trimmed_first >= before);
        if (result.aborted > 0) continue;
        const std::uint64_t last = result.trimmed_first + result.trimmed.records - 1;
        REQUIRE(last < puts.size());
        REQUIRE((last < gone || puts[last].arrival_nanos < horizon));
        REQUIRE(result.trimmed.bytes ==
                BytesOf(puts, result.trimmed_first, result.trimmed.records));
      }
    }
    for (const LogWorld::Frame& frame : unfinished) LogWorld::Finish(frame);
    for (Follower& follower : followers) {
      CHECK(follower.ReadOn() == LogReadCode::kTip);
      CHECK(follower.accounted() == puts.size());
      CHECK(follower.faults() == "");
      follower.LetGo();
    }
    world.pool().Sweep();
    CHECK(world.pool().detached_bytes() == 0);
  }
}

}  // namespace
}  // namespace weir::log_walk_test
