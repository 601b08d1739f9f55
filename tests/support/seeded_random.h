// SPDX-License-Identifier: MIT
//
// Random values for tests that can be drawn again.
//
// Each run draws a new seed, unless the environment variable WEIR_SEED names
// one. Every test that uses it says so first, and a failure then prints it:
//
//   SeededRandom random;
//   INFO(random.Description());
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "weir/base/uint128.h"

namespace weir::testing {

class SeededRandom {
 public:
  SeededRandom() : seed_(ChooseSeed()), engine_(seed_) {}

  std::string Description() const { return "repeat with WEIR_SEED=" + std::to_string(seed_); }

  // Any of 2^64, each as likely.
  std::uint64_t Bits() { return engine_(); }

  // One of 0 to `limit` - 1. Not quite uniform, which no test here minds.
  std::uint64_t Below(std::uint64_t limit) { return Bits() % limit; }

  // Of a random magnitude: as likely to have 3 bits as 120.
  Uint128 Number() {
    const std::uint64_t bits = 1 + Below(128);
    if (bits <= 64) return {.low = Bits() >> (64 - bits)};
    return {.high = Bits() >> (128 - bits), .low = Bits()};
  }

  // Any bytes at all.
  std::string Bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(Bits());
    return bytes;
  }

 private:
  static std::uint64_t ChooseSeed() {
    const char* const chosen = std::getenv("WEIR_SEED");
    return chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : std::random_device{}();
  }

  // Set at construction, never written again.
  const std::uint64_t seed_;
  // Moves on with every value drawn.
  std::mt19937_64 engine_;
};

}  // namespace weir::testing
