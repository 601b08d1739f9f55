// SPDX-License-Identifier: MIT
#include "weir/stream/housekeeper.h"

#include <string>
#include <utility>

#include "stream/support.h"

namespace weir {
namespace {

using testing::MakeStream;
using testing::ManualClock;
using testing::MessageOf;
using testing::PutMany;

// Waits, in real time, until `condition` holds; false if it never does.
template <class Condition>
bool Eventually(Condition condition) {
  for (int i = 0; i < 20'000; ++i) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return false;
}

Housekeeper Start(Stream& stream, const HousekeeperOptions& options) {
  absl::StatusOr<Housekeeper> housekeeper = Housekeeper::Start(stream, options);
  INFO(housekeeper.status());
  REQUIRE(housekeeper.ok());
  return *std::move(housekeeper);
}

TEST_CASE("a housekeeper gives back the memory of what has expired", "[stream][housekeeper]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Housekeeper housekeeper = Start(stream, {.interval = absl::Milliseconds(1)});
  PutMany(stream, 100);
  CHECK(stream.Statistics().memory_bytes > 0);
  clock.Advance(absl::Hours(25));
  CHECK(Eventually([&] { return stream.Statistics().memory_bytes == 0; }));
}

TEST_CASE("a housekeeper ticks its clock, and the stream follows it", "[stream][housekeeper]") {
  ManualClock source;
  CachedClock clock(source);
  Stream stream = MakeStream({.clock = &clock});
  const std::int64_t before = clock.NowNanos();
  Housekeeper housekeeper =
      Start(stream, {.clock = &clock, .clock_interval = absl::Microseconds(100)});
  PutMany(stream, 1);
  source.Advance(absl::Hours(25));
  CHECK(Eventually([&] { return clock.NowNanos() > before; }));
  CHECK(Eventually([&] { return stream.Statistics().memory_bytes == 0; }));
}

TEST_CASE("a housekeeper whose clock ticks seldom ticks the stream as often as it is told",
          "[stream][housekeeper]") {
  ManualClock of_stream;
  Stream stream = MakeStream({.clock = &of_stream});
  ManualClock source;
  CachedClock clock(source);
  Housekeeper housekeeper =
      Start(stream,
            {.clock = &clock, .interval = absl::Milliseconds(1), .clock_interval = absl::Hours(1)});
  // The second tick of the stream and all that follow are long before the clock's.
  for (int i = 0; i < 3; ++i) {
    PutMany(stream, 1);
    of_stream.Advance(absl::Hours(25));
    CHECK(Eventually([&] { return stream.Statistics().memory_bytes == 0; }));
    if (i == 0) source.Advance(absl::Hours(1));
  }
  CHECK(clock.NowNanos() < source.NowNanos());
}

TEST_CASE("a housekeeper that is stopped ticks no more, and is stopped once",
          "[stream][housekeeper]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Housekeeper housekeeper = Start(stream, {.interval = absl::Milliseconds(1)});
  housekeeper.Stop();
  housekeeper.Stop();
  PutMany(stream, 1);
  clock.Advance(absl::Hours(25));
  absl::SleepFor(absl::Milliseconds(20));
  CHECK(stream.Statistics().memory_bytes > 0);
}

TEST_CASE("a housekeeper with an hour's interval stops at once all the same",
          "[stream][housekeeper]") {
  Stream stream = MakeStream();
  const absl::Time start = absl::Now();
  {
    Housekeeper housekeeper = Start(stream, {.interval = absl::Hours(1)});
    Housekeeper moved = std::move(housekeeper);
    absl::SleepFor(absl::Milliseconds(5));
  }
  CHECK(absl::Now() - start < absl::Seconds(20));
}

TEST_CASE("a housekeeper that is assigned to stops what it had", "[stream][housekeeper]") {
  ManualClock clock;
  Stream one = MakeStream({.clock = &clock});
  Stream two = MakeStream({.clock = &clock});
  Housekeeper housekeeper = Start(one, {.interval = absl::Milliseconds(1)});
  housekeeper = Start(two, {.interval = absl::Milliseconds(1)});
  PutMany(one, 1);
  PutMany(two, 1);
  clock.Advance(absl::Hours(25));
  CHECK(Eventually([&] { return two.Statistics().memory_bytes == 0; }));
  CHECK(one.Statistics().memory_bytes > 0);
}

TEST_CASE("a housekeeper that is assigned to itself goes on", "[stream][housekeeper]") {
  ManualClock clock;
  Stream stream = MakeStream({.clock = &clock});
  Housekeeper housekeeper = Start(stream, {.interval = absl::Milliseconds(1)});
  Housekeeper& same = housekeeper;
  housekeeper = std::move(same);
  PutMany(stream, 1);
  clock.Advance(absl::Hours(25));
  CHECK(Eventually([&] { return stream.Statistics().memory_bytes == 0; }));
}

TEST_CASE("intervals out of range are refused, and named", "[stream][housekeeper]") {
  Stream stream = MakeStream();
  const absl::Duration nanosecond = absl::Nanoseconds(1);
  const auto refusal = [&stream](const HousekeeperOptions& options) {
    const absl::StatusOr<Housekeeper> housekeeper = Housekeeper::Start(stream, options);
    if (housekeeper.ok()) return std::string();
    CHECK(absl::IsInvalidArgument(housekeeper.status()));
    return MessageOf(housekeeper.status());
  };
  CHECK(refusal({.interval = absl::Milliseconds(1) - nanosecond}).find("999.999us") !=
        std::string::npos);
  CHECK(refusal({.interval = absl::Milliseconds(1)}).empty());
  CHECK_FALSE(refusal({.interval = absl::ZeroDuration()}).empty());
  CHECK_FALSE(refusal({.interval = -absl::Seconds(1)}).empty());
  CHECK_FALSE(refusal({.interval = absl::InfiniteDuration()}).empty());
  CHECK(refusal({.clock_interval = absl::Microseconds(100) - nanosecond})
            .find("clock_interval is 99.999us") != std::string::npos);
  CHECK(refusal({.clock_interval = absl::Microseconds(100)}).empty());
}

}  // namespace
}  // namespace weir
