// SPDX-License-Identifier: MIT
#include "weir/log/internal/copy.h"

#include <cstddef>
#include <cstring>
#include <vector>

#include "support/catch.h"

namespace weir::log_internal {
namespace {

constexpr std::byte kGuard{0xEE};

std::vector<std::byte> Numbered(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(i * 7 + 1);
  return bytes;
}

// Every length of each branch, and those around where one ends and the next
// begins, from and to addresses of every alignment.
TEST_CASE("a copy has every byte, and no byte beside it is touched", "[log][copy]") {
  const std::vector<std::byte> source = Numbered(400);
  int wrong = 0;
  for (std::size_t count = 0; count <= 300; ++count) {
    for (std::size_t shift = 0; shift < 16; ++shift) {
      std::vector<std::byte> target(400, kGuard);
      const std::size_t from = 15 - shift;
      CopyBytes(target.data() + 32 + shift, source.data() + from, count);
      std::vector<std::byte> expected(400, kGuard);
      if (count > 0) std::memcpy(expected.data() + 32 + shift, source.data() + from, count);
      if (target != expected) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

// Where exactly as many bytes exist as are copied, a sanitizer sees each one
// that is read or written too much.
TEST_CASE("a copy reads and writes nothing beyond its bytes", "[log][copy]") {
  int wrong = 0;
  for (const std::size_t count : {1u, 3u, 4u, 7u, 8u, 15u, 16u, 31u, 32u, 33u, 63u, 64u, 65u, 127u,
                                  128u, 129u, 130u, 4096u}) {
    const std::vector<std::byte> source = Numbered(count);
    std::vector<std::byte> target(count);
    CopyBytes(target.data(), source.data(), count);
    if (target != source) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a copy of no bytes may have null for its source", "[log][copy]") {
  std::byte target = kGuard;
  CopyBytes(&target, nullptr, 0);
  CHECK(target == kGuard);
}

}  // namespace
}  // namespace weir::log_internal
