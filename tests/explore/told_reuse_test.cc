// SPDX-License-Identifier: MIT
//
// As told_test.cc, where what was done is that segments are used again: whoever knew
// their words must not go by them.
//   forbidden:  an answer from a segment's other use
#include "explore/log_scenario.h"
#include "explore/told.h"

namespace weir::explore::told_reuse_test {
namespace {

// Memory for three segments, all used: A holds the record of 1, B that of 2, C three
// records, of 3, 6 and 6.
struct OfReuse : LogScenario {
  Pin* pin = world.NewPin();
  explicit OfReuse(std::int64_t start_nanos = 0) : LogScenario({.budget_bytes = 3 * 512}) {
    Put(kWhole, start_nanos + 1);
    Put(kWhole, start_nanos + 2);
    Put(kThird, start_nanos + 3);
    Put(kThird, start_nanos + 6);
    Put(kThird, start_nanos + 6);
    BeginAtFirstRecord();
  }
  void RetireTwo() {
    Require(world.RetireHead() && world.RetireHead(), "A and B, of which B is taken first");
  }
  void Trim(std::int64_t horizon_nanos) { World::Trimmer::Trim(world.log(), *pin, horizon_nanos); }
};

// B again, with one record.
struct OfOneRecord : OfReuse {
  void Do() {
    RetireTwo();
    Put(kWhole, 10);
  }
};
struct AskTrimYoung : OfOneRecord {
  void Ask() {
    Trim(5);
    RequireAccounted(reader, 6);
    Require(reader.trimmed() == 2, "of the third segment, not all has expired");
  }
};
// Nothing is installed behind it.
struct AskParkReused : OfReuse {
  void Do() {
    RetireTwo();
    Put(kThird, 10);
  }
  void Ask() {
    Require(world.log().ParkIdle(), "the idle segment is free");
    Require(Reader::AtTip(world.log()).ordinal == testing::LogPeer::Tail(world.log()).ordinal(),
            "a segment has the number that the tail has there");
  }
};

// The reader stands at C's end.
struct AskArrivalReused : OfOneRecord {
  Follower at_tip = Follower(world.log(), pin, Reader::AtTip(world.log()));
  void Ask() {
    Require(Reader::NextArrivalNanos(world.log(), *pin, at_tip.position()) == 10,
            "the next one arrived then");
  }
};

// B again, with one record, and A with another.
struct AskReadYoung : OfReuse {
  void Do() {
    RetireTwo();
    Put(kWhole, 10);
    Put(kWhole, 11);
  }
  void Ask() {
    reader.ReadOn({.horizon_nanos = 8});
    Require(reader.faults().empty(), reader.faults().c_str());
    Require(reader.trimmed() == 5 && reader.received() == 2, "what is young is read");
  }
};

// B again, with three records, and A with one.
struct OfThreeRecords : OfReuse {
  void Do() {
    RetireTwo();
    for (int i = 0; i < 3; ++i) Put(kThird, 10);
    Put(kWhole, 11);
  }
};
struct AskReadOld : OfThreeRecords {
  void Ask() {
    reader.ReadOn({.horizon_nanos = 12});
    Require(reader.faults().empty(), reader.faults().c_str());
    Require(reader.trimmed() == 9 && reader.received() == 0, "all has expired");
  }
};
struct AskSeek : OfThreeRecords {
  void Ask() {
    auto position = Reader::AtHead(world.log());
    position.start_sequence = 8;
    Reader::Seek(world.log(), *pin, position);
    Follower sought(world.log(), pin, position);
    sought.Read();
    Require(sought.faults().empty(), sought.faults().c_str());
    Require(sought.received() == 1, "the last one is found");
    sought.LetGo();
  }
};

// B again, and it is the oldest: a claim in it is not finished, where a record was.
struct OfClaim : OfReuse {
  World::Frame claimed;
  void Do() {
    RetireTwo();
    Require(world.Claim(kWhole, claimed, 10) == ClaimCode::kOk, "there is memory");
    Require(world.RetireHead(), "C too");
  }
};
struct AskReadableReused : OfClaim {
  void Ask() {
    auto position = Reader::AtHead(world.log());
    Require(!Reader::IsReadable(world.log(), *pin, position), "it is not finished");
    World::Finish(claimed);
    RequireAccounted(reader, 6);
  }
};
struct AskArrivalOfClaim : OfClaim {
  void Ask() {
    auto position = Reader::AtHead(world.log());
    Require(Reader::NextArrivalNanos(world.log(), *pin, position) == 10, "that of the claim");
    World::Finish(claimed);
    RequireAccounted(reader, 6);
  }
};

// B again, and a third time by who has not seen the second. What was whole in it is not.
struct AskClaimThird : OfReuse {
  void Do() {
    RetireTwo();
    Put(kWhole, 10);
    Require(world.RetireHead(), "C");
    Put(kWhole, 11);
    Require(world.RetireHead(), "B");
  }
  void Ask() {
    World::Frame claimed;
    // The segment for this one is there already, and it takes B for the next.
    Put(kWhole, 12);
    Require(world.Claim(kWhole, claimed, 13) == ClaimCode::kOk, "there is memory");
    Require(reader.ReadOn() == LogReadCode::kUnfinishedClaim, "it is not finished");
    World::Finish(claimed);
    RequireAccounted(reader, 9);
  }
};

// Two logs share the memory, and the second one's clock is behind: B, used by the first, is
// used by the second, and is its last or not.
template <int kRecords>
struct AskTrimOther : OfReuse {
  Log other = Log(world.pool());
  AskTrimOther() : OfReuse(1'000) {}
  void PutIntoOther(std::int64_t now_nanos) {
    World::Frame frame;
    Require(other.ClaimOneAt(kWhole, now_nanos, frame) == ClaimCode::kOk, "there is memory");
    World::Finish(frame);
  }
  void Do() {
    RetireTwo();
    for (int i = 0; i < kRecords; ++i) PutIntoOther(10 + i);
  }
  void Ask() {
    World::Trimmer::Trim(other, *pin, 20);
    Require(other.HeadArrivalNanos() == -1 && other.ActiveArrivalNanos() == -1, "all has expired");
  }
};

// B again, and it is retired by who has not seen that. A reader was to read it.
struct AskRetireReused : OfReuse {
  Follower late = Follower::FromHead(world.log(), world.NewPin());
  void Do() {
    RetireTwo();
    Put(kWhole, 10);
    Put(kWhole, 11);
    Require(world.RetireHead(), "C");
    late = Follower::FromHead(world.log(), &late.pin());
  }
  void Ask() {
    Require(world.RetireHead(), "B");
    Put(kWhole, 12);
    late.ReadOn();
    Require(late.faults().empty(), late.faults().c_str());
    Require(late.trimmed() == 1 && late.received() == 2, "what went was not read");
  }
};

// B again, and it is the last of a closed log; nothing is installed behind it.
struct AskFinalReused : OfReuse {
  Follower late = Follower::FromHead(world.log(), world.NewPin());
  void Do() {
    RetireTwo();
    Put(kThird, 10);
    Require(world.RetireHead(), "C");
    late = Follower::FromHead(world.log(), &late.pin());
    world.log().Close();
  }
  void Ask() {
    Require(world.FinalRetire(), "nothing holds it");
    Require(world.pool().held_bytes() == 0, "all memory is back");
    Require(late.ReadOn() == LogReadCode::kEnd && late.trimmed() == 1, "what went was not read");
  }
};

// The tail is where it was, by the bits that it has, in another segment: more were used
// since than it can count.
struct OfRound : LogScenario {
  Pin* pin = world.NewPin();
  OfRound() : LogScenario(kThreeSegments) {
    Put(kThird, 1);
    BeginAtFirstRecord();
    reader.LetGo();
  }
  void Do() {
    const std::uint64_t ordinal = testing::LogPeer::Tail(world.log()).ordinal();
    Put(kWhole, 2);
    Put(kThird, 3);
    Require(world.RetireHead() && world.RetireHead(), "all but the last");
    testing::LogPeer::GoRoundTo(world.log(), ordinal);
  }
};
struct AskClaimRound : OfRound {
  void Ask() {
    Put(kThird, 4);
    Follower late = Follower::FromHead(world.log(), pin);
    Require(late.ReadOn() == LogReadCode::kTip && late.received() == 2, "it is in the last one");
    Require(late.faults().empty(), late.faults().c_str());
    late.LetGo();
  }
};
struct AskCloseRound : OfRound {
  void Ask() {
    Require(world.log().Close(), "it was open");
    Require(world.log().Totals().records == 3, "three were put");
  }
};

const Scenarios kScenarios{
    NamedTold<AskTrimYoung>("reused_and_trim"),
    NamedTold<AskParkReused>("reused_and_park"),
    NamedTold<AskArrivalReused>("reused_and_arrival"),
    NamedTold<AskReadYoung>("reused_and_read_young"),
    NamedTold<AskReadOld>("reused_and_read_old"),
    NamedTold<AskSeek>("reused_and_seek"),
    NamedTold<AskReadableReused>("reused_and_readable"),
    NamedTold<AskArrivalOfClaim>("reused_and_arrival_of_claim"),
    NamedTold<AskClaimThird>("reused_and_claim"),
    NamedTold<AskTrimOther<1>>("reused_and_trim_last"),
    NamedTold<AskTrimOther<2>>("reused_and_trim_first"),
    NamedTold<AskRetireReused>("reused_and_retire"),
    NamedTold<AskFinalReused>("reused_and_final_retire"),
    NamedTold<AskClaimRound>("round_and_claim"),
    NamedTold<AskCloseRound>("round_and_close"),
};

TEST_CASE("a segment's words are those of its last use", "[explore][told]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::told_reuse_test
