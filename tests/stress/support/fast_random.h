// SPDX-License-Identifier: MIT
//
// A FastRandom draws numbers for one thread, some at every put; its seed comes from
// the test's SeededRandom, which prints its own.
#pragma once

#include <cstdint>

namespace weir::testing {

class FastRandom {
 public:
  explicit FastRandom(std::uint64_t seed) : state_(seed) {}

  // splitmix64: one multiplication chain, and any seed will do.
  std::uint64_t Bits() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
  }
  // One of 0 to `limit` - 1.
  std::uint64_t Below(std::uint64_t limit) { return Bits() % limit; }
  // True once in `times`.
  bool OneIn(std::uint64_t times) { return Below(times) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace weir::testing
