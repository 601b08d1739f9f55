// SPDX-License-Identifier: MIT
//
// The modelled memory against the standard's: for each of the known small programs,
// exactly the outcomes that C++20 allows are seen, and no other.
#include <cstdint>
#include <set>
#include <string>

#include "explore/model/explore.h"
#include "explore/model/model_atomics.h"
#include "support/catch.h"

namespace weir::explore::litmus_test {
namespace {

using Word = ModelAtomics::Atomic<std::uint32_t>;

// What the threads of a litmus test saw, collected over all executions.
std::set<std::string> outcomes;

// Two or four loads; `1` and `2` are stored.
struct Registers {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  std::uint32_t d = 0;
};

void Note(std::uint32_t a, std::uint32_t b) {
  outcomes.insert(std::to_string(a) + std::to_string(b));
}
void Note(const Registers& r) {
  outcomes.insert(std::to_string(r.a) + std::to_string(r.b) + ' ' + std::to_string(r.c) +
                  std::to_string(r.d));
}

using Set = std::set<std::string>;

// Outcomes with and without reduction, which must be the same.
template <class Litmus>
Set OutcomesOf() {
  outcomes.clear();
  const Report reduced = Explore<Litmus>({.name = "litmus", .is_exhaustive = true});
  CHECK(reduced.failure == "");
  const Set reduced_outcomes = outcomes;
  outcomes.clear();
  const Report full =
      Explore<Litmus>({.name = "litmus", .is_exhaustive = true, .is_reducing = false});
  CHECK(full.failure == "");
  CHECK(full.executions >= reduced.executions - reduced.redundant);
  CHECK(outcomes == reduced_outcomes);
  return outcomes;
}

enum class Strength { kRelaxed, kAcquireRelease, kSeqCst };

template <Strength kStrength>
void Put(Word& word, std::uint32_t value) {
  if constexpr (kStrength == Strength::kRelaxed) word.StoreRelaxed(value);
  if constexpr (kStrength == Strength::kAcquireRelease) word.StoreRelease(value);
  if constexpr (kStrength == Strength::kSeqCst) word.StoreSeqCst(value);
}
template <Strength kStrength>
std::uint32_t Get(const Word& word) {
  if constexpr (kStrength == Strength::kRelaxed) return word.LoadRelaxed();
  if constexpr (kStrength == Strength::kAcquireRelease) return word.LoadAcquire();
  return word.LoadSeqCst();
}

template <Strength kStrength>
struct StoreBuffering {
  static constexpr int kThreads = 2;
  Word x, y;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      Put<kStrength>(x, 1);
      r.a = Get<kStrength>(y);
    } else {
      Put<kStrength>(y, 1);
      r.b = Get<kStrength>(x);
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

template <Strength kStrength>
struct MessagePassing {
  static constexpr int kThreads = 2;
  Word data, flag;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      data.StoreRelaxed(1);
      Put<kStrength>(flag, 1);
    } else {
      r.a = Get<kStrength>(flag);
      r.b = data.LoadRelaxed();
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

struct LoadBuffering {
  static constexpr int kThreads = 2;
  Word x, y;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      r.a = x.LoadRelaxed();
      y.StoreRelaxed(1);
    } else {
      r.b = y.LoadRelaxed();
      x.StoreRelaxed(1);
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

template <Strength kStrength>
struct IndependentReads {
  static constexpr int kThreads = 4;
  Word x, y;
  Registers r;
  void Run(int thread) {
    if (thread == 0) Put<kStrength>(x, 1);
    if (thread == 1) Put<kStrength>(y, 1);
    if (thread == 2) {
      r.a = Get<kStrength>(x);
      r.b = Get<kStrength>(y);
    }
    if (thread == 3) {
      r.c = Get<kStrength>(y);
      r.d = Get<kStrength>(x);
    }
  }
  void AtEnd() { Note(r); }
};

// Two loads of one location by one thread.
struct CoherentReads {
  static constexpr int kThreads = 2;
  Word x;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      x.StoreRelaxed(1);
      x.StoreRelaxed(2);
    } else {
      r.a = x.LoadRelaxed();
      r.b = x.LoadRelaxed();
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

// Two writers of one location, two readers: they must agree.
struct CoherentOrder {
  static constexpr int kThreads = 4;
  Word x;
  Registers r;
  void Run(int thread) {
    if (thread < 2) x.StoreRelaxed(static_cast<std::uint32_t>(thread) + 1);
    if (thread == 2) {
      r.a = x.LoadRelaxed();
      r.b = x.LoadRelaxed();
    }
    if (thread == 3) {
      r.c = x.LoadRelaxed();
      r.d = x.LoadRelaxed();
    }
  }
  void AtEnd() { Note(r); }
};

template <Strength kStrength>
struct TwoPlusTwoWrites {
  static constexpr int kThreads = 2;
  Word x, y;
  void Run(int thread) {
    if (thread == 0) {
      Put<kStrength>(x, 1);
      Put<kStrength>(y, 2);
    } else {
      Put<kStrength>(y, 1);
      Put<kStrength>(x, 2);
    }
  }
  void AtEnd() { Note(x.LoadRelaxed(), y.LoadRelaxed()); }
};

// A store, seen by one thread that then stores, seen by a third.
template <Strength kStrength>
struct WriteToReadCausality {
  static constexpr int kThreads = 3;
  Word x, y;
  Registers r;
  void Run(int thread) {
    if (thread == 0) x.StoreRelaxed(1);
    if (thread == 1) {
      r.a = x.LoadRelaxed();
      Put<kStrength>(y, 1);
    }
    if (thread == 2) {
      r.b = Get<kStrength>(y);
      r.c = x.LoadRelaxed();
    }
  }
  void AtEnd() { Note(r); }
};

// The release goes on through a relaxed read-modify-write of another thread, but not
// through a store.
template <bool kIsUpdate>
struct ReleaseSequence {
  static constexpr int kThreads = 3;
  Word data, flag;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      data.StoreRelaxed(1);
      flag.StoreRelease(1);
    }
    if (thread == 1) {
      std::uint32_t one = 1;
      if constexpr (kIsUpdate) {
        flag.CompareExchangeRelaxed(one, 2);
      } else if (flag.LoadRelaxed() == one) {
        flag.StoreRelaxed(2);
      }
    }
    if (thread == 2) {
      r.a = flag.LoadAcquire();
      r.b = data.LoadRelaxed();
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

// Sequentially consistent operations order nothing but one another.
struct SeqCstOrdersNothingElse {
  static constexpr int kThreads = 2;
  Word x, y, z;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      z.StoreRelaxed(1);
      x.ExchangeSeqCst(1);
    } else {
      r.a = y.ExchangeSeqCst(1);
      r.a = x.LoadRelaxed();
      r.b = z.LoadRelaxed();
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

// The one order of sequentially consistent operations need not be that in which they
// take effect for everybody else: here the load comes before the store in it, although
// it is behind a load that saw what came behind the store.
struct SeqCstLoadSeesTheOld {
  static constexpr int kThreads = 2;
  Word x, y;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      x.StoreSeqCst(1);
      y.StoreRelaxed(1);
    } else {
      r.a = y.LoadRelaxed();
      r.b = x.LoadSeqCst();
    }
  }
  void AtEnd() { Note(r.a, r.b); }
};

// Three threads store and look at the next one's word: not all can see nothing.
struct Circle {
  static constexpr int kThreads = 3;
  Word words[3];
  std::uint32_t seen[3] = {};
  void Run(int thread) {
    words[thread].StoreSeqCst(1);
    seen[thread] = words[(thread + 1) % 3].LoadSeqCst();
  }
  void AtEnd() { Note({seen[0], seen[1], seen[2], 0}); }
};

// What was acquired from the very step that released it comes before the acquirer in the
// one order only if both are sequentially consistent: the third thread may see neither.
template <Strength kStore>
struct ReleasedToAnUpdate {
  static constexpr int kThreads = 3;
  Word x, y;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      x.StoreSeqCst(1);
      Put<kStore>(y, 1);
    }
    if (thread == 1) {
      r.b = y.ExchangeSeqCst(2);
      r.c = y.LoadRelaxed();
    }
    if (thread == 2) {
      y.StoreSeqCst(3);
      r.a = x.LoadSeqCst();
    }
  }
  void AtEnd() { Note(r); }
};

// Likewise with a load: what the second thread looks at next may come before the very
// store that it has acquired from, but not before one that was stored earlier.
template <bool kIsStoredBefore, Strength kLoad>
struct SeenThenLooked {
  static constexpr int kThreads = 3;
  Word x, y, flag;
  Registers r;
  void Run(int thread) {
    if (thread == 0) {
      x.StoreSeqCst(1);
      if constexpr (kIsStoredBefore) flag.StoreRelease(1);
    }
    if (thread == 1) {
      r.a = Get<kLoad>(kIsStoredBefore ? flag : x);
      r.b = y.LoadSeqCst();
    }
    if (thread == 2) {
      y.StoreSeqCst(1);
      r.c = x.LoadSeqCst();
    }
  }
  void AtEnd() { Note(r); }
};

struct Increments {
  static constexpr int kThreads = 3;
  Word x;
  void Run(int /*thread*/) { x.FetchAddRelaxed(1); }
  void AtEnd() { Note(x.LoadRelaxed(), 0); }
};

TEST_CASE("store buffering is seen unless it is sequentially consistent", "[explore][litmus]") {
  CHECK(OutcomesOf<StoreBuffering<Strength::kRelaxed>>() == Set{"00", "01", "10", "11"});
  CHECK(OutcomesOf<StoreBuffering<Strength::kAcquireRelease>>() == Set{"00", "01", "10", "11"});
  CHECK(OutcomesOf<StoreBuffering<Strength::kSeqCst>>() == Set{"01", "10", "11"});
}

TEST_CASE("a message passes whole if it is released and acquired", "[explore][litmus]") {
  CHECK(OutcomesOf<MessagePassing<Strength::kRelaxed>>() == Set{"00", "01", "10", "11"});
  CHECK(OutcomesOf<MessagePassing<Strength::kAcquireRelease>>() == Set{"00", "01", "11"});
  CHECK(OutcomesOf<MessagePassing<Strength::kSeqCst>>() == Set{"00", "01", "11"});
}

TEST_CASE("a load never sees what is stored later, which the standard allows",
          "[explore][litmus]") {
  CHECK(OutcomesOf<LoadBuffering>() == Set{"00", "01", "10"});
}

TEST_CASE("two readers may disagree on two stores unless all is sequentially consistent",
          "[explore][litmus]") {
  CHECK(OutcomesOf<IndependentReads<Strength::kRelaxed>>().count("10 10") == 1);
  CHECK(OutcomesOf<IndependentReads<Strength::kAcquireRelease>>().size() == 16);
  const Set strong = OutcomesOf<IndependentReads<Strength::kSeqCst>>();
  CHECK(strong.count("10 10") == 0);
  CHECK(strong.size() == 15);
}

TEST_CASE("a thread never sees one location go back", "[explore][litmus]") {
  CHECK(OutcomesOf<CoherentReads>() == Set{"00", "01", "02", "11", "12", "22"});
}

TEST_CASE("all agree on the order of stores to one location", "[explore][litmus]") {
  const Set seen = OutcomesOf<CoherentOrder>();
  CHECK(seen.count("12 21") == 0);
  CHECK(seen.count("21 12") == 0);
  CHECK(seen.count("12 12") == 1);
  CHECK(seen.count("21 21") == 1);
  CHECK(seen.count("02 20") == 0);
  // Seven pairs each, less those where the two disagree.
  CHECK(seen.size() == 7 * 7 - 2);
}

TEST_CASE("two stores each, crosswise, may both come first", "[explore][litmus]") {
  CHECK(OutcomesOf<TwoPlusTwoWrites<Strength::kRelaxed>>() == Set{"11", "12", "21", "22"});
  CHECK(OutcomesOf<TwoPlusTwoWrites<Strength::kAcquireRelease>>() == Set{"11", "12", "21", "22"});
  CHECK(OutcomesOf<TwoPlusTwoWrites<Strength::kSeqCst>>() == Set{"12", "21", "22"});
}

TEST_CASE("what was seen before a release is seen after its acquire", "[explore][litmus]") {
  CHECK(OutcomesOf<WriteToReadCausality<Strength::kRelaxed>>().count("11 00") == 1);
  CHECK(OutcomesOf<WriteToReadCausality<Strength::kAcquireRelease>>().count("11 00") == 0);
}

TEST_CASE("a release goes on through read-modify-writes alone", "[explore][litmus]") {
  CHECK(OutcomesOf<ReleaseSequence<true>>() == Set{"00", "01", "11", "21"});
  CHECK(OutcomesOf<ReleaseSequence<false>>() == Set{"00", "01", "11", "20", "21"});
}

TEST_CASE("sequential consistency orders nothing of other locations", "[explore][litmus]") {
  CHECK(OutcomesOf<SeqCstOrdersNothingElse>() == Set{"00", "01", "10", "11"});
}

TEST_CASE("the one order of sequential consistency is not that of everything else",
          "[explore][litmus]") {
  CHECK(OutcomesOf<SeqCstLoadSeesTheOld>() == Set{"00", "01", "10", "11"});
  const Set circle = OutcomesOf<Circle>();
  CHECK(circle.count("00 00") == 0);
  CHECK(circle.size() == 7);
}

TEST_CASE("what is acquired is not always before its acquirer in the one order",
          "[explore][litmus]") {
  constexpr const char* kNeitherSeen = "01 30";
  CHECK(OutcomesOf<ReleasedToAnUpdate<Strength::kAcquireRelease>>().count(kNeitherSeen) == 1);
  CHECK(OutcomesOf<ReleasedToAnUpdate<Strength::kSeqCst>>().count(kNeitherSeen) == 0);
  // The second thread has seen the first one's store and not the third one's, and the
  // third one not the first one's.
  constexpr const char* kInACircle = "10 00";
  CHECK(OutcomesOf<SeenThenLooked<false, Strength::kAcquireRelease>>().count(kInACircle) == 1);
  CHECK(OutcomesOf<SeenThenLooked<false, Strength::kSeqCst>>().count(kInACircle) == 0);
  CHECK(OutcomesOf<SeenThenLooked<true, Strength::kAcquireRelease>>().count(kInACircle) == 0);
}

TEST_CASE("read-modify-writes lose nothing", "[explore][litmus]") {
  CHECK(OutcomesOf<Increments>() == Set{"30"});
}

}  // namespace
}  // namespace weir::explore::litmus_test
