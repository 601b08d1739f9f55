// SPDX-License-Identifier: MIT
#include "weir/testing/manual_clock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <thread>
#include <vector>

#include "support/catch.h"

namespace weir::testing {
namespace {

TEST_CASE("a manual clock stands still until it is moved", "[testing][manual_clock]") {
  ManualClock clock;
  const std::int64_t start = clock.NowNanos();
  CHECK(clock.NowNanos() == start);
  clock.Advance(absl::Nanoseconds(1));
  CHECK(clock.NowNanos() == start + 1);
  clock.Advance(absl::ZeroDuration());
  CHECK(clock.NowNanos() == start + 1);
  clock.Advance(absl::Hours(24 * 365));
  CHECK(clock.NowNanos() == start + 1 + std::int64_t{365} * 24 * 3'600 * 1'000'000'000);
}

TEST_CASE("a manual clock starts on new year's day of 2025, or where it is told",
          "[testing][manual_clock]") {
  const ManualClock clock;
  CHECK(absl::FormatTime(absl::RFC3339_full, clock.Now(), absl::UTCTimeZone()) ==
        "2025-01-01T00:00:00+00:00");
  const ManualClock other(absl::FromUnixSeconds(7));
  CHECK(other.NowNanos() == 7'000'000'000);
  CHECK(other.Now() == absl::FromUnixSeconds(7));
}

TEST_CASE("a manual clock is a Clock that its users read", "[testing][manual_clock]") {
  ManualClock clock;
  const Clock& base = clock;
  clock.Advance(absl::Seconds(1));
  CHECK(base.NowNanos() == clock.NowNanos());
  CachedClock cached(base);
  clock.Advance(absl::Seconds(1));
  CHECK(cached.NowNanos() == clock.NowNanos() - 1'000'000'000);
  cached.Tick();
  CHECK(cached.NowNanos() == clock.NowNanos());
}

// Many move it at once, one looks.
//   allowed:    any reading that is the start and some of the steps
//   forbidden:  a step that is lost | a reading before an earlier one
TEST_CASE("no step of many threads is lost, and no reading goes back", "[testing][manual_clock]") {
  ManualClock clock;
  const std::int64_t start = clock.NowNanos();
  constexpr int kThreads = 4;
  constexpr int kSteps = 20'000;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&clock] {
      for (int step = 0; step < kSteps; ++step) clock.Advance(absl::Nanoseconds(1));
    });
  }
  bool is_back = false;
  std::int64_t last = start;
  while (last < start + kThreads * kSteps) {
    const std::int64_t now = clock.NowNanos();
    is_back = is_back || now < last;
    last = now;
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(is_back);
  CHECK(clock.NowNanos() == start + kThreads * kSteps);
}

// Whether a clock that is moved so ends the program.
bool EndsTheProgram(absl::Duration step) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    static_cast<void>(std::freopen("/dev/null", "w", stderr));
    ManualClock clock;
    // The child has nothing of the parent's to report to: it ends here or wrongly.
    std::signal(SIGABRT, SIG_DFL);
    clock.Advance(step);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

TEST_CASE("a manual clock that is told to go back ends the program", "[testing][manual_clock]") {
  CHECK(EndsTheProgram(-absl::Nanoseconds(1)));
  CHECK_FALSE(EndsTheProgram(absl::ZeroDuration()));
}

TEST_CASE("a manual clock that is told to go beyond its end ends the program",
          "[testing][manual_clock]") {
  const absl::Duration to_the_end =
      absl::Nanoseconds(std::numeric_limits<std::int64_t>::max() - ManualClock().NowNanos());
  CHECK_FALSE(EndsTheProgram(to_the_end));
  CHECK(EndsTheProgram(to_the_end + absl::Nanoseconds(1)));
  CHECK(EndsTheProgram(absl::InfiniteDuration()));
}

}  // namespace
}  // namespace weir::testing
