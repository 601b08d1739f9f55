// SPDX-License-Identifier: MIT
//
// Somebody asks what a log holds, while it grows and loses its oldest segment.
//   allowed:    any moment's numbers
//   forbidden:  less than before | numbers of a segment's other use | more trimmed than put
#include "explore/log_scenario.h"

namespace weir::explore::statistics_test {
namespace {

struct AskScenario : LogScenario {
  AskScenario() : LogScenario(kThreeSegments) {
    Put(kWhole, 5);
    Put(kThird, 6);
    BeginAtFirstRecord();
  }
  // What it held at the beginning, and may hold at the end.
  void Ask(std::uint64_t records_min, std::uint64_t records_max) {
    const LogTotals trimmed = world.log().Trimmed();
    const LogTotals totals = world.log().Totals();
    const LogTotals later = world.log().Totals();
    Require(totals.records >= records_min && later.records <= records_max, "what was put");
    Require(later.records >= totals.records && later.bytes >= totals.bytes, "never less");
    Require(trimmed.records <= totals.records && trimmed.bytes <= totals.bytes,
            "what was trimmed had been put");
    const std::int64_t arrival_nanos = world.log().HeadArrivalNanos();
    Require(arrival_nanos >= -1 && arrival_nanos <= 7, "an arrival time, or none");
    const std::int64_t held_bytes = world.pool().held_bytes();
    Require(held_bytes >= 0 && held_bytes <= kThreeSegments.budget_bytes, "within the budget");
  }
};

struct AskWhilePut : AskScenario {
  static constexpr int kThreads = 2;
  void Run(int thread) {
    if (thread == 0) {
      Put(kThird, 6);
      Put(kThird, 7);
      world.RetireHead();
      world.Put(kThird, 7);  // Refused, if the memory is in somebody's hands.
    } else {
      Ask(2, 5);
    }
  }
  void AtEnd() { RequireAccounted(reader, world.log().Totals().records); }
};

// Where a reader would begin: at the head, at the tip.
struct OpenWhilePut : AskScenario {
  static constexpr int kThreads = 3;
  Pin* pin = world.NewPin();
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
      world.RetireHead();
    } else if (thread == 1) {
      Put({.data_bytes = 240}, 7);
    } else {
      Follower at_tip(world.log(), pin, Reader::AtTip(world.log()));
      Read(at_tip);
      at_tip.LetGo();
      Follower at_head = Follower::FromHead(world.log(), pin);
      Read(at_head);
      at_head.LetGo();
    }
  }
  void AtEnd() { RequireAccounted(reader, 3); }
};

// Where a reader would begin that asks for a number, or for a time.
template <bool kIsByTime>
struct SeekWhilePut : AskScenario {
  static constexpr int kThreads = 3;
  Pin* pin = world.NewPin();
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
      world.Put(kWhole, 7);  // Refused, if the memory is in somebody's hands.
    } else if (thread == 1) {
      world.Put(kThird, 7);
    } else {
      Seek();
    }
  }
  // There are two records at the beginning: the first at 5, the second at 6.
  void Seek() {
    auto position = Reader::AtHead(world.log());
    if (kIsByTime) {
      position.start_nanos = 6;
    } else {
      position.start_sequence = 1;
    }
    Reader::Seek(world.log(), *pin, position);
    Follower sought(world.log(), pin, position);
    sought.Read({}, [](const RecordView& record) {
      Require(record.sequence_number.value >= 1, "what was not asked for is not read");
      Require(record.approximate_arrival_nanos >= 6, "what was not asked for is not read");
    });
    Require(sought.faults().empty(), sought.faults().c_str());
    Require(sought.trimmed() <= 1, "what was not asked for is not reported");
    Require(sought.received() + sought.trimmed() > 0, "the second record was there to be found");
    sought.LetGo();
  }
  void AtEnd() { RequireAccounted(reader, world.log().Totals().records); }
};

// How far behind a reader is, in time.
struct LagWhilePut : AskScenario {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
      // Refused, if the memory is in somebody's hands.
      world.Put(kWhole, 7);
    } else if (thread == 1) {
      world.Put(kThird, 7);
    } else {
      auto& position = reader.position();
      const std::int64_t first = Reader::NextArrivalNanos(world.log(), reader.pin(), position);
      Require(first == kNoTime || (first >= 5 && first <= 7), "an arrival time, or none");
      Reader::IsReadable(world.log(), reader.pin(), position);
      Read(reader);
      const std::int64_t next = Reader::NextArrivalNanos(world.log(), reader.pin(), position);
      Require(next == kNoTime || first == kNoTime || next >= first, "time goes on");
    }
  }
  void AtEnd() { RequireAccounted(reader, world.log().Totals().records); }
};

// A claim lies ahead that is not finished, and the segment behind it is ended.
struct LagWhileRoll : LogScenario {
  static constexpr int kThreads = 2;
  World::Frame claimed;
  LagWhileRoll() : LogScenario(kThreeSegments) {
    Put(kThird, 5);
    Require(world.Claim(kThird, claimed, 6) == ClaimCode::kOk, "there is room");
    BeginAtFirstRecord();
    Read(reader);
  }
  void Run(int thread) {
    if (thread == 0) return Put(kWhole, 7);
    const std::int64_t next =
        Reader::NextArrivalNanos(world.log(), reader.pin(), reader.position());
    Require(next == 5, "what lies ahead is not finished, and no older than what was read");
  }
  void AtEnd() {
    World::Finish(claimed);
    RequireAccounted(reader, 3);
  }
};

// What follows the reader's segment is the idle one, which nothing holds: it is passed by,
// used again, and leads to a segment that was not there before.
struct LagThroughIdle : LogScenario {
  static constexpr int kThreads = 2;
  LagThroughIdle() : LogScenario(kThreeSegments) {
    Put(kThird, 5);
    BeginAtFirstRecord();
    Require(world.log().ParkIdle(), "the idle segment is free");
    Put(kThird, 6);
    Read(reader);
  }
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
      world.RetireHead();
      world.log().ParkIdle();
      Put(kThird, 7);
      return;
    }
    const std::int64_t next =
        Reader::NextArrivalNanos(world.log(), reader.pin(), reader.position());
    Require(next == 5 || next == 6, "that of the next record, or of the one before");
  }
  void AtEnd() { RequireAccounted(reader, 3); }
};

// What follows the reader's segment is trimmed, and used again by another log of the pool,
// as its segment of the same number.
enum class Follows { kFull, kEmpty, kEmptyAndLast };
template <Follows kFollower>
struct LagThroughOther : LogScenario {
  static constexpr int kThreads = 2;
  static constexpr bool kIsEmpty = kFollower != Follows::kFull;
  // Larger than a segment of the smallest class: one that is empty is left for it.
  static constexpr PayloadSize kLarge{.key_bytes = 0, .data_bytes = 400};
  Log other{world.pool()};

  LagThroughOther() : LogScenario({.budget_bytes = 8 * 512}) {
    testing::LogPeer::StartAt(other, 1, {});
    Put(kThird, 5);
    BeginAtFirstRecord();
    Put(kThird, 5);
    if (!kIsEmpty) {
      Put(kWhole, 6);
      Put(kThird, 7);
    } else {
      Put(kLarge, 6);
    }
    Read(reader);
  }
  void PutIntoOther() {
    World::Frame frame;
    Require(other.ClaimOneAt(kThird, 10, frame) == ClaimCode::kOk, "there is memory");
    World::Finish(frame);
  }
  void Run(int thread) {
    if (thread == 0) {
      world.RetireHead();
      world.RetireHead();
      PutIntoOther();
      if (kFollower != Follows::kEmptyAndLast) return;
      // Passes the middle: one is installed behind it.
      PutIntoOther();
      std::uint64_t records = 0;
      Require(other.RetireHead(records) && other.Close() && other.FinalRetire(records),
              "it holds nothing any more");
      return;
    }
    const std::int64_t next =
        Reader::NextArrivalNanos(world.log(), reader.pin(), reader.position());
    Require(next == 5 || next == 6, "that of the next record, or of the one before");
  }
  void AtEnd() { RequireAccounted(reader, kIsEmpty ? 3 : 4); }
};

// Asks for a segment's time when it may be one that was not there before.
struct AskWhileGrowing : GrowthScenario {
  static constexpr int kThreads = 3;
  void Run(int thread) {
    if (thread == 0) return Grow();
    if (thread == 1) {
      const std::int64_t arrival_nanos = world.log().HeadArrivalNanos();
      Require(arrival_nanos == -1 || arrival_nanos == 1, "that of the first record, or none");
    } else {
      const std::int64_t arrival_nanos = world.log().ActiveArrivalNanos();
      Require(arrival_nanos <= 1 || arrival_nanos == 10, "that of a record, or none");
    }
  }
};

// Who is told of news finds something, a claim at the least. Within a segment: that the
// tail has come to the next one is news too, and nothing need lie there yet.
struct NewsWhilePut : LogScenario {
  static constexpr int kThreads = 2;
  NewsWhilePut() {
    Put(kSmall);
    Read(reader);
    reader.LetGo();
  }
  void Run(int thread) {
    if (thread == 0) return Put(kSmall);
    if (!Reader::HasNews(world.log(), reader.position())) return;
    Require(Read(reader) != LogReadCode::kTip, "there is news");
  }
  void AtEnd() { RequireAccounted(reader, 2); }
};

const Scenarios kScenarios{
    Named<AskWhilePut>("ask_while_put"),
    Named<OpenWhilePut>("open_while_put"),
    Named<SeekWhilePut<false>>("seek_number_while_put"),
    Named<SeekWhilePut<true>>("seek_time_while_put"),
    Named<LagWhilePut>("lag_while_put"),
    Named<LagWhileRoll>("lag_while_roll"),
    Named<LagThroughIdle>("lag_through_idle"),
    Named<LagThroughOther<Follows::kFull>>("lag_through_other"),
    Named<LagThroughOther<Follows::kEmpty>>("lag_through_other_empty"),
    Named<LagThroughOther<Follows::kEmptyAndLast>>("lag_through_other_last"),
    Named<AskWhileGrowing>("ask_while_growing"),
    Named<NewsWhilePut>("news_while_put"),
};

TEST_CASE("what a log says of itself was true at some moment", "[explore][statistics]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::statistics_test
