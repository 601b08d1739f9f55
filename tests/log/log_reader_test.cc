// SPDX-License-Identifier: MIT
#include "weir/log/log_reader.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::log_reader_test {
namespace {

using testing::Follower;
using testing::LogPeer;
using testing::LogWorld;

// Three of these fill a segment of the smallest class.
constexpr std::uint32_t kDataBytes = 112;

TEST_CASE("a reader begins at the oldest record or behind the newest claim", "[log][reader]") {
  LogWorld world;
  CHECK(LogReader::AtHead(world.log()).totals.records == 0);
  CHECK(LogReader::AtTip(world.log()).totals.records == 0);
  REQUIRE(world.PutMany(8, kDataBytes) == 8);
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({.data_bytes = 10}, unfinished) == ClaimCode::kOk);
  CHECK(LogReader::AtHead(world.log()).totals.records == 0);
  CHECK(LogReader::AtTip(world.log()).totals.records == 9);
  CHECK(LogReader::AtTip(world.log()).totals.bytes == 8 * kDataBytes + 10);
  world.RetireAll();
  CHECK(LogReader::AtHead(world.log()).totals.records == 6);
  CHECK(LogReader::AtHead(world.log()).totals.bytes == 6 * kDataBytes);
  // From the tip on, what is claimed later is read; the unfinished one is not in the way.
  Follower tip(world.log(), world.NewPin(), LogReader::AtTip(world.log()));
  CHECK(tip.ReadOn() == LogReadCode::kTip);
  REQUIRE(world.PutMany(3, kDataBytes) == 3);
  CHECK(tip.ReadOn() == LogReadCode::kTip);
  CHECK(tip.received() == 3);
  CHECK(tip.faults() == "");
  LogWorld::Log::Abort(unfinished);
}

TEST_CASE("a read hands out at most as many frames as it may, and never two segments",
          "[log][reader]") {
  LogWorld world;
  REQUIRE(world.PutMany(7, kDataBytes) == 7);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.Read({.frames_max = 2}).records == 2);
  CHECK(follower.Read({.frames_max = 2}).records == 1);
  CHECK(follower.Read({.frames_max = 1}).records == 1);
  CHECK(follower.Read().records == 2);
  CHECK(follower.Read().records == 1);
  CHECK(follower.Read().code == LogReadCode::kTip);
  CHECK(follower.faults() == "");
}

TEST_CASE("a read hands out at most as many bytes as it may, and one record at the least",
          "[log][reader]") {
  LogWorld world({.smallest_block_bytes = 16 * 1024});
  for (const std::uint32_t size : {100u, 100u, 0u, 500u, 1u, 1u}) {
    REQUIRE(world.Put({.data_bytes = size}) == ClaimCode::kOk);
  }
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.Read({.bytes_max = 99}).bytes == 100);
  CHECK(follower.Read({.bytes_max = 100}).records == 2);
  CHECK(follower.Read({.bytes_max = 0}).bytes == 500);
  // Records of no bytes fit into nothing; one of a byte is the first one.
  CHECK(follower.Read({.bytes_max = 1}).records == 1);
  CHECK(follower.Read({.bytes_max = 0}).records == 1);
  CHECK(follower.Read({.bytes_max = 0}).code == LogReadCode::kTip);
  CHECK(follower.faults() == "");
}

TEST_CASE("an unfinished claim stops the readers behind it, and no producer", "[log][reader]") {
  LogWorld world;
  REQUIRE(world.PutMany(2, kDataBytes) == 2);
  LogWorld::Frame second;
  LogWorld::Frame third;
  REQUIRE(world.Claim({.data_bytes = 20}, second) == ClaimCode::kOk);
  REQUIRE(world.Claim({.data_bytes = 30}, third) == ClaimCode::kOk);
  REQUIRE(world.PutMany(10, kDataBytes) == 10);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kUnfinishedClaim);
  CHECK(follower.received() == 2);
  CHECK(LogReader::HasNews(world.log(), follower.position()));
  CHECK_FALSE(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
  // That of the record before it, for its own is not to be seen.
  CHECK(LogReader::NextArrivalNanos(world.log(), follower.pin(), follower.position()) == 1);
  // The one behind it is whole, and still not read.
  LogWorld::Finish(third);
  CHECK(follower.Read().code == LogReadCode::kUnfinishedClaim);
  CHECK(follower.received() == 2);
  LogWorld::Finish(second);
  CHECK(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == 14);
  CHECK(follower.faults() == "");
}

// The last claim of a segment is in the way of everything in the next.
TEST_CASE("an unfinished claim at the end of a segment stops readers there", "[log][reader]") {
  LogWorld world;
  REQUIRE(world.PutMany(2, kDataBytes) == 2);
  LogWorld::Frame last;
  REQUIRE(world.Claim({.data_bytes = kDataBytes}, last) == ClaimCode::kOk);
  REQUIRE(world.PutMany(4, kDataBytes) == 4);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kUnfinishedClaim);
  CHECK(follower.received() == 2);
  LogWorld::Finish(last);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == 7);
}

TEST_CASE("abandoned claims are counted, and what is handed out has a pin", "[log][reader]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  // Alone in the log.
  REQUIRE(world.PutAborted({.data_bytes = 20}) == ClaimCode::kOk);
  LogReadResult result = follower.Read();
  CHECK(result.code == LogReadCode::kTip);
  CHECK(result.frames.empty());
  CHECK(result.aborted == 1);
  CHECK(result.records == 0);
  CHECK(result.bytes == 0);
  // Over several segments, with the limit of one frame.
  for (int i = 0; i < 9; ++i) {
    REQUIRE(world.PutAborted({.data_bytes = kDataBytes}) == ClaimCode::kOk);
  }
  REQUIRE(world.Put({.data_bytes = 5}) == ClaimCode::kOk);
  result = follower.Read({.frames_max = 1, .bytes_max = 1});
  CHECK(result.code == LogReadCode::kRecords);
  CHECK(result.aborted == 9);
  CHECK(result.records == 1);
  CHECK(result.bytes == 5);
  CHECK(follower.faults() == "");
  CHECK(follower.accounted() == 11);
  // Before an unfinished claim.
  REQUIRE(world.PutAborted({.data_bytes = 1}) == ClaimCode::kOk);
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({}, unfinished) == ClaimCode::kOk);
  result = follower.Read();
  CHECK(result.code == LogReadCode::kUnfinishedClaim);
  CHECK(result.aborted == 1);
  CHECK(result.frames.empty());
  LogWorld::Finish(unfinished);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.accounted() == 13);
  CHECK(follower.faults() == "");
}

TEST_CASE("a reader at the tip or at the end holds no segment", "[log][reader]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.PutMany(3, kDataBytes) == 3);
  CHECK(follower.Read().code == LogReadCode::kRecords);
  CHECK(follower.pin().segment.LoadRelaxed() != nullptr);
  CHECK(follower.Read().code == LogReadCode::kTip);
  CHECK(follower.pin().segment.LoadRelaxed() == nullptr);
  REQUIRE(world.Put({.data_bytes = 1}) == ClaimCode::kOk);
  REQUIRE(world.log().Close());
  CHECK(follower.Read().code == LogReadCode::kRecords);
  CHECK(follower.Read().code == LogReadCode::kEnd);
  CHECK(follower.pin().segment.LoadRelaxed() == nullptr);
}

TEST_CASE("a reader that was left behind by a log that ended is told once, and then the end",
          "[log][reader]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.PutMany(5, kDataBytes) == 5);
  REQUIRE(world.log().Close());
  world.RetireAll();
  REQUIRE(world.FinalRetire());
  const LogReadResult result = follower.Read();
  CHECK(result.code == LogReadCode::kEnd);
  CHECK(result.trimmed.records == 5);
  CHECK(result.trimmed.bytes == 5 * kDataBytes);
  CHECK(result.trimmed_first == 0);
  for (int i = 0; i < 3; ++i) {
    const LogReadResult again = follower.Read();
    CHECK(again.code == LogReadCode::kEnd);
    CHECK(again.trimmed.records == 0);
    CHECK(LogReader::HasNews(world.log(), follower.position()));
    CHECK(LogReader::HasNewsBeforeSleep(world.log(), follower.position()));
    CHECK(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
    CHECK(LogReader::NextArrivalNanos(world.log(), follower.pin(), follower.position()) == kNoTime);
  }
}

TEST_CASE("what is told before a reader sleeps is the same that a read says", "[log][reader]") {
  LogWorld world;
  const LogPosition position = LogReader::AtTip(world.log());
  CHECK_FALSE(LogReader::HasNewsBeforeSleep(world.log(), position));
  REQUIRE(world.Put({}) == ClaimCode::kOk);
  CHECK(LogReader::HasNewsBeforeSleep(world.log(), position));
  const LogPosition behind = LogReader::AtTip(world.log());
  CHECK_FALSE(LogReader::HasNewsBeforeSleep(world.log(), behind));
  // A claim is news before it is published.
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({}, unfinished) == ClaimCode::kOk);
  CHECK(LogReader::HasNewsBeforeSleep(world.log(), behind));
  LogWorld::Finish(unfinished);
  const LogPosition last = LogReader::AtTip(world.log());
  REQUIRE(world.log().Close());
  CHECK(LogReader::HasNewsBeforeSleep(world.log(), last));
}

// A reader stands at the end of its segment, and the log goes idle behind it.
TEST_CASE("a trim that brings a reader to the tip is readable", "[log][reader]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.PutMany(3, kDataBytes) == 3);
  REQUIRE(follower.Read().records == 3);
  REQUIRE(world.PutMany(2, kDataBytes) == 2);
  REQUIRE(world.log().ParkIdle());
  world.RetireAll();
  CHECK(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
  CHECK(follower.Read().trimmed.records == 2);
  CHECK_FALSE(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
  CHECK(follower.faults() == "");
}

// A closed log has an end, but not while a claim before it is unfinished: who waits
// for that must not be kept awake.
TEST_CASE("before an unfinished claim of a closed log nothing is readable", "[log][reader]") {
  LogWorld world;
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({.data_bytes = 3}, unfinished) == ClaimCode::kOk);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.log().Close());
  CHECK(follower.Read().code == LogReadCode::kUnfinishedClaim);
  CHECK_FALSE(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
  LogWorld::Finish(unfinished);
  CHECK(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(LogReader::IsReadable(world.log(), follower.pin(), follower.position()));
}

// A reader stands at the end of its segment; the next ones are trimmed, and used again.
TEST_CASE("the arrival of the next frame is not looked for in a segment's next use",
          "[log][reader]") {
  LogWorld world({.budget_bytes = 4 * 512});
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.PutMany(3, kDataBytes, 1) == 3);
  REQUIRE(follower.Read().records == 3);
  for (std::int64_t now = 2; now <= 40; ++now) {
    REQUIRE(world.Put({.data_bytes = kDataBytes}, now) == ClaimCode::kOk);
    world.RetireAll();
    world.pool().Sweep();
    const std::int64_t arrival =
        LogReader::NextArrivalNanos(world.log(), follower.pin(), follower.position());
    INFO(now << ": " << arrival);
    // The next one's, also when it is trimmed, or what is known to be no later.
    REQUIRE((arrival == 1 || arrival == 2));
  }
  CHECK(follower.Read().trimmed_first == 3);
  CHECK(follower.faults() == "");
}

// The same, where it is another log of the pool that uses the next one again, under the
// same number.
TEST_CASE("the arrival of the next frame is not looked for in another log", "[log][reader]") {
  LogWorld world({.budget_bytes = 4 * 512});
  Log other(world.pool());
  testing::LogPeer::StartAt(other, 1, {});
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.PutMany(3, kDataBytes, 1) == 3);
  REQUIRE(follower.Read().records == 3);
  REQUIRE(world.PutMany(4, kDataBytes, 2) == 4);
  world.RetireAll();
  LogWorld::Frame frame;
  REQUIRE(other.ClaimOneAt({.data_bytes = kDataBytes}, 50, frame) == ClaimCode::kOk);
  LogWorld::Finish(frame);
  const std::int64_t arrival =
      LogReader::NextArrivalNanos(world.log(), follower.pin(), follower.position());
  // The next one's, which is trimmed, or what is known to be no later.
  CHECK((arrival == 1 || arrival == 2));
  CHECK(follower.faults() == "");
}

TEST_CASE("the arrival of the next frame is known in this segment and the next", "[log][reader]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  const auto next_arrival = [&] {
    return LogReader::NextArrivalNanos(world.log(), follower.pin(), follower.position());
  };
  CHECK(next_arrival() == kNoTime);
  for (std::int64_t now = 11; now <= 17; ++now) {
    REQUIRE(world.Put({.data_bytes = kDataBytes}, now) == ClaimCode::kOk);
  }
  // From the segment without a block in which the log began.
  CHECK(next_arrival() == 11);
  for (std::int64_t now = 11; now <= 16; ++now) {
    follower.Read({.frames_max = 1});
    CHECK(next_arrival() == now + 1);
  }
  follower.Read({.frames_max = 1});
  CHECK(next_arrival() == kNoTime);
  // Behind segments in which there is nothing: the log was idle, twice.
  world.RetireAll();
  REQUIRE(world.log().ParkIdle());
  CHECK(next_arrival() == kNoTime);
  REQUIRE(world.Put({.data_bytes = 600}, 20) == ClaimCode::kOk);
  CHECK(next_arrival() == 20);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(next_arrival() == kNoTime);
  CHECK(follower.faults() == "");
}

TEST_CASE("one pin serves positions in two logs, if it is cleared in between", "[log][reader]") {
  LogWorld world;
  LogWorld::Log other(world.pool());
  LogWorld::Pin* const pin = world.NewPin();
  Follower first = Follower::FromHead(world.log(), pin);
  Follower second = Follower::FromHead(other, pin);
  for (int round = 0; round < 50; ++round) {
    // Each log's segments become the other's.
    REQUIRE(world.PutMany(4, kDataBytes) == 4);
    first.Read({.frames_max = 3});
    world.RetireAll();
    first.LetGo();
    for (int i = 0; i < 4; ++i) {
      LogWorld::Frame frame;
      REQUIRE(other.ClaimOneAt({.data_bytes = kDataBytes}, 1, frame) == ClaimCode::kOk);
      LogWorld::Finish(frame);
    }
    second.Read({.frames_max = 3});
    std::uint64_t records = 0;
    while (other.RetireHead(records)) {
    }
    second.LetGo();
    world.pool().Sweep();
  }
  first.ReadOn();
  first.LetGo();
  second.ReadOn();
  CHECK(first.accounted() == 200);
  CHECK(second.accounted() == 200);
  CHECK(first.faults() == "");
  CHECK(second.faults() == "");
  second.LetGo();
  world.pool().FreeDetached();
}

// What the looks say must be what a read then says.
TEST_CASE("a look at a position agrees with the read that follows it", "[log][reader]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 60; ++round) {
    LogWorld world({.budget_bytes = 24 * 512});
    Follower follower = Follower::FromHead(world.log(), world.NewPin());
    std::vector<LogWorld::Frame> unfinished;
    std::int64_t now = 1;
    for (int i = 0; i < 400; ++i) {
      now += static_cast<std::int64_t>(random.Below(3));
      const PayloadSize size{0, static_cast<std::uint32_t>(random.Below(150))};
      switch (random.Below(9)) {
        case 0:
        case 1:
        case 2:
          if (world.Put(size, now) == ClaimCode::kNoMemory) world.RetireAll();
          break;
        case 3:
          world.PutAborted(size, now);
          break;
        case 4: {
          LogWorld::Frame frame;
          if (world.Claim(size, frame, now) == ClaimCode::kOk) unfinished.push_back(frame);
          break;
        }
        case 5:
          if (unfinished.empty()) break;
          LogWorld::Finish(unfinished.back());
          unfinished.pop_back();
          break;
        case 6:
          if (random.Below(4) == 0) world.RetireHead();
          world.pool().Sweep();
          break;
        case 7:
          if (random.Below(4) == 0) world.log().ParkIdle();
          if (i > 390) world.log().Close();
          break;
        default: {
          const bool has_news = LogReader::HasNews(world.log(), follower.position());
          const bool is_readable =
              LogReader::IsReadable(world.log(), follower.pin(), follower.position());
          const std::int64_t arrival =
              LogReader::NextArrivalNanos(world.log(), follower.pin(), follower.position());
          const bool still_has_news = LogReader::HasNews(world.log(), follower.position());
          std::int64_t first_arrival = kNoTime;
          const LogReadResult result =
              follower.Read({.frames_max = 1 + random.Below(3)}, [&](const RecordView& record) {
                if (first_arrival == kNoTime) first_arrival = record.approximate_arrival_nanos;
              });
          const bool said_something = result.records + result.aborted + result.trimmed.records > 0;
          REQUIRE(is_readable == (said_something || result.code == LogReadCode::kEnd));
          if (!has_news) REQUIRE((result.code == LogReadCode::kTip && !said_something));
          // The look before it has moved the position on to where there is something.
          REQUIRE(still_has_news == (said_something || result.code != LogReadCode::kTip));
          if (arrival != kNoTime && result.aborted == 0 && result.records > 0) {
            REQUIRE(arrival == first_arrival);
          }
          break;
        }
      }
    }
    for (const LogWorld::Frame& frame : unfinished) LogWorld::Finish(frame);
    follower.ReadOn();
    CHECK(follower.accounted() == world.log().Totals().records);
    CHECK(follower.faults() == "");
  }
}

}  // namespace
}  // namespace weir::log_reader_test
