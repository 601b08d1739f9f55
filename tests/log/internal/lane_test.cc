// SPDX-License-Identifier: MIT
#include "weir/log/internal/lane.h"

#include <array>
#include <cstdint>
#include <vector>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir::log_internal {
namespace {

std::uint64_t WordOf(const std::array<std::uint8_t, 8>& bytes) {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i) word |= std::uint64_t{bytes[i]} << 8 * i;
  return word;
}

TEST_CASE("a byte of the lane says where its frame starts", "[log][lane]") {
  CHECK(LaneByte(1, 0) == 0x01);
  CHECK(LaneByte(7, 15) == 0xf7);
  CHECK(LaneByte(3, 16) == 0x03);
  CHECK(LaneByte(3, 16 * 1000 + 9) == 0x93);
}

TEST_CASE("a word without frames has none, whatever else is in it", "[log][lane]") {
  for (const std::uint8_t generation : std::array<std::uint8_t, 3>{1, 4, 7}) {
    CHECK(LaneWord(0, generation).empty());
    CHECK(LaneWord(0, generation).count() == 0);
    CHECK_FALSE(LaneWord(0, generation).HasAbandoned());
  }
  // Of other uses, and abandoned there.
  CHECK(LaneWord(0xfdfdfdfdfdfdfdfd, 4).empty());
  CHECK_FALSE(LaneWord(0xfdfdfdfdfdfdfdfd, 4).HasAbandoned());
}

// Against a look at each byte.
TEST_CASE("eight bytes at once say what each would say", "[log][lane]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 100'000; ++round) {
    std::array<std::uint8_t, 8> bytes{};
    // Few kinds, so that many are of the generation.
    for (std::uint8_t& byte : bytes) {
      byte = static_cast<std::uint8_t>(random.Below(16) << 4 | random.Below(2) << 3 |
                                       (random.Below(2) == 0 ? 5 : random.Below(8)));
    }
    const std::uint64_t from = random.Below(10);
    const std::uint64_t to = random.Below(10);
    std::vector<std::uint64_t> starts;
    bool has_abandoned = false;
    for (std::uint64_t i = from; i < 8 && i < to; ++i) {
      if ((bytes[i] & kGenerationMask) != 5) continue;
      starts.push_back(16 * i + (bytes[i] >> 4));
      has_abandoned = has_abandoned || (bytes[i] & kAbandonedBit) != 0;
    }
    const LaneWord word = LaneWord(WordOf(bytes), 5).From(from).First(to);
    CAPTURE(WordOf(bytes), from, to);
    REQUIRE(word.count() == starts.size());
    REQUIRE(word.empty() == starts.empty());
    REQUIRE(word.HasAbandoned() == has_abandoned);
    if (starts.empty()) continue;
    REQUIRE(word.FirstStart() == starts.front());
    REQUIRE(word.LastStart() == starts.back());
  }
}

}  // namespace
}  // namespace weir::log_internal
