// SPDX-License-Identifier: MIT
//
// Whoever has been told of what was done to a log finds it so.
//   forbidden:  an answer from before
#include "explore/told.h"

#include "explore/log_scenario.h"

namespace weir::explore::told_test {
namespace {

// ---- A record is put behind the tip, at which a reader stands without a pin. ----

struct OfRecord : LogScenario {
  OfRecord() {
    Put(kSmall, 1);
    Read(reader);
    reader.LetGo();
  }
  void Do() { Put(kSmall, 7); }
};
struct AskNews : OfRecord {
  void Ask() { Require(Reader::HasNews(world.log(), reader.position()), "there is news"); }
};
struct AskReadable : OfRecord {
  void Ask() {
    Require(Reader::IsReadable(world.log(), reader.pin(), reader.position()), "it is whole");
  }
};
struct AskArrival : OfRecord {
  void Ask() {
    Require(Reader::NextArrivalNanos(world.log(), reader.pin(), reader.position()) == 7,
            "the next one arrived then");
  }
};
struct AskRead : OfRecord {
  void Ask() { Require(Read(reader) == LogReadCode::kRecords, "there is one to read"); }
};

// The gate is asked, and the record comes before it answers.
struct AskGate : LogScenario {
  static constexpr int kThreads = 2;
  ModelAtomics::Atomic<std::uint32_t> step;
  void Await(std::uint32_t wanted) {
    while (step.LoadAcquire() < wanted) ModelAtomics::Pause();
  }
  AskGate() { Put(kSmall); }
  void Run(int thread) {
    if (thread == 0) {
      Await(1);
      Put(kSmall);
      step.StoreRelease(2);
      return;
    }
    const auto gate = [this](const LogTotals& before, const FrameRun&,
                             log_internal::TailWord tail) {
      if (before.records == 2) return std::int64_t{1};
      step.StoreRelease(1);
      Await(2);
      Require(!world.log().IsAt(tail), "somebody has claimed since");
      return std::int64_t{-1};
    };
    World::Frame frame;
    Require(world.log().ClaimOne(kSmall, gate, frame) == ClaimCode::kOk, "what was old is no no");
    World::Finish(frame);
  }
  void AtEnd() { RequireAccounted(reader, 3); }
};

// ---- A log whose next segment is installed goes on into it. ----

struct OfGrowth : LogScenario {
  Pin* trimmer_pin = world.NewPin();
  OfGrowth() {
    Put(kThird, 1);
    Put(kThird, 2);
    BeginAtFirstRecord();
    Require(testing::LogPeer::Installed(world.log()) != nullptr, "the next one is there");
  }
  void Do() { Put(kWhole, 7); }
  void TrimAll() {
    World::Trimmer::Trim(world.log(), *trimmer_pin, 20);
    Require(world.BlockCount() == 0, "what has expired is taken out");
  }
};
struct AskPark : OfGrowth {
  void Ask() { Require(world.log().ParkIdle(), "nobody claims, and the idle segment is free"); }
};
struct AskTrim : OfGrowth {
  void Ask() { TrimAll(); }
};
struct AskRetired : OfGrowth {
  void Ask() {
    std::uint64_t records = 0;
    Require(world.log().RetireHead(records) && records == 2, "two records went");
    Require(world.pool().detached_bytes() == 0, "nobody holds them");
  }
};
// From the end of the first segment, when the second was not there.
struct AskArrivalBehind : LogScenario {
  AskArrivalBehind() {
    Put(kThird, 1);
    BeginAtFirstRecord();
    Read(reader);
    Require(testing::LogPeer::Installed(world.log()) == nullptr, "the next one is not there");
  }
  void Do() { Put(kWhole, 7); }
  void Ask() {
    Require(Reader::NextArrivalNanos(world.log(), reader.pin(), reader.position()) == 7,
            "the next one arrived then");
  }
};

// A reader is handed over, which has let go of its segment at the tip.
struct AskHandedOver : LogScenario {
  AskHandedOver() {
    Put(kThird, 1);
    BeginAtFirstRecord();
    Read(reader);
  }
  void Do() {
    Require(Read(reader) == LogReadCode::kTip, "there is no more");
    Put(kThird, 2);
    Put(kWhole, 3);
  }
  void Ask() {
    Require(Read(reader) == LogReadCode::kRecords, "there is one to read");
    Require(world.RetireHead(), "it is not the active one");
    Require(world.pool().detached_bytes() == 512, "the reader holds it");
    RequireAccounted(reader, 3);
  }
};

// The first segment is taken out too.
struct OfGrowthAndRetire : OfGrowth {
  void Do() {
    Put(kWhole, 7);
    Require(world.RetireHead(), "it is not the active one");
  }
};
struct AskActive : OfGrowthAndRetire {
  void Ask() { Require(world.log().ActiveArrivalNanos() == 7, "that of the one record"); }
};

// And there is a third.
struct OfMoreGrowth : OfGrowth {
  void Do() {
    Put(kWhole, 7);
    Put(kWhole, 8);
    Require(world.RetireHead(), "it is not the active one");
  }
};
struct AskHead : OfMoreGrowth {
  void Ask() { Require(world.log().HeadArrivalNanos() == 7, "that of the second segment"); }
};
struct AskRetire : OfMoreGrowth {
  void Ask() { Require(world.RetireHead(), "the second can go"); }
};
struct AskTrimMore : OfMoreGrowth {
  void Ask() { TrimAll(); }
};

// The log has been idle, and is not any more: its idle segment lies in it.
struct AskParkAgain : LogScenario {
  AskParkAgain() {
    Put(kThird, 1);
    BeginAtFirstRecord();
  }
  void Do() {
    Require(world.log().ParkIdle(), "the idle segment is free");
    Put(kThird, 7);
  }
  void Ask() {
    Require(!world.log().ParkIdle(), "the idle segment is not free");
    RequireAccounted(reader, 2);
  }
};

// ---- A log is closed, with one segment left. ----

struct OfClosing : OfGrowth {
  void Do() {
    Put(kWhole, 7);
    world.log().Close();
    Require(world.RetireHead(), "it is not the active one");
  }
};
struct AskClosed : OfClosing {
  void Ask() { Require(world.log().IsClosed(), "it is closed"); }
};
struct AskFinal : OfClosing {
  void Ask() {
    std::uint64_t records = 0;
    Require(world.log().FinalRetire(records) && records == 1, "the last record went");
    const LogTotals totals = world.log().Totals();
    Require(totals.records == 3 && totals.bytes == 2 * kThird.data_bytes + kWhole.data_bytes,
            "the totals stay");
  }
};
// The reader has come to the end before there is none.
struct AskAtEnd : OfClosing {
  void Do() {
    OfClosing::Do();
    Require(world.FinalRetire(), "nothing holds it");
  }
  void Ask() {
    RequireAccounted(reader, 3);
    Require(Read(reader) == LogReadCode::kEnd, "there is no more");
    Require(Reader::HasNewsBeforeSleep(world.log(), reader.position()), "nobody sleeps at an end");
  }
};

// ---- A busy log takes larger segments, and an idle one begins anew. ----

struct OfTraffic : LogScenario {
  OfTraffic() : LogScenario({.class_max = 1}) {}
  // To the beginning of the fourth segment; the fifth is of the next class.
  void Do() {
    for (int i = 0; i < 10; ++i) Put(kThird);
    Require(world.pool().held_bytes() == 4 * 512, "four small ones");
  }
};
struct AskGrown : OfTraffic {
  void Ask() {
    Put(kThird);
    Require(world.pool().held_bytes() == 4 * 512 + 2048, "and a large one");
  }
};
struct AskShrunk : OfTraffic {
  void Do() {
    OfTraffic::Do();
    world.RetireAll();
    Require(world.log().ParkIdle(), "the idle segment is free");
    world.RetireAll();
  }
  void Ask() {
    Require(world.pool().held_bytes() == 0, "an idle log has no memory");
    Put(kThird);
    Require(world.pool().held_bytes() == 512, "a small one");
  }
};

// ---- Nothing is known of when: the clock is at 0, which says so. ----

// The reader stands behind a record, and before another that goes when a third is claimed.
struct LagAtTimeZero : LogScenario {
  static constexpr int kThreads = 2;
  World::Frame claimed;
  LagAtTimeZero() {
    Put(kThird, 0);
    Put({.data_bytes = 240}, 0);
    BeginAtFirstRecord();
    reader.Read({.frames_max = 1});
    reader.LetGo();
  }
  void Run(int thread) {
    if (thread == 0) {
      Require(world.Claim(kWhole, claimed, 0) == ClaimCode::kOk, "there is memory");
      world.RetireHead();
      return;
    }
    Require(Reader::NextArrivalNanos(world.log(), reader.pin(), reader.position()) == 0,
            "there always is a next one, and it is no older than the one before");
  }
  void AtEnd() {
    World::Finish(claimed);
    RequireAccounted(reader, 3);
  }
};

const Scenarios kScenarios{
    NamedTold<AskNews>("told_of_news"),
    NamedTold<AskReadable>("told_of_readable"),
    NamedTold<AskArrival>("told_of_arrival"),
    NamedTold<AskRead>("told_of_record"),
    Named<AskGate>("told_in_gate"),
    NamedTold<AskPark>("told_and_park"),
    NamedTold<AskTrim>("told_and_trim"),
    NamedTold<AskRetired>("told_and_retire"),
    NamedTold<AskArrivalBehind>("told_of_arrival_behind"),
    NamedTold<AskHandedOver>("told_of_handing_over"),
    NamedTold<AskActive>("told_of_active"),
    NamedTold<AskHead>("told_of_head"),
    NamedTold<AskRetire>("told_and_retire_next"),
    NamedTold<AskTrimMore>("told_and_trim_next"),
    NamedTold<AskParkAgain>("told_and_park_again"),
    NamedTold<AskClosed>("told_of_closing"),
    NamedTold<AskFinal>("told_and_final_retire"),
    NamedTold<AskAtEnd>("told_of_end"),
    NamedTold<AskGrown>("told_of_traffic"),
    NamedTold<AskShrunk>("told_of_rest"),
    Named<LagAtTimeZero>("lag_at_time_zero"),
};

TEST_CASE("a log tells nobody what he knows to be past", "[explore][told]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::told_test
