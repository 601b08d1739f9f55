// SPDX-License-Identifier: MIT
//
// The freezing of threads finds what it looks for: others who wait for who stands still,
// a reader that waits for nothing, a claim that is lost or made up.
#include <cstddef>
#include <cstdint>
#include <string>

#include "log/support/stepped_atomics.h"
#include "stress/support/freeze_world.h"
#include "stress/support/stopped_thread.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::FreezeWorld;
using testing::SteppedAtomics;
using testing::StoppedThread;
using Actor = FreezeWorld::Actor;
using Operation = FreezeWorld::Operation;

// What a lock-free log has not.
class SpinLock {
 public:
  void Lock() {
    while (word_.ExchangeAcqRel(1) != 0) SteppedAtomics::Pause();
  }
  void Unlock() { word_.StoreRelease(0); }

 private:
  SteppedAtomics::Atomic<std::uint32_t> word_{0};
};

SpinLock& TheLock() {
  static SpinLock lock;
  return lock;
}

constexpr Operation kAppendUnderLock{.name = "append under a lock",
                                     .run =
                                         [](Actor& actor) {
                                           TheLock().Lock();
                                           FreezeWorld::Put(actor, FreezeWorld::kMeanwhile);
                                           TheLock().Unlock();
                                         },
                                     .claims = true};

TEST_CASE("others who wait for a lock that a frozen thread holds are noticed", "[canary][freeze]") {
  std::size_t stuck = 0;
  std::size_t steps = 0;
  for (std::size_t at = 0;; ++at) {
    FreezeWorld world(3);
    world.beside_puts = [] {
      TheLock().Lock();
      TheLock().Unlock();
    };
    StoppedThread stopped(at, [&] { kAppendUnderLock.run(world.actor(0)); });
    if (stopped.is_standing()) world.GoOnWithout({&kAppendUnderLock});
    stopped.GoOn();
    if (world.Faults().find("the others do not get on") != std::string::npos) ++stuck;
    if (!stopped.is_standing()) break;
    ++steps;
  }
  // At every step but the first, where the lock is not taken yet.
  CHECK(stuck == steps - 1);
}

// Stops `run` at each of its steps, taken for one that `claims` or not; returns at how
// many steps something was wrong.
std::size_t FaultyStepsOf(const Operation& operation) {
  std::size_t faulty = 0;
  for (std::size_t at = 0;; ++at) {
    FreezeWorld world(3);
    StoppedThread stopped(at, [&] { operation.run(world.actor(0)); });
    if (stopped.is_standing()) world.GoOnWithout({&operation});
    stopped.GoOn();
    if (!world.Faults().empty()) ++faulty;
    if (!stopped.is_standing()) return faulty;
  }
}

TEST_CASE("a reader that waits though nobody claims is noticed", "[canary][freeze]") {
  const auto append = [](Actor& actor) { FreezeWorld::Put(actor, FreezeWorld::kMeanwhile); };
  CHECK(FaultyStepsOf({.name = "append", .run = append, .claims = true}) == 0);
  CHECK(FaultyStepsOf({.name = "append that is none", .run = append}) > 0);
}

TEST_CASE("a claim that was made up, and one that was lost, are noticed", "[canary][freeze]") {
  FreezeWorld made_up(3);
  ++made_up.actor(0).claimed;
  CHECK(made_up.Faults().find("claims") != std::string::npos);
  FreezeWorld lost(3);
  FreezeWorld::Put(lost.actor(1), FreezeWorld::kMeanwhile);
  lost.actor(1).claimed = 0;
  CHECK(lost.Faults().find("claims") != std::string::npos);
}

TEST_CASE("a reader that nobody wakes is noticed", "[canary][freeze]") {
  FreezeWorld world(3);
  FreezeWorld::Sleep(world.actor(0));
  CHECK_FALSE(world.actor(0).has_overslept);
  // A put that wakes nobody.
  world.actor(1).claimed += 1;
  REQUIRE(world.actor(1).world.Put(FreezeWorld::kSize, FreezeWorld::kMeanwhile) == ClaimCode::kOk);
  CHECK(world.WouldSleepOn(world.actor(0).ticket));
  FreezeWorld::Put(world.actor(1), FreezeWorld::kMeanwhile);
  CHECK_FALSE(world.WouldSleepOn(world.actor(0).ticket));
  CHECK(world.Faults() == "");
}

}  // namespace
}  // namespace weir
