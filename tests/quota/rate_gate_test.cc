// SPDX-License-Identifier: MIT
#include "weir/quota/rate_gate.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "quota/support/exact_gate.h"
#include "support/catch.h"
#include "support/seeded_random.h"

namespace weir {
namespace {

using testing::ExactGate;
using testing::kSecond;
using testing::SeededRandom;
using testing::Wide;

constexpr std::int64_t kDay = 86'400 * kSecond;
constexpr std::int64_t kYears29 = 29 * 365 * kDay;

constexpr std::array<std::int64_t, 16> kRates = {1,
                                                 2,
                                                 3,
                                                 7,
                                                 10,
                                                 97,
                                                 999,
                                                 1'000,
                                                 1'024,
                                                 1'048'576,
                                                 999'999'937,
                                                 999'999'999,
                                                 kSecond,
                                                 kSecond + 1,
                                                 9'999'999'967,
                                                 kRatePerSecondMax};

constexpr std::array<std::int64_t, 9> kTimes = {
    0, 1, 999, kSecond - 1, kSecond, kSecond + 1, 12'345'678'901'234, 365 * kDay + 7, kYears29};

// A rate of any magnitude, with any burst.
Rate RandomRate(SeededRandom& random) {
  const std::uint64_t magnitude = std::uint64_t{1} << random.Below(34);
  Rate rate{.per_second = 1 + static_cast<std::int64_t>(random.Below(magnitude))};
  rate.per_second = std::min(rate.per_second, kRatePerSecondMax);
  if (random.Below(2) == 0) rate.burst = 1 + static_cast<std::int64_t>(random.Below(magnitude));
  return rate;
}

TEST_CASE("a fresh gate lets a burst pass at once and not one token more", "[quota][gate]") {
  for (const std::int64_t per_second : kRates) {
    for (const std::int64_t burst : {std::int64_t{0}, std::int64_t{1}, std::int64_t{5'000}}) {
      for (const std::int64_t now : kTimes) {
        const Rate rate{.per_second = per_second, .burst = burst};
        const auto whole = static_cast<std::uint64_t>(rate.EffectiveBurst());
        RateGate at_once;
        CHECK(at_once.Check(rate, 0, whole, now).IsAdmitted());
        CHECK_FALSE(at_once.Check(rate, whole, 1, now).IsAdmitted());
        RateGate one_more;
        CHECK(one_more.Check(rate, 0, whole + 1, now).retry_after_nanos == kNever);
        // Which has cost nobody anything.
        CHECK(one_more.Check(rate, 0, whole, now).IsAdmitted());
      }
    }
  }
}

TEST_CASE("without a burst of its own a rate lets a second's worth wait", "[quota][gate]") {
  RateGate gate;
  const Rate rate{.per_second = 1'000};
  CHECK(gate.Check(rate, 0, 1'000, 0).IsAdmitted());
  CHECK(gate.Check(rate, 1'000, 1, 0).retry_after_nanos == 1'000'000);
  CHECK(gate.Check(rate, 1'000, 1'000, 0).retry_after_nanos == kSecond);
  CHECK(gate.Check(rate, 1'000, 1'001, 0).retry_after_nanos == kNever);
}

TEST_CASE("tokens come in as whole numbers, to the nanosecond, for 29 years", "[quota][gate]") {
  for (const std::int64_t per_second : kRates) {
    for (const std::int64_t now : kTimes) {
      const Rate rate{.per_second = per_second};
      const std::int64_t in = RateGate::TokensIn(rate, now);
      INFO(per_second << " per second, after " << now << " ns");
      CHECK(Wide{in} == testing::TokensIn(rate, now));
      // The first moment of that many, and the last of one less.
      const std::int64_t first = RateGate::NanosUntil(rate, in);
      CHECK(first <= now);
      CHECK(RateGate::TokensIn(rate, first) >= in);
      if (first > 0) CHECK(RateGate::TokensIn(rate, first - 1) < in);
    }
  }
}

TEST_CASE("a moment and its tokens are each other's inverse at random", "[quota][gate]") {
  SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 100'000; ++i) {
    const Rate rate = RandomRate(random);
    const auto now = static_cast<std::int64_t>(random.Below(kYears29));
    const std::int64_t in = RateGate::TokensIn(rate, now);
    REQUIRE(Wide{in} == testing::TokensIn(rate, now));
    const std::int64_t tokens = 1 + in;
    const std::int64_t at = RateGate::NanosUntil(rate, tokens);
    REQUIRE(at > now);
    REQUIRE(testing::TokensIn(rate, at) >= tokens);
    REQUIRE(testing::TokensIn(rate, at - 1) < tokens);
  }
}

TEST_CASE("what was refused is refused a nanosecond before its time, and admitted then",
          "[quota][gate]") {
  SeededRandom random;
  INFO(random.Description());
  for (int i = 0; i < 20'000; ++i) {
    const Rate rate = RandomRate(random);
    const auto now = static_cast<std::int64_t>(random.Below(kYears29 / 2));
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    RateGate gate;
    // Takes all, or all but a few.
    const std::uint64_t total = burst - std::min(burst, random.Below(3));
    REQUIRE(gate.Check(rate, 0, total, now).IsAdmitted());
    const std::uint64_t count = 1 + random.Below(burst);
    const GateVerdict verdict = gate.Check(rate, total, count, now);
    if (verdict.IsAdmitted()) {
      REQUIRE(total + count <= burst);
      continue;
    }
    REQUIRE(verdict.retry_after_nanos > 0);
    if (verdict.retry_after_nanos > kYears29 / 2) continue;
    const std::int64_t at = now + verdict.retry_after_nanos;
    INFO(rate.per_second << " per second, burst " << burst << ", " << count << " at " << now);
    if (verdict.retry_after_nanos > 1) {
      // The time that is left is told as exactly.
      REQUIRE(gate.Check(rate, total, count, at - 1).retry_after_nanos == 1);
    }
    REQUIRE(gate.Check(rate, total, count, at).IsAdmitted());
  }
}

TEST_CASE("a full bucket loses what comes in, and nothing else is ever lost", "[quota][gate]") {
  const Rate rate{.per_second = 10, .burst = 20};
  RateGate gate;
  // Looked at while it is full, for an hour.
  for (std::int64_t second = 0; second <= 3'600; ++second) {
    CHECK(gate.Check(rate, 0, 20, second * kSecond).IsAdmitted());
    CHECK(gate.Check(rate, 0, 21, second * kSecond).retry_after_nanos == kNever);
  }
  const std::int64_t now = 3'600 * kSecond;
  // Emptied, it fills at its rate: 5 in half a second.
  CHECK_FALSE(gate.Check(rate, 20, 1, now).IsAdmitted());
  CHECK(gate.Check(rate, 20, 5, now + kSecond / 2).IsAdmitted());
  CHECK_FALSE(gate.Check(rate, 20, 6, now + kSecond / 2).IsAdmitted());
  // Refusals cost nothing.
  for (int i = 0; i < 100; ++i)
    CHECK_FALSE(gate.Check(rate, 20, 6, now + kSecond / 2).IsAdmitted());
  CHECK(gate.Check(rate, 20, 20, now + 2 * kSecond).IsAdmitted());
}

TEST_CASE("what is forgiven does not count", "[quota][gate]") {
  const Rate rate{.per_second = 100, .burst = 10};
  RateGate gate;
  REQUIRE(gate.Check(rate, 0, 10, 0).IsAdmitted());
  // 50 more go through though they exceed the limit.
  REQUIRE_FALSE(gate.Check(rate, 10, 50, 0).IsAdmitted());
  gate.Forgive(50);
  CHECK(gate.Check(rate, 60, 1, 0).retry_after_nanos == kSecond / 100);
  CHECK(gate.Check(rate, 60, 1, kSecond / 100).IsAdmitted());
  // And give nothing back either: the bucket still holds 10 at most.
  CHECK(gate.Check(rate, 60, 10, kSecond).IsAdmitted());
  CHECK_FALSE(gate.Check(rate, 70, 1, kSecond).IsAdmitted());
}

// Requests at random moments, of random sizes; what is admitted goes on the total.
TEST_CASE("a gate decides as its definition does, over random histories", "[quota][gate]") {
  SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 500; ++round) {
    const Rate rate = RandomRate(random);
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    RateGate gate;
    ExactGate exact;
    std::uint64_t total = 0;
    std::int64_t now = random.Below(2) == 0 ? 0 : static_cast<std::int64_t>(random.Below(kDay));
    const std::uint64_t pace = std::uint64_t{1} << random.Below(40);
    for (int i = 0; i < 200; ++i) {
      now += static_cast<std::int64_t>(random.Below(pace));
      const std::uint64_t count = 1 + random.Below(1 + random.Below(burst + 2));
      const GateVerdict verdict = gate.Check(rate, total, count, now);
      const GateVerdict expected = exact.Check(rate, total, count, now);
      INFO(rate.per_second << " per second, burst " << burst << ", " << count << " at " << now);
      REQUIRE(verdict.retry_after_nanos == expected.retry_after_nanos);
      if (verdict.IsAdmitted()) {
        total += count;
      } else if (random.Below(8) == 0) {
        // Goes through all the same.
        total += count;
        gate.Forgive(count);
        exact.Forgive(count);
      } else if (random.Below(3) == 0 && verdict.retry_after_nanos < kDay) {
        now += verdict.retry_after_nanos;
      }
    }
  }
}

// Between any two moments: in whole tokens never more than came in and a burst, which
// is less than one token over what an infinitely divisible bucket would grant.
TEST_CASE("a limit grants at most its rate and one burst over any time", "[quota][gate]") {
  SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 100; ++round) {
    const Rate rate = RandomRate(random);
    const std::int64_t burst = rate.EffectiveBurst();
    RateGate gate;
    std::uint64_t total = 0;
    std::int64_t now = static_cast<std::int64_t>(random.Below(kDay));
    struct Grant {
      std::int64_t at;
      std::uint64_t before;
      std::uint64_t after;
    };
    std::vector<Grant> grants;
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t count = 1 + random.Below(static_cast<std::uint64_t>(burst));
      const GateVerdict verdict = gate.Check(rate, total, count, now);
      if (verdict.IsAdmitted()) {
        grants.push_back({now, total, total + count});
        total += count;
      } else {
        // As soon as may be, or later.
        now += verdict.retry_after_nanos;
        if (random.Below(4) == 0) {
          now += static_cast<std::int64_t>(random.Below(
              static_cast<std::uint64_t>(std::min(2 * verdict.retry_after_nanos, kDay)) + 1));
        }
      }
    }
    std::size_t over = 0;
    for (std::size_t first = 0; first < grants.size(); ++first) {
      for (std::size_t last = first; last < grants.size(); ++last) {
        const Wide granted = Wide{grants[last].after} - grants[first].before;
        const Wide came_in =
            testing::TokensIn(rate, grants[last].at) - testing::TokensIn(rate, grants[first].at);
        if (granted > burst + came_in) ++over;
        const Wide nanos = grants[last].at - grants[first].at;
        if ((granted - burst - 1) * kSecond >= nanos * rate.per_second) ++over;
      }
    }
    REQUIRE(over == 0);
  }
}

TEST_CASE("who comes back as soon as he may gets all of the rate", "[quota][gate]") {
  SeededRandom random;
  INFO(random.Description());
  for (int round = 0; round < 200; ++round) {
    Rate rate = RandomRate(random);
    // Of what comes in within one nanosecond a small bucket cannot hold more.
    rate.per_second = std::min(rate.per_second, kSecond);
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    // Not so few that the burst alone would last to the end.
    const std::uint64_t count = burst / 64 + 1 + random.Below(burst - burst / 64);
    RateGate gate;
    const auto start = static_cast<std::int64_t>(random.Below(kDay));
    std::int64_t now = start;
    std::uint64_t total = 0;
    for (int i = 0; i < 300; ++i) {
      const GateVerdict verdict = gate.Check(rate, total, count, now);
      if (verdict.IsAdmitted()) {
        total += count;
      } else {
        now += verdict.retry_after_nanos;
      }
      if (now - start > 365 * kDay) break;
    }
    const Wide could = Wide{burst} + testing::TokensIn(rate, now) - testing::TokensIn(rate, start);
    // All but what does not make a whole request.
    REQUIRE(Wide{total} <= could);
    REQUIRE(Wide{total} > could - 2 * Wide{count});
  }
}

TEST_CASE("after 29 years of rest a limit grants a burst and no more", "[quota][gate]") {
  for (const std::int64_t per_second : kRates) {
    const Rate rate{.per_second = per_second};
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    RateGate gate;
    REQUIRE(gate.Check(rate, 0, burst, 0).IsAdmitted());
    CHECK(gate.Check(rate, burst, burst, kYears29).IsAdmitted());
    CHECK_FALSE(gate.Check(rate, 2 * burst, 1, kYears29).IsAdmitted());
    CHECK(gate.Check(rate, burst, burst + 1, kYears29).retry_after_nanos == kNever);
  }
}

TEST_CASE("after 29 years of work at its full rate a limit is as exact as at first",
          "[quota][gate]") {
  for (const std::int64_t per_second : kRates) {
    const Rate rate{.per_second = per_second};
    RateGate gate;
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    REQUIRE(gate.Check(rate, 0, burst, 0).IsAdmitted());
    const std::uint64_t total =
        burst + static_cast<std::uint64_t>(RateGate::TokensIn(rate, kYears29));
    INFO(per_second << " per second");
    const GateVerdict verdict = gate.Check(rate, total, 1, kYears29);
    REQUIRE_FALSE(verdict.IsAdmitted());
    const std::int64_t at = kYears29 + verdict.retry_after_nanos;
    CHECK_FALSE(gate.Check(rate, total, 1, at - 1).IsAdmitted());
    CHECK(gate.Check(rate, total, 1, at).IsAdmitted());
    CHECK(gate.Check(rate, total - 1, 1, kYears29).IsAdmitted());
  }
}

TEST_CASE("a limit of up to a billion a second is exact until clocks end", "[quota][gate]") {
  SeededRandom random;
  INFO(random.Description());
  constexpr std::int64_t kEnd = kNever;
  for (const std::int64_t per_second : kRates) {
    if (per_second > kSecond) continue;
    INFO(per_second << " per second");
    const Rate rate{.per_second = per_second};
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    RateGate gate;
    ExactGate exact;
    std::uint64_t total = 0;
    for (std::int64_t now = 0; now < kEnd - 60 * kDay;
         now += static_cast<std::int64_t>(random.Below(10'000 * std::uint64_t{kDay}))) {
      for (const std::uint64_t count : {burst, std::uint64_t{1}}) {
        const GateVerdict verdict = gate.Check(rate, total, count, now);
        CHECK(verdict.retry_after_nanos == exact.Check(rate, total, count, now).retry_after_nanos);
        if (verdict.IsAdmitted()) total += count;
      }
      if (now > kEnd - 10'001 * kDay) break;
    }
  }
}

// What a limit says when its own numbers have ended, decades before the clock.
TEST_CASE("a limit too fast for a clock's last years says never, and no negative wait",
          "[quota][gate]") {
  for (const std::int64_t per_second : kRates) {
    const Rate rate{.per_second = per_second};
    const auto burst = static_cast<std::uint64_t>(rate.EffectiveBurst());
    INFO(per_second << " per second");
    RateGate gate;
    CHECK(gate.Check(rate, 0, burst, kNever - 1).IsAdmitted());
    const GateVerdict verdict = gate.Check(rate, burst, 1, kNever - 1);
    CHECK(verdict.retry_after_nanos == kNever);
  }
}

}  // namespace
}  // namespace weir
