// SPDX-License-Identifier: MIT
//
// As told_test.cc, of a stream: its clock, its retention, its shards and their figures.
//   forbidden:  an answer from before | a way by what is no more | a shard that is lost
#include "explore/floor_scenario.h"
#include "explore/told.h"
#include "weir/base/hash.h"
#include "weir/stream/internal/retention.h"

namespace weir::explore::told_stream_test {
namespace {

// ---- Time ----

struct AskTime {
  Clock clock{1};
  void Do() { clock.AdvanceTo(7); }
  void Ask() { Require(clock.NowNanos() == 7, "it is later"); }
};

struct OfPeriod {
  stream_internal::BasicRetention<FloorAtomics> retention{10};
  void Do() { retention.SetPeriod(2, 100); }
};
struct AskHorizon : OfPeriod {
  void Ask() { Require(retention.HorizonNanos(100) == 98, "the shorter period counts"); }
};
struct AskPeriod : OfPeriod {
  void Ask() { Require(retention.period_nanos() == 2, "the shorter period"); }
};

// ---- A shard is split. ----

struct OfSplit : FloorScenario<1> {
  void Do() { Split(0, 0, 4, 8); }
};
struct AskSize : OfSplit {
  void Ask() { Require(map.size() == 3, "the parent and two children"); }
};
struct AskOpenCount : OfSplit {
  void Ask() { Require(map.open_count() == 2, "the children are open, the parent is not"); }
};
// The entry was the parent's.
struct AskRoute : OfSplit {
  void Ask() { Require(map.Route(KeyIn(5)) == map.At(2), "straight to the child"); }
};

// The table is replaced first, by one whose entries are finer.
struct OfTable : FloorScenario<1> {
  void Do() {
    GrowTable(2);
    Split(0, 0, 3, 8);
  }
};
struct AskRouteByTable : OfTable {
  void Ask() { Require(map.Route(KeyIn(5)) == map.At(2), "straight to the child"); }
};
struct AskRouteXxh3 : OfTable {
  void Ask() {
    for (const char* const text : {"a", "b", "c", "d"}) {
      const Shard* const child = map.RouteXxh3(text);
      Require(!child->log.IsClosed(), "straight to a child");
      Require(child->lineage.range.Contains({Xxh3_128(text)}), "that holds the key");
    }
  }
};

// The left one of two that share a slice gets another right neighbour.
struct OfNeighbour : FloorScenario<1> {
  OfNeighbour() { Split(0, 0, 2, 8); }
  void Do() { Split(2, 2, 3, 8); }
};
struct AskRouteByNeighbour : OfNeighbour {
  void Ask() { Require(map.Route(KeyIn(2)) == map.At(3), "straight to the neighbour's child"); }
};
// It is split by another than its neighbour was.
struct AskNeighbour : OfNeighbour {
  void Ask() {
    Split(1, 0, 1, 2);
    Require(map.At(6)->right() == 3, "the neighbour's child is its child's neighbour");
  }
};

// ---- Shards are added by one, and then by another. There is room for one more. ----

struct AskRoom : TableScenario {
  void Do() {
    Require(table.Reserve(1), "there is memory");
    Add(15);
  }
  void Ask() {
    Require(table.Reserve(1), "there is memory");
    Add(16);
  }
};
struct AskAdd : TableScenario {
  void Do() {
    Require(table.Reserve(2), "there is memory");
    Add(15);
  }
  void Ask() { Add(16); }
};
struct AskChunk : TableScenario {
  void Do() {
    Require(table.Reserve(2), "there is memory");
    Add(15);
    Add(16);
  }
  void Ask() {
    Require(table.Reserve(1), "there is memory");
    Require(table.At(16) != nullptr, "what was added stays");
    Add(17);
  }
};

// ---- A claim is given up. ----

struct AskFigures : FloorScenario<1> {
  void Do() {
    PutRecord(KeyIn(1), 1);
    map.At(0)->Abort(Claim(KeyIn(1)).frame);
  }
  void Ask() {
    const ShardStatistics statistics = map.At(0)->Statistics();
    Require(statistics.incoming_records == 1, "one record of two claims");
    Require(statistics.incoming_bytes == kRecord.data_bytes, "and its bytes");
  }
};

const Scenarios kScenarios{
    NamedTold<AskTime>("told_of_tick"),
    NamedTold<AskHorizon>("told_of_horizon"),
    NamedTold<AskPeriod>("told_of_period"),
    NamedTold<AskSize>("told_of_size"),
    NamedTold<AskOpenCount>("told_of_open_count"),
    NamedTold<AskRoute>("told_of_route"),
    NamedTold<AskRouteByTable>("told_of_table"),
    NamedTold<AskRouteXxh3>("told_of_table_xxh3"),
    NamedTold<AskRouteByNeighbour>("told_of_neighbour"),
    NamedTold<AskNeighbour>("told_and_split"),
    NamedTold<AskRoom>("told_and_reserve"),
    NamedTold<AskAdd>("told_and_add"),
    NamedTold<AskChunk>("told_of_chunk"),
    NamedTold<AskFigures>("told_of_abort"),
};

TEST_CASE("who knows of a reshard goes by it, and nothing added is lost", "[explore][told]") {
  kScenarios.RequireHold();
}

}  // namespace
}  // namespace weir::explore::told_stream_test
