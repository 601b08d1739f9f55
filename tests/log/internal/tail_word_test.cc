// SPDX-License-Identifier: MIT
#include "weir/log/internal/tail_word.h"

#include <cstdint>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::log_internal {
namespace {

constexpr std::uint64_t kOrdinals = std::uint64_t{1} << kOrdinalBits;

TEST_CASE("a tail word starts at frame 0 and byte 0 of its segment, and is open", "[log][tail]") {
  const TailWord word = TailWord::StartOf(7);
  CHECK(word.ordinal() == 7);
  CHECK(word.count() == 0);
  CHECK(word.offset_bytes() == 0);
  CHECK(word.payload_bytes() == 0);
  CHECK(word.state() == TailState::kOpen);
  CHECK(word.extent() == 0);
  CHECK(TailWord() == TailWord::StartOf(0));
}

TEST_CASE("a tail word keeps the low 22 bits of an ordinal", "[log][tail]") {
  CHECK(TailWord::StartOf(kOrdinals - 1).ordinal() == kOrdinals - 1);
  CHECK(TailWord::StartOf(kOrdinals) == TailWord::StartOf(0));
  CHECK(TailWord::StartOf(kOrdinals + 5) == TailWord::StartOf(5));

  const TailWord last = TailWord::StartOf(kOrdinals - 1);
  CHECK(last.IsIn(kOrdinals - 1));
  CHECK(last.IsIn(17 * kOrdinals - 1));
  CHECK_FALSE(last.IsIn(0));
  CHECK_FALSE(last.IsIn(kOrdinals));
  CHECK(TailWord::StartOf(0).IsIn(3 * kOrdinals));
  // The step that a roll makes.
  CHECK(TailWord::StartOf(last.ordinal() + 1).IsIn(kOrdinals));
}

TEST_CASE("each field of a tail word reaches its limit and disturbs no other", "[log][tail]") {
  const TailWord full =
      TailWord::StartOf(kOrdinals - 1).After(kFramesMax, kOffsetMax).With(TailState::kClosed);
  CHECK(full.offset_bytes() == kOffsetMax);
  CHECK(full.offset_bytes() == 16'777'215);
  CHECK(full.count() == kFramesMax);
  CHECK(full.count() == 65'535);
  CHECK(full.ordinal() == kOrdinals - 1);
  CHECK(full.state() == TailState::kClosed);
  CHECK(full.payload_bytes() == kOffsetMax - 16 * kFramesMax);
  CHECK(full.With(TailState::kOpen) == TailWord::StartOf(kOrdinals - 1).After(65'535, kOffsetMax));

  // One field at its limit, the others at 0.
  const TailWord offset = TailWord().After(0, kOffsetMax);
  CHECK(offset.count() == 0);
  CHECK(offset.state() == TailState::kOpen);
  CHECK(offset.ordinal() == 0);
  const TailWord count = TailWord().After(kFramesMax, 0);
  CHECK(count.offset_bytes() == 0);
  CHECK(count.state() == TailState::kOpen);
  CHECK(count.ordinal() == 0);
}

TEST_CASE("the last frame and the last byte of a segment still fit the word", "[log][tail]") {
  // Frames without payload: as many as there can be.
  TailWord word = TailWord::StartOf(3);
  for (std::uint64_t i = 0; i < kFramesMax; ++i) word = word.After(1, kFrameHeaderBytes);
  CHECK(word.count() == kFramesMax);
  CHECK(word.offset_bytes() == 16 * kFramesMax);
  CHECK(word.payload_bytes() == 0);
  CHECK(word.ordinal() == 3);
  CHECK(word.state() == TailState::kOpen);
}

TEST_CASE("a state changes alone, and an extent is a word without state and ordinal",
          "[log][tail]") {
  const TailWord word = TailWord::StartOf(1'234'567).After(99, 123'456);
  for (const TailState state : {TailState::kRolling, TailState::kClosed, TailState::kOpen}) {
    const TailWord with = word.With(state);
    CHECK(with.state() == state);
    CHECK(with.ordinal() == 1'234'567);
    CHECK(with.count() == 99);
    CHECK(with.offset_bytes() == 123'456);
    CHECK(with.extent() == word.extent());
    CHECK(with.With(TailState::kOpen) == word);
  }
  const TailWord extent(word.extent());
  CHECK(extent.ordinal() == 0);
  CHECK(extent.state() == TailState::kOpen);
  CHECK(extent.count() == 99);
  CHECK(extent.offset_bytes() == 123'456);
}

TEST_CASE("a word adds up claims as plain numbers would", "[log][tail]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t ordinal = random.Bits();
    TailWord word = TailWord::StartOf(ordinal);
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    for (int claim = 0; claim < 100; ++claim) {
      const std::uint64_t frames = 1 + random.Below(1 + random.Below(600));
      const std::uint64_t size = kFrameHeaderBytes * frames + random.Below(100'000);
      if (count + frames > kFramesMax || bytes + size > kOffsetMax) break;
      word = word.After(frames, size);
      count += frames;
      bytes += size;
      REQUIRE(word.count() == count);
      REQUIRE(word.offset_bytes() == bytes);
      REQUIRE(word.payload_bytes() == bytes - 16 * count);
      REQUIRE(word.IsIn(ordinal));
      REQUIRE(word.state() == TailState::kOpen);
    }
  }
}

}  // namespace
}  // namespace weir::log_internal
