// SPDX-License-Identifier: MIT
#include "weir/log/segment.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "support/catch.h"
#include "support/seeded_random.h"
#include "weir/log/slab.h"

namespace weir::segment_test {
namespace {

using log_internal::TailWord;

constexpr SlabOptions kTiny{.smallest_block_bytes = 512};

std::size_t CommittedPlaces(const Segment& segment) {
  const std::uint8_t generation = segment.generation.LoadRelaxed();
  std::size_t count = 0;
  for (std::uint64_t offset = 0; offset < segment.capacity_bytes; ++offset) {
    if (segment.IsCommitted(offset, generation)) ++count;
  }
  return count;
}

TEST_CASE("frames and their lane fill a block without touching its end", "[log][segment]") {
  for (std::uint64_t block_bytes = 512; block_bytes <= 16 << 20; block_bytes *= 2) {
    const std::uint64_t capacity = Segment::CapacityFor(block_bytes);
    CHECK(capacity % 128 == 0);
    CHECK(capacity + Segment::LaneLength(capacity) <= block_bytes);
    // Not a step less than there is room for.
    CHECK(capacity + 128 + Segment::LaneLength(capacity + 128) > block_bytes);
    CHECK(Segment::LaneLength(capacity) % 8 == 0);
    CHECK(capacity <= log_internal::kOffsetMax);
  }
}

TEST_CASE("two frames never share a byte of the lane", "[log][segment]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Slab slab(kTiny);
  Segment* const segment = slab.Take(2);
  REQUIRE(segment != nullptr);
  for (int round = 0; round < 100; ++round) {
    std::set<const Segment::Lane*> lanes;
    std::uint64_t offset = 0;
    while (offset + 16 <= segment->capacity_bytes) {
      const Segment::Lane* const lane = &segment->LaneAt(offset);
      REQUIRE(lanes.insert(lane).second);
      REQUIRE(lane >= segment->lane);
      REQUIRE(lane < segment->lane + Segment::LaneLength(segment->capacity_bytes));
      offset += 16 + random.Below(40);
    }
  }
  slab.Give(segment);
}

// The lane as it is found beside frames of all sizes, some of them given up or not whole yet.
//   allowed:    what a look at each place would count, from any frame to the end of any other
//   forbidden:  another count, for whatever lies before the first and behind the last
TEST_CASE("records are counted as a look at each place counts them", "[log][segment]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Slab slab(kTiny);
  for (int round = 0; round < 200; ++round) {
    Segment* const segment = slab.Take(static_cast<std::uint8_t>(random.Below(4)));
    REQUIRE(segment != nullptr);
    segment->BeginIncarnation(0);
    const std::uint8_t generation = segment->generation.LoadRelaxed();
    const std::uint64_t rare = 1 + random.Below(40);
    enum class State { kRecord, kGivenUp, kMissing };
    struct Frame {
      std::uint64_t begin;
      std::uint64_t end;
      State state;
    };
    std::vector<Frame> frames;
    for (std::uint64_t at = 0; at + 16 <= segment->capacity_bytes;) {
      const std::uint64_t end =
          std::min(at + 16 + random.Below(random.Below(2) == 0 ? 4 : 300), segment->capacity_bytes);
      const State state = random.Below(rare) != 0 ? State::kRecord
                          : random.Below(2) == 0  ? State::kGivenUp
                                                  : State::kMissing;
      if (state != State::kMissing) {
        const std::uint8_t given_up = state == State::kGivenUp ? log_internal::kAbandonedBit : 0;
        segment->LaneAt(at).StoreRelaxed(
            static_cast<std::uint8_t>(log_internal::LaneByte(generation, at) | given_up));
      }
      frames.push_back({at, end, state});
      at = end;
    }
    for (int look = 0; look < 50; ++look) {
      const std::size_t last = random.Below(frames.size());
      const std::size_t first = random.Below(last + 1);
      std::uint64_t expected = 0;
      std::optional<std::uint64_t> last_start;
      for (std::size_t i = 0; i <= last; ++i) {
        if (i >= first && frames[i].state == State::kRecord) ++expected;
        if (frames[i].state != State::kMissing) last_start = frames[i].begin;
      }
      const std::uint64_t end = frames[last].end;
      REQUIRE(segment->CountRecords(frames[first].begin, end, generation) == expected);
      if (last_start) REQUIRE(segment->LastStart(end, generation) == last_start);
    }
    slab.Give(segment);
  }
}

TEST_CASE("no frame is whole where none can begin", "[log][segment]") {
  Slab slab(kTiny);
  Segment* const segment = slab.Take(0);
  REQUIRE(segment != nullptr);
  segment->BeginIncarnation(0);
  const std::uint8_t generation = segment->generation.LoadRelaxed();
  for (std::size_t i = 0; i < Segment::LaneLength(segment->capacity_bytes); ++i) {
    segment->lane[i].StoreRelaxed(generation);
  }
  CHECK(segment->IsCommitted(segment->capacity_bytes - 16, generation));
  // A header would not fit there any more.
  CHECK_FALSE(segment->IsCommitted(segment->capacity_bytes - 15, generation));
  CHECK_FALSE(segment->IsCommitted(segment->capacity_bytes, generation));
  CHECK_FALSE(segment->IsCommitted(segment->capacity_bytes + 16, generation));
  slab.Give(segment);
}

TEST_CASE("a segment without a block has room for nothing and is always complete",
          "[log][segment]") {
  Segment idle;
  idle.BeginIncarnation(9);
  CHECK_FALSE(idle.HasBlock());
  CHECK(idle.capacity_bytes == 0);
  CHECK_FALSE(idle.IsCommitted(0, idle.generation.LoadRelaxed()));
  CHECK(idle.IsComplete(0));
}

// The generation has seven values, so each comes back, and the lane is cleared in
// between. Many times round, with frames at other places each time.
TEST_CASE("a segment that is used again shows no frame of an earlier use", "[log][segment]") {
  testing::SeededRandom random;
  INFO(random.Description());
  Slab slab(kTiny);
  std::set<std::uint8_t> generations;
  std::map<std::uint8_t, int> uses;
  const Segment* first = nullptr;
  for (std::uint64_t use = 0; use < 700; ++use) {
    Segment* const segment = slab.Take(0);
    REQUIRE(segment != nullptr);
    if (first == nullptr) first = segment;
    REQUIRE(segment == first);
    segment->BeginIncarnation(use);
    const std::uint8_t generation = segment->generation.LoadRelaxed();
    REQUIRE(generation != 0);
    ++uses[generation];
    REQUIRE(CommittedPlaces(*segment) == 0);

    std::uint64_t count = 0;
    for (std::uint64_t offset = random.Below(2) * 8; offset + 16 <= segment->capacity_bytes;
         offset += 16 + random.Below(60)) {
      if (random.Below(4) == 0) continue;
      REQUIRE_FALSE(segment->IsCommitted(offset, generation));
      segment->LaneAt(offset).StoreRelease(log_internal::LaneByte(generation, offset));
      REQUIRE(segment->IsCommitted(offset, generation));
      ++count;
    }
    REQUIRE(segment->IsComplete(TailWord().After(count, 16 * count).extent()));
    REQUIRE_FALSE(segment->IsComplete(TailWord().After(count + 1, 16 * (count + 1)).extent()));
    slab.Give(segment);
  }
  CHECK(uses.size() == log_internal::kGenerationMax);
  for (const auto& [generation, count] : uses) CHECK(count >= 2);
}

// Few and large frames are looked at one by one, not by counting the lane.
TEST_CASE("a segment of large frames is complete when each of them is", "[log][segment]") {
  Slab slab;
  Segment* const segment = slab.Take(3);
  REQUIRE(segment != nullptr);
  for (const std::uint64_t frame_bytes : {16u + 32'000u, 32u * 1'024u, 16u + 100'001u, 16u}) {
    const std::uint64_t count = frame_bytes == 16 ? 20 : segment->capacity_bytes / frame_bytes;
    for (std::uint64_t hole = 0; hole <= count; ++hole) {
      INFO(count << " frames of " << frame_bytes << " bytes, without number " << hole);
      segment->BeginIncarnation(hole);
      const std::uint8_t generation = segment->generation.LoadRelaxed();
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t offset = i * frame_bytes;
        const bool is_aborted = i % 3 == 1;
        FrameHeader(1, 7, static_cast<std::uint32_t>(frame_bytes - 16 - (frame_bytes > 16 ? 7 : 0)),
                    is_aborted ? FrameKind::kAborted : FrameKind::kRecord)
            .Store(segment->block + offset);
        if (frame_bytes == 16) FrameHeader(1, 0, 0).Store(segment->block + offset);
        if (i != hole) segment->LaneAt(offset).StoreRelease(generation);
      }
      const std::uint64_t extent = TailWord().After(count, count * frame_bytes).extent();
      CHECK(segment->IsComplete(extent) == (hole == count));
    }
  }
  segment->BeginIncarnation(0);
  CHECK(segment->IsComplete(0));
  slab.Give(segment);
}

TEST_CASE("a mark of one use is never the mark of another, nor a real value", "[log][segment]") {
  Segment segment;
  std::set<std::uint64_t> marks;
  for (std::uint64_t use = 0; use < 1'000; ++use) {
    segment.BeginIncarnation(use);
    const std::uint64_t mark = segment.Unset();
    REQUIRE(Segment::IsUnset(mark));
    REQUIRE(marks.insert(mark).second);
    REQUIRE(segment.base_sequence.LoadRelaxed() == mark);
    REQUIRE(segment.base_bytes.LoadRelaxed() == mark);
    REQUIRE(segment.end.LoadRelaxed() == mark);
    const Segment::Link next(segment.next.LoadRelaxed());
    REQUIRE(next.pointer() == nullptr);
    REQUIRE(next.IsTagged(segment.incarnation.LoadRelaxed()));
    REQUIRE(segment.ordinal.LoadRelaxed() == use);
    REQUIRE(segment.first_arrival_nanos.LoadRelaxed() == 0);
  }
  CHECK_FALSE(Segment::IsUnset(0));
  CHECK_FALSE(Segment::IsUnset((std::uint64_t{1} << 63) - 1));
}

}  // namespace
}  // namespace weir::segment_test
