// SPDX-License-Identifier: MIT
//
// What it means that an operation is left out (model/mutation.h), each in the smallest
// scenario in which somebody notices, or nobody can.
#include <cstdint>
#include <optional>
#include <string>

#include "explore/model/explore.h"
#include "explore/model/model_atomics.h"
#include "support/catch.h"

namespace weir::explore::removal_test {
namespace {

using Word = ModelAtomics::Atomic<std::uint32_t>;

// All executions without the one operation that has this verb and order.
template <class Scenario>
Report ExploreWithout(Verb verb, Order order) {
  SiteSet sites;
  const Report whole = Explore<Scenario>({.name = "whole", .is_exhaustive = true, .sites = &sites});
  CHECK(whole.failure == "");
  std::optional<Mutation> removal;
  for (const Site& site : sites.sites()) {
    if (site.verb != verb || site.order != order) continue;
    REQUIRE(!removal.has_value());
    removal = Mutation{site, {}};
  }
  REQUIRE(removal.has_value());
  return Explore<Scenario>({.name = "without", .is_exhaustive = true, .mutation = &*removal});
}

// ---- Loads ----

// Dekker: each raises its flag and looks at the other's.
//   forbidden:  neither sees the other's
struct Dekker {
  static constexpr int kThreads = 2;
  Word flags[2];
  bool has_seen[2] = {};
  void Run(int thread) {
    flags[thread].StoreSeqCst(1);
    has_seen[thread] = flags[1 - thread].LoadSeqCst() == 1;
  }
  void AtEnd() { Require(has_seen[0] || has_seen[1], "one of them sees the other"); }
};

TEST_CASE("without its look, nobody sees the other's flag", "[explore][removal]") {
  const Report report = ExploreWithout<Dekker>(Verb::kLoad, Order::kSeqCst);
  CHECK(report.failure == "one of them sees the other");
  CHECK(report.mutated > 0);
}

// A seqlock's second look: the two words are of one version.
struct SecondLook {
  static constexpr int kThreads = 2;
  Word version;
  Word first;
  Word second;
  void Run(int thread) {
    if (thread == 0) {
      version.StoreRelease(1);
      first.StoreRelease(1);
      second.StoreRelease(1);
      return;
    }
    const std::uint32_t before = version.LoadAcquire();
    const std::uint32_t a = first.LoadAcquire();
    const std::uint32_t b = second.LoadAcquire();
    if (version.LoadRelaxed() == before && before == 0) Require(a == 0 && b == 0, "as it was");
  }
  void AtEnd() {}
};

TEST_CASE("without the second look, a mixture is taken for a version", "[explore][removal]") {
  const Report report = ExploreWithout<SecondLook>(Verb::kLoad, Order::kRelaxed);
  CHECK(report.failure == "as it was");
}

// What a thread stored itself is what it would see, whatever it did not look at.
struct OwnStore {
  static constexpr int kThreads = 2;
  Word words[2];
  void Run(int thread) {
    words[thread].StoreRelaxed(7);
    Require(words[thread].LoadAcquire() == 7, "its own");
  }
  void AtEnd() { Require(words[0].LoadRelaxed() == 7, "who is alone looks"); }
};

TEST_CASE("a load of what only its thread stores can be left out", "[explore][removal]") {
  const Report report = ExploreWithout<OwnStore>(Verb::kLoad, Order::kAcquire);
  CHECK(report.failure == "");
  CHECK(report.mutated > 0);
}

TEST_CASE("whoever is alone looks, whatever is left out", "[explore][removal]") {
  const Report report = ExploreWithout<OwnStore>(Verb::kLoad, Order::kRelaxed);
  CHECK(report.failure == "");
  CHECK(report.mutated == 0);
}

// Made by one thread, and first looked at by the other: there is nothing to remember.
struct MadeOnTheWay {
  static constexpr int kThreads = 2;
  std::optional<Word> made;
  Word is_made;
  void Run(int thread) {
    if (thread == 0) {
      made.emplace(5u);
      is_made.StoreRelease(1);
    } else if (is_made.LoadAcquire() == 1) {
      Require(made->LoadRelaxed() == 5, "a first look is a look");
    }
  }
  void AtEnd() { made.reset(); }
};

TEST_CASE("a first look at what was not there before is not left out", "[explore][removal]") {
  const Report report = ExploreWithout<MadeOnTheWay>(Verb::kLoad, Order::kRelaxed);
  CHECK(report.failure == "");
  CHECK(report.mutated == 0);
}

// A count over bytes that another thread sets.
struct CountSet {
  static constexpr int kThreads = 2;
  ModelAtomics::Atomic<std::uint8_t> bytes[2];
  Word is_set;
  void Run(int thread) {
    if (thread == 0) {
      bytes[0].StoreRelaxed(1);
      bytes[1].StoreRelaxed(1);
      is_set.StoreRelease(1);
    } else if (is_set.LoadAcquire() == 1) {
      Require(ModelAtomics::CountEqualAcquire(bytes, 2, 1, 1) == 2, "both are set");
    }
  }
  void AtEnd() {}
};

// The same of eight bytes that are looked at together.
struct EightSet {
  static constexpr int kThreads = 2;
  ModelAtomics::Atomic<std::uint8_t> bytes[8];
  Word is_set;
  void Run(int thread) {
    if (thread == 0) {
      bytes[0].StoreRelaxed(1);
      bytes[7].StoreRelaxed(2);
      is_set.StoreRelease(1);
    } else if (is_set.LoadAcquire() == 1) {
      Require(ModelAtomics::LoadEightAcquire(bytes) == (1 | std::uint64_t{2} << 56),
              "both are set");
    }
  }
  void AtEnd() {}
};

TEST_CASE("a count that is left out counts what its thread knew of", "[explore][removal]") {
  CHECK(ExploreWithout<CountSet>(Verb::kCountEqual, Order::kAcquire).failure == "both are set");
  CHECK(ExploreWithout<EightSet>(Verb::kLoadEight, Order::kAcquire).failure == "both are set");
}

// ---- Stores and updates ----

struct MessagePassing {
  static constexpr int kThreads = 2;
  int data = 0;
  Word flag;
  void Run(int thread) {
    if (thread == 0) {
      ModelAtomics::PlainWrite(&data, sizeof(data));
      flag.StoreRelease(1);
      return;
    }
    while (flag.LoadAcquire() == 0) ModelAtomics::Pause();
    ModelAtomics::PlainRead(&data, sizeof(data));
  }
  void AtEnd() {}
};

TEST_CASE("a flag that is never stored is waited for", "[explore][removal]") {
  const Report without_store = ExploreWithout<MessagePassing>(Verb::kStore, Order::kRelease);
  CHECK(without_store.failure == "deadlock: thread 2 waits for a store that nobody will make");
  // Whoever does not look again waits as long.
  const Report without_load = ExploreWithout<MessagePassing>(Verb::kLoad, Order::kAcquire);
  CHECK(without_load.failure == "deadlock: thread 2 waits for a store that nobody will make");
}

struct Counter {
  static constexpr int kThreads = 2;
  Word word;
  void Run(int /*thread*/) { word.FetchAddRelaxed(1); }
  void AtEnd() { Require(word.LoadRelaxed() == 2, "no increment is lost"); }
};

// A lock that is tried once; only its holder may write.
template <bool kIsExchange>
struct TryLock {
  static constexpr int kThreads = 2;
  int data = 0;
  Word taken;
  void Run(int /*thread*/) {
    std::uint32_t free = 0;
    const bool is_mine =
        kIsExchange ? taken.ExchangeAcqRel(1) == 0 : taken.CompareExchangeAcqRel(free, 1);
    if (is_mine) ModelAtomics::PlainWrite(&data, sizeof(data));
  }
  void AtEnd() {}
};

TEST_CASE("an update that is left out says that it was done", "[explore][removal]") {
  CHECK(ExploreWithout<Counter>(Verb::kFetchAdd, Order::kRelaxed).failure ==
        "no increment is lost");
  const Report exchange = ExploreWithout<TryLock<true>>(Verb::kExchange, Order::kAcqRel);
  CHECK(exchange.failure.find("data race: written by two") == 0);
  const Report compare = ExploreWithout<TryLock<false>>(Verb::kCompareExchange, Order::kAcqRel);
  CHECK(compare.failure.find("data race: written by two") == 0);
}

// ---- Sleep and wake ----

struct SleepUntilSet {
  static constexpr int kThreads = 2;
  Word word;
  void Run(int thread) {
    if (thread == 0) {
      word.ExchangeAcqRel(1);
      ModelAtomics::FutexWakeAll(word);
    } else {
      // An update sees what others have updated it to.
      while (word.FetchOrSeqCst(0) == 0) ModelAtomics::FutexWait(word, 0, 1);
    }
  }
  void AtEnd() {}
};

TEST_CASE("without its wake, a sleeper sleeps for ever", "[explore][removal]") {
  CHECK(ExploreWithout<SleepUntilSet>(Verb::kWake, Order::kRelaxed).failure ==
        "deadlock: thread 2 sleeps and nobody will wake it");
}

TEST_CASE("without its sleep, a sleeper looks again and again", "[explore][removal]") {
  const Report report = ExploreWithout<SleepUntilSet>(Verb::kSleep, Order::kRelaxed);
  CHECK(report.failure == "");
  CHECK(report.mutated > 0);
}

}  // namespace
}  // namespace weir::explore::removal_test
