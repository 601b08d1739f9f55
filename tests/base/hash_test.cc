// SPDX-License-Identifier: MIT
#include "weir/base/hash.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "support/catch.h"
#include "weir/base/internal/xxhash.h"

namespace weir {
namespace {

// The bytes over which xxHash publishes its check values.
std::string CheckBytes(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint64_t generator = 2'654'435'761;
  for (char& byte : bytes) {
    byte = static_cast<char>(generator >> 56);
    generator *= 11'400'714'785'074'694'797u;
  }
  return bytes;
}

// One length of each of the ways that XXH3 has for inputs of different lengths.
// A stream's records must find their shards again in the next process, so a
// version of xxHash that gave other values could not be used.
TEST_CASE("XXH3 gives the published values, whatever the length", "[base][hash]") {
  const auto hash = [](std::size_t size) { return Xxh3_128(CheckBytes(size)); };
  CHECK(hash(0) == Uint128{.high = 0x99AA06D3014798D8, .low = 0x6001C324468D497F});
  CHECK(hash(1) == Uint128{.high = 0xA6CD5E9392000F6A, .low = 0xC44BDFF4074EECDB});
  CHECK(hash(6) == Uint128{.high = 0x082AFE0B8162D12A, .low = 0x3E7039BDDA43CFC6});
  CHECK(hash(12) == Uint128{.high = 0x6E3EFD8FC7802B18, .low = 0x061A192713F69AD9});
  CHECK(hash(24) == Uint128{.high = 0x0CE966E4678D3761, .low = 0x1E7044D28B1B901D});
  CHECK(hash(81) == Uint128{.high = 0x4952F58181AB0042, .low = 0x5E8BAFB9F95FB803});
  CHECK(hash(222) == Uint128{.high = 0x337E09641B948717, .low = 0xF1AEBD597CEC6B3A});
  CHECK(hash(403) == Uint128{.high = 0x1B6DE21E332DD73D, .low = 0xCDEB804D65C6DEA4});
}

TEST_CASE("XXH3 takes a view without any bytes", "[base][hash]") {
  CHECK(Xxh3_128(std::string_view()) == Xxh3_128(""));
}

// The library has a function for all lengths; the one that is inlined is our own.
TEST_CASE("XXH3 of a short key is what the library makes of it", "[base][hash]") {
  std::uint64_t generator = 1;
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string bytes(size, '\0');
    for (int round = 0; round < 2'000; ++round) {
      for (char& byte : bytes) {
        generator = generator * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        byte = static_cast<char>(generator >> 56);
      }
      const XXH128_hash_t expected = XXH3_128bits(bytes.data(), bytes.size());
      if (Xxh3_128(bytes) != Uint128{.high = expected.high64, .low = expected.low64}) {
        FAIL("size " << size << ", round " << round);
      }
    }
    for (const char same : {'\0', '\x7f', '\x80', '\xff'}) {
      bytes.assign(size, same);
      const XXH128_hash_t expected = XXH3_128bits(bytes.data(), bytes.size());
      CHECK(Xxh3_128(bytes) == Uint128{.high = expected.high64, .low = expected.low64});
    }
  }
}

}  // namespace
}  // namespace weir
