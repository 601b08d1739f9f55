// SPDX-License-Identifier: MIT
#include "weir/log/slab.h"

#include <sys/resource.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

#include "log/support/build_kind.h"
#include "log/support/stepped_atomics.h"
#include "support/catch.h"

#ifdef WEIR_TEST_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace weir::slab_test {
namespace {

constexpr SlabOptions kTiny{.smallest_block_bytes = 512};

TEST_CASE("blocks go up by fours from 16 KiB to 16 MiB", "[log][slab]") {
  const Slab slab;
  std::uint64_t expected = 16 * 1024;
  for (std::uint8_t size_class = 0; size_class < Slab::kClassCount; ++size_class) {
    CHECK(slab.BlockBytes(size_class) == expected);
    CHECK(slab.CapacityBytes(size_class) == Segment::CapacityFor(expected));
    expected *= 4;
  }
  CHECK(slab.BlockBytes(5) == 16 << 20);
  CHECK(slab.CapacityBytes(5) >= (10 << 20) + 16);
}

TEST_CASE("the class for a frame is the smallest that holds it", "[log][slab]") {
  for (const SlabOptions& options : {SlabOptions{}, kTiny}) {
    const Slab slab(options);
    CHECK(slab.ClassFor(0) == 0);
    for (std::uint8_t size_class = 0; size_class < Slab::kClassCount; ++size_class) {
      CHECK(slab.ClassFor(slab.CapacityBytes(size_class)) == size_class);
      CHECK(slab.ClassFor(slab.CapacityBytes(size_class) + 1) == size_class + 1);
    }
    CHECK(slab.ClassFor(~std::uint64_t{0}) == Slab::kClassCount);
  }
}

TEST_CASE("each segment has a block of its own, zeroed, aligned, and writable to the end",
          "[log][slab]") {
  Slab slab(kTiny);
  for (std::uint8_t size_class = 0; size_class < Slab::kClassCount; ++size_class) {
    std::set<std::byte*> blocks;
    std::vector<Segment*> taken;
    // Of the largest class an arena has four: that is more than one arena.
    for (int i = 0; i < 9; ++i) {
      Segment* const segment = slab.Take(size_class);
      REQUIRE(segment != nullptr);
      taken.push_back(segment);
      CHECK(segment->size_class == size_class);
      CHECK(segment->capacity_bytes == slab.CapacityBytes(size_class));
      CHECK(reinterpret_cast<std::uintptr_t>(segment) % kDestructiveBytes == 0);
      CHECK(reinterpret_cast<std::uintptr_t>(segment->block) % slab.BlockBytes(size_class) == 0);
      CHECK(reinterpret_cast<std::byte*>(segment->lane) ==
            segment->block + segment->capacity_bytes);
      for (std::size_t at = 0; at < Segment::LaneLength(segment->capacity_bytes); ++at) {
        REQUIRE(segment->lane[at].LoadRelaxed() == 0);
      }
      std::memset(segment->block, i, static_cast<std::size_t>(segment->capacity_bytes));
      CHECK(blocks.insert(segment->block).second);
    }
    auto block = blocks.begin();
    for (auto next = std::next(block); next != blocks.end(); block = next++) {
      CHECK(static_cast<std::uint64_t>(*next - *block) >= slab.BlockBytes(size_class));
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
      CHECK(taken[i]->block[0] == static_cast<std::byte>(i));
      CHECK(taken[i]->block[taken[i]->capacity_bytes - 1] == static_cast<std::byte>(i));
      slab.Give(taken[i]);
    }
  }
}

TEST_CASE("what was given back last is taken first, and of its class alone", "[log][slab]") {
  Slab slab(kTiny);
  Segment* const a = slab.Take(0);
  Segment* const b = slab.Take(0);
  Segment* const c = slab.Take(1);
  slab.Give(a);
  slab.Give(c);
  slab.Give(b);
  CHECK(slab.Take(0) == b);
  CHECK(slab.Take(0) == a);
  Segment* const d = slab.Take(0);
  CHECK(d != c);
  CHECK(slab.Take(1) == c);
  for (Segment* const segment : {a, b, c, d}) slab.Give(segment);
}

// The system is made to refuse by a limit of the process's address space.
class NoMoreAddressSpace {
 public:
  NoMoreAddressSpace() {
    getrlimit(RLIMIT_AS, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_AS, &none);
  }
  NoMoreAddressSpace(const NoMoreAddressSpace&) = delete;
  NoMoreAddressSpace& operator=(const NoMoreAddressSpace&) = delete;
  ~NoMoreAddressSpace() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_{};
};

TEST_CASE("a slab without memory gives nothing, and goes on when there is some", "[log][slab]") {
  Slab slab(kTiny);
  Segment* refused[8];
  {
    const NoMoreAddressSpace scope;
    for (Segment*& segment : refused) segment = slab.Take(5);
  }
  for (Segment* const segment : refused) CHECK(segment == nullptr);
  // All four of an arena, and the refusals have used up none of the next.
  std::set<Segment*> taken;
  for (int i = 0; i < 4; ++i) taken.insert(slab.Take(5));
  CHECK(taken.count(nullptr) == 0);
  CHECK(taken.size() == 4);
  Segment* none = nullptr;
  {
    const NoMoreAddressSpace scope;
    none = slab.Take(5);
  }
  CHECK(none == nullptr);
  // What is recycled needs no system.
  Segment* const recycled = *taken.begin();
  slab.Give(recycled);
  Segment* again = nullptr;
  {
    const NoMoreAddressSpace scope;
    again = slab.Take(5);
  }
  CHECK(again == recycled);
  for (Segment* const segment : taken) slab.Give(segment);
}

#ifdef WEIR_TEST_ADDRESS_SANITIZER
TEST_CASE("the frames of a segment that nobody has are out of bounds", "[log][slab]") {
  Slab slab(kTiny);
  Segment* const segment = slab.Take(0);
  const auto capacity = static_cast<std::size_t>(segment->capacity_bytes);
  CHECK(__asan_region_is_poisoned(segment->block, capacity) == nullptr);
  slab.Give(segment);
  CHECK(__asan_address_is_poisoned(segment->block) == 1);
  CHECK(__asan_address_is_poisoned(segment->block + capacity - 1) == 1);
  // The lane stays: a thread that slept may still look at it.
  CHECK(__asan_address_is_poisoned(segment->block + capacity) == 0);
  REQUIRE(slab.Take(0) == segment);
  CHECK(__asan_region_is_poisoned(segment->block, capacity) == nullptr);
  slab.Give(segment);
}
#endif

// Somebody reads the top of the stack and the one below, and sleeps while both are
// taken and the top is given back.
TEST_CASE("who stood still while taking a segment gets none that another has",
          "[log][slab][interrupted]") {
  using Slab = BasicSlab<testing::SteppedAtomics>;
  using Segment = Slab::Segment;
  for (const bool is_giving : {false, true}) {
    for (std::size_t at = 0;; ++at) {
      Slab slab(kTiny);
      std::set<Segment*> held;
      const auto take = [&] {
        Segment* const segment = slab.Take(0);
        REQUIRE(segment != nullptr);
        // Nobody has it.
        REQUIRE(held.insert(segment).second);
        return segment;
      };
      const auto give = [&](Segment* segment) {
        held.erase(segment);
        slab.Give(segment);
      };
      std::vector<Segment*> free = {take(), take(), take(), take()};
      Segment* const own = free.back();
      free.pop_back();
      for (Segment* const segment : free) give(segment);
      const auto work = [&] {
        if (is_giving) {
          give(own);
        } else {
          take();
        }
      };
      const bool is_interrupted = testing::InterruptedAt(at, work, [&] {
        Segment* const top = take();
        take();
        give(top);
      });
      INFO("stopped before step " << at);
      for (int i = 0; i < 4; ++i) take();
      if (!is_interrupted) break;
    }
  }
}

// Threads take and give as fast as they can, and mark what they have.
//   allowed:    any segment to any thread, one after the other
//   forbidden:  a segment that two threads have at once | one that is lost
TEST_CASE("racing threads never have one segment together", "[log][slab][racing]") {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kHeldMax = 8;
  Slab slab(kTiny);
  std::size_t faults[kThreads] = {};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::vector<Segment*> held;
      const auto mark = static_cast<std::byte>(t + 1);
      for (std::size_t round = 0; round < testing::Rounds(100'000); ++round) {
        const auto size_class = static_cast<std::uint8_t>(round % 2);
        if (held.size() < kHeldMax && (round * 7 + t) % 5 < 3) {
          Segment* const segment = slab.Take(size_class);
          segment->block[0] = mark;
          segment->block[segment->capacity_bytes - 1] = mark;
          held.push_back(segment);
        } else if (!held.empty()) {
          Segment* const segment = held[round % held.size()];
          held[round % held.size()] = held.back();
          held.pop_back();
          if (segment->block[0] != mark) ++faults[t];
          if (segment->block[segment->capacity_bytes - 1] != mark) ++faults[t];
          slab.Give(segment);
        }
      }
      for (Segment* const segment : held) slab.Give(segment);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::size_t count : faults) CHECK(count == 0);
  // All of them are there, each once.
  std::set<Segment*> all;
  for (int i = 0; i < 200; ++i) all.insert(slab.Take(0));
  CHECK(all.size() == 200);
  for (Segment* const segment : all) slab.Give(segment);
}

}  // namespace
}  // namespace weir::slab_test
