// SPDX-License-Identifier: MIT
//
// Everything at once, interrupted everywhere.
//
// Goal: what the tests of single operations do for one thread that stands still,
// for several of them, in each other's midst. Method: any step of any operation may
// be where a random other one is run from beginning to end, and that one may be
// interrupted too. One real thread, so that a seed repeats all of it.
//   allowed:    whatever a naive list of what was put says
//   forbidden:  a record lost, double, altered or out of order | time going back
//               | more memory than the budget | a segment leaked | standing still
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "log/support/build_kind.h"
#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::interrupted_test {
namespace {

using testing::BasicFollower;
using testing::BasicLogWorld;
using testing::LogPeer;
using testing::SeededRandom;
using testing::SteppedAtomics;
using testing::Steps;
using testing::Stuck;

using World = BasicLogWorld<SteppedAtomics>;
using SteppedFollower = BasicFollower<SteppedAtomics>;

constexpr std::size_t kThreads = 4;

class Nest {
 public:
  Nest(SeededRandom& random, const testing::WorldOptions& options)
      : random_(random), world_(options), trimmer_pin_(world_.NewPin()) {
    if (random_.Below(2) == 0) {
      // Where ordinals begin again.
      LogPeer::StartAt(world_.log(), (std::uint64_t{1} << (22 + random_.Below(2))) - 10, {});
    }
    for (std::size_t i = 0; i < kThreads; ++i) {
      followers_.push_back(SteppedFollower::FromHead(world_.log(), world_.NewPin()));
    }
  }

  // `count` operations of the outermost thread. Returns what was wrong.
  std::string Run(std::size_t count) {
    try {
      const Steps::Scope scope([this] { MaybeInterrupt(); });
      for (std::size_t i = 0; i < count; ++i) {
        steps_ = 0;
        Operate(0);
        if (world_.pool().held_bytes() > world_.pool().budget_bytes()) Blame("over the budget");
      }
      if (random_.Below(2) == 0) {
        is_closing_ = true;
        if (!world_.log().Close()) Blame("closed twice");
      }
    } catch (const Stuck&) {
      Blame("nobody gets on any more");
      return faults_;
    }
    Settle();
    return faults_;
  }

 private:
  void Blame(const std::string& what) {
    if (faults_.size() < 1'000) faults_ += what + "\n";
  }

  void MaybeInterrupt() {
    if (++steps_ > 1'000'000) throw Stuck{};
    if (depth_ + 1 == kThreads || random_.Below(24) != 0) return;
    ++depth_;
    const std::uint64_t operations = 1 + random_.Below(6);
    for (std::uint64_t i = 0; i < operations; ++i) Operate(depth_);
    --depth_;
  }

  void Operate(std::size_t thread) {
    switch (random_.Below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return PutRun(1);
      case 5:
        return PutRun(1 + random_.Below(4));
      case 6:
      case 7:
      case 8:
        return Read(thread);
      case 9:
        return followers_[thread].LetGo();
      case 10:
        world_.RetireHead();
        return;
      case 11:
        world_.pool().Sweep();
        return;
      case 12:
        return Look();
      case 13:
        return Seek();
      default:
        return Maintain();
    }
  }

  // A run of frames, of which some are given up, with a clock that never stands.
  void PutRun(std::uint64_t count) {
    std::vector<PayloadSize> sizes(count);
    FrameRun whole{.count = count};
    for (PayloadSize& size : sizes) {
      size = {static_cast<std::uint16_t>(random_.Below(8)),
              static_cast<std::uint32_t>(random_.Below(random_.Below(10) == 0 ? 400 : 90))};
      whole.frame_bytes += size.FrameBytes();
    }
    const std::uint64_t finished_before = next_number_min_;
    const std::uint64_t claimed_before = claimed_;
    World::Run run;
    const ClaimCode code = world_.log().Claim(
        whole.frame_bytes,
        [&](const FrameRun& space, FrameRun& taken) {
          taken = whole;
          return space.count >= count && space.frame_bytes >= whole.frame_bytes;
        },
        [&](const LogTotals&, const FrameRun&) { return ++clock_nanos_; }, run);
    if (code != ClaimCode::kOk) {
      if (code == ClaimCode::kClosed && is_closing_) return;
      if (code != ClaimCode::kNoMemory) Blame("a false code");
      // Nobody could claim since: there was really no room.
      if (claimed_ == claimed_before) world_.RetireHead();
      return;
    }
    claimed_ += count;
    if (run.sequence < finished_before) Blame("a later put has a lower number");
    next_number_min_ = std::max(next_number_min_, run.sequence + count);
    for (const PayloadSize& size : sizes) {
      const World::Frame frame = World::Log::FrameOf(run, size);
      World::Log::NextFrame(run, size);
      bytes_ += size.key_bytes + std::uint64_t{size.data_bytes};
      World::Fill(frame);
      Steps::Take();
      if (random_.Below(10) == 0) {
        World::Log::Abort(frame);
      } else {
        World::Log::Publish(frame);
      }
    }
  }

  void Read(std::size_t thread) {
    const LogReadResult result = followers_[thread].Read(
        {.frames_max = 1 + random_.Below(6),
         .bytes_max = random_.Below(2) == 0 ? random_.Below(300) : ~std::uint64_t{0},
         .horizon_nanos = random_.Below(3) == 0 ? clock_nanos_ - 60 : kNoTime});
    if (result.code == LogReadCode::kEnd && !is_closing_) Blame("an end that nobody made");
  }

  void Look() {
    const std::uint64_t before = next_number_min_;
    const LogTotals totals = world_.log().Totals();
    const LogTotals trimmed = world_.log().Trimmed();
    if (totals.records < before) Blame("totals without what was put");
    const World::Position tip = World::Reader::AtTip(world_.log());
    const World::Position head = World::Reader::AtHead(world_.log());
    if (tip.totals.records < totals.records) Blame("a tip before the totals");
    if (head.totals.records < trimmed.records) Blame("a head before what was trimmed");
    if (trimmed.records > tip.totals.records) Blame("more trimmed than put");
  }

  // Whoever searches reads on from there once.
  void Seek() {
    World::Pin* const pin = world_.NewPin();
    World::Position position = World::Reader::AtHead(world_.log());
    const std::uint64_t wanted = position.totals.records + random_.Below(30);
    position.start_sequence = wanted;
    World::Reader::Seek(world_.log(), *pin, position);
    SteppedFollower follower(world_.log(), pin, position);
    follower.Read({.frames_max = 3}, [&](const RecordView& record) {
      if (record.sequence_number.value < wanted) Blame("a record before the one wanted");
    });
    if (!follower.faults().empty()) Blame(follower.faults());
    follower.CheckLastView();
    world_.pool().pins().Release(pin);
  }

  // One thread at a time.
  void Maintain() {
    if (is_maintained_) return;
    is_maintained_ = true;
    if (random_.Below(2) == 0) {
      World::Trimmer::Trim(world_.log(), *trimmer_pin_, clock_nanos_ - 50);
    } else {
      world_.log().ParkIdle();
    }
    is_maintained_ = false;
  }

  // Everybody has come to an end. All must add up.
  void Settle() {
    const LogTotals totals = world_.log().Totals();
    if (totals.records != claimed_) Blame("records " + std::to_string(totals.records));
    if (totals.bytes != bytes_) Blame("bytes " + std::to_string(totals.bytes));
    for (SteppedFollower& follower : followers_) {
      follower.ReadOn();
      if (follower.accounted() != claimed_) {
        Blame("accounted " + std::to_string(follower.accounted()) + " of " +
              std::to_string(claimed_));
      }
      if (!follower.faults().empty()) Blame(follower.faults());
      follower.LetGo();
    }
    world_.pool().Sweep();
    if (world_.pool().detached_bytes() != 0) Blame("a segment stays detached");
    if (world_.HeldAfterTheEnd() != 0) Blame("a segment is lost");
  }

  SeededRandom& random_;
  World world_;
  World::Pin* const trimmer_pin_;
  std::vector<SteppedFollower> followers_;
  std::string faults_;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  bool is_maintained_ = false;
  bool is_closing_ = false;
  std::int64_t clock_nanos_ = 1'000;
  // Claims that came back, and their bytes.
  std::uint64_t claimed_ = 0;
  std::uint64_t bytes_ = 0;
  // Whoever claims from now on gets this number or a later one.
  std::uint64_t next_number_min_ = 0;
};

TEST_CASE("operations that interrupt one another at any step leave no trace but their own",
          "[log][interrupted]") {
  SeededRandom random;
  INFO(random.Description());
  for (std::size_t round = 0; round < testing::Rounds(600); ++round) {
    Nest nest(random, {.budget_bytes = static_cast<std::int64_t>(512 * (6 + random.Below(40))),
                       .class_max = static_cast<std::uint8_t>(random.Below(2))});
    INFO("round " << round);
    REQUIRE(nest.Run(100) == "");
  }
}

}  // namespace
}  // namespace weir::interrupted_test
