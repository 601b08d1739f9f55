// SPDX-License-Identifier: MIT
#include "weir/base/gauge.h"

#include <cstdint>
#include <thread>
#include <vector>

#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("a gauge shows what was added, taken off and set", "[base][gauge]") {
  Gauge gauge;
  CHECK(gauge.value() == 0);
  gauge.Add(3);
  gauge.Add(4);
  CHECK(gauge.value() == 7);
  gauge.Subtract(2);
  CHECK(gauge.value() == 5);
  gauge.Set(1);
  CHECK(gauge.value() == 1);
  BasicGauge<StdAtomics, std::int64_t> age(-1);
  CHECK(age.value() == -1);
}

TEST_CASE("of many threads that add, nothing is lost", "[base][gauge]") {
  constexpr std::uint64_t kThreads = 4;
  constexpr std::uint64_t kCounts = 20'000;
  Gauge gauge;
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&gauge] {
      for (std::uint64_t count = 0; count < kCounts; ++count) gauge.Add(1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(gauge.value() == kThreads * kCounts);
}

}  // namespace
}  // namespace weir
