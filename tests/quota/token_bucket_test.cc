// SPDX-License-Identifier: MIT
#include "weir/quota/token_bucket.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

#include "quota/support/exact_gate.h"
#include "support/catch.h"

namespace weir {
namespace {

using testing::kSecond;
using testing::Wide;

TEST_CASE("a bucket gives what it holds, all or nothing", "[quota][bucket]") {
  const Rate rate{.per_second = 5};
  TokenBucket bucket;
  CHECK(bucket.Take(rate, 3, 0).IsAdmitted());
  CHECK(bucket.Take(rate, 3, 0).retry_after_nanos == kSecond / 5);
  CHECK(bucket.Take(rate, 2, 0).IsAdmitted());
  CHECK(bucket.Take(rate, 1, kSecond / 5 - 1).retry_after_nanos == 1);
  CHECK(bucket.Take(rate, 1, kSecond / 5).IsAdmitted());
  CHECK(bucket.Take(rate, 6, kSecond).retry_after_nanos == kNever);
}

TEST_CASE("to look at a bucket takes nothing out of it", "[quota][bucket]") {
  const Rate rate{.per_second = 2};
  TokenBucket bucket;
  for (int i = 0; i < 10; ++i) CHECK(bucket.Look(rate, 0).IsAdmitted());
  CHECK(bucket.Take(rate, 2, 0).IsAdmitted());
  CHECK(bucket.Look(rate, 0).retry_after_nanos == kSecond / 2);
  CHECK(bucket.Look(rate, kSecond / 2).IsAdmitted());
}

TEST_CASE("what is given back is there again, in a bucket that holds no more than a burst",
          "[quota][bucket]") {
  const Rate rate{.per_second = 5};
  TokenBucket bucket;
  for (int i = 0; i < 20; ++i) {
    CHECK(bucket.Take(rate, 5, 0).IsAdmitted());
    CHECK(bucket.Take(rate, 1, 0).retry_after_nanos == kSecond / 5);
    bucket.GiveBack(5);
  }
  REQUIRE(bucket.Take(rate, 3, 0).IsAdmitted());
  // It has filled up and lost what came in since, and nobody looked but this one.
  CHECK(bucket.Look(rate, 10 * kSecond).IsAdmitted());
  bucket.GiveBack(3);
  CHECK(bucket.Take(rate, 5, 10 * kSecond).IsAdmitted());
  CHECK(bucket.Take(rate, 1, 10 * kSecond).retry_after_nanos == kSecond / 5);
}

TEST_CASE("what was overdrawn is paid before anything else is given", "[quota][bucket]") {
  const Rate rate{.per_second = 100, .burst = 10};
  TokenBucket bucket;
  REQUIRE(bucket.Look(rate, 0).IsAdmitted());
  bucket.Overdraw(60);
  // 50 of debt, and one for the next.
  CHECK(bucket.Look(rate, 0).retry_after_nanos == 51 * kSecond / 100);
  CHECK_FALSE(bucket.Look(rate, 51 * kSecond / 100 - 1).IsAdmitted());
  CHECK(bucket.Look(rate, 51 * kSecond / 100).IsAdmitted());
  CHECK(bucket.Take(rate, 2, 51 * kSecond / 100).retry_after_nanos == kSecond / 100);
}

// Threads take as fast as they can, with one clock that each reads for itself.
//   allowed:    any order of grants and refusals
//   forbidden:  between any two moments more than came in and one burst
TEST_CASE("racing takers never get more than the rate and a burst over any time",
          "[quota][bucket][racing]") {
  constexpr std::size_t kThreads = 4;
  constexpr std::uint64_t kRoundsMax = 40'000;
  for (const Rate& rate :
       {Rate{.per_second = 1'000'000, .burst = 100}, Rate{.per_second = 3'000'000'000, .burst = 7},
        Rate{.per_second = 12'345}}) {
    struct Grant {
      std::int64_t at;
      std::uint64_t count;
    };
    TokenBucket bucket;
    std::atomic<std::int64_t> clock{0};
    std::vector<std::vector<Grant>> granted(kThreads);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (std::uint64_t round = 0; round < kRoundsMax; ++round) {
          // It moves on by itself; who reads it may then be slow.
          const std::int64_t now = clock.fetch_add(static_cast<std::int64_t>(round % 97));
          const std::uint64_t count = 1 + round % 5;
          if (bucket.Take(rate, count, now).IsAdmitted()) granted[t].push_back({now, count});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::vector<Grant> grants;
    for (const std::vector<Grant>& each : granted) {
      grants.insert(grants.end(), each.begin(), each.end());
    }
    std::sort(grants.begin(), grants.end(),
              [](const Grant& a, const Grant& b) { return a.at < b.at; });
    Wide before = 0;
    Wide most_over = std::numeric_limits<std::int64_t>::min();
    Wide start_most = std::numeric_limits<std::int64_t>::min();
    for (const Grant& grant : grants) {
      const Wide in = testing::TokensIn(rate, grant.at);
      start_most = std::max(start_most, in - before);
      before += grant.count;
      most_over = std::max(most_over, before - in + start_most - rate.EffectiveBurst());
    }
    CHECK(static_cast<std::int64_t>(most_over) <= 0);
    // And where far more is asked for, all of it is had but what nobody asked for.
    const Wide could = testing::TokensIn(rate, clock.load()) + rate.EffectiveBurst();
    if (could < Wide{kThreads * kRoundsMax}) {
      CHECK(static_cast<double>(before) >= 0.99 * static_cast<double>(could) - 5);
    }
  }
}

}  // namespace
}  // namespace weir
