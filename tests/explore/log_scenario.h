// SPDX-License-Identifier: MIT
//
// What the scenarios on logs have in common: a small log whose memory is modelled, and
// a reader that believes nothing.
#pragma once

#include <cstdint>
#include <string>

#include "explore/model/model_atomics.h"
#include "explore/scenarios.h"
#include "log/support/follower.h"
#include "log/support/log_world.h"

namespace weir::explore {

using World = testing::BasicLogWorld<ModelAtomics>;
using Follower = testing::BasicFollower<ModelAtomics>;
using Slab = World::Slab;
using Pool = World::Pool;
using Log = World::Log;
using Reader = World::Reader;
using Segment = World::Segment;
using Pin = World::Pin;

// A record with 16 bytes of data, 32 in all: twelve of them fill a segment.
inline constexpr PayloadSize kSmall{.key_bytes = 0, .data_bytes = 16};
// A third of a segment. Of two, the second passes the middle.
inline constexpr PayloadSize kThird{.key_bytes = 0, .data_bytes = 112};
// A whole segment.
inline constexpr PayloadSize kWhole{.key_bytes = 0, .data_bytes = 368};

// Memory for three small segments, so that none of a larger class is taken.
inline constexpr testing::WorldOptions kThreeSegments{.budget_bytes = 3 * 512};

// A log whose segments hold 384 bytes, and a reader at its head.
struct LogScenario {
  World world;
  Follower reader;

  explicit LogScenario(const testing::WorldOptions& options = {})
      : world(options), reader(Follower::FromHead(world.log(), world.NewPin())) {
    Require(world.capacity_bytes() == 3 * kThird.FrameBytes(), "a segment holds three thirds");
  }

  // Takes the segment without memory out, in which a new log stands: from here on the
  // oldest one is that of the first record, and the reader stands there.
  void BeginAtFirstRecord() {
    Require(world.RetireHead(), "a log that was put to has left its idle segment");
    Require(testing::LogPeer::Head(world.log())->HasBlock(), "the oldest segment has memory");
    reader = Follower::FromHead(world.log(), &reader.pin());
  }

  void Put(PayloadSize size, std::int64_t now_nanos = 1) {
    Require(world.Put(size, now_nanos) == ClaimCode::kOk, "an open log takes a record");
  }
  // Reads what there is, twice, so that what was handed out is looked at again.
  static void ReadTwice(Follower& reader) {
    Read(reader);
    Read(reader);
  }
  static LogReadCode Read(Follower& reader) {
    const LogReadCode code =
        reader
            .Read({},
                  [](const RecordView& record) {
                    // As a user does, who has not come back yet.
                    ModelAtomics::PlainRead(record.data.data(), record.data.size());
                  })
            .code;
    reader.CheckLastView();
    Require(reader.faults().empty(), reader.faults().c_str());
    return code;
  }
  // After all threads: the reader finds what is left, and nothing was lost.
  void RequireAccounted(Follower& follower, std::uint64_t appended) {
    follower.ReadOn();
    Require(follower.faults().empty(), follower.faults().c_str());
    Require(follower.accounted() == appended,
            "received, given up and trimmed together are what was appended");
    follower.LetGo();
  }
};

// The log goes on to a segment that was not there before, and that becomes the oldest.
struct GrowthScenario : LogScenario {
  GrowthScenario() : LogScenario(kThreeSegments) {
    Put(kThird, 1);
    BeginAtFirstRecord();
  }
  void Grow() {
    Put(kWhole, 10);
    world.RetireHead();
  }
  void AtEnd() { RequireAccounted(reader, 2); }
};

}  // namespace weir::explore
