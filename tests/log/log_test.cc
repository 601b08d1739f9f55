// SPDX-License-Identifier: MIT
#include "weir/log/log.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::Follower;
using testing::LogPeer;
using testing::LogWorld;

void CheckTotals(LogWorld& world, std::uint64_t records, std::uint64_t bytes) {
  CHECK(world.log().Totals().records == records);
  CHECK(world.log().Totals().bytes == bytes);
}

TEST_CASE("a new log holds nothing and no memory", "[log][claim]") {
  LogWorld world;
  CheckTotals(world, 0, 0);
  CHECK(world.log().Trimmed().records == 0);
  CHECK(world.log().Trimmed().bytes == 0);
  CHECK_FALSE(world.log().IsClosed());
  CHECK(world.pool().held_bytes() == 0);
  CHECK_FALSE(world.RetireHead());
  CHECK(world.log().HeadArrivalNanos() == -1);
  CHECK(world.log().ActiveArrivalNanos() == -1);
}

TEST_CASE("claims are numbered 0, 1, 2 and counted at once, published or not", "[log][claim]") {
  LogWorld world;
  std::uint64_t bytes = 0;
  for (std::uint64_t i = 0; i < 500; ++i) {
    const PayloadSize size{static_cast<std::uint16_t>(i % 5),
                           static_cast<std::uint32_t>(i * 37 % 200)};
    LogWorld::Frame frame;
    REQUIRE(world.Claim(size, frame) == ClaimCode::kOk);
    REQUIRE(frame.sequence == i);
    REQUIRE(frame.data().size() == size.data_bytes);
    bytes += size.key_bytes + size.data_bytes;
    REQUIRE(world.log().Totals().records == i + 1);
    REQUIRE(world.log().Totals().bytes == bytes);
    if (i % 7 == 0) {
      LogWorld::Log::Abort(frame);
    } else {
      LogWorld::Finish(frame);
    }
    REQUIRE(world.log().Totals().records == i + 1);
    REQUIRE(world.log().Totals().bytes == bytes);
  }
}

// Every length at which a copy goes another way, and the largest records there are.
TEST_CASE("keys and data of every size come out as they went in", "[log][claim]") {
  LogWorld world({.budget_bytes = 256 << 20, .class_max = 3, .smallest_block_bytes = 16 * 1024});
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  const auto put = [&](std::uint16_t key_bytes, std::uint32_t data_bytes) {
    REQUIRE(world.Put({key_bytes, data_bytes}) == ClaimCode::kOk);
    ++records;
    bytes += key_bytes + std::uint64_t{data_bytes};
  };
  for (std::uint32_t size = 0; size <= 130; ++size) put(0, size);
  for (std::uint16_t size = 0; size <= 130; ++size) put(size, 0);
  for (std::uint16_t size = 0; size <= 130; ++size) put(size, 130u - size);
  put(1'024, 7);
  put(0xffff, 0);
  for (const std::uint32_t size : {1u << 16, 1u << 20, 10u << 20}) {
    put(0, size);
    put(256, size - 256);
  }
  put(0, 0);
  CheckTotals(world, records, bytes);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == records);
  CHECK(follower.received_bytes() == bytes);
  CHECK(follower.faults() == "");
}

TEST_CASE("a frame ends on the last byte of its segment, and one byte more goes to the next",
          "[log][claim]") {
  LogWorld world;
  REQUIRE(world.capacity_bytes() == 3 * 128);
  // Exactly full. The middle was passed, so the next one is installed.
  REQUIRE(world.PutMany(3, 112) == 3);
  const auto* const first = LogPeer::Active(world.log());
  CHECK(LogPeer::Tail(world.log()).offset_bytes() == world.capacity_bytes());
  const auto* const second = LogPeer::Installed(world.log());
  CHECK(second != nullptr);

  // One byte more than what is left.
  REQUIRE(world.PutMany(2, 112) == 2);
  CHECK(LogPeer::Active(world.log()) == second);
  CHECK(second != first);
  const auto* const third = LogPeer::Installed(world.log());
  REQUIRE(world.Put({.data_bytes = 113}) == ClaimCode::kOk);
  CHECK(LogPeer::Active(world.log()) == third);
  CHECK(LogPeer::Tail(world.log()).count() == 1);
  CHECK(LogPeer::Tail(world.log()).offset_bytes() == 129);

  CheckTotals(world, 6, 5 * 112 + 113);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == 6);
  CHECK(follower.faults() == "");
}

TEST_CASE("a frame without key and data takes 16 bytes, to the last of the segment",
          "[log][claim]") {
  LogWorld world;
  const std::uint64_t per_segment = world.capacity_bytes() / 16;
  for (std::uint64_t i = 0; i < 2 * per_segment; ++i) REQUIRE(world.Put({}) == ClaimCode::kOk);
  CHECK(LogPeer::Tail(world.log()).offset_bytes() == world.capacity_bytes());
  CHECK(LogPeer::Tail(world.log()).count() == per_segment);
  CHECK(world.RetireAll() == per_segment);
  CheckTotals(world, 2 * per_segment, 0);
  CHECK(world.log().Trimmed().records == per_segment);
  CHECK(world.log().Trimmed().bytes == 0);
}

// A record of 1 MiB makes a segment of 4 MiB, where 262,000 empty ones would fit.
TEST_CASE("a segment ends after 65,535 frames, however small they are", "[log][claim]") {
  LogWorld world({.budget_bytes = 64 << 20, .smallest_block_bytes = 16 * 1024});
  REQUIRE(world.Put({.data_bytes = 1 << 20}) == ClaimCode::kOk);
  const auto* const segment = LogPeer::Active(world.log());
  REQUIRE(segment->capacity_bytes > 16 * (log_internal::kFramesMax + 1) + (1 << 20));
  CHECK(world.PutMany(65'534, 0) == 65'534);
  CHECK(LogPeer::Active(world.log()) == segment);
  CHECK(LogPeer::Tail(world.log()).count() == 65'535);
  REQUIRE(world.Put({}) == ClaimCode::kOk);
  CHECK(LogPeer::Active(world.log()) != segment);
  CheckTotals(world, 65'536, 1 << 20);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == 65'536);
  CHECK(follower.faults() == "");
}

TEST_CASE("where the next frame will be is told beforehand", "[log][claim]") {
  LogWorld world;
  CHECK(world.log().Ahead() == nullptr);
  REQUIRE(world.Put({.data_bytes = 50}) == ClaimCode::kOk);
  for (int i = 0; i < 3; ++i) {
    const std::byte* const ahead = world.log().Ahead();
    LogWorld::Frame frame;
    REQUIRE(world.log().ClaimOneAt({.data_bytes = 7}, 1, frame) == ClaimCode::kOk);
    CHECK(frame.bytes == ahead);
    LogWorld::Finish(frame);
  }
}

TEST_CASE("a run of frames is claimed together and lies together", "[log][claim]") {
  LogWorld world;
  REQUIRE(world.Put({.data_bytes = 50}) == ClaimCode::kOk);
  const std::vector<PayloadSize> sizes = {{3, 10}, {0, 0}, {1, 40}};
  LogWorld::Run run;
  FrameRun space_seen;
  REQUIRE(world.log().Claim(
              sizes[0].FrameBytes(),
              [&](const FrameRun& space, FrameRun& taken) {
                space_seen = space;
                taken = {.count = 3, .frame_bytes = 3 * 16 + 13 + 41};
                return true;
              },
              [](const LogTotals& before, const FrameRun& claimed) {
                CHECK(before.records == 1);
                CHECK(before.bytes == 50);
                CHECK(claimed.count == 3);
                CHECK(claimed.PayloadBytes() == 54);
                return std::int64_t{77};
              },
              run) == ClaimCode::kOk);
  CHECK(space_seen.count == log_internal::kFramesMax - 1);
  CHECK(space_seen.frame_bytes == world.capacity_bytes() - 66);
  CheckTotals(world, 4, 104);
  for (const PayloadSize& size : sizes) {
    const LogWorld::Frame frame = LogWorld::Log::FrameOf(run, size);
    LogWorld::Log::NextFrame(run, size);
    LogWorld::Finish(frame);
  }
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  std::vector<std::int64_t> arrivals;
  follower.Read({}, [&](const RecordView& r) { arrivals.push_back(r.approximate_arrival_nanos); });
  CHECK(arrivals == std::vector<std::int64_t>{1, 77, 77, 77});
  CHECK(follower.faults() == "");
}

TEST_CASE("a run that does not fit where the tail is begins in the next segment", "[log][claim]") {
  LogWorld world;
  REQUIRE(world.PutMany(3, 84) == 3);
  const auto left = world.capacity_bytes() - 300;
  std::vector<std::uint64_t> spaces;
  LogWorld::Run run;
  REQUIRE(world.log().Claim(
              left + 1,
              [&](const FrameRun& space, FrameRun& taken) {
                spaces.push_back(space.frame_bytes);
                taken = {.count = 1, .frame_bytes = left + 1};
                return space.frame_bytes > left;
              },
              [](const LogTotals&, const FrameRun&) { return std::int64_t{1}; },
              run) == ClaimCode::kOk);
  CHECK(spaces == std::vector<std::uint64_t>{left, world.capacity_bytes()});
  CHECK(run.offset_bytes == 0);
  CHECK(run.sequence == 3);
  LogWorld::Log::Abort(
      LogWorld::Log::FrameOf(run, {.data_bytes = static_cast<std::uint32_t>(left + 1 - 16)}));
}

TEST_CASE("a gate that refuses leaves the log as it was", "[log][claim]") {
  LogWorld world;
  REQUIRE(world.Put({.data_bytes = 50}) == ClaimCode::kOk);
  const auto tail = LogPeer::Tail(world.log());
  LogWorld::Frame frame;
  for (int i = 0; i < 3; ++i) {
    CHECK(world.log().ClaimOne(
              {.data_bytes = 10},
              [](const LogTotals& before, const FrameRun&) {
                CHECK(before.records == 1);
                return std::int64_t{-1};
              },
              frame) == ClaimCode::kRefused);
    CHECK(LogPeer::Tail(world.log()) == tail);
  }
  CheckTotals(world, 1, 50);
  CHECK(world.pool().held_bytes() == 512);
}

TEST_CASE("whoever passes the middle of a segment installs the next one", "[log][claim]") {
  LogWorld world;
  // To one byte before the middle.
  REQUIRE(world.Put({.data_bytes = 84}) == ClaimCode::kOk);
  REQUIRE(world.Put({.data_bytes = 139}) == ClaimCode::kOk);
  REQUIRE(LogPeer::Tail(world.log()).offset_bytes() == 512 / 2 - 1);
  CHECK(LogPeer::Installed(world.log()) == nullptr);
  CHECK(world.pool().held_bytes() == 512);
  REQUIRE(world.Put({}) == ClaimCode::kOk);
  const auto* const next = LogPeer::Installed(world.log());
  CHECK(next != nullptr);
  CHECK(world.pool().held_bytes() == 1'024);
  while (LogPeer::Active(world.log()) != next) REQUIRE(world.Put({}) == ClaimCode::kOk);
  CHECK(LogPeer::Installed(world.log()) == nullptr);
  CHECK(world.pool().held_bytes() == 1'024);
}

TEST_CASE("segments grow with the traffic, up to the pool's largest class", "[log][claim]") {
  LogWorld world({.budget_bytes = 1 << 20, .class_max = 2});
  std::vector<int> uses(6, 0);
  const LogWorld::Segment* last = nullptr;
  for (int i = 0; i < 2'000; ++i) {
    REQUIRE(world.Put({.data_bytes = 100}) == ClaimCode::kOk);
    if (LogPeer::Active(world.log()) != last) ++uses[LogPeer::Active(world.log())->size_class];
    last = LogPeer::Active(world.log());
  }
  CHECK(uses[0] == 4);
  CHECK(uses[1] == 4);
  CHECK(uses[2] > 4);
  CHECK(uses[3] == 0);
}

TEST_CASE("a frame larger than the segments so far rolls the log into one that holds it",
          "[log][claim]") {
  LogWorld world({.budget_bytes = 16 << 20});
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  const auto put = [&](std::uint32_t data_bytes) {
    REQUIRE(world.Put({.data_bytes = data_bytes}) == ClaimCode::kOk);
    ++records;
    bytes += data_bytes;
    CheckTotals(world, records, bytes);
  };
  put(10);
  // Nothing installed yet.
  put(600);
  CHECK(LogPeer::Active(world.log())->size_class >= 1);
  CHECK(LogPeer::Tail(world.log()).count() == 1);
  world.RetireAll();
  // A small segment is installed, and too small for what comes.
  while (LogPeer::Installed(world.log()) == nullptr) put(10);
  REQUIRE(LogPeer::Installed(world.log())->size_class == 0);
  put(100'000);
  CHECK(LogPeer::Active(world.log())->capacity_bytes > 100'016);
  // Each class in turn, and back.
  for (std::uint8_t size_class = 0; size_class < LogWorld::Slab::kClassCount; ++size_class) {
    const std::uint64_t capacity = world.slab().CapacityBytes(size_class);
    put(static_cast<std::uint32_t>(capacity - 16));
    put(1);
    put(static_cast<std::uint32_t>(
        capacity - 15 <= world.slab().CapacityBytes(5) - 16 ? capacity - 15 : 0));
  }
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.accounted() + world.log().Trimmed().records == records);
  CHECK(follower.faults() == "");
}

TEST_CASE("a frame that no segment can hold finds no memory, and hurts nobody", "[log][claim]") {
  LogWorld world({.budget_bytes = 64 << 20});
  REQUIRE(world.Put({.data_bytes = 20}) == ClaimCode::kOk);
  const auto tail = LogPeer::Tail(world.log());
  const auto too_large = static_cast<std::uint32_t>(world.slab().CapacityBytes(5) - 15);
  LogWorld::Frame frame;
  CHECK(world.Claim({.data_bytes = too_large}, frame) == ClaimCode::kNoMemory);
  CHECK(world.Claim({.data_bytes = 0xffff'ffff}, frame) == ClaimCode::kNoMemory);
  CHECK(LogPeer::Tail(world.log()) == tail);
  CHECK(world.pool().held_bytes() == 512);
  CheckTotals(world, 1, 20);
  CHECK(world.Put({.data_bytes = too_large - 1}) == ClaimCode::kOk);
  CHECK(world.Put({.data_bytes = 20}) == ClaimCode::kOk);
  CheckTotals(world, 3, 40 + too_large - 1);
}

TEST_CASE("a log at its budget refuses, changes nothing, and goes on when a segment is free",
          "[log][claim]") {
  LogWorld world({.budget_bytes = 4 * 512});
  const std::size_t put = world.PutMany(1'000, 100);
  // Three frames in a segment.
  CHECK(put == 12);
  CHECK(world.pool().held_bytes() == 4 * 512);
  const auto tail = LogPeer::Tail(world.log());
  for (int i = 0; i < 3; ++i) CHECK(world.Put({.data_bytes = 100}) == ClaimCode::kNoMemory);
  CHECK(LogPeer::Tail(world.log()) == tail);
  CheckTotals(world, put, 100 * put);
  // What still fits is still taken.
  const auto left = world.capacity_bytes() - tail.offset_bytes();
  REQUIRE(left >= 16);
  CHECK(world.Put({.data_bytes = static_cast<std::uint32_t>(left - 16)}) == ClaimCode::kOk);
  CHECK(world.Put({}) == ClaimCode::kNoMemory);

  // The oldest is one that nobody ever wrote to: it has no block.
  while (world.pool().held_bytes() == 4 * 512) REQUIRE(world.RetireHead());
  CHECK(world.Put({.data_bytes = 100}) == ClaimCode::kOk);
  CHECK(world.log().Totals().records == put + 2);
  CHECK(world.pool().held_bytes() == 4 * 512);
}

TEST_CASE("near the end of the budget a log takes the smaller segment that is left",
          "[log][claim]") {
  LogWorld world({.budget_bytes = 2 * 2'048});
  REQUIRE(world.Put({.data_bytes = 20}) == ClaimCode::kOk);
  REQUIRE(LogPeer::Active(world.log())->size_class == 0);
  // Three of these would want 2 KiB, twice.
  REQUIRE(world.Put({.data_bytes = 350}) == ClaimCode::kOk);
  CHECK(LogPeer::Active(world.log())->size_class == 1);
  while (LogPeer::Active(world.log())->size_class == 1) {
    REQUIRE(world.Put({.data_bytes = 350}) == ClaimCode::kOk);
  }
  CHECK(LogPeer::Active(world.log())->size_class == 0);
  while (world.Put({.data_bytes = 350}) == ClaimCode::kOk) {
    CHECK(LogPeer::Active(world.log())->size_class == 0);
  }
  CHECK(world.pool().held_bytes() == world.pool().budget_bytes());
}

// A reader that stands in it would hold up all puts.
TEST_CASE("no segment is roomy that takes more than half of the budget", "[log][claim]") {
  for (const std::int64_t budget_bytes : {2 * 2'048 - 1, 2 * 2'048}) {
    LogWorld world({.budget_bytes = budget_bytes});
    // Three of these would want 2 KiB.
    REQUIRE(world.Put({.data_bytes = 350}) == ClaimCode::kOk);
    CHECK(LogPeer::Active(world.log())->size_class == (budget_bytes < 2 * 2'048 ? 0 : 1));
  }
}

TEST_CASE("a closed log refuses every claim and keeps its totals", "[log][close]") {
  LogWorld world;
  REQUIRE(world.PutMany(10, 100) == 10);
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({.data_bytes = 30}, unfinished) == ClaimCode::kOk);
  CHECK(world.log().Close());
  CHECK_FALSE(world.log().Close());
  CHECK(world.log().IsClosed());
  for (const std::uint32_t size : {0u, 100u, 5'000u, 0xffff'ffffu}) {
    CHECK(world.Put({.data_bytes = size}) == ClaimCode::kClosed);
  }
  CheckTotals(world, 11, 1'030);
  CHECK_FALSE(world.log().ParkIdle());
  // What was claimed before may be published after.
  LogWorld::Finish(unfinished);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(follower.received() == 11);
  follower.LetGo();
  CHECK(world.RetireAll() == 9);
  CheckTotals(world, 11, 1'030);
  CHECK(world.FinalRetire());
  CheckTotals(world, 11, 1'030);
  CHECK(world.Put({}) == ClaimCode::kClosed);
  CHECK(world.pool().held_bytes() == 0);
}

TEST_CASE("a log that nobody used can be closed", "[log][close]") {
  LogWorld world;
  CHECK(world.log().Close());
  CHECK(world.Put({}) == ClaimCode::kClosed);
  CheckTotals(world, 0, 0);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(world.FinalRetire());
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(follower.accounted() == 0);
}

TEST_CASE("an abandoned claim keeps its number, its place and its bytes in the totals",
          "[log][abort]") {
  LogWorld world;
  REQUIRE(world.Put({2, 10}) == ClaimCode::kOk);
  REQUIRE(world.PutAborted({3, 20}) == ClaimCode::kOk);
  REQUIRE(world.Put({4, 30}) == ClaimCode::kOk);
  CheckTotals(world, 3, 69);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  std::vector<std::uint64_t> numbers;
  const LogReadResult result = follower.Read(
      {}, [&](const RecordView& record) { numbers.push_back(record.sequence_number.value); });
  CHECK(numbers == std::vector<std::uint64_t>{0, 2});
  CHECK(result.records == 2);
  CHECK(result.bytes == 46);
  CHECK(result.aborted == 1);
  CHECK(follower.faults() == "");
}

// The ordinal in the tail has 22 bits, the tags of head and active 23.
TEST_CASE("a log goes through the places where its ordinals begin again", "[log][claim]") {
  for (const std::uint64_t wrap : {std::uint64_t{1} << 22, std::uint64_t{1} << 23,
                                   3 * (std::uint64_t{1} << 22), std::uint64_t{1} << 40}) {
    INFO("the ordinals begin again at " << wrap);
    LogWorld world({.budget_bytes = 8 * 512});
    const LogTotals before{.records = std::uint64_t{1} << 40, .bytes = std::uint64_t{1} << 50};
    LogPeer::StartAt(world.log(), wrap - 6, before);
    CheckTotals(world, before.records, before.bytes);
    CHECK(world.log().Trimmed().records == before.records);
    Follower follower = Follower::FromHead(world.log(), world.NewPin());
    Follower late = Follower::FromHead(world.log(), world.NewPin());
    std::uint64_t records = 0;
    for (int i = 0; i < 40; ++i) {
      while (world.Put({.data_bytes = 150}) != ClaimCode::kOk) REQUIRE(world.RetireHead());
      ++records;
      CheckTotals(world, before.records + records, before.bytes + 150 * records);
      if (i % 3 == 0) {
        CHECK(follower.ReadOn() == LogReadCode::kTip);
        CHECK_FALSE(LogReader::HasNews(world.log(), follower.position()));
      }
      if (i == 25) CHECK(world.log().ParkIdle());
    }
    CHECK(follower.ReadOn() == LogReadCode::kTip);
    CHECK(follower.received() == records);
    CHECK(follower.received_bytes() == 150 * records);
    CHECK(follower.faults() == "");
    CHECK(late.ReadOn() == LogReadCode::kTip);
    CHECK(late.accounted() == records);
    CHECK(late.trimmed() == world.log().Trimmed().records - before.records);
    CHECK(late.faults() == "");
    CHECK(world.log().Close());
    world.RetireAll();
    CHECK(world.FinalRetire());
    CHECK(late.ReadOn() == LogReadCode::kEnd);
    CHECK(late.faults() == "");
  }
}

TEST_CASE("random claims add up, whatever is trimmed in between", "[log][claim]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 40; ++round) {
    LogWorld world({.budget_bytes = 16 * 512 + static_cast<std::int64_t>(random.Below(32)) * 512,
                    .class_max = static_cast<std::uint8_t>(random.Below(3))});
    LogTotals totals;
    LogTotals gone;
    std::vector<std::uint64_t> bytes_before = {0};
    for (int i = 0; i < 500; ++i) {
      const PayloadSize size{
          static_cast<std::uint16_t>(random.Below(40)),
          static_cast<std::uint32_t>(random.Below(random.Below(8) == 0 ? 2'000 : 150))};
      const ClaimCode code = random.Below(6) == 0 ? world.PutAborted(size) : world.Put(size);
      if (code == ClaimCode::kOk) {
        totals.records += 1;
        totals.bytes += size.key_bytes + size.data_bytes;
        bytes_before.push_back(totals.bytes);
      }
      std::uint64_t records = 0;
      if ((code == ClaimCode::kNoMemory || random.Below(20) == 0) &&
          world.log().RetireHead(records)) {
        gone.records += records;
      }
      if (random.Below(50) == 0) world.log().ParkIdle();
      REQUIRE(code != ClaimCode::kRefused);
      REQUIRE(world.log().Totals().records == totals.records);
      REQUIRE(world.log().Totals().bytes == totals.bytes);
      REQUIRE(world.log().Trimmed().records == gone.records);
      REQUIRE(world.log().Trimmed().bytes == bytes_before[gone.records]);
      REQUIRE(world.pool().held_bytes() <= world.pool().budget_bytes());
      REQUIRE(world.pool().held_bytes() >= static_cast<std::int64_t>(512 * world.BlockCount()));
    }
    CHECK(world.pool().detached_bytes() == 0);
    CHECK(world.HeldAfterTheEnd() == 0);
  }
}

}  // namespace
}  // namespace weir
