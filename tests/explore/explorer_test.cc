// SPDX-License-Identifier: MIT
//
// The explorer itself: that it runs every execution there is, none twice where it
// says so, and the same one again when it is asked to.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <utility>

#include "explore/model/explore.h"
#include "explore/model/model_atomics.h"
#include "support/catch.h"

namespace weir::explore::explorer_test {
namespace {

using Word = ModelAtomics::Atomic<std::uint32_t>;

// Each thread stores so often into its own word.
template <int kThreadCount, int kStores>
struct OwnWords {
  static constexpr int kThreads = kThreadCount;
  Word words[kThreadCount];
  void Run(int thread) {
    for (int i = 0; i < kStores; ++i) words[thread].StoreRelaxed(1);
  }
  void AtEnd() {}
};

// The same into one word, each from the value before.
template <int kThreadCount, int kStores>
struct OneWord {
  static constexpr int kThreads = kThreadCount;
  Word word;
  void Run(int /*thread*/) {
    for (int i = 0; i < kStores; ++i) word.FetchAddRelaxed(1);
  }
  void AtEnd() { Require(word.LoadRelaxed() == kThreadCount * kStores, "no increment is lost"); }
};

template <class Scenario>
std::uint64_t CountAll() {
  const Report report =
      Explore<Scenario>({.name = "count", .is_exhaustive = true, .is_reducing = false});
  CHECK(report.failure == "");
  CHECK(report.redundant == 0);
  return report.executions;
}

template <class Scenario>
std::uint64_t CountDifferent() {
  const Report report = Explore<Scenario>({.name = "count", .is_exhaustive = true});
  CHECK(report.failure == "");
  return report.executions - report.redundant;
}

TEST_CASE("every order of steps is run, and each once", "[explore][explorer]") {
  // (n * k)! / k!^n orders of n threads with k steps each.
  CHECK(CountAll<OwnWords<2, 1>>() == 2);
  CHECK(CountAll<OwnWords<2, 2>>() == 6);
  CHECK(CountAll<OwnWords<2, 3>>() == 20);
  CHECK(CountAll<OwnWords<3, 2>>() == 90);
  CHECK(CountAll<OwnWords<4, 2>>() == 2520);
  CHECK(CountAll<OneWord<2, 2>>() >= 6);
}

TEST_CASE("steps that do not matter to one another are run in one order", "[explore][explorer]") {
  CHECK(CountDifferent<OwnWords<2, 3>>() == 1);
  CHECK(CountDifferent<OwnWords<4, 2>>() == 1);
}

TEST_CASE("steps that matter to one another are run in every order", "[explore][explorer]") {
  CHECK(CountDifferent<OneWord<2, 1>>() == 2);
  CHECK(CountDifferent<OneWord<3, 1>>() == 6);
  CHECK(CountDifferent<OneWord<2, 2>>() == 6);
  CHECK(CountDifferent<OneWord<3, 2>>() == 90);
}

// Wrong in one of many executions only.
struct Rare {
  static constexpr int kThreads = 3;
  Word x;
  void Run(int thread) {
    std::uint32_t expected = static_cast<std::uint32_t>(2 - thread);
    x.CompareExchangeRelaxed(expected, expected + 1);
  }
  void AtEnd() { Require(x.LoadRelaxed() != 3, "the three came in one order of six"); }
};

TEST_CASE("what is wrong in one execution is found, told step by step, and repeated",
          "[explore][explorer]") {
  const Report found = Explore<Rare>({.name = "rare"});
  REQUIRE(found.failure == "the three came in one order of six");
  CHECK(found.interleaving.find("thread 3  explorer_test.cc:") != std::string::npos);
  CHECK(found.interleaving.find("CompareExchangeRelaxed") != std::string::npos);
  CHECK(found.interleaving.find("x@0") != std::string::npos);
  CHECK(found.interleaving.find("2 -> 3") != std::string::npos);

  setenv("WEIR_EXPLORE_REPLAY", found.schedule.c_str(), /*overwrite=*/1);
  const Report repeated = Explore<Rare>({.name = "rare"});
  setenv("WEIR_EXPLORE_REPLAY", "rare/0,0,0/0:0", /*overwrite=*/1);
  const Report dull = Explore<Rare>({.name = "rare"});
  unsetenv("WEIR_EXPLORE_REPLAY");
  CHECK(repeated.failure == found.failure);
  CHECK(repeated.interleaving == found.interleaving);
  CHECK(repeated.executions == 1);
  CHECK(dull.Holds());
}

TEST_CASE("a random walk finds it too, and its schedule repeats it", "[explore][explorer]") {
  const Report found = Explore<Rare>({.name = "rare", .systematic_max = 0, .random_max = 10'000});
  REQUIRE_FALSE(found.Holds());
  setenv("WEIR_EXPLORE_REPLAY", found.schedule.c_str(), /*overwrite=*/1);
  const Report repeated = Explore<Rare>({.name = "rare"});
  unsetenv("WEIR_EXPLORE_REPLAY");
  CHECK(repeated.failure == found.failure);
}

// Wrong only if each of three values is seen before the next: one preemption brings the
// newest of them, and two old values the others.
struct SeenInTurn {
  static constexpr int kThreads = 2;
  Word x;
  void Run(int thread) {
    for (std::uint32_t value = 1; value <= 4 && thread == 0; ++value) x.StoreRelaxed(value);
    if (thread == 0) return;
    bool is_in_turn = true;
    for (std::uint32_t value = 1; value <= 3; ++value) is_in_turn &= x.LoadRelaxed() == value;
    Require(!is_in_turn, "seen in turn");
  }
  void AtEnd() {}
};

TEST_CASE("what the bounds leave out is found behind them", "[explore][explorer]") {
  const Report near = Explore<SeenInTurn>({.name = "s", .distance_max = 1, .random_max = 0});
  CHECK(near.failure == "");
  CHECK(near.complete_distance == 1);
  const Report far = Explore<SeenInTurn>({.name = "s", .distance_max = 2, .random_max = 0});
  CHECK(far.failure == "seen in turn");
  CHECK(far.complete_distance == 1);
}

// The second word is shared only in executions in which the first was seen in time, and
// then what happens between two steps at it matters.
struct SharedLate {
  static constexpr int kThreads = 2;
  Word first, second;
  void Run(int thread) {
    if (thread == 0) {
      second.StoreRelaxed(1);
      second.StoreRelaxed(2);
      first.StoreRelaxed(1);
    } else if (first.LoadRelaxed() == 0) {
      Require(second.LoadRelaxed() != 1, "seen between the two stores");
    }
  }
  void AtEnd() {}
};

TEST_CASE("what shows itself to be shared only in some executions is explored too",
          "[explore][explorer]") {
  const Plan plan{.name = "late", .systematic_max = 1'000, .random_max = 0};
  CHECK(Explore<SharedLate>(plan).failure == "seen between the two stores");
}

TEST_CASE("steps that nobody else can notice are not interrupted", "[explore][explorer]") {
  const Plan plan{.name = "own", .systematic_max = 1'000, .random_max = 0};
  const Report report = Explore<OwnWords<4, 2>>(plan);
  CHECK(report.failure == "");
  CHECK(report.executions == 1);
  CHECK(report.is_complete);
}

// Each thread writes its own word twice, then looks at the other one, twice.
struct Crossed {
  static constexpr int kThreads = 2;
  inline static std::set<std::string> outcomes;
  Word words[2];
  std::uint32_t seen[2][2] = {};
  void Run(int thread) {
    words[thread].StoreRelaxed(1);
    words[thread].StoreRelaxed(2);
    for (std::uint32_t& one : seen[thread]) one = words[1 - thread].LoadRelaxed();
  }
  void AtEnd() {
    std::string outcome;
    for (const auto& by_one : seen) {
      for (const std::uint32_t one : by_one) outcome += std::to_string(one);
    }
    outcomes.insert(outcome);
  }
};

TEST_CASE("where no bound leaves anything out, nothing is left out", "[explore][explorer]") {
  REQUIRE(Explore<Crossed>({.name = "c", .is_exhaustive = true, .is_reducing = false}).Holds());
  const std::set<std::string> all = std::exchange(Crossed::outcomes, {});
  // 00, 01, 02, 11, 12 and 22 by each.
  CHECK(all.size() == 36);
  const Report report =
      Explore<Crossed>({.name = "c", .systematic_max = 10'000'000, .random_max = 0});
  CHECK(report.is_complete);
  CHECK(std::exchange(Crossed::outcomes, {}) == all);
  const Report near = Explore<Crossed>({.name = "c", .distance_max = 1, .random_max = 0});
  CHECK_FALSE(near.is_complete);
  CHECK(Crossed::outcomes.size() < all.size());
}

struct Message {
  static constexpr int kThreads = 2;
  Word data, flag;
  void Run(int thread) {
    if (thread == 0) {
      data.StoreRelaxed(1);
      flag.StoreRelease(1);
    } else if (flag.LoadAcquire() == 1) {
      Require(data.LoadRelaxed() == 1, "the message comes with its flag");
    }
  }
  void AtEnd() {}
};

TEST_CASE("an operation can be weakened where it stands, and it shows", "[explore][explorer]") {
  SiteSet sites;
  REQUIRE(Explore<Message>({.name = "m", .is_exhaustive = true, .sites = &sites}).Holds());
  CHECK(sites.sites().size() == 4);
  int noticed = 0;
  for (const Site& site : sites.sites()) {
    const Mutation weakening{site, Order::kRelaxed};
    const Report report =
        Explore<Message>({.name = "m", .is_exhaustive = true, .mutation = &weakening});
    CHECK(report.Holds() == (site.order == Order::kRelaxed));
    noticed += report.Holds() ? 0 : 1;
  }
  CHECK(noticed == 2);
}

}  // namespace
}  // namespace weir::explore::explorer_test
