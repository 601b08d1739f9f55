// SPDX-License-Identifier: MIT
//
// Long batches, which are found by the commit lane and not from frame to frame, against
// the list of what was put.
#include "weir/log/internal/log_take.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "log/support/follower.h"
#include "log/support/log_world.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/log/internal/tail_word.h"

namespace weir {
namespace {

using testing::BasicLogWorld;
using testing::InterruptedAt;
using testing::LogWorld;
using testing::SteppedAtomics;

enum class Fate : std::uint8_t { kRecord, kAbandoned, kUnfinished };

struct Claimed {
  std::uint64_t bytes = 0;
  std::int64_t arrival_nanos = 0;
  Fate fate = Fate::kRecord;
};

// Reads on as far as it goes, and holds each batch against the list: nothing missing,
// nothing beyond the limits, and no less than they allow within the segment.
class Checker {
 public:
  Checker(LogWorld& world, const std::vector<Claimed>& claimed)
      : world_(world),
        claimed_(claimed),
        pin_(world.NewPin()),
        position_(LogReader::AtHead(world.log())) {}

  // Batches that came by the lane, as far as one can tell.
  std::uint64_t long_batches() const { return long_batches_; }
  std::uint64_t next() const { return next_; }

  LogReadCode ReadOn(testing::SeededRandom& random) {
    for (;;) {
      LogReadLimits limits;
      if (random.Below(3) == 0) limits.frames_max = 1 + random.Below(800);
      if (random.Below(3) == 0) limits.bytes_max = random.Below(40'000);
      const LogReadResult result = LogReader::Read(world_.log(), *pin_, position_, limits);
      REQUIRE(result.trimmed.records == 0);
      if (result.code != LogReadCode::kRecords) {
        // Abandoned claims at the end are passed all the same.
        next_ += result.aborted;
        return result.code;
      }
      CheckBatch(result, limits);
    }
  }

 private:
  void CheckBatch(const LogReadResult& result, const LogReadLimits& limits) {
    const std::uint64_t first = Number(result.frames);
    // Only abandoned claims, at the end of the segment before.
    for (; next_ < first; ++next_) REQUIRE(claimed_[next_].fate == Fate::kAbandoned);
    std::uint64_t frames = 0;
    std::uint64_t payload = 0;
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::int64_t last_arrival = kNoTime;
    for (log_internal::FrameRange rest = result.frames; !rest.empty(); rest.PopFront(), ++next_) {
      const Claimed& claimed = claimed_[next_];
      REQUIRE(claimed.fate != Fate::kUnfinished);
      ++frames;
      payload += claimed.bytes;
      RecordView record;
      REQUIRE(rest.Front(record) == (claimed.fate == Fate::kRecord));
      if (claimed.fate != Fate::kRecord) continue;
      ++records;
      bytes += claimed.bytes;
      last_arrival = claimed.arrival_nanos;
      REQUIRE(record.sequence_number.value == next_);
      REQUIRE(record.approximate_arrival_nanos == claimed.arrival_nanos);
      REQUIRE(testing::IsIntact(record, next_));
    }
    REQUIRE(result.records == records);
    REQUIRE(result.bytes == bytes);
    REQUIRE(result.last_arrival_nanos == last_arrival);
    REQUIRE(position_.totals.records == next_);
    REQUIRE(frames <= limits.frames_max);
    if (frames > 1) REQUIRE(payload <= limits.bytes_max);
    const std::uint64_t end = position_.segment->end.LoadRelaxed();
    const bool is_at_end = next_ == claimed_.size() || claimed_[next_].fate == Fate::kUnfinished ||
                           (!Segment::IsUnset(end) &&
                            log_internal::TailWord(end).offset_bytes() == position_.offset_bytes);
    const bool is_limited = frames == limits.frames_max ||
                            (!is_at_end && payload + claimed_[next_].bytes > limits.bytes_max);
    REQUIRE((is_at_end || is_limited));
    if (frames > 100) ++long_batches_;
  }

  static std::uint64_t Number(log_internal::FrameRange frames) {
    RecordView record;
    std::uint64_t skipped = 0;
    for (; !frames.Front(record); frames.PopFront()) ++skipped;
    return record.sequence_number.value - skipped;
  }

  LogWorld& world_;
  const std::vector<Claimed>& claimed_;
  LogWorld::Pin* const pin_;
  LogPosition position_;
  std::uint64_t next_ = 0;
  std::uint64_t long_batches_ = 0;
};

TEST_CASE("a long batch is what a look at every frame would find", "[log][walk]") {
  testing::SeededRandom random;
  INFO(random.Description());
  std::uint64_t long_batches = 0;
  for (int round = 0; round < 300; ++round) {
    // Segments of 512 bytes to 32 KiB.
    LogWorld world(
        {.budget_bytes = 4 << 20, .class_max = static_cast<std::uint8_t>(random.Below(4))});
    std::vector<Claimed> claimed;
    std::vector<LogWorld::Frame> unfinished;
    const std::uint64_t count = random.Below(6'000);
    const std::uint64_t data_bytes_max = random.Below(2) == 0 ? 20 : 200;
    // One in so many; most logs have none of either.
    const std::uint64_t abandon_one_in = random.Below(3) == 0 ? 1 + random.Below(2'000) : 0;
    const std::uint64_t leave_one_in = random.Below(3) == 0 ? 500 + random.Below(3'000) : 0;
    std::int64_t now = 5;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (random.Below(4) == 0) now += static_cast<std::int64_t>(random.Below(9));
      const PayloadSize size{static_cast<std::uint16_t>(random.Below(20)),
                             static_cast<std::uint32_t>(random.Below(data_bytes_max))};
      LogWorld::Frame frame;
      REQUIRE(world.Claim(size, frame, now) == ClaimCode::kOk);
      Claimed one{std::uint64_t{size.key_bytes} + size.data_bytes, now, Fate::kRecord};
      if (leave_one_in > 0 && random.Below(leave_one_in) == 0) {
        one.fate = Fate::kUnfinished;
        unfinished.push_back(frame);
      } else if (abandon_one_in > 0 && random.Below(abandon_one_in) == 0) {
        one.fate = Fate::kAbandoned;
        LogWorld::Log::Abort(frame);
      } else {
        LogWorld::Finish(frame);
      }
      claimed.push_back(one);
    }
    Checker checker(world, claimed);
    for (const LogWorld::Frame& frame : unfinished) {
      REQUIRE(checker.ReadOn(random) == LogReadCode::kUnfinishedClaim);
      REQUIRE(claimed[checker.next()].fate == Fate::kUnfinished);
      claimed[checker.next()].fate = Fate::kRecord;
      LogWorld::Finish(frame);
    }
    REQUIRE(checker.ReadOn(random) == LogReadCode::kTip);
    REQUIRE(checker.next() == claimed.size());
    long_batches += checker.long_batches();
  }
  CHECK(long_batches > 300);
}

// Steps of which some are a reader's waiting for a writer.
struct PatientAtomics : testing::SteppedAtomics {
  static constexpr int kPatience = 32;
  static constexpr int kSingleFrames = 2;
};

// What a writer does while a reader stands back or waits.
void GoOn(BasicLogWorld<PatientAtomics>& world, int kind,
          BasicLogWorld<PatientAtomics>::Frame& left) {
  for (int i = 0; i < 12; ++i) {
    const PayloadSize size{.data_bytes = static_cast<std::uint32_t>(9 * i)};
    if (kind == 1 && i == 4) REQUIRE(world.Claim(size, left) == ClaimCode::kOk);
    if (kind == 2 && i % 3 == 0) {
      REQUIRE(world.PutAborted(size) == ClaimCode::kOk);
    } else {
      REQUIRE(world.Put(size) == ClaimCode::kOk);
    }
  }
  if (kind == 3) world.RetireAll();
  if (kind == 4) REQUIRE(world.log().Close());
  if (kind == 5) {
    // Frees the segment without memory in which the log began.
    world.RetireAll();
    REQUIRE(world.log().ParkIdle());
  }
}

TEST_CASE("who finds records only at the third look is a lookout, until one look is enough",
          "[log][walk]") {
  LogWorld world;
  testing::Follower follower = testing::Follower::FromHead(world.log(), world.NewPin());
  const auto look = [&] { return follower.Read().records; };
  const auto put = [&] { REQUIRE(world.Put({.data_bytes = 20}) == ClaimCode::kOk); };
  CHECK_FALSE(follower.position().is_lookout);
  // Reads until there is no more.
  for (int i = 0; i < 3; ++i) {
    put();
    REQUIRE(look() == 1);
    REQUIRE(look() == 0);
  }
  CHECK_FALSE(follower.position().is_lookout);
  // Looks again and again, also for long.
  for (int i = 0; i < 300; ++i) REQUIRE(look() == 0);
  put();
  REQUIRE(look() == 1);
  CHECK(follower.position().is_lookout);
  // The first look says nothing about it.
  put();
  REQUIRE(look() == 1);
  CHECK(follower.position().is_lookout);
  REQUIRE(look() == 0);
  put();
  REQUIRE(look() == 1);
  CHECK_FALSE(follower.position().is_lookout);
}

TEST_CASE("a reader that waits for a writer takes each record once, whatever comes meanwhile",
          "[log][walk][interrupted]") {
  using World = BasicLogWorld<PatientAtomics>;
  const bool is_lookout = GENERATE(false, true);
  const bool is_only_log = GENERATE(false, true);
  std::size_t waited = 0;
  // Right behind a read that found something: nothing, something, more than it may take.
  for (const int before : {0, 1, 5}) {
    for (int kind = 0; kind < 6; ++kind) {
      for (std::size_t at = 0;; ++at) {
        World world;
        auto follower =
            testing::BasicFollower<PatientAtomics>::FromHead(world.log(), world.NewPin());
        for (int i = 0; is_lookout && i < 2; ++i) REQUIRE(follower.Read().records == 0);
        REQUIRE(world.Put({.data_bytes = 20}) == ClaimCode::kOk);
        REQUIRE(follower.Read().records == 1);
        REQUIRE(follower.position().is_close_behind);
        REQUIRE(follower.position().is_lookout == is_lookout);
        for (int i = 0; i < before; ++i) REQUIRE(world.Put({.data_bytes = 7}) == ClaimCode::kOk);
        World::Frame left;
        std::uint64_t found = 0;
        const bool is_interrupted = InterruptedAt(
            at,
            [&] { found = follower.Read({.frames_max = 4, .is_only_log = is_only_log}).records; },
            [&] { GoOn(world, kind, left); });
        INFO("before " << before << ", kind " << kind << ", stopped before step " << at);
        REQUIRE(found <= 4);
        if (is_interrupted && found > static_cast<std::uint64_t>(before)) ++waited;
        if (follower.ReadOn() == LogReadCode::kUnfinishedClaim) {
          World::Finish(left);
          follower.ReadOn();
        }
        follower.CheckLastView();
        CHECK(follower.faults() == "");
        REQUIRE(follower.accounted() == world.log().Totals().records);
        if (!is_interrupted) break;
      }
    }
  }
  CHECK(waited > 50);
  // Only who has nothing else to look at waits longer.
  CHECK((waited > 200) == (is_lookout && is_only_log));
}

// A claim in the midst of what was claimed is not finished, and what is put behind that
// while the reader counts must not stand in for it.
TEST_CASE("a frame that is put behind what is counted does not make up for one that is missing",
          "[log][walk][interrupted]") {
  using World = BasicLogWorld<SteppedAtomics>;
  // Frames of 16 to 32 bytes, so that a few bytes of the lane speak of all of them.
  for (std::uint32_t data_bytes = 0; data_bytes <= 16; ++data_bytes) {
    for (std::uint64_t whole = 1; whole <= 4; ++whole) {
      for (std::size_t at = 0;; ++at) {
        World world;
        const auto put = [&] { REQUIRE(world.Put({.data_bytes = data_bytes}) == ClaimCode::kOk); };
        for (std::uint64_t i = 0; i < whole; ++i) put();
        World::Frame unfinished;
        REQUIRE(world.Claim({.data_bytes = data_bytes}, unfinished) == ClaimCode::kOk);
        put();
        World::Pin* const pin = world.NewPin();
        World::Position position = World::Reader::AtHead(world.log());
        LogReadResult result;
        const bool is_interrupted = InterruptedAt(
            at, [&] { result = World::Reader::Read(world.log(), *pin, position, {}); }, put);
        CAPTURE(data_bytes, whole, at);
        REQUIRE(result.records == whole);
        REQUIRE(position.totals.records == whole);
        World::Finish(unfinished);
        if (!is_interrupted) break;
      }
    }
  }
}

}  // namespace
}  // namespace weir
