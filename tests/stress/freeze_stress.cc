// SPDX-License-Identifier: MIT
//
// Threads that stand still at every step of every operation (I12): one at each step, and
// two at each pair of steps. The others go on, within a bounded number of their own
// steps; then those who stood go on too, and all adds up.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "log/support/build_kind.h"
#include "stress/support/freeze_world.h"
#include "stress/support/stopped_thread.h"
#include "stress/support/tally.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::FreezeWorld;
using testing::kIsSanitized;
using testing::StoppedThread;
using Actor = FreezeWorld::Actor;
using Operation = FreezeWorld::Operation;

constexpr Operation kProducing[] = {
    {.name = "append",
     .run = [](Actor& actor) { FreezeWorld::Put(actor, FreezeWorld::kMeanwhile); },
     .claims = true},
    {.name = "batch", .run = FreezeWorld::PutBatch, .claims = true},
    {.name = "abort", .run = FreezeWorld::PutAborted, .claims = true},
};

constexpr Operation kOther[] = {
    {.name = "read", .run = [](Actor& actor) { actor.follower.Read({.frames_max = 1}); }},
    {.name = "read on", .run = [](Actor& actor) { actor.follower.ReadOn(); }},
    {.name = "pin and unpin",
     .run =
         [](Actor& actor) {
           actor.follower.Read({.frames_max = 1});
           actor.follower.LetGo();
         }},
    {.name = "seek", .run = FreezeWorld::Seek},
    {.name = "statistics", .run = FreezeWorld::Look},
    {.name = "sleep", .run = FreezeWorld::Sleep},
    {.name = "retire", .run = [](Actor& actor) { actor.world.RetireAll(); }},
    {.name = "sweep", .run = [](Actor& actor) { actor.world.pool().Sweep(); }},
    {.name = "trim", .run = FreezeWorld::Trim, .is_maintenance = true},
    {.name = "park",
     .run =
         [](Actor& actor) {
           actor.world.RetireAll();
           actor.world.log().ParkIdle();
         },
     .is_maintenance = true},
    {.name = "close",
     .run = [](Actor& actor) { actor.world.log().Close(); },
     .is_maintenance = true},
    {.name = "close and retire the last",
     .run =
         [](Actor& actor) {
           actor.world.log().Close();
           actor.world.RetireAll();
           actor.world.FinalRetire();
         },
     .is_maintenance = true},
};

// Records before the operation: none, a segment begun, one nearly full, one full, and the
// same of the next.
constexpr int kBeforeMax = 6;

// `operation` stands before its step `at`. False if it has not so many; `fault` says
// what was wrong.
bool FreezeOne(const Operation& operation, int before, std::size_t at, std::string& fault) {
  FreezeWorld world(before);
  StoppedThread stopped(at, [&] { operation.run(world.actor(0)); });
  if (stopped.is_standing()) world.GoOnWithout({&operation});
  stopped.GoOn();
  if (stopped.is_stuck()) world.Blame("who stood does not get on");
  fault = world.Faults();
  return stopped.is_standing();
}

TEST_CASE("whoever stands still, at whatever step, keeps nobody from going on",
          "[stress][freeze]") {
  std::uint64_t steps = 0;
  const auto freeze = [&steps](const Operation& operation) {
    for (int before = 0; before <= kBeforeMax; ++before) {
      for (std::size_t at = 0;; ++at) {
        std::string fault;
        const bool is_standing = FreezeOne(operation, before, at, fault);
        INFO(operation.name << " after " << before << " records, at step " << at);
        REQUIRE(fault == "");
        if (!is_standing) break;
        ++steps;
      }
    }
  };
  for (const Operation& operation : kProducing) freeze(operation);
  for (const Operation& operation : kOther) freeze(operation);
  testing::PrintTally({{"freeze_steps", steps}});
  CHECK(steps > 1'000);
}

enum class Order { kFirstGoesOnFirst, kLastGoesOnFirst };

// Two stand: `first` before its step `at`, and `second`, that began then, before its
// step `then`. Whether each stood.
struct BothStood {
  bool first = false;
  bool second = false;
};
BothStood FreezeTwo(const Operation& first, std::size_t at, const Operation& second,
                    std::size_t then, int before, Order order, std::string& fault) {
  FreezeWorld world(before);
  StoppedThread one(at, [&] { first.run(world.actor(0)); });
  StoppedThread two(then, [&] { second.run(world.actor(1)); });
  const BothStood stood{one.is_standing(), two.is_standing()};
  if (stood.first && stood.second) world.GoOnWithout({&first, &second});
  StoppedThread& earlier = order == Order::kFirstGoesOnFirst ? one : two;
  StoppedThread& later = order == Order::kFirstGoesOnFirst ? two : one;
  earlier.GoOn();
  later.GoOn();
  if (one.is_stuck() || two.is_stuck()) world.Blame("who stood does not get on");
  fault = world.Faults();
  return stood;
}

// A producer, and any other thread, each at every step of its own.
TEST_CASE("two who stand still, at whatever steps, keep nobody from going on", "[stress][freeze]") {
  std::uint64_t pairs = 0;
  const auto freeze = [&pairs](const Operation& first, const Operation& second, int before) {
    for (std::size_t at = 0;; ++at) {
      bool is_first_standing = false;
      for (std::size_t then = 0;; ++then) {
        std::string fault;
        // Both orders in turn, at every step of each.
        const Order order =
            (at + then) % 2 == 0 ? Order::kFirstGoesOnFirst : Order::kLastGoesOnFirst;
        const BothStood stood = FreezeTwo(first, at, second, then, before, order, fault);
        INFO(first.name << " at step " << at << ", " << second.name << " at step " << then
                        << ", after " << before << " records");
        REQUIRE(fault == "");
        is_first_standing = stood.first;
        if (!stood.first || !stood.second) break;
        ++pairs;
      }
      if (!is_first_standing) return;
    }
  };
  // A claim that goes on to the next segment takes the most steps.
  const std::vector<int> states = kIsSanitized ? std::vector<int>{3} : std::vector<int>{1, 3};
  for (const int before : states) {
    for (const Operation& producing : kProducing) {
      for (const Operation& other : kProducing) freeze(producing, other, before);
    }
    for (const Operation& other : kOther) {
      freeze(kProducing[0], other, before);
      freeze(other, kProducing[0], before);
    }
  }
  testing::PrintTally({{"freeze_pairs", pairs}});
  CHECK(pairs > 1'000);
}

}  // namespace
}  // namespace weir
