// SPDX-License-Identifier: MIT
//
// How a log goes from segment to segment while threads stop at any step of it.
//
// Goal: a thread that sleeps, or never wakes, in the middle of a claim harms
// nobody, and one that wakes up late harms nobody either. Method: every step of
// every operation in turn is where it stops, and the others are run there.
#include "weir/log/internal/log_roll.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"

namespace weir::log_roll_test {
namespace {

using testing::BasicFollower;
using testing::BasicLogWorld;
using testing::FrozenAt;
using testing::InterruptedAt;
using testing::LogPeer;
using testing::SteppedAtomics;
using testing::Stuck;
using testing::WithinSteps;

using World = BasicLogWorld<SteppedAtomics>;
using SteppedFollower = BasicFollower<SteppedAtomics>;

// Three of these fill a segment of the smallest class.
constexpr std::uint32_t kDataBytes = 112;
constexpr int kPerSegment = 3;

struct Action {
  std::string what;
  std::function<void(World&)> run;
};

void Put(World& world, int count) {
  for (int i = 0; i < count; ++i) {
    if (world.Put({.data_bytes = kDataBytes}) != ClaimCode::kOk) throw Stuck{};
  }
}

// So many records, while everything older is taken out: the segments that a
// stopped thread looks at are used again, and again.
void PutAndRetire(World& world, int count) {
  for (int i = 0; i < count; ++i) {
    Put(world, 1);
    world.RetireAll();
  }
}

// What others do while a thread stands still.
std::vector<Action> Others() {
  std::vector<Action> others;
  for (const int count : {1, 2, 3, 4, 5, 6, 7, 9, 12}) {
    others.push_back({"put " + std::to_string(count), [count](World& w) { Put(w, count); }});
    others.push_back(
        {"put and retire " + std::to_string(count), [count](World& w) { PutAndRetire(w, count); }});
  }
  others.push_back({"park", [](World& w) { w.log().ParkIdle(); }});
  others.push_back({"park and retire", [](World& w) {
                      w.log().ParkIdle();
                      w.RetireAll();
                    }});
  others.push_back({"park and put", [](World& w) {
                      w.log().ParkIdle();
                      Put(w, 2);
                      w.log().ParkIdle();
                      w.RetireAll();
                      Put(w, 4);
                    }});
  return others;
}

// The same and the end of the log, also for those who go on after it.
std::vector<Action> OthersAndClosing() {
  std::vector<Action> others = Others();
  for (const int count : {0, 1, 2, 3, 4, 9}) {
    const std::string what = "put " + std::to_string(count) + " and close";
    others.push_back({what, [count](World& w) {
                        Put(w, count);
                        w.log().Close();
                      }});
    others.push_back({what + ", and retire all", [count](World& w) {
                        Put(w, count);
                        w.log().Close();
                        w.RetireAll();
                        w.FinalRetire();
                      }});
  }
  return others;
}

// What a reader of all that there is comes to.
LogReadCode LastWordOf(World& world) {
  return world.log().IsClosed() ? LogReadCode::kEnd : LogReadCode::kTip;
}

std::uint64_t CountOf(World& world) { return world.log().Totals().records; }

// Everything that was taken is there: read, or reported as trimmed.
std::string FaultsOf(World& world, SteppedFollower& follower, std::uint64_t taken) {
  std::string faults = follower.faults();
  WithinSteps([&] {
    const LogTotals totals = world.log().Totals();
    if (totals.records != taken) faults += "records " + std::to_string(totals.records) + "\n";
    if (totals.bytes != taken * kDataBytes) faults += "bytes " + std::to_string(totals.bytes);
    if (follower.ReadOn() != LastWordOf(world)) faults += "not at the tip\n";
    if (follower.accounted() != taken) {
      faults += "accounted " + std::to_string(follower.accounted()) + " of " +
                std::to_string(taken) + "\n";
    }
  });
  return faults + follower.faults();
}

// For each state of the log, each action and each step: `work` is stopped there.
template <class Check>
void ForEachInterruption(const Action& work, const std::vector<Action>& others, Check&& check) {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (const Action& action : others) {
      for (std::size_t at = 0;; ++at) {
        World world;
        SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
        Put(world, before);
        std::string faults;
        bool is_interrupted = false;
        try {
          is_interrupted = InterruptedAt(
              at, [&] { work.run(world); }, [&] { action.run(world); });
          faults = check(world, follower);
        } catch (const Stuck&) {
          faults = "nobody gets on any more";
        }
        if (!faults.empty()) {
          FAIL_CHECK(work.what << " after " << before << " records, stopped before step " << at
                               << " by: " << action.what << ":\n"
                               << faults);
          return;
        }
        if (!is_interrupted) break;
      }
    }
  }
}

TEST_CASE("a claim that stood still at any step goes on, whatever the others did meanwhile",
          "[log][roll][interrupted]") {
  std::uint64_t taken_last = 0;
  ForEachInterruption({"a put", [&](World& w) { Put(w, 1); }}, Others(),
                      [&](World& world, SteppedFollower& follower) {
                        taken_last = CountOf(world);
                        return FaultsOf(world, follower, taken_last);
                      });
  CHECK(taken_last > 0);
}

TEST_CASE("no claim is counted twice or lost, whoever stood still", "[log][roll][interrupted]") {
  for (const int count : {1, 4, 7}) {
    for (int before = 0; before <= 2 * kPerSegment; ++before) {
      for (std::size_t at = 0;; ++at) {
        World world;
        Put(world, before);
        const bool is_interrupted = InterruptedAt(
            at, [&] { Put(world, 1); }, [&] { Put(world, count); });
        const auto expected = static_cast<std::uint64_t>(before + 1 + (is_interrupted ? count : 0));
        REQUIRE(CountOf(world) == expected);
        if (!is_interrupted) break;
      }
    }
  }
}

TEST_CASE("a reader that stood still at any step reads on exactly", "[log][roll][interrupted]") {
  // Reads all but the last record before, so that it is in the middle of something.
  const Action read{"a read", [](World&) {}};
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (const Action& action : OthersAndClosing()) {
      for (std::size_t at = 0;; ++at) {
        World world;
        SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
        Put(world, before);
        if (before > 1) follower.Read({.frames_max = 1});
        const bool is_interrupted = InterruptedAt(
            at, [&] { follower.Read({.frames_max = 2}); }, [&] { action.run(world); });
        const std::string faults = FaultsOf(world, follower, CountOf(world));
        INFO("after " << before << " records, stopped before step " << at << " by " << action.what);
        REQUIRE(faults == "");
        if (!is_interrupted) break;
      }
    }
  }
}

// Totals(), AtTip() and the like are asked by anybody at any time.
TEST_CASE("who looks at a log sees what it held at some moment, wherever it stood still",
          "[log][roll][interrupted]") {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (const Action& action : OthersAndClosing()) {
      for (std::size_t at = 0;; ++at) {
        World world;
        Put(world, before);
        World::Pin* const pin = world.NewPin();
        LogTotals totals;
        LogTotals trimmed;
        World::Position head;
        World::Position tip;
        const bool is_interrupted = InterruptedAt(
            at,
            [&] {
              totals = world.log().Totals();
              trimmed = world.log().Trimmed();
              head = World::Reader::AtHead(world.log());
              tip = World::Reader::AtTip(world.log());
            },
            [&] { action.run(world); });
        INFO("after " << before << " records, stopped before step " << at << " by " << action.what);
        const std::uint64_t now = CountOf(world);
        const std::uint64_t trimmed_now = world.log().Trimmed().records;
        REQUIRE(totals.bytes == totals.records * kDataBytes);
        REQUIRE(totals.records >= static_cast<std::uint64_t>(before));
        REQUIRE(totals.records <= now);
        REQUIRE(trimmed.bytes == trimmed.records * kDataBytes);
        REQUIRE(trimmed.records <= trimmed_now);
        REQUIRE(head.totals.bytes == head.totals.records * kDataBytes);
        REQUIRE(head.totals.records <= trimmed_now);
        REQUIRE(tip.totals.bytes == tip.totals.records * kDataBytes);
        REQUIRE(tip.totals.records >= totals.records);
        REQUIRE(tip.totals.records <= now);
        // Both places can be read from.
        for (const World::Position& position : {head, tip}) {
          SteppedFollower follower(world.log(), pin, position);
          const bool is_news = now > position.totals.records || world.log().IsClosed();
          World::Position looked = position;
          REQUIRE(World::Reader::IsReadable(world.log(), *pin, looked) == is_news);
          pin->Clear();
          WithinSteps([&] { REQUIRE(follower.ReadOn() == LastWordOf(world)); });
          REQUIRE(follower.accounted() == now - position.totals.records);
          REQUIRE(follower.faults() == "");
          follower.LetGo();
        }
        if (!is_interrupted) break;
      }
    }
  }
}

// The gate is asked with what the log holds. If it is asked with anything else,
// because the thread slept after it had looked, its refusal must not count.
TEST_CASE("a gate never refuses because of totals that were not those of the log",
          "[log][roll][interrupted]") {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (const Action& action : Others()) {
      for (std::size_t at = 0;; ++at) {
        World world;
        Put(world, before);
        ClaimCode code = ClaimCode::kNoMemory;
        LogTotals asked;
        World::Frame frame;
        const auto claim = [&] {
          code = world.log().ClaimOne(
              {.data_bytes = kDataBytes},
              [&](const LogTotals& so_far, const FrameRun&, const auto&...) {
                asked = so_far;
                const bool is_possible = so_far.records >= static_cast<std::uint64_t>(before) &&
                                         so_far.records < 100 &&
                                         so_far.bytes == so_far.records * kDataBytes;
                return is_possible ? std::int64_t{1} : std::int64_t{-1};
              },
              frame);
        };
        const bool is_interrupted = InterruptedAt(at, claim, [&] { action.run(world); });
        INFO("after " << before << " records, stopped before step " << at << " by " << action.what);
        REQUIRE(code == ClaimCode::kOk);
        REQUIRE(asked.records == frame.sequence);
        World::Log::Abort(frame);
        if (!is_interrupted) break;
      }
    }
  }
}

TEST_CASE("arrival times never decrease, wherever a claim stood still",
          "[log][roll][interrupted]") {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (const int count : {1, 3, 8}) {
      for (std::size_t at = 0;; ++at) {
        World world;
        SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
        std::int64_t clock_nanos = 0;
        const auto put = [&](int records) {
          for (int i = 0; i < records; ++i) {
            World::Frame frame;
            const ClaimCode code = world.log().ClaimOne(
                {.data_bytes = kDataBytes},
                [&](const LogTotals&, const FrameRun&) { return ++clock_nanos; }, frame);
            REQUIRE(code == ClaimCode::kOk);
            World::Finish(frame);
          }
        };
        put(before);
        const bool is_interrupted = InterruptedAt(
            at, [&] { put(1); }, [&] { put(count); });
        // The follower looks at the times.
        REQUIRE(FaultsOf(world, follower, CountOf(world)) == "");
        if (!is_interrupted) break;
      }
    }
  }
}

// The budget has one segment left, and somebody else takes it for this very log. Who
// comes while this one has it in its hands is refused; this one never is.
TEST_CASE("a claim is not refused for memory that another has just given the log",
          "[log][roll][interrupted]") {
  for (int segments = 1; segments <= 3; ++segments) {
    for (int before = 0; before + 2 <= segments * kPerSegment; ++before) {
      for (std::size_t at = 0;; ++at) {
        World world({.budget_bytes = segments * 512});
        Put(world, before);
        ClaimCode code = ClaimCode::kRefused;
        const bool is_interrupted = InterruptedAt(
            at, [&] { code = world.Put({.data_bytes = kDataBytes}); },
            [&] { world.Put({.data_bytes = kDataBytes}); });
        INFO(segments << " segments, after " << before << " records, stopped before step " << at);
        REQUIRE(code == ClaimCode::kOk);
        if (!is_interrupted) break;
      }
    }
  }
}

// A thread that stops for good may have claimed a frame, and taken a segment.
TEST_CASE("a thread that stops for good in a claim keeps nobody from going on",
          "[log][roll][frozen]") {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (std::size_t at = 0;; ++at) {
      World world;
      SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
      Put(world, before);
      const bool is_frozen = FrozenAt(at, [&] { Put(world, 1); });
      INFO("after " << before << " records, stopped for good before step " << at);
      bool is_stuck = false;
      try {
        WithinSteps([&] {
          const std::uint64_t count = CountOf(world);
          REQUIRE(count >= static_cast<std::uint64_t>(before));
          REQUIRE(count <= static_cast<std::uint64_t>(before) + 1);
          REQUIRE(World::Reader::AtTip(world.log()).totals.records == count);
          const LogReadCode code = follower.ReadOn();
          const bool is_claimed = count > static_cast<std::uint64_t>(before);
          // Only a reader behind its claim waits, and it is told.
          REQUIRE(
              (code == LogReadCode::kTip || (is_claimed && code == LogReadCode::kUnfinishedClaim)));
          REQUIRE(follower.received() >= static_cast<std::uint64_t>(before));
          PutAndRetire(world, 12);
          REQUIRE(CountOf(world) == count + 12);
          // Where it stands, it would wait for ever; what it lets go of is trimmed.
          follower.LetGo();
          follower.ReadOn();
          REQUIRE(follower.accounted() == count + 12);
          REQUIRE(follower.faults() == "");
          world.log().ParkIdle();
          Put(world, 1);
          REQUIRE(world.log().Close());
          REQUIRE(CountOf(world) == count + 13);
          REQUIRE(world.Put({}) == ClaimCode::kClosed);
        });
      } catch (const Stuck&) {
        is_stuck = true;
      }
      REQUIRE_FALSE(is_stuck);
      if (!is_frozen) break;
    }
  }
}

TEST_CASE("a thread that only looks gets on, wherever a claim stopped for good",
          "[log][roll][frozen]") {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (std::size_t at = 0;; ++at) {
      World world;
      Put(world, before);
      const bool is_frozen = FrozenAt(at, [&] { Put(world, 1); });
      INFO("after " << before << " records, stopped for good before step " << at);
      bool is_stuck = false;
      try {
        WithinSteps([&] { world.log().Totals(); });
        WithinSteps([&] { world.log().Trimmed(); });
        WithinSteps([&] { World::Reader::AtTip(world.log()); });
        WithinSteps([&] { World::Reader::AtHead(world.log()); });
      } catch (const Stuck&) {
        is_stuck = true;
      }
      REQUIRE_FALSE(is_stuck);
      if (!is_frozen) break;
    }
  }
}

TEST_CASE("a log is closed with the totals of all that was claimed, wherever one stood still",
          "[log][roll][close]") {
  for (int before = 0; before <= 2 * kPerSegment; ++before) {
    for (const int count : {0, 1, 4}) {
      // A closing within a put, and puts within a closing.
      for (const bool is_put_stopped : {true, false}) {
        for (std::size_t at = 0;; ++at) {
          World world;
          SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
          Put(world, before);
          ClaimCode code = ClaimCode::kOk;
          bool is_closed = false;
          const auto put = [&] { code = world.Put({.data_bytes = kDataBytes}); };
          const auto close = [&] { is_closed = world.log().Close(); };
          const bool is_interrupted =
              is_put_stopped ? InterruptedAt(at, put, [&] { Put(world, count), close(); })
                             : InterruptedAt(at, close, [&] {
                                 for (int i = 0; i < count; ++i) {
                                   if (code == ClaimCode::kOk) put();
                                 }
                               });
          if (!is_interrupted) break;
          INFO("after " << before << " records, " << count << " more, stopped before step " << at);
          REQUIRE(is_closed);
          REQUIRE((code == ClaimCode::kOk || code == ClaimCode::kClosed));
          const LogTotals totals = world.log().Totals();
          REQUIRE(totals.bytes == totals.records * kDataBytes);
          REQUIRE(follower.ReadOn() == LogReadCode::kEnd);
          REQUIRE(follower.received() == totals.records);
          REQUIRE(world.Put({}) == ClaimCode::kClosed);
          REQUIRE(world.log().Totals().records == totals.records);
          follower.LetGo();
          world.RetireAll();
          REQUIRE(world.FinalRetire());
          REQUIRE(world.log().Totals().records == totals.records);
          REQUIRE(world.HeldAfterTheEnd() == 0);
        }
      }
    }
  }
}

TEST_CASE("a log can be closed wherever a roll stopped for good", "[log][roll][frozen]") {
  for (std::size_t at = 0;; ++at) {
    World world;
    Put(world, kPerSegment);
    const bool is_frozen = FrozenAt(at, [&] { Put(world, 1); });
    const std::uint64_t count = CountOf(world);
    REQUIRE(world.log().Close());
    REQUIRE(CountOf(world) == count);
    REQUIRE(world.Put({}) == ClaimCode::kClosed);
    world.RetireAll();
    REQUIRE(world.FinalRetire());
    REQUIRE(CountOf(world) == count);
    if (!is_frozen) break;
  }
}

// Two threads stop, one within the other's place: each helps a roll that it did
// not begin, and finds it finished by a third.
TEST_CASE("a roll that two threads were stopped in is finished by a third",
          "[log][roll][interrupted]") {
  for (int before = kPerSegment - 1; before <= kPerSegment + 1; ++before) {
    for (std::size_t at = 0;; ++at) {
      bool is_first_interrupted = false;
      for (std::size_t inner_at = 0;; ++inner_at) {
        World world;
        SteppedFollower follower = SteppedFollower::FromHead(world.log(), world.NewPin());
        Put(world, before);
        bool is_second_interrupted = false;
        is_first_interrupted = InterruptedAt(
            at, [&] { Put(world, 1); },
            [&] {
              is_second_interrupted = InterruptedAt(
                  inner_at, [&] { Put(world, 1); }, [&] { PutAndRetire(world, 5); });
            });
        INFO("after " << before << " records, stopped before steps " << at << " and " << inner_at);
        REQUIRE(FaultsOf(world, follower, CountOf(world)) == "");
        if (!is_second_interrupted) break;
      }
      if (!is_first_interrupted) break;
    }
  }
}

}  // namespace
}  // namespace weir::log_roll_test
