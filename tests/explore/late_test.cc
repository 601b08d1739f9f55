// SPDX-License-Identifier: MIT
//
// A thread falls asleep between any two of its steps, and meanwhile the segment that it
// looks at is retired, used again in the same log, and perhaps filled. When it wakes up,
// every word it looks at may be of another use.
//   allowed:    it does what it would have done now
//   forbidden:  it changes another use than the one it looked at | it tells a mixture
#include <array>

#include "explore/log_scenario.h"

namespace weir::explore::late_test {
namespace {

// Memory for two segments, both full: whoever puts again needs the older one's.
struct LateScenario : LogScenario {
  std::array<std::uint64_t, 3> taken{};

  LateScenario() : LogScenario({.budget_bytes = 1024}) {
    Put(kWhole, 1);
    Put(kWhole, 2);
    BeginAtFirstRecord();
  }
  void TryPut(int thread, std::int64_t now_nanos) {
    const ClaimCode code = world.Put(kWhole, now_nanos);
    Require(code == ClaimCode::kOk || code == ClaimCode::kNoMemory, "taken, or no memory");
    taken[static_cast<std::size_t>(thread)] += code == ClaimCode::kOk ? 1 : 0;
  }
  // Uses each segment once more, if nobody holds it.
  void GoRound(int thread) {
    for (int i = 0; i < 2; ++i) {
      world.RetireHead();
      TryPut(thread, 3);
    }
  }
  std::uint64_t Sum() const { return 2 + taken[0] + taken[1] + taken[2]; }
  void AtEnd() {
    RequireAccounted(reader, Sum());
    const LogTotals totals = world.log().Totals();
    Require(totals.records == Sum() && totals.bytes == kWhole.data_bytes * Sum(), "what was put");
    world.RetireAll();
    world.pool().Sweep();
    Require(world.HeldAfterTheEnd() == 0, "no memory is lost");
  }
};

struct LatePut : LateScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) { thread == 0 ? TryPut(thread, 3) : GoRound(thread); }
};

struct LateRetire : LateScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
    } else {
      GoRound(thread);
    }
  }
};

struct LateRead : LateScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 1) return GoRound(thread);
    Read(reader);
    Read(reader);
    reader.LetGo();
  }
};

// Asks for everything that is told without a pin.
struct LateAsk : LateScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 1) return GoRound(thread);
    const LogTotals trimmed = world.log().Trimmed();
    const auto head = Reader::AtHead(world.log());
    const auto tip = Reader::AtTip(world.log());
    const LogTotals totals = world.log().Totals();
    const std::uint64_t whole = kWhole.data_bytes;
    Require(trimmed.records <= 3 && trimmed.bytes == whole * trimmed.records, "as trimmed");
    Require(head.totals.records <= 3 && head.totals.bytes == whole * head.totals.records,
            "as it is at the head");
    Require(tip.totals.records <= 4 && tip.totals.bytes == whole * tip.totals.records,
            "as it is at the tip");
    Require(totals.records <= 4 && totals.bytes == whole * totals.records, "as put");
    // Each segment holds one record; number 0 was the idle one.
    Require(head.ordinal == head.totals.records + 1, "the head's number is its own");
    Require(tip.ordinal == tip.totals.records + (tip.offset_bytes == 0 ? 1 : 0),
            "the tip's number is its own");
    Require(trimmed.records <= head.totals.records && tip.totals.records <= totals.records,
            "time goes on");
  }
};

// A trimmer looks at records that go meanwhile; the young ones must stay.
struct LateTrim : LateScenario {
  static constexpr int kThreads = 2;
  Pin* trimmer_pin = world.NewPin();
  void Run(int thread) {
    if (thread == 1) return GoRound(thread);
    World::Trimmer::Trim(world.log(), *trimmer_pin, 3);
  }
};

// The log is closed, and its last segment goes.
struct LateClose : LateScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      world.log().Close();
      return;
    }
    for (int i = 0; i < 2; ++i) {
      world.RetireHead();
      const ClaimCode code = world.Put(kWhole, 3);
      taken[1] += code == ClaimCode::kOk ? 1 : 0;
    }
    world.FinalRetire();
  }
};

const Scenarios kScenarios{
    Named<LatePut>("late_put"), Named<LateRetire>("late_retire"), Named<LateRead>("late_read"),
    Named<LateAsk>("late_ask"), Named<LateTrim>("late_trim"),     Named<LateClose>("late_close"),
};

TEST_CASE("a thread that slept through a segment's reuse does no harm", "[explore][late]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::late_test
