// SPDX-License-Identifier: MIT
//
// Nobody sleeps through a wake. One thread takes the steps of all, so that every
// order of them can be had.
#include "weir/base/parking_spot.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "support/catch.h"
#include "weir/base/atomic.h"

namespace weir {
namespace {

using Spot = BasicParkingSpot<StdAtomics>;

// Long enough for any machine; a Park() that took so long has slept to its end.
constexpr absl::Duration kForever = absl::Seconds(20);

absl::Duration TimeOfPark(Spot& spot, std::uint32_t ticket, absl::Duration timeout = kForever) {
  const absl::Time start = absl::Now();
  spot.Park(ticket, absl::ToInt64Nanoseconds(timeout));
  return absl::Now() - start;
}

TEST_CASE("a spot is occupied from an announcement to the next wake", "[base][parking_spot]") {
  Spot spot;
  CHECK_FALSE(spot.IsOccupied());
  for (int i = 0; i < 3; ++i) {
    spot.Announce();
    CHECK(spot.IsOccupied());
    spot.Announce();
    CHECK(spot.IsOccupied());
    spot.WakeAll();
    CHECK_FALSE(spot.IsOccupied());
    spot.WakeAll();
    CHECK_FALSE(spot.IsOccupied());
  }
}

// A announces itself and stops; the others take every run of up to six steps.
//   allowed:    A sleeps, if nobody woke since
//   forbidden:  A sleeps through a wake that came after its announcement
TEST_CASE("whoever was woken before it slept does not sleep, whoever announced itself since",
          "[base][parking_spot]") {
  constexpr int kSteps = 6;
  for (unsigned order = 0; order < 1U << kSteps; ++order) {
    Spot spot;
    const std::uint32_t ticket = spot.Announce();
    std::string steps;
    for (unsigned step = 0; step < kSteps; ++step) {
      const bool is_wake = (order >> step & 1) != 0;
      steps += is_wake ? "wake " : "announce ";
      is_wake ? spot.WakeAll() : static_cast<void>(spot.Announce());
    }
    if (order == 0) continue;
    INFO(steps);
    REQUIRE(TimeOfPark(spot, ticket) < kForever / 2);
  }
}

TEST_CASE("without a wake, Park lasts for its time", "[base][parking_spot]") {
  Spot spot;
  const std::uint32_t ticket = spot.Announce();
  spot.Announce();
  // It may return early, for a signal; not each time.
  bool is_slept = false;
  for (int i = 0; i < 100 && !is_slept; ++i) {
    is_slept = TimeOfPark(spot, ticket, absl::Milliseconds(5)) >= absl::Milliseconds(5);
  }
  CHECK(is_slept);
  CHECK(TimeOfPark(spot, ticket, absl::ZeroDuration()) < kForever / 2);
  CHECK(TimeOfPark(spot, ticket, -absl::Seconds(1)) < kForever / 2);
}

TEST_CASE("one wake ends the sleep of all", "[base][parking_spot]") {
  Spot spot;
  std::vector<absl::Duration> took(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < took.size(); ++i) {
    threads.emplace_back([&, i] { took[i] = TimeOfPark(spot, spot.Announce()); });
  }
  // Until all sleep, as far as one can know; who announces itself later is woken too.
  absl::SleepFor(absl::Milliseconds(50));
  while (spot.IsOccupied()) {
    spot.WakeAll();
    absl::SleepFor(absl::Milliseconds(50));
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Duration one : took) CHECK(one < kForever / 2);
}

}  // namespace
}  // namespace weir
