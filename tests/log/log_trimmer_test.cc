// SPDX-License-Identifier: MIT
#include "weir/log/log_trimmer.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::log_trimmer_test {
namespace {

using testing::BasicFollower;
using testing::BasicLogWorld;
using testing::Follower;
using testing::InterruptedAt;
using testing::LogPeer;
using testing::LogWorld;
using testing::SteppedAtomics;

// Three of these fill a segment of the smallest class.
constexpr std::uint32_t kDataBytes = 112;

// One record at each of the times 10, 20, 30 and so on.
void PutAtTens(LogWorld& world, std::int64_t count) {
  for (std::int64_t i = 1; i <= count; ++i) {
    REQUIRE(world.Put({.data_bytes = kDataBytes}, 10 * i) == ClaimCode::kOk);
  }
}

TEST_CASE("a segment goes when its last record has expired, not before, and alone", "[log][trim]") {
  LogWorld world;
  LogWorld::Pin* const pin = world.NewPin();
  PutAtTens(world, 10);
  for (std::int64_t horizon = 0; horizon <= 100; ++horizon) {
    LogTrimmer::Trim(world.log(), *pin, horizon);
    // The records of three tens lie in one segment.
    const std::uint64_t expired = horizon > 0 ? static_cast<std::uint64_t>((horizon - 1) / 10) : 0;
    REQUIRE(world.log().Trimmed().records == expired / 3 * 3);
    REQUIRE(world.pool().detached_bytes() == 0);
    REQUIRE(world.pool().held_bytes() == static_cast<std::int64_t>(512 * world.BlockCount()));
  }
  CHECK(pin->segment.LoadRelaxed() == nullptr);
}

TEST_CASE("an idle log comes to hold nothing, and comes back", "[log][trim]") {
  LogWorld world;
  LogWorld::Pin* const pin = world.NewPin();
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  std::uint64_t put = 0;
  for (std::size_t round = 1; round <= 20; ++round) {
    const std::size_t count = round % 8;
    REQUIRE(world.PutMany(count, kDataBytes, 10 * static_cast<std::int64_t>(round)) == count);
    put += count;
    if (round % 2 == 0) follower.ReadOn();
    const std::int64_t held = world.pool().held_bytes();
    LogTrimmer::Trim(world.log(), *pin, 10 * static_cast<std::int64_t>(round));
    CHECK(world.pool().held_bytes() <= held);
    LogTrimmer::Trim(world.log(), *pin, 10 * static_cast<std::int64_t>(round) + 1);
    CHECK(world.pool().held_bytes() == 0);
    CHECK(world.log().Trimmed().records == put);
    CHECK(world.log().Totals().records == put);
  }
  follower.ReadOn();
  CHECK(follower.accounted() == put);
  CHECK(follower.faults() == "");
}

TEST_CASE("a log that nobody uses stays as it is", "[log][trim]") {
  LogWorld world;
  LogWorld::Pin* const pin = world.NewPin();
  for (std::int64_t horizon = 0; horizon < 5; ++horizon) {
    LogTrimmer::Trim(world.log(), *pin, horizon);
  }
  CHECK(world.pool().held_bytes() == 0);
  CHECK(LogPeer::Tail(world.log()).ordinal() == 0);
  CHECK(world.PutMany(4, kDataBytes) == 4);
}

TEST_CASE("a closed log lets go of its last segment when that has expired", "[log][trim]") {
  LogWorld world;
  LogWorld::Pin* const pin = world.NewPin();
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  PutAtTens(world, 5);
  REQUIRE(world.log().Close());
  LogTrimmer::Trim(world.log(), *pin, 50);
  CHECK(world.log().Trimmed().records == 3);
  // 40 and 50, the second not expired.
  CHECK(world.BlockCount() >= 1);
  LogTrimmer::Trim(world.log(), *pin, 51);
  CHECK(world.log().Trimmed().records == 5);
  CHECK(world.pool().held_bytes() == 0);
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(follower.trimmed() == 5);
  LogTrimmer::Trim(world.log(), *pin, 60);
  CHECK(follower.faults() == "");
}

TEST_CASE("a closed log that is idle or was never used ends with the next trim", "[log][trim]") {
  for (const int count : {0, 1}) {
    LogWorld world;
    LogWorld::Pin* const pin = world.NewPin();
    Follower follower = Follower::FromHead(world.log(), world.NewPin());
    if (count == 1) REQUIRE(world.Put({.data_bytes = 1}, 10) == ClaimCode::kOk);
    for (int i = 0; i < 2; ++i) LogTrimmer::Trim(world.log(), *pin, 20);
    REQUIRE(world.log().Close());
    for (int i = 0; i < 2; ++i) LogTrimmer::Trim(world.log(), *pin, 20);
    CHECK(LogPeer::Head(world.log()) == nullptr);
    CHECK(world.pool().held_bytes() == 0);
    CHECK(follower.ReadOn() == LogReadCode::kEnd);
    CHECK(follower.trimmed() == static_cast<std::uint64_t>(count));
  }
}

// Nobody knows when a claim arrived until it is published: it may be younger than
// the horizon, and must then not be dropped.
TEST_CASE("a segment with an unfinished claim stays until a later one shows that it expired",
          "[log][trim]") {
  for (const bool is_closed : {false, true}) {
    for (std::int64_t behind = 0; behind <= 4; ++behind) {
      LogWorld world;
      LogWorld::Pin* const pin = world.NewPin();
      Follower follower = Follower::FromHead(world.log(), world.NewPin());
      REQUIRE(world.Put({.data_bytes = kDataBytes}, 10) == ClaimCode::kOk);
      LogWorld::Frame unfinished;
      REQUIRE(world.Claim({.data_bytes = kDataBytes}, unfinished, 100) == ClaimCode::kOk);
      for (std::int64_t i = 1; i <= behind; ++i) {
        REQUIRE(world.Put({.data_bytes = kDataBytes}, 100 + i) == ClaimCode::kOk);
      }
      if (is_closed) REQUIRE(world.log().Close());
      INFO((is_closed ? "closed, " : "open, ") << behind << " records behind it");
      // The first has expired, the claim has not.
      for (int i = 0; i < 3; ++i) LogTrimmer::Trim(world.log(), *pin, 50);
      CHECK(world.log().Trimmed().records == 0);
      LogWorld::Finish(unfinished);
      follower.ReadOn({.horizon_nanos = 50});
      CHECK(follower.trimmed() == 1);
      CHECK(follower.received() == static_cast<std::uint64_t>(behind) + 1);
      CHECK(follower.faults() == "");
      follower.LetGo();
      for (int i = 0; i < 3; ++i) LogTrimmer::Trim(world.log(), *pin, 200);
      CHECK(world.log().Trimmed().records == static_cast<std::uint64_t>(behind) + 2);
      CHECK(world.pool().held_bytes() == 0);
    }
  }
}

TEST_CASE("an unfinished claim that must have expired does not keep its segment in the log",
          "[log][trim]") {
  LogWorld world;
  LogWorld::Pin* const pin = world.NewPin();
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({.data_bytes = kDataBytes}, unfinished, 10) == ClaimCode::kOk);
  REQUIRE(world.PutMany(6, kDataBytes, 20) == 6);
  LogTrimmer::Trim(world.log(), *pin, 20);
  CHECK(world.log().Trimmed().records == 0);
  // The next segment began at 20.
  LogTrimmer::Trim(world.log(), *pin, 21);
  CHECK(world.log().Trimmed().records >= 3);
  CHECK(world.pool().detached_bytes() == 512);
  LogWorld::Finish(unfinished);
  CHECK(world.pool().Sweep() == 1);
  CHECK(world.pool().detached_bytes() == 0);
}

TEST_CASE("a trimmer frees what it takes out, but for what others read", "[log][trim]") {
  LogWorld world;
  LogWorld::Pin* const pin = world.NewPin();
  PutAtTens(world, 12);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  follower.Read({.frames_max = 1});
  LogTrimmer::Trim(world.log(), *pin, 95);
  CHECK(world.log().Trimmed().records == 9);
  CHECK(world.pool().detached_bytes() == 512);
  follower.LetGo();
  CHECK(world.pool().Sweep() == 1);
  CHECK(world.pool().held_bytes() == static_cast<std::int64_t>(512 * world.BlockCount()));
}

TEST_CASE("what is trimmed is what has expired, over random histories", "[log][trim]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 100; ++round) {
    LogWorld world({.class_max = static_cast<std::uint8_t>(random.Below(3))});
    LogWorld::Pin* const pin = world.NewPin();
    Follower follower = Follower::FromHead(world.log(), world.NewPin());
    std::vector<std::int64_t> arrivals;
    std::int64_t now = 1'000;
    const std::int64_t retention = 100;
    for (int i = 0; i < 300; ++i) {
      now += static_cast<std::int64_t>(random.Below(12) == 0 ? random.Below(80) : random.Below(4));
      if (random.Below(3) > 0) {
        const PayloadSize size{0, static_cast<std::uint32_t>(random.Below(200))};
        const bool is_aborted = random.Below(10) == 0;
        REQUIRE((is_aborted ? world.PutAborted(size, now) : world.Put(size, now)) ==
                ClaimCode::kOk);
        arrivals.push_back(now);
      }
      if (random.Below(4) == 0) {
        LogTrimmer::Trim(world.log(), *pin, now - retention);
        const std::uint64_t trimmed = world.log().Trimmed().records;
        // Nothing younger has gone, and every segment that is left has something.
        if (trimmed > 0) REQUIRE(arrivals[trimmed - 1] < now - retention);
        if (!arrivals.empty() && arrivals.back() < now - retention) {
          LogTrimmer::Trim(world.log(), *pin, now - retention);
          LogTrimmer::Trim(world.log(), *pin, now - retention);
          REQUIRE(world.log().Trimmed().records == arrivals.size());
        }
      }
      if (random.Below(10) == 0) follower.ReadOn({.horizon_nanos = now - retention});
      world.pool().Sweep();
    }
    follower.ReadOn();
    CHECK(follower.accounted() == arrivals.size());
    CHECK(follower.faults() == "");
    follower.LetGo();
    LogTrimmer::Trim(world.log(), *pin, now + 1);
    LogTrimmer::Trim(world.log(), *pin, now + 1);
    world.pool().Sweep();
    CHECK(world.pool().held_bytes() == 0);
    CHECK(world.log().Totals().records == arrivals.size());
  }
}

// ---- Stopped at any step ----

using World = BasicLogWorld<SteppedAtomics>;
using SteppedFollower = BasicFollower<SteppedAtomics>;

// Somebody else retires the segment that the trimmer has just looked at. The next
// one has not expired, and must stay.
TEST_CASE("a trimmer that stood still takes out nothing that has not expired",
          "[log][trim][interrupted]") {
  for (int before = 0; before <= 8; ++before) {
    for (const int count : {0, 1, 4}) {
      for (const int retired : {1, 2}) {
        for (std::size_t at = 0;; ++at) {
          World world;
          World::Pin* const pin = world.NewPin();
          SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
          for (int i = 1; i <= before; ++i) {
            REQUIRE(world.Put({.data_bytes = kDataBytes}, 10 * i) == ClaimCode::kOk);
          }
          // Whatever the others retire is not the trimmer's fault.
          std::uint64_t gone = 0;
          const bool is_interrupted = InterruptedAt(
              at, [&] { World::Trimmer::Trim(world.log(), *pin, 35); },
              [&] {
                for (int i = 0; i < count; ++i) {
                  world.Put({.data_bytes = kDataBytes}, 10 * (before + i + 1));
                }
                for (int i = 0; i < retired; ++i) world.RetireHead();
                gone = world.log().Trimmed().records;
              });
          const std::uint64_t trimmed = world.log().Trimmed().records;
          INFO("after " << before << " records, stopped before step " << at << " by " << count
                        << " puts and " << retired << " retired");
          REQUIRE(trimmed <= std::max<std::uint64_t>(gone, 3));
          follower.ReadOn();
          REQUIRE(follower.accounted() == world.log().Totals().records);
          REQUIRE(follower.faults() == "");
          follower.LetGo();
          world.pool().Sweep();
          REQUIRE(world.pool().detached_bytes() == 0);
          if (!is_interrupted) break;
        }
      }
    }
  }
}

TEST_CASE("puts and reads that stood still survive a trimmer", "[log][trim][interrupted]") {
  for (int before = 0; before <= 8; ++before) {
    for (const bool is_closed : {false, true}) {
      for (const bool is_read : {false, true}) {
        for (std::size_t at = 0;; ++at) {
          World world;
          World::Pin* const pin = world.NewPin();
          SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
          REQUIRE(world.PutMany(static_cast<std::size_t>(before), kDataBytes, 10) ==
                  static_cast<std::size_t>(before));
          const auto work = [&] {
            if (is_read) {
              follower.Read({.frames_max = 2});
            } else {
              world.Put({.data_bytes = kDataBytes}, 20);
            }
          };
          const bool is_interrupted = InterruptedAt(at, work, [&] {
            if (is_closed) world.log().Close();
            for (int i = 0; i < 3; ++i) World::Trimmer::Trim(world.log(), *pin, 15);
          });
          INFO("after " << before << " records, stopped before step " << at);
          follower.ReadOn();
          REQUIRE(follower.accounted() == world.log().Totals().records);
          REQUIRE(follower.faults() == "");
          if (!is_interrupted) break;
        }
      }
    }
  }
}

}  // namespace
}  // namespace weir::log_trimmer_test
