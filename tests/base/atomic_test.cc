// SPDX-License-Identifier: MIT
#include "weir/base/atomic.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>

#include "support/catch.h"

namespace weir {
namespace {

using Lane = StdAtomics::Atomic<std::uint8_t>;

std::size_t CountOneByOne(const Lane* bytes, std::size_t count, std::uint8_t mask,
                          std::uint8_t value) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    found += (bytes[i].LoadRelaxed() & mask) == value ? 1 : 0;
  }
  return found;
}

TEST_CASE("CountEqualAcquire counts what a loop counts, whatever the length", "[base][atomic]") {
  constexpr std::size_t kBytes = 3 * 2 * 255 * 8 + 40;
  const auto memory = std::make_unique<std::uint64_t[]>(kBytes / 8);
  Lane* const bytes = reinterpret_cast<Lane*>(memory.get());
  std::mt19937 random(20261126);
  for (const unsigned kinds : {1u, 2u, 3u, 256u}) {
    for (std::size_t i = 0; i < kBytes; ++i) {
      bytes[i].StoreRelaxed(static_cast<std::uint8_t>(255 - random() % kinds));
    }
    for (std::size_t count = 0; count <= kBytes; count += 8) {
      for (const unsigned value : {0u, 253u, 254u, 255u}) {
        const std::uint8_t mask = count % 3 == 0 ? 255 : 7;
        const auto byte = static_cast<std::uint8_t>(value & mask);
        const std::size_t found = StdAtomics::CountEqualAcquire(bytes, count, mask, byte);
        if (found == CountOneByOne(bytes, count, mask, byte)) continue;
        CAPTURE(kinds, count, value);
        REQUIRE(found == CountOneByOne(bytes, count, mask, byte));
      }
    }
  }
}

TEST_CASE("CountEqualAcquire reads nothing beyond its end", "[base][atomic]") {
  for (const std::size_t words : {1u, 2u, 3u, 509u, 510u, 511u}) {
    // Exactly as long as it says: AddressSanitizer sees a byte more.
    const auto memory = std::make_unique<std::uint64_t[]>(words);
    const Lane* const bytes = reinterpret_cast<const Lane*>(memory.get());
    CHECK(StdAtomics::CountEqualAcquire(bytes, words * 8, 255, 0) == words * 8);
    CHECK(StdAtomics::CountEqualAcquire(bytes, words * 8, 255, 255) == 0);
  }
}

TEST_CASE("eight bytes are loaded with the first in the lowest place", "[base][atomic]") {
  const auto memory = std::make_unique<std::uint64_t[]>(2);
  Lane* const bytes = reinterpret_cast<Lane*>(memory.get());
  for (unsigned i = 0; i < 16; ++i) bytes[i].StoreRelaxed(static_cast<std::uint8_t>(0x10 + i));
  CHECK(StdAtomics::LoadEightAcquire(bytes) == 0x1716151413121110);
  CHECK(StdAtomics::LoadEightAcquire(bytes + 8) == 0x1f1e1d1c1b1a1918);
}

TEST_CASE("as many bytes are cleared as is said", "[base][atomic]") {
  const auto memory = std::make_unique<std::uint64_t[]>(4);
  Lane* const bytes = reinterpret_cast<Lane*>(memory.get());
  for (unsigned i = 0; i < 32; ++i) bytes[i].StoreRelaxed(9);
  StdAtomics::ClearRelaxed(bytes + 8, 16);
  CHECK(CountOneByOne(bytes, 8, 255, 9) == 8);
  CHECK(CountOneByOne(bytes + 8, 16, 255, 0) == 16);
  CHECK(CountOneByOne(bytes + 24, 8, 255, 9) == 8);
}

}  // namespace
}  // namespace weir
