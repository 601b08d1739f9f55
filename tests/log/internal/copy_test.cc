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

// Where a long copy changes its way: what is fetched ahead of it, what goes past the
// caches, and there the bytes before the first whole line and behind the last.
TEST_CASE("a long copy has every byte, and no byte beside it is touched", "[log][copy]") {
  std::vector<std::size_t> counts;
  for (const std::size_t limit : {kFetchedByClaimBytes, kFetchAheadBytes, kPastCachesBytes}) {
    for (const std::size_t more : {0u, 1u, 2u, 64u, 65u, 128u}) counts.push_back(limit - 64 + more);
  }
  const std::size_t count_max = kPastCachesBytes + 64;
  const std::vector<std::byte> source = Numbered(count_max + 16);
  int wrong = 0;
  for (const std::size_t count : counts) {
    for (const std::size_t shift : {0u, 1u, 15u, 16u, 17u, 63u}) {
      std::vector<std::byte> target(count_max + 256, kGuard);
      std::vector<std::byte> expected = target;
      CopyBytes(target.data() + 64 + shift, source.data() + shift % 16, count);
      std::memcpy(expected.data() + 64 + shift, source.data() + shift % 16, count);
      if (target != expected) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

#ifdef __SSE2__
TEST_CASE("a copy past the caches has every byte, whatever its length", "[log][copy]") {
  const std::vector<std::byte> source = Numbered(1'000);
  int wrong = 0;
  for (std::size_t count = 0; count <= 300; ++count) {
    for (std::size_t shift = 0; shift < 64; ++shift) {
      std::vector<std::byte> target(500, kGuard);
      std::vector<std::byte> expected = target;
      CopyPastCaches(target.data() + 64 + shift, source.data() + shift / 2, count);
      std::memcpy(expected.data() + 64 + shift, source.data() + shift / 2, count);
      if (target != expected) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

// Where exactly as many bytes exist as are copied, a sanitizer sees each one too much.
TEST_CASE("a copy past the caches reads and writes nothing beyond its bytes", "[log][copy]") {
  int wrong = 0;
  for (std::size_t count = 1; count <= 200; ++count) {
    const std::vector<std::byte> source = Numbered(count);
    std::vector<std::byte> target(count);
    CopyPastCaches(target.data(), source.data(), count);
    if (target != source) ++wrong;
  }
  CHECK(wrong == 0);
}
#endif

TEST_CASE("a copy of no bytes may have null for its source", "[log][copy]") {
  std::byte target = kGuard;
  CopyBytes(&target, nullptr, 0);
  CHECK(target == kGuard);
}

}  // namespace
}  // namespace weir::log_internal
