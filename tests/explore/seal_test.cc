// SPDX-License-Identifier: MIT
//
// A log is closed, as a shard is when it is split, while records are on their way.
//   allowed:    a record is before the end, and read | it is refused
//   forbidden:  a record behind the end | totals that change after they were final
#include <array>

#include "explore/log_scenario.h"

namespace weir::explore::seal_test {
namespace {

struct SealScenario : LogScenario {
  std::uint64_t before = 0;
  std::array<std::uint64_t, 3> taken{};

  void PutUnlessClosed(int thread, PayloadSize size) {
    const ClaimCode code = world.Put(size);
    Require(code == ClaimCode::kOk || code == ClaimCode::kClosed, "taken or refused");
    taken[static_cast<std::size_t>(thread)] += code == ClaimCode::kOk ? 1 : 0;
  }
  std::uint64_t Sum() const { return before + taken[0] + taken[1] + taken[2]; }
  void AtEnd() {
    Require(world.log().IsClosed(), "closed for good");
    Require(world.Put(kSmall) == ClaimCode::kClosed, "nothing is taken any more");
    Require(world.log().Totals().records == Sum(), "the totals are what was taken");
    RequireAccounted(reader, Sum());
    Require(reader.ReadOn() == LogReadCode::kEnd, "a reader comes to the end");
  }
};

struct CloseAgainstAppend : SealScenario {
  static constexpr int kThreads = 3;
  CloseAgainstAppend() {
    Put(kSmall);
    before = 1;
  }
  void Run(int thread) {
    if (thread == 0) {
      Require(world.log().Close(), "closed once");
      // The totals are final as soon as Close() has returned.
      const LogTotals totals = world.log().Totals();
      Require(totals.records == world.log().Totals().records, "final totals");
    } else {
      PutUnlessClosed(thread, kSmall);
    }
  }
};

// The close may meet a roll that nobody has finished.
struct CloseAgainstRoll : SealScenario {
  static constexpr int kThreads = 3;
  CloseAgainstRoll() {
    for (int i = 0; i < 3; ++i) Put(kThird);
    before = 3;
  }
  void Run(int thread) {
    if (thread == 0) {
      Require(world.log().Close(), "closed once");
    } else if (thread == 1) {
      PutUnlessClosed(thread, kSmall);
    } else {
      ReadTwice(reader);
    }
  }
};

// The last segment of a closed log goes while somebody reads it, or asks for its totals.
struct FinalRetireAgainstRead : SealScenario {
  static constexpr int kThreads = 3;
  FinalRetireAgainstRead() {
    Put(kThird);
    Put(kThird);
    world.RetireAll();
    before = 2;
  }
  void Run(int thread) {
    if (thread == 0) {
      world.log().Close();
      Require(world.FinalRetire(), "nothing keeps the last segment of a closed log");
      // Somebody else gets the memory, unless the reader holds it.
      Segment* const again = world.pool().Take(0);
      ModelAtomics::PlainWrite(again->block, static_cast<std::size_t>(again->capacity_bytes));
      again->BeginIncarnation(0);
      world.pool().GiveUnused(again);
    } else if (thread == 1) {
      ReadTwice(reader);
    } else {
      const LogTotals totals = world.log().Totals();
      Require(totals.records == 2 && totals.bytes == 2 * kThird.data_bytes, "the totals stay");
      const auto tip = Reader::AtTip(world.log());
      Require(tip.totals.records == 2, "the tip stays");
      Require(world.log().Trimmed().records <= 2, "no more is trimmed than there was");
    }
  }
};

// The same of a log that was closed before: the reader enters at the head, which goes.
struct FinalRetireAgainstEnter : LogScenario {
  static constexpr int kThreads = 2;
  FinalRetireAgainstEnter() {
    Put(kThird);
    world.RetireAll();
    world.log().Close();
  }
  void Run(int thread) {
    if (thread == 1) return ReadTwice(reader);
    Require(world.FinalRetire(), "nothing keeps the last segment of a closed log");
    Segment* const again = world.pool().Take(0);
    ModelAtomics::PlainWrite(again->block, static_cast<std::size_t>(again->capacity_bytes));
    world.pool().GiveUnused(again);
  }
  void AtEnd() { RequireAccounted(reader, 1); }
};

// A next segment is installed that the log will never use: it goes back.
struct FinalRetireAgainstInstall : LogScenario {
  static constexpr int kThreads = 2;
  FinalRetireAgainstInstall() {
    Put(kThird);
    world.RetireAll();
  }
  void Run(int thread) {
    if (thread == 0) {
      world.Put(kWhole);  // Refused, if the log is closed.
      return;
    }
    world.log().Close();
    world.RetireAll();
    world.FinalRetire();
  }
  void AtEnd() { Require(world.HeldAfterTheEnd() == 0, "no memory is lost"); }
};

// A place at the tip, while a record is put behind it and the log is closed.
struct CloseAgainstTip : LogScenario {
  static constexpr int kThreads = 2;
  CloseAgainstTip() { Put(kSmall); }
  void Run(int thread) {
    if (thread == 0) {
      Put(kSmall);
      world.log().Close();
      return;
    }
    const auto tip = Reader::AtTip(world.log());
    Require(tip.offset_bytes == tip.totals.records * kSmall.FrameBytes(),
            "the totals are those of the place");
  }
  void AtEnd() { RequireAccounted(reader, 2); }
};

// Who learns that a log is closed finds what was written before it was: a shard's
// children. They learn it from a question, from a reader without a pin, or with one.
enum class Learning : std::uint8_t { kByAsking, kAtTheTip, kWithPin };
template <Learning kLearning>
struct CloseTells : LogScenario {
  static constexpr int kThreads = 2;
  std::array<std::byte, 16> children{};
  CloseTells() {
    Put(kSmall);
    Read(reader);
    if (kLearning != Learning::kWithPin) reader.LetGo();
  }
  void Run(int thread) {
    if (thread == 0) {
      ModelAtomics::PlainWrite(children.data(), children.size());
      world.log().Close();
      return;
    }
    const bool is_closed = kLearning == Learning::kByAsking ? world.log().IsClosed()
                                                            : Read(reader) == LogReadCode::kEnd;
    if (is_closed) ModelAtomics::PlainRead(children.data(), children.size());
  }
  void AtEnd() { RequireAccounted(reader, 1); }
};

const Scenarios kScenarios{
    Named<CloseAgainstAppend>("close_against_append"),
    Named<CloseAgainstRoll>("close_against_roll"),
    Named<FinalRetireAgainstRead>("final_retire_against_read"),
    Named<FinalRetireAgainstEnter>("final_retire_against_enter"),
    Named<FinalRetireAgainstInstall>("final_retire_against_install"),
    Named<CloseAgainstTip>("close_against_tip"),
    Named<CloseTells<Learning::kByAsking>>("close_tells_who_asks"),
    Named<CloseTells<Learning::kAtTheTip>>("close_tells_at_tip"),
    Named<CloseTells<Learning::kWithPin>>("close_tells_with_pin"),
};

TEST_CASE("a closed log takes nothing more, and loses nothing", "[explore][seal]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::seal_test
