// SPDX-License-Identifier: MIT
//
// A FreezeWorld is a log in which one or two threads stand still at some step of an
// operation, while everything else goes on; and what must hold then and afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"

namespace weir::testing {

class FreezeWorld {
 public:
  using World = BasicLogWorld<SteppedAtomics>;
  using Follower = BasicFollower<SteppedAtomics>;

  // Three of these fill a segment.
  static constexpr PayloadSize kSize{.data_bytes = 112};
  static constexpr std::int64_t kBefore = 1;
  static constexpr std::int64_t kMeanwhile = 2;

  // Who does one operation, perhaps with a halt in it.
  struct Actor {
    explicit Actor(World& of)
        : world(of), follower(Follower::FromHead(of.log(), of.NewPin())), pin(of.NewPin()) {}
    World& world;
    Follower follower;
    World::Pin* pin;
    // Numbers that its claims took.
    std::uint64_t claimed = 0;
    // Of its last sleep.
    std::uint32_t ticket = 0;
    // Whether it went to sleep although there was something to read.
    bool has_overslept = false;
    std::string fault = {};
  };

  // What a thread does that may stand still.
  struct Operation {
    const char* name;
    void (*run)(Actor& actor);
    // Its claim keeps readers waiting.
    bool claims = false;
    // The owner's, of which there is one at a time.
    bool is_maintenance = false;
  };

  // With `before` records in it.
  explicit FreezeWorld(int before)
      : world_({.budget_bytes = 16 * 512}), actors_{Actor(world_), Actor(world_)}, other_(world_) {
    for (int i = 0; i < before; ++i) Put(other_, kBefore);
  }

  Actor& actor(std::size_t index) { return actors_[index]; }
  Actor& other() { return other_; }

  // Everybody else, while `frozen` stand: appends over several segments, reads, trims,
  // recycles, searches, sleeps and wakes. Each within kStepsMax steps.
  void GoOnWithout(const std::vector<const Operation*>& frozen) {
    bool is_maintained = false;
    bool is_claiming = false;
    for (const Operation* operation : frozen) {
      is_maintained |= operation->is_maintenance;
      is_claiming |= operation->claims;
    }
    try {
      WithinSteps([&] { ReadOn(is_claiming); });
      std::uint32_t ticket = 0;
      const std::uint64_t claimed_before = other_.claimed;
      WithinSteps([&] { ticket = SleepUnlessWoken(); });
      for (int i = 0; i < 10; ++i) WithinSteps([&] { PutBesides(); });
      if (other_.claimed > claimed_before && WouldSleepOn(ticket)) {
        Blame("a reader sleeps on, and ten records are there");
      }
      WithinSteps([&] { Look(other_); });
      WithinSteps([&] { Seek(other_); });
      WithinSteps([&] { ReadOn(is_claiming); });
      WithinSteps([&] { world_.RetireAll(); });
      if (!is_maintained) WithinSteps([&] { Trim(other_); });
      WithinSteps([&] { world_.pool().Sweep(); });
      for (int i = 0; i < 3; ++i) WithinSteps([&] { PutBesides(); });
      // Whoever stands before an unfinished claim goes on when that is trimmed.
      WithinSteps([&] { ReadOn(is_claiming); });
    } catch (const Stuck&) {
      Blame("the others do not get on");
    }
  }

  // When all have gone on to their ends: what is wrong, or nothing.
  std::string Faults() {
    try {
      WithinSteps([&] { Settle(); });
    } catch (const Stuck&) {
      Blame("nobody gets on any more");
    }
    return fault_;
  }

  void Blame(const std::string& what) {
    if (fault_.size() < 500) fault_ += what + "\n";
  }

  // Whether a sleeper with this ticket would sleep, or sleep on.
  bool WouldSleepOn(std::uint32_t ticket) {
    const std::size_t waits = SteppedAtomics::futex_waits;
    world_.log().parking_spot().Park(ticket, 1);
    return SteppedAtomics::futex_waits > waits;
  }

  // What the others do before each put, if anything.
  std::function<void()> beside_puts;

  // ---- Operations ----

  static void Put(Actor& actor, std::int64_t now_nanos) {
    for (int attempt = 0; attempt < 8; ++attempt) {
      const ClaimCode code = actor.world.Put(kSize, now_nanos);
      if (code == ClaimCode::kOk) {
        ++actor.claimed;
        if (actor.world.log().parking_spot().IsOccupied()) {
          actor.world.log().parking_spot().WakeAll();
        }
        return;
      }
      if (code == ClaimCode::kClosed) return;
      // The budget is full: the oldest go.
      actor.world.RetireHead();
      actor.world.pool().Sweep();
    }
    actor.fault = "a put finds no memory";
  }

  static void PutBatch(Actor& actor) {
    constexpr std::uint64_t kCount = 3;
    const FrameRun whole{.count = kCount, .frame_bytes = kCount * kSize.FrameBytes()};
    World::Run run;
    const ClaimCode code = actor.world.log().Claim(
        whole.frame_bytes,
        [&](const FrameRun& space, FrameRun& taken) {
          taken = whole;
          return space.count >= whole.count && space.frame_bytes >= whole.frame_bytes;
        },
        [](const LogTotals&, const FrameRun&) { return kMeanwhile; }, run);
    if (code != ClaimCode::kOk) return;
    actor.claimed += kCount;
    for (std::uint64_t i = 0; i < kCount; ++i) {
      World::Finish(World::Log::FrameOf(run, kSize));
      World::Log::NextFrame(run, kSize);
    }
  }

  static void PutAborted(Actor& actor) {
    if (actor.world.PutAborted(kSize, kMeanwhile) == ClaimCode::kOk) ++actor.claimed;
  }

  static void Look(Actor& actor) {
    const LogTotals trimmed = actor.world.log().Trimmed();
    const LogTotals totals = actor.world.log().Totals();
    const auto head = World::Reader::AtHead(actor.world.log()).totals;
    const auto tip = World::Reader::AtTip(actor.world.log()).totals;
    if (trimmed.records > totals.records || totals.records > tip.records ||
        head.records > tip.records || trimmed.records > head.records) {
      actor.fault = "statistics that never were true";
    }
  }

  static void Seek(Actor& actor) {
    World::Position position = World::Reader::AtHead(actor.world.log());
    position.start_nanos = kMeanwhile;
    World::Reader::Seek(actor.world.log(), *actor.pin, position);
    Follower follower(actor.world.log(), actor.pin, position);
    follower.Read({.frames_max = 2}, [&](const RecordView& record) {
      if (record.approximate_arrival_nanos < kMeanwhile) actor.fault = "a search ends too early";
    });
    if (!follower.faults().empty()) actor.fault = follower.faults();
    actor.pin->Clear();
  }

  static void Trim(Actor& actor) {
    World::Trimmer::Trim(actor.world.log(), *actor.pin, kMeanwhile);
  }

  // Reads all there is, and then sleeps unless something came meanwhile.
  static void Sleep(Actor& actor) {
    actor.follower.ReadOn();
    auto& spot = actor.world.log().parking_spot();
    const std::uint32_t ticket = actor.ticket = spot.Announce();
    if (World::Reader::HasNewsBeforeSleep(actor.world.log(), actor.follower.position())) return;
    const std::size_t waits = SteppedAtomics::futex_waits;
    spot.Park(ticket, 1);
    // Nobody else takes a step between the two.
    const Steps::Scope no_halt(nullptr);
    actor.has_overslept =
        SteppedAtomics::futex_waits > waits &&
        World::Reader::HasNewsBeforeSleep(actor.world.log(), actor.follower.position());
  }

 private:
  void ReadOn(bool is_claiming) {
    const LogReadCode code = other_.follower.ReadOn();
    const bool is_closed = world_.log().IsClosed();
    const bool is_expected = (code == LogReadCode::kTip) ||
                             (code == LogReadCode::kEnd && is_closed) ||
                             (code == LogReadCode::kUnfinishedClaim && is_claiming);
    if (!is_expected) Blame("a reader waits, and nothing is in its way");
    // Else its segment could not be told to be gone.
    other_.follower.LetGo();
  }

  void PutBesides() {
    if (beside_puts) beside_puts();
    Put(other_, kMeanwhile);
  }

  // Sleeps now; the puts to come must make its ticket void. A waker that stands still
  // right behind that has yet to make its system call: so sleepers look again in turns
  // (stream/internal/wait.h).
  std::uint32_t SleepUnlessWoken() {
    Sleep(other_);
    if (other_.has_overslept) Blame("a reader sleeps before a record");
    return other_.ticket;
  }
  void Settle() {
    std::uint64_t claimed = other_.claimed;
    for (const Actor& actor : actors_) claimed += actor.claimed;
    if (world_.log().Totals().records != claimed) {
      Blame("the log counts " + std::to_string(world_.log().Totals().records) + " of " +
            std::to_string(claimed) + " claims");
    }
    for (Actor* actor : {&actors_[0], &actors_[1], &other_}) {
      const LogReadCode code = actor->follower.ReadOn();
      const bool is_closed = world_.log().IsClosed();
      if (code != (is_closed ? LogReadCode::kEnd : LogReadCode::kTip)) {
        Blame("a reader does not come to the end");
      }
      if (actor->follower.accounted() != claimed) {
        Blame("a reader accounts for " + std::to_string(actor->follower.accounted()) + " of " +
              std::to_string(claimed));
      }
      if (actor->has_overslept) Blame("a reader sleeps before a record");
      if (!actor->fault.empty()) Blame(actor->fault);
      actor->follower.LetGo();
      if (!actor->follower.faults().empty()) Blame(actor->follower.faults());
    }
    world_.pool().Sweep();
    if (world_.pool().detached_bytes() != 0) Blame("a segment stays detached");
    if (world_.pool().held_bytes() > world_.pool().budget_bytes()) Blame("over the budget");
    if (world_.HeldAfterTheEnd() != 0) Blame("a segment is lost");
  }

  World world_;
  std::array<Actor, 2> actors_;
  Actor other_;
  std::string fault_;
};

}  // namespace weir::testing
