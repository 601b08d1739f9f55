// SPDX-License-Identifier: MIT
#include "weir/log/pins.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include "log/support/build_kind.h"
#include "support/catch.h"

namespace weir {
namespace {

TEST_CASE("each pin is alone on its line, and nobody else has it", "[log][pins]") {
  PinSet pins;
  std::set<Pin*> taken;
  // Several chunks of them.
  for (int i = 0; i < 100; ++i) {
    Pin* const pin = pins.Acquire();
    REQUIRE(pin != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(pin) % kDestructiveBytes == 0);
    CHECK(taken.insert(pin).second);
    CHECK(pin->segment.LoadRelaxed() == nullptr);
  }
}

TEST_CASE("a pin that was given back is the next one's, and empty", "[log][pins]") {
  PinSet pins;
  std::vector<Pin*> taken;
  // All of three chunks.
  for (int i = 0; i < 48; ++i) taken.push_back(pins.Acquire());
  Segment segment;
  taken[21]->segment.ExchangeSeqCst(&segment);
  CHECK(pins.IsPinned(&segment));
  pins.Release(taken[21]);
  CHECK_FALSE(pins.IsPinned(&segment));
  Pin* const again = pins.Acquire();
  CHECK(again == taken[21]);
  CHECK(again->segment.LoadRelaxed() == nullptr);
}

TEST_CASE("a segment is pinned while any pin holds it, in whichever chunk", "[log][pins]") {
  PinSet pins;
  Segment segment;
  Segment other;
  CHECK_FALSE(pins.IsPinned(&segment));
  std::vector<Pin*> taken;
  for (int i = 0; i < 50; ++i) taken.push_back(pins.Acquire());
  for (Pin* const pin : taken) {
    pin->segment.ExchangeSeqCst(&segment);
    CHECK(pins.IsPinned(&segment));
    CHECK_FALSE(pins.IsPinned(&other));
    pin->Clear();
    CHECK_FALSE(pins.IsPinned(&segment));
  }
  taken.front()->segment.ExchangeSeqCst(&segment);
  taken.back()->segment.ExchangeSeqCst(&segment);
  taken.front()->Clear();
  CHECK(pins.IsPinned(&segment));
  taken.back()->Clear();
  CHECK_FALSE(pins.IsPinned(&segment));
}

// Threads take pins and give them back, all at once.
//   allowed:    any pin to any thread, one after the other
//   forbidden:  a pin that two threads have at once | a pin that is not empty
TEST_CASE("racing threads never have one pin together", "[log][pins][racing]") {
  constexpr std::size_t kThreads = 4;
  PinSet pins;
  Segment own[kThreads];
  std::size_t faults[kThreads] = {};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      std::vector<Pin*> held;
      for (std::size_t round = 0; round < testing::Rounds(20'000); ++round) {
        if (held.size() < 12 && round % 3 != 2) {
          Pin* const pin = pins.Acquire();
          if (pin->segment.ExchangeSeqCst(&own[t]) != nullptr) ++faults[t];
          held.push_back(pin);
        } else if (!held.empty()) {
          Pin* const pin = held[round % held.size()];
          held[round % held.size()] = held.back();
          held.pop_back();
          if (pin->segment.LoadSeqCst() != &own[t]) ++faults[t];
          pins.Release(pin);
        }
        if (!held.empty() && !pins.IsPinned(&own[t])) ++faults[t];
      }
      for (Pin* const pin : held) pins.Release(pin);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 0; t < kThreads; ++t) {
    CHECK(faults[t] == 0);
    CHECK_FALSE(pins.IsPinned(&own[t]));
  }
}

}  // namespace
}  // namespace weir
