// SPDX-License-Identifier: MIT
#include "weir/log/frame.h"

#include <cstddef>
#include <cstdint>
#include <limits>

#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

TEST_CASE("a frame header keeps each of its numbers up to its limit", "[log][frame]") {
  constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();
  const FrameHeader header(kLatest, 0xffff, 0xffff'ffff, FrameKind::kAborted);
  CHECK(header.arrival_nanos() == kLatest);
  CHECK(header.key_bytes() == 0xffff);
  CHECK(header.data_bytes() == 0xffff'ffff);
  CHECK(header.kind() == FrameKind::kAborted);
  CHECK(header.PayloadBytes() == std::uint64_t{0xffff'ffff} + 0xffff);
  CHECK(header.FrameBytes() == header.PayloadBytes() + 16);
}

TEST_CASE("a frame without key and data is its header alone", "[log][frame]") {
  const FrameHeader header(5, 0, 0);
  CHECK(header.PayloadBytes() == 0);
  CHECK(header.FrameBytes() == 16);
  CHECK(header.kind() == FrameKind::kRecord);
}

TEST_CASE("a frame header is stored at any address and loaded from there", "[log][frame]") {
  testing::SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 1'000; ++i) {
    const auto arrival = static_cast<std::int64_t>(random.Bits());
    const auto key_bytes = static_cast<std::uint16_t>(random.Bits());
    const auto data_bytes = static_cast<std::uint32_t>(random.Bits());
    const FrameKind kind = random.Below(2) == 0 ? FrameKind::kRecord : FrameKind::kAborted;
    std::byte bytes[48] = {};
    const std::size_t at = random.Below(17);
    FrameHeader(arrival, key_bytes, data_bytes, kind).Store(bytes + at);
    const FrameHeader loaded = FrameHeader::Load(bytes + at);
    REQUIRE(loaded.arrival_nanos() == arrival);
    REQUIRE(loaded.key_bytes() == key_bytes);
    REQUIRE(loaded.data_bytes() == data_bytes);
    REQUIRE(loaded.kind() == kind);
    for (std::size_t other = 0; other < sizeof(bytes); ++other) {
      if (other < at || other >= at + 16) REQUIRE(bytes[other] == std::byte{0});
    }
  }
}

}  // namespace
}  // namespace weir
