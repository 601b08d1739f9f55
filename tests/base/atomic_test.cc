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

std::size_t CountOneByOne(const Lane* bytes, std::size_t count, std::uint8_t value) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) found += bytes[i].LoadRelaxed() == value ? 1 : 0;
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
        const auto byte = static_cast<std::uint8_t>(value);
        const std::size_t found = StdAtomics::CountEqualAcquire(bytes, count, byte);
        if (found == CountOneByOne(bytes, count, byte)) continue;
        CAPTURE(kinds, count, value);
        REQUIRE(found == CountOneByOne(bytes, count, byte));
      }
    }
  }
}

TEST_CASE("CountEqualAcquire reads nothing beyond its end", "[base][atomic]") {
  for (const std::size_t words : {1u, 2u, 3u, 509u, 510u, 511u}) {
    // Exactly as long as it says: AddressSanitizer sees a byte more.
    const auto memory = std::make_unique<std::uint64_t[]>(words);
    const Lane* const bytes = reinterpret_cast<const Lane*>(memory.get());
    CHECK(StdAtomics::CountEqualAcquire(bytes, words * 8, 0) == words * 8);
    CHECK(StdAtomics::CountEqualAcquire(bytes, words * 8, 255) == 0);
  }
}

}  // namespace
}  // namespace weir
