// SPDX-License-Identifier: MIT
#include "weir/log/internal/log_trim.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"

namespace weir::log_trim_test {
namespace {

using testing::BasicFollower;
using testing::BasicLogWorld;
using testing::Follower;
using testing::FrozenAt;
using testing::InterruptedAt;
using testing::LogPeer;
using testing::LogWorld;
using testing::SteppedAtomics;
using testing::Stuck;
using testing::WithinSteps;

// Three of these fill a segment of the smallest class.
constexpr std::uint32_t kDataBytes = 112;

TEST_CASE("the oldest segment goes, with its records counted, and the active one stays",
          "[log][retire]") {
  LogWorld world;
  std::uint64_t records = 99;
  CHECK_FALSE(world.log().RetireHead(records));
  CHECK(records == 0);
  REQUIRE(world.PutMany(7, kDataBytes) == 7);
  // First the one without a block in which every log begins.
  CHECK(world.log().RetireHead(records));
  CHECK(records == 0);
  CHECK(world.log().RetireHead(records));
  CHECK(records == 3);
  CHECK(world.log().Trimmed().records == 3);
  CHECK(world.log().Trimmed().bytes == 3 * kDataBytes);
  CHECK(world.log().RetireHead(records));
  CHECK(records == 3);
  CHECK_FALSE(world.log().RetireHead(records));
  CHECK(records == 0);
  CHECK(world.log().Trimmed().records == 6);
  CHECK(world.log().Totals().records == 7);
  // The rest of the budget is free again.
  CHECK(world.pool().held_bytes() == 512);
}

TEST_CASE("a segment that goes is free at once, unless it is read or written", "[log][retire]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.PutMany(6, kDataBytes) == 6);
  LogWorld::Frame unfinished;
  REQUIRE(world.Claim({.data_bytes = kDataBytes}, unfinished) == ClaimCode::kOk);
  REQUIRE(world.PutMany(5, kDataBytes) == 5);
  follower.Read({.frames_max = 1});
  CHECK(world.RetireAll() == 9);
  // The first is pinned, the second free, the third waits for its claim; the
  // fourth is the active one, and the fifth is installed behind it.
  CHECK(world.pool().detached_bytes() == 2 * 512);
  CHECK(world.pool().held_bytes() == 4 * 512);
  CHECK(world.pool().Sweep() == 0);
  LogWorld::Finish(unfinished);
  CHECK(world.pool().Sweep() == 1);
  CHECK(world.pool().detached_bytes() == 512);
  // What is pinned can still be read, and then what is left.
  follower.Read({.frames_max = 2});
  CHECK(follower.received() == 3);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == 6);
  CHECK(follower.trimmed() == 6);
  CHECK(follower.trimmed_bytes() == 6 * kDataBytes);
  CHECK(follower.faults() == "");
  CHECK(world.pool().Sweep() == 1);
  CHECK(world.pool().detached_bytes() == 0);
}

TEST_CASE("an idle log moves to its own segment and holds no memory", "[log][park]") {
  LogWorld world;
  CHECK_FALSE(world.log().ParkIdle());
  for (int round = 1; round <= 5; ++round) {
    REQUIRE(world.Put({.data_bytes = kDataBytes}, round) == ClaimCode::kOk);
    CHECK(world.log().ActiveArrivalNanos() == -1);
    world.RetireAll();
    CHECK(world.log().ActiveArrivalNanos() == round);
    CHECK(world.log().ParkIdle());
    CHECK(world.log().HeadArrivalNanos() == round);
    CHECK_FALSE(world.log().ParkIdle());
    CHECK(world.RetireAll() == 1);
    CHECK(world.log().HeadArrivalNanos() == -1);
    CHECK(world.log().ActiveArrivalNanos() == -1);
    CHECK(world.pool().held_bytes() == 0);
    CHECK(world.log().Totals().records == static_cast<std::uint64_t>(round));
    CHECK(world.log().Trimmed().records == static_cast<std::uint64_t>(round));
  }
}

TEST_CASE("a log whose next segment is installed parks in that first", "[log][park]") {
  LogWorld world;
  REQUIRE(world.PutMany(2, kDataBytes) == 2);
  REQUIRE(LogPeer::Installed(world.log()) != nullptr);
  CHECK(world.log().ParkIdle());
  CHECK(world.RetireAll() == 2);
  CHECK(world.pool().held_bytes() == 512);
  CHECK(world.log().ParkIdle());
  CHECK(world.RetireAll() == 0);
  CHECK(world.pool().held_bytes() == 0);
  REQUIRE(world.PutMany(4, kDataBytes) == 4);
  CHECK(world.log().Totals().records == 6);
}

TEST_CASE("a log does not park if somebody has claimed meanwhile", "[log][park]") {
  LogWorld world;
  REQUIRE(world.Put({.data_bytes = 10}) == ClaimCode::kOk);
  // The segment without a block must not be in use.
  CHECK_FALSE(world.log().ParkIdle());
  world.RetireAll();
  const auto tail = LogPeer::Tail(world.log());
  REQUIRE(world.Put({.data_bytes = 10}) == ClaimCode::kOk);
  CHECK_FALSE(world.log().ParkIdle(tail));
  CHECK(world.log().ParkIdle(LogPeer::Tail(world.log())));
}

// A log has one segment without a block. While a reader stands in it, it cannot
// be used for another idle time.
TEST_CASE("a log whose idle segment is still read keeps its last segment until it is not",
          "[log][park]") {
  LogWorld world;
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  REQUIRE(world.Put({.data_bytes = kDataBytes}) == ClaimCode::kOk);
  world.RetireAll();
  REQUIRE(world.log().ParkIdle());
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  // Into the idle segment, with the pin on it.
  REQUIRE(LogPeer::Active(world.log())->HasBlock() == false);
  follower.pin().segment.ExchangeSeqCst(LogPeer::Active(world.log()));
  REQUIRE(world.Put({.data_bytes = kDataBytes}) == ClaimCode::kOk);
  world.RetireAll();
  CHECK_FALSE(world.log().ParkIdle());
  CHECK(world.pool().held_bytes() == 512);
  CHECK(world.pool().detached_bytes() == 0);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.received() == 2);
  CHECK(world.pool().Sweep() == 1);
  CHECK(world.log().ParkIdle());
  world.RetireAll();
  CHECK(world.pool().held_bytes() == 0);
  CHECK(follower.ReadOn() == LogReadCode::kTip);
  CHECK(follower.faults() == "");
}

TEST_CASE("the last segment of a log goes only when the log is closed and it is the head",
          "[log][final]") {
  LogWorld world;
  REQUIRE(world.PutMany(5, kDataBytes) == 5);
  std::uint64_t records = 99;
  CHECK_FALSE(world.log().FinalRetire(records));
  CHECK(records == 0);
  REQUIRE(world.log().Close());
  CHECK_FALSE(world.log().FinalRetire(records));
  CHECK(world.RetireAll() == 3);
  // Its next segment is installed, and will never be used.
  REQUIRE(LogPeer::Installed(world.log()) != nullptr);
  CHECK(world.pool().held_bytes() == 2 * 512);
  CHECK(world.log().FinalRetire(records));
  CHECK(records == 2);
  CHECK(world.pool().held_bytes() == 0);
  CHECK(world.log().Trimmed().records == 5);
  CHECK(world.log().Trimmed().bytes == 5 * kDataBytes);
  CHECK(world.log().Totals().records == 5);
  CHECK_FALSE(world.log().FinalRetire(records));
  CHECK_FALSE(world.log().RetireHead(records));
  CHECK(world.HeldAfterTheEnd() == 0);
}

TEST_CASE("the last segment goes with and without a next one, empty and idle too", "[log][final]") {
  for (const int count : {0, 1, 2, 3, 4}) {
    for (const bool is_parked : {false, true}) {
      LogWorld world;
      const auto taken = static_cast<std::uint64_t>(count);
      REQUIRE(world.PutMany(taken, kDataBytes) == taken);
      if (is_parked) {
        world.RetireAll();
        world.log().ParkIdle();
      }
      Follower follower = Follower::FromHead(world.log(), world.NewPin());
      REQUIRE(world.log().Close());
      world.RetireAll();
      CHECK(world.FinalRetire());
      CHECK(world.pool().held_bytes() == 0);
      for (int i = 0; i < 3; ++i) CHECK(follower.ReadOn() == LogReadCode::kEnd);
      if (!is_parked) {
        CHECK(follower.trimmed() == taken);
        CHECK(follower.trimmed_bytes() == taken * kDataBytes);
      }
      CHECK(follower.faults() == "");
      // Who comes later finds the end too.
      Follower late = Follower::FromHead(world.log(), world.NewPin());
      for (int i = 0; i < 3; ++i) CHECK(late.ReadOn() == LogReadCode::kEnd);
      CHECK(late.accounted() == 0);
    }
  }
}

TEST_CASE("a reader in the last segment reads it to the end after it is gone", "[log][final]") {
  LogWorld world;
  REQUIRE(world.PutMany(3, kDataBytes) == 3);
  Follower follower = Follower::FromHead(world.log(), world.NewPin());
  follower.Read({.frames_max = 1});
  LogWorld::Frame unfinished;
  REQUIRE(world.log().Close());
  CHECK(world.Claim({}, unfinished) == ClaimCode::kClosed);
  world.RetireAll();
  REQUIRE(world.FinalRetire());
  CHECK(world.pool().detached_bytes() == 512);
  CHECK(follower.Read({.frames_max = 1}).code == LogReadCode::kRecords);
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(follower.received() == 3);
  CHECK(follower.ReadOn() == LogReadCode::kEnd);
  CHECK(follower.faults() == "");
  world.pool().Sweep();
  CHECK(world.pool().held_bytes() == 0);
}

// ---- Stopped at any step ----

using World = BasicLogWorld<SteppedAtomics>;
using SteppedFollower = BasicFollower<SteppedAtomics>;

struct Action {
  std::string what;
  std::function<void(World&)> run;
};

void Put(World& world, int count) {
  for (int i = 0; i < count; ++i) {
    if (world.Put({.data_bytes = kDataBytes}) != ClaimCode::kOk) throw Stuck{};
  }
}

// What is done to a log beside appending.
std::vector<Action> Maintenance() {
  return {{"retire the head", [](World& w) { w.RetireHead(); }},
          {"retire all", [](World& w) { w.RetireAll(); }},
          {"park", [](World& w) { w.log().ParkIdle(); }},
          {"retire and park",
           [](World& w) {
             w.RetireAll();
             w.log().ParkIdle();
             w.log().ParkIdle();
           }},
          {"sweep", [](World& w) { w.pool().Sweep(); }},
          {"close", [](World& w) { w.log().Close(); }}};
}

// Not maintenance, of which there is one at a time.
std::vector<Action> Others() {
  std::vector<Action> others = {{"retire the head", [](World& w) { w.RetireHead(); }},
                                {"retire and sweep", [](World& w) {
                                   w.RetireAll();
                                   w.pool().Sweep();
                                 }}};
  for (const int count : {1, 2, 4, 7}) {
    others.push_back({"put " + std::to_string(count), [count](World& w) {
                        for (int i = 0; i < count; ++i) w.Put({.data_bytes = kDataBytes});
                      }});
    others.push_back({"put and retire " + std::to_string(count), [count](World& w) {
                        for (int i = 0; i < count; ++i) {
                          w.Put({.data_bytes = kDataBytes});
                          w.RetireAll();
                        }
                      }});
  }
  return others;
}

std::string FaultsOf(World& world, SteppedFollower& follower) {
  std::string faults;
  WithinSteps([&] {
    const LogTotals totals = world.log().Totals();
    const LogTotals trimmed = world.log().Trimmed();
    if (totals.bytes != totals.records * kDataBytes) faults += "bytes are not those of records\n";
    if (trimmed.bytes != trimmed.records * kDataBytes) faults += "trimmed bytes are wrong\n";
    const LogReadCode code = follower.ReadOn();
    const LogReadCode expected = world.log().IsClosed() ? LogReadCode::kEnd : LogReadCode::kTip;
    if (code != expected) faults += "a reader is not at the end\n";
    if (follower.accounted() != totals.records) faults += "a reader missed something\n";
    follower.LetGo();
    world.pool().Sweep();
    if (world.pool().detached_bytes() != 0) faults += "something stays detached\n";
  });
  return faults + follower.faults();
}

TEST_CASE("maintenance that stood still at any step goes on, whatever the others did meanwhile",
          "[log][retire][interrupted]") {
  for (int before = 0; before <= 8; ++before) {
    for (const Action& work : Maintenance()) {
      for (const Action& action : Others()) {
        for (std::size_t at = 0;; ++at) {
          World world;
          SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
          Put(world, before);
          if (before > 4) follower.Read({.frames_max = 1});
          const bool is_interrupted = InterruptedAt(
              at, [&] { work.run(world); }, [&] { action.run(world); });
          INFO(work.what << " after " << before << " records, stopped before step " << at
                         << " by: " << action.what);
          REQUIRE(FaultsOf(world, follower) == "");
          REQUIRE(world.HeldAfterTheEnd() == 0);
          if (!is_interrupted) break;
        }
      }
    }
  }
}

TEST_CASE("a put or a read that stood still at any step survives any maintenance",
          "[log][retire][interrupted]") {
  for (int before = 0; before <= 8; ++before) {
    for (const Action& action : Maintenance()) {
      for (const bool is_read : {false, true}) {
        for (std::size_t at = 0;; ++at) {
          World world;
          SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
          Put(world, before);
          const auto work = [&] {
            if (is_read) {
              follower.Read({.frames_max = 2});
            } else {
              world.Put({.data_bytes = kDataBytes});
            }
          };
          const bool is_interrupted = InterruptedAt(at, work, [&] {
            action.run(world);
            world.RetireAll();
          });
          INFO("after " << before << " records, stopped before step " << at
                        << " by: " << action.what);
          REQUIRE(FaultsOf(world, follower) == "");
          if (!is_interrupted) break;
        }
      }
    }
  }
}

// A reader that is told that the log has ended must not be sent back into it.
TEST_CASE("a reader that stood still while the last segment went comes to the end",
          "[log][final][interrupted]") {
  for (int before = 0; before <= 5; ++before) {
    for (const bool is_begun : {false, true}) {
      for (std::size_t at = 0;; ++at) {
        World world;
        SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
        Put(world, before);
        if (is_begun) follower.Read({.frames_max = 1});
        const bool is_interrupted = InterruptedAt(
            at, [&] { follower.ReadOn({.frames_max = 2}); },
            [&] {
              world.log().Close();
              world.RetireAll();
              world.FinalRetire();
              // Its memory is used by another log.
              World::Log other(world.pool());
              for (int i = 0; i < 4; ++i) {
                World::Frame frame;
                if (other.ClaimOneAt({.data_bytes = 200}, 9, frame) != ClaimCode::kOk)
                  throw Stuck{};
                World::Log::Publish(frame);
              }
            });
        if (!is_interrupted) break;
        INFO("after " << before << " records, stopped before step " << at);
        REQUIRE(FaultsOf(world, follower) == "");
        REQUIRE(follower.ReadOn() == LogReadCode::kEnd);
      }
    }
  }
}

// A closed log's tail never moves again, so it says nothing of the segment that it
// was in: that may be free by now, or another log's, out of another budget, with
// nothing installed behind it.
TEST_CASE("a put that stood still while its log ended installs nothing anywhere",
          "[log][final][interrupted]") {
  for (int before = 0; before <= 5; ++before) {
    for (int others = 0; others <= 8; ++others) {
      for (std::size_t at = 0;; ++at) {
        World world;
        World::Pool other_pool(world.slab(), {.budget_bytes = 1 << 20, .class_max = 0});
        auto other = std::make_unique<World::Log>(other_pool);
        Put(world, before);
        const auto put_other = [&](int count) {
          for (int i = 0; i < count; ++i) {
            World::Frame frame;
            if (other->ClaimOneAt({.data_bytes = kDataBytes}, 9, frame) != ClaimCode::kOk) {
              throw Stuck{};
            }
            World::Finish(frame);
          }
        };
        ClaimCode code = ClaimCode::kRefused;
        const bool is_interrupted = InterruptedAt(
            at, [&] { code = world.Put({.data_bytes = kDataBytes}); },
            [&] {
              world.log().Close();
              world.RetireAll();
              world.FinalRetire();
              world.pool().Sweep();
              put_other(others);
            });
        if (!is_interrupted) break;
        INFO("after " << before << " records, stopped before step " << at << " by " << others
                      << " into another log");
        REQUIRE((code == ClaimCode::kOk || code == ClaimCode::kClosed));
        WithinSteps([&] { put_other(7); });
        SteppedFollower follower = SteppedFollower::FromHead(*other, other_pool.pins().Acquire());
        REQUIRE(follower.ReadOn() == LogReadCode::kTip);
        REQUIRE(follower.accounted() == static_cast<std::uint64_t>(others) + 7);
        REQUIRE(follower.faults() == "");
        follower.LetGo();
        // Each budget has back what was taken from it.
        other_pool.FreeDetached();
        other.reset();
        REQUIRE(other_pool.held_bytes() == 0);
        REQUIRE(world.HeldAfterTheEnd() == 0);
      }
    }
  }
}

TEST_CASE("maintenance that stood still while its segment went to another log leaves that alone",
          "[log][park][interrupted]") {
  for (int before = 1; before <= 4; ++before) {
    for (const bool is_trimmed : {false, true}) {
      for (int others = 0; others <= 8; ++others) {
        for (std::size_t at = 0;; ++at) {
          World world;
          auto other = std::make_unique<World::Log>(world.pool());
          World::Pin* const pin = world.NewPin();
          Put(world, before);
          world.RetireAll();
          const auto put_other = [&](int count) {
            for (int i = 0; i < count; ++i) {
              World::Frame frame;
              if (other->ClaimOneAt({.data_bytes = kDataBytes}, 9, frame) != ClaimCode::kOk) {
                throw Stuck{};
              }
              World::Finish(frame);
            }
          };
          const auto maintain = [&] {
            if (is_trimmed) {
              World::Trimmer::Trim(world.log(), *pin, 5);
            } else {
              world.log().ParkIdle();
            }
          };
          const bool is_interrupted = InterruptedAt(at, maintain, [&] {
            Put(world, 7);
            world.RetireAll();
            world.pool().Sweep();
            put_other(others);
          });
          INFO("after " << before << " records, stopped before step " << at << " by " << others
                        << " into another log");
          WithinSteps([&] { put_other(7); });
          SteppedFollower follower = SteppedFollower::FromHead(*other, world.NewPin());
          REQUIRE(follower.ReadOn() == LogReadCode::kTip);
          REQUIRE(follower.received() == other->Totals().records);
          REQUIRE(follower.faults() == "");
          follower.LetGo();
          world.pool().FreeDetached();
          other.reset();
          REQUIRE(world.HeldAfterTheEnd() == 0);
          if (!is_interrupted) break;
        }
      }
    }
  }
}

TEST_CASE("readers come to the end wherever the retiring of the last segment stopped for good",
          "[log][final][frozen]") {
  for (int before = 0; before <= 5; ++before) {
    for (std::size_t at = 0;; ++at) {
      // What a thread stopped in for good is never ended.
      static std::vector<World*>& never_ended = *new std::vector<World*>;
      World& world = *never_ended.emplace_back(new World);
      SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
      SteppedFollower begun = SteppedFollower::FromHead(world.log(), world.NewPin());
      Put(world, before);
      begun.Read({.frames_max = 1});
      REQUIRE(world.log().Close());
      world.RetireAll();
      const bool is_frozen = FrozenAt(at, [&] { world.FinalRetire(); });
      INFO("after " << before << " records, stopped for good before step " << at);
      bool is_stuck = false;
      try {
        WithinSteps([&] {
          SteppedFollower late = SteppedFollower::FromHead(world.log(), world.NewPin());
          SteppedFollower at_tip(world.log(), world.NewPin(), World::Reader::AtTip(world.log()));
          for (SteppedFollower* each : {&follower, &begun, &late, &at_tip}) {
            for (int i = 0; i < 2; ++i) REQUIRE(each->ReadOn() == LogReadCode::kEnd);
            REQUIRE(each->faults() == "");
          }
          REQUIRE(follower.accounted() == static_cast<std::uint64_t>(before));
          REQUIRE(begun.accounted() == static_cast<std::uint64_t>(before));
          REQUIRE(at_tip.accounted() == 0);
          REQUIRE(world.log().Totals().records == static_cast<std::uint64_t>(before));
        });
      } catch (const Stuck&) {
        is_stuck = true;
      }
      REQUIRE_FALSE(is_stuck);
      if (!is_frozen) break;
    }
  }
}

TEST_CASE("maintenance that stops for good keeps nobody from going on", "[log][retire][frozen]") {
  for (int before = 0; before <= 8; ++before) {
    for (const Action& work : Maintenance()) {
      if (work.what == "close") continue;
      for (std::size_t at = 0;; ++at) {
        World world;
        SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
        Put(world, before);
        const bool is_frozen = FrozenAt(at, [&] { work.run(world); });
        INFO(work.what << " after " << before << " records, stopped for good before step " << at);
        bool is_stuck = false;
        try {
          WithinSteps([&] {
            REQUIRE(follower.ReadOn() == LogReadCode::kTip);
            for (int i = 0; i < 10; ++i) {
              Put(world, 1);
              world.RetireAll();
            }
            REQUIRE(follower.ReadOn() == LogReadCode::kTip);
            REQUIRE(follower.accounted() == static_cast<std::uint64_t>(before) + 10);
            REQUIRE(follower.faults() == "");
            REQUIRE(world.log().Totals().records == static_cast<std::uint64_t>(before) + 10);
            world.pool().Sweep();
            world.log().Close();
          });
        } catch (const Stuck&) {
          is_stuck = true;
        }
        REQUIRE_FALSE(is_stuck);
        if (!is_frozen) break;
      }
    }
  }
}

}  // namespace
}  // namespace weir::log_trim_test
