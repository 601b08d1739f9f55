// SPDX-License-Identifier: MIT
#include "weir/log/segment_pool.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "log/support/build_kind.h"
#include "support/catch.h"

namespace weir {
namespace {

using log_internal::TailWord;

constexpr SlabOptions kTiny{.smallest_block_bytes = 512};

// A segment as it is when it has left its log after `claimed` frames, of which
// `published` are whole.
Segment* Ended(SegmentPool& pool, std::uint64_t claimed, std::uint64_t published) {
  Segment* const segment = pool.Take(0);
  REQUIRE(segment != nullptr);
  segment->BeginIncarnation(0);
  segment->end.StoreRelease(TailWord().After(claimed, 16 * claimed).extent());
  for (std::uint64_t i = 0; i < published; ++i) {
    segment->LaneAt(16 * i).StoreRelease(segment->generation.LoadRelaxed());
  }
  return segment;
}

TEST_CASE("a pool gives to the last byte of its budget and not one more", "[log][pool]") {
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = 512 + 2'048 + 512});
  Segment* const a = pool.Take(0);
  Segment* const b = pool.Take(1);
  CHECK(pool.held_bytes() == 512 + 2'048);
  CHECK(pool.Take(1) == nullptr);
  CHECK(pool.held_bytes() == 512 + 2'048);
  Segment* const c = pool.Take(0);
  REQUIRE(c != nullptr);
  CHECK(pool.held_bytes() == pool.budget_bytes());
  CHECK(pool.Take(0) == nullptr);
  CHECK(pool.held_bytes() == pool.budget_bytes());

  pool.GiveUnused(b);
  CHECK(pool.held_bytes() == 1'024);
  pool.GiveUnused(a);
  pool.GiveUnused(c);
  CHECK(pool.held_bytes() == 0);

  SegmentPool one_short(slab, {.budget_bytes = 511});
  CHECK(one_short.Take(0) == nullptr);
  CHECK(one_short.held_bytes() == 0);
}

TEST_CASE("a segment whose claims are all published is free at once", "[log][pool]") {
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = 512});
  for (const std::uint64_t frames : {0u, 1u, 24u}) {
    Segment* const segment = Ended(pool, frames, frames);
    CHECK(pool.Retire(segment));
    CHECK(pool.held_bytes() == 0);
    CHECK(pool.detached_bytes() == 0);
  }
}

TEST_CASE("a segment with an unfinished claim is detached until that is published", "[log][pool]") {
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = 512});
  Segment* const segment = Ended(pool, 5, 4);
  CHECK_FALSE(pool.Retire(segment));
  CHECK(pool.held_bytes() == 512);
  CHECK(pool.detached_bytes() == 512);
  CHECK(pool.Sweep() == 0);
  CHECK(pool.Take(0) == nullptr);
  segment->LaneAt(16 * 4).StoreRelease(segment->generation.LoadRelaxed());
  CHECK(pool.Sweep() == 1);
  CHECK(pool.held_bytes() == 0);
  CHECK(pool.detached_bytes() == 0);
  CHECK(pool.Sweep() == 0);
}

TEST_CASE("a segment that a reader pins is detached until it lets go", "[log][pool]") {
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = 4'096});
  std::vector<Pin*> pins;
  std::vector<Segment*> segments;
  // More than one chunk of pins; two pins on each segment.
  for (int i = 0; i < 40; ++i) pins.push_back(pool.pins().Acquire());
  for (std::size_t i = 0; i < 4; ++i) {
    Segment* const segment = Ended(pool, 2, 2);
    segments.push_back(segment);
    pins[i]->segment.ExchangeSeqCst(segment);
    pins[39 - i]->segment.ExchangeSeqCst(segment);
    CHECK_FALSE(pool.Retire(segment));
  }
  CHECK(pool.detached_bytes() == 4 * 512);
  CHECK(pool.held_bytes() == 4 * 512);
  for (std::size_t i = 0; i < 4; ++i) {
    pins[i]->Clear();
    CHECK(pool.Sweep() == 0);
    pool.pins().Release(pins[39 - i]);
    CHECK(pool.Sweep() == 1);
    CHECK(pool.detached_bytes() == static_cast<std::int64_t>((3 - i) * 512));
    CHECK(pool.held_bytes() == pool.detached_bytes());
  }
}

TEST_CASE("an idle segment costs nothing, and says when it is free", "[log][pool]") {
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = 512});
  Segment idle;
  idle.BeginIncarnation(0);
  idle.end.StoreRelease(0);
  Pin* const pin = pool.pins().Acquire();
  pin->segment.ExchangeSeqCst(&idle);
  CHECK_FALSE(pool.Retire(&idle));
  CHECK(pool.held_bytes() == 0);
  CHECK(pool.detached_bytes() == 0);
  CHECK(pool.Sweep() == 0);
  CHECK(idle.list_link.LoadAcquire() != &idle);
  pin->Clear();
  CHECK(pool.Sweep() == 1);
  CHECK(idle.list_link.LoadAcquire() == &idle);
  CHECK(pool.held_bytes() == 0);
}

TEST_CASE("the owner frees what is detached, whoever still holds it", "[log][pool]") {
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = 4'096});
  Pin* const pin = pool.pins().Acquire();
  Segment* const pinned = Ended(pool, 1, 1);
  pin->segment.ExchangeSeqCst(pinned);
  Segment idle;
  idle.BeginIncarnation(0);
  idle.end.StoreRelease(TailWord().After(1, 16).extent());
  CHECK_FALSE(pool.Retire(pinned));
  CHECK_FALSE(pool.Retire(Ended(pool, 3, 1)));
  CHECK(pool.detached_bytes() == 1'024);
  pool.FreeDetached();
  CHECK(pool.held_bytes() == 0);
  CHECK(pool.detached_bytes() == 0);
  CHECK(pool.Sweep() == 0);
}

// Threads take, retire and sweep; some segments are pinned for a while.
//   allowed:    a segment taken or refused, free or detached
//   forbidden:  more than the budget held | a segment lost | one freed while pinned
TEST_CASE("racing threads never hold more than the budget", "[log][pool][racing]") {
  constexpr std::size_t kThreads = 4;
  constexpr std::int64_t kBudgetBytes = 16 * 512;
  Slab slab(kTiny);
  SegmentPool pool(slab, {.budget_bytes = kBudgetBytes});
  std::atomic<std::int64_t> in_use{0};
  std::size_t over[kThreads] = {};
  std::size_t reused[kThreads] = {};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      Pin* const pin = pool.pins().Acquire();
      std::uint32_t pinned_incarnation = 0;
      for (std::size_t round = 0; round < testing::Rounds(30'000); ++round) {
        Segment* const segment = pool.Take(0);
        if (segment == nullptr) {
          pool.Sweep();
          continue;
        }
        if (in_use.fetch_add(512) + 512 > kBudgetBytes) ++over[t];
        if (pool.held_bytes() > kBudgetBytes) ++over[t];
        segment->BeginIncarnation(round);
        segment->end.StoreRelease(0);
        if (round % 4 == 0) {
          // What was pinned until now must be as it was.
          const Segment* const held = pin->segment.LoadRelaxed();
          if (held != nullptr && held->incarnation.LoadRelaxed() != pinned_incarnation) ++reused[t];
          pin->segment.ExchangeSeqCst(segment);
          pinned_incarnation = segment->incarnation.LoadRelaxed();
        }
        in_use.fetch_sub(512);
        pool.Retire(segment);
        if (round % 16 == 0) pool.Sweep();
      }
      pool.pins().Release(pin);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 0; t < kThreads; ++t) {
    CHECK(over[t] == 0);
    CHECK(reused[t] == 0);
  }
  pool.Sweep();
  CHECK(pool.held_bytes() == 0);
  CHECK(pool.detached_bytes() == 0);
}

}  // namespace
}  // namespace weir
