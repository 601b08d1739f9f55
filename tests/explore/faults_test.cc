// SPDX-License-Identifier: MIT
//
// The explorer against faults that are known to be there: each must be found, and its
// correct twin must pass. A race lists what is forbidden; the fault does it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "explore/model/explore.h"
#include "explore/model/model_atomics.h"
#include "support/catch.h"
#include "weir/base/check.h"

namespace weir::explore::faults_test {
namespace {

using Word = ModelAtomics::Atomic<std::uint32_t>;

template <class Scenario>
Report Exhaust() {
  return Explore<Scenario>({.name = "fault", .is_exhaustive = true});
}

bool Says(const Report& report, const char* what) {
  return report.failure.find(what) != std::string::npos;
}

// ---- A plain data race ----

// forbidden: the reader reads what the writer writes.
template <bool kIsReleased>
struct PlainMessage {
  static constexpr int kThreads = 2;
  int data = 0;
  Word flag;
  void Run(int thread) {
    if (thread == 0) {
      ModelAtomics::PlainWrite(&data, sizeof(data));
      kIsReleased ? flag.StoreRelease(1) : flag.StoreRelaxed(1);
    } else if (flag.LoadAcquire() == 1) {
      ModelAtomics::PlainRead(&data, sizeof(data));
    }
  }
  void AtEnd() {}
};

TEST_CASE("a plain message without a release is a data race", "[explore][faults]") {
  const Report faulty = Exhaust<PlainMessage<false>>();
  CHECK(Says(faulty, "data race: read while somebody else writes it"));
  CHECK(Says(faulty, "faults_test.cc"));
  CHECK(Exhaust<PlainMessage<true>>().Holds());
}

// Neighbours are no race; one common byte is.
template <std::size_t kBytes>
struct Neighbours {
  static constexpr int kThreads = 2;
  std::uint8_t data[8] = {};
  Word unused;
  void Run(int thread) {
    ModelAtomics::PlainWrite(thread == 0 ? data : data + 3, thread == 0 ? kBytes : 5);
    unused.LoadRelaxed();
  }
  void AtEnd() {}
};

TEST_CASE("writers race for a byte that both write", "[explore][faults]") {
  CHECK(Exhaust<Neighbours<3>>().Holds());
  CHECK(Says(Exhaust<Neighbours<4>>(), "data race: written by two"));
}

// A reader that was there before a writer must be known to it.
template <bool kIsReleased>
struct ReadThenWrite {
  static constexpr int kThreads = 2;
  int data = 0;
  Word done;
  void Run(int thread) {
    if (thread == 0) {
      ModelAtomics::PlainRead(&data, sizeof(data));
      kIsReleased ? done.StoreRelease(1) : done.StoreRelaxed(1);
    } else if (done.LoadAcquire() == 1) {
      ModelAtomics::PlainWrite(&data, sizeof(data));
    }
  }
  void AtEnd() {}
};

TEST_CASE("a write that does not wait for a reader's release is a data race", "[explore][faults]") {
  CHECK(Says(Exhaust<ReadThenWrite<false>>(), "written while somebody else reads it"));
  CHECK(Exhaust<ReadThenWrite<true>>().Holds());
}

// ---- A double free ----

// Two owners let go; the last one frees. forbidden: both do, or one that does not see
// the other's last use.
enum class LetGo { kLoadAndStore, kRelaxed, kAcqRel };
template <LetGo kHow>
struct SharedOwnership {
  static constexpr int kThreads = 2;
  int object = 0;
  Word owners{2};
  void Run(int /*thread*/) {
    ModelAtomics::PlainRead(&object, sizeof(object));
    std::uint32_t before = 0;
    if constexpr (kHow == LetGo::kLoadAndStore) {
      before = owners.LoadAcquire();
      // Both may have seen the two; then both see one.
      owners.StoreRelease(before - 1);
      before = owners.LoadAcquire() + 1;
    } else if constexpr (kHow == LetGo::kRelaxed) {
      before = owners.FetchSubRelaxed(1);
    } else {
      before = owners.FetchSubAcqRel(1);
    }
    if (before == 1) ModelAtomics::PlainFree(&object, sizeof(object));
  }
  void AtEnd() {}
};

// The same without anything that orders it: the free itself is what collides.
struct FreedByBoth {
  static constexpr int kThreads = 2;
  int object = 0;
  Word turn;
  void Run(int thread) {
    if (thread == 0) {
      ModelAtomics::PlainFree(&object, sizeof(object));
      turn.StoreRelease(1);
    } else if (turn.LoadAcquire() == 1) {
      ModelAtomics::PlainFree(&object, sizeof(object));
    }
  }
  void AtEnd() {}
};

TEST_CASE("an object that two owners free is freed twice", "[explore][faults]") {
  CHECK(Says(Exhaust<FreedByBoth>(), "double free"));
  const Report both = Exhaust<SharedOwnership<LetGo::kLoadAndStore>>();
  CHECK((Says(both, "free") || Says(both, "freed")));
  CHECK(Says(Exhaust<SharedOwnership<LetGo::kRelaxed>>(), "freed while somebody else uses it"));
  CHECK(Exhaust<SharedOwnership<LetGo::kAcqRel>>().Holds());
}

// ---- ABA ----

// A stack of two nodes; one thread pops while the other pops both and pushes the first
// again. forbidden: a node that is in use is on top.
template <bool kIsTagged>
struct Stack {
  static constexpr int kThreads = 2;
  static constexpr std::uint32_t kNode = 0xff;
  // The top's number in the low byte, a count of changes above it.
  Word top{1};
  Word below[3];
  std::uint32_t taken_by_first = 0;
  bool second_has_2 = false;

  Stack() { below[1].StoreRelaxed(2); }

  std::uint32_t Pop() {
    std::uint32_t seen = top.LoadAcquire();
    for (;;) {
      const std::uint32_t node = seen & kNode;
      if (node == 0) return 0;
      const std::uint32_t next = below[node].LoadRelaxed();
      if (top.CompareExchangeAcqRel(seen, next | Changed(seen))) return node;
    }
  }
  void Push(std::uint32_t node) {
    std::uint32_t seen = top.LoadRelaxed();
    do {
      below[node].StoreRelaxed(seen & kNode);
    } while (!top.CompareExchangeAcqRel(seen, node | Changed(seen)));
  }
  static std::uint32_t Changed(std::uint32_t seen) {
    return kIsTagged ? (seen & ~kNode) + kNode + 1 : 0;
  }

  void Run(int thread) {
    if (thread == 0) {
      taken_by_first = Pop();
    } else {
      const std::uint32_t a = Pop();
      const std::uint32_t b = Pop();
      second_has_2 = a == 2 || b == 2;
      if (a == 1 || b == 1) Push(1);
    }
  }
  void AtEnd() {
    const bool is_2_free = (top.LoadRelaxed() & kNode) == 2 ||
                           ((top.LoadRelaxed() & kNode) == 1 && below[1].LoadRelaxed() == 2);
    Require(!(second_has_2 && (is_2_free || taken_by_first == 2)), "a node is in two places");
  }
};

TEST_CASE("a stack without a tag takes a node that came back for one that stayed",
          "[explore][faults]") {
  CHECK(Says(Exhaust<Stack<false>>(), "a node is in two places"));
  CHECK(Exhaust<Stack<true>>().Holds());
}

// ---- Who waits ----

// One sleeps until there is work, the other brings it. forbidden: asleep with work there.
enum class Waking { kLooksFirst, kAcquireRelease, kRight };
template <Waking kHow>
struct SleepForWork {
  static constexpr int kThreads = 2;
  Word work;
  Word sleepers;
  void Run(int thread) {
    if (thread == 0) {
      if constexpr (kHow == Waking::kAcquireRelease) {
        work.StoreRelease(1);
        if (sleepers.LoadAcquire() == 0) return;
      } else {
        work.StoreSeqCst(1);
        if (sleepers.LoadSeqCst() == 0) return;
      }
      sleepers.StoreSeqCst(2);
      ModelAtomics::FutexWakeAll(sleepers);
      return;
    }
    if constexpr (kHow == Waking::kLooksFirst) {
      if (work.LoadSeqCst() == 1) return;
      sleepers.StoreSeqCst(1);
    } else {
      sleepers.StoreSeqCst(1);
      if (kHow == Waking::kAcquireRelease ? work.LoadAcquire() == 1 : work.LoadSeqCst() == 1)
        return;
    }
    ModelAtomics::FutexWait(sleepers, 1, 1);
  }
  void AtEnd() {}
};

TEST_CASE("a wake that is lost leaves somebody asleep", "[explore][faults]") {
  CHECK(Says(Exhaust<SleepForWork<Waking::kLooksFirst>>(), "sleeps and nobody will wake it"));
  CHECK(Says(Exhaust<SleepForWork<Waking::kAcquireRelease>>(), "sleeps and nobody will wake it"));
  CHECK(Exhaust<SleepForWork<Waking::kRight>>().Holds());
}

// Two locks, taken by each thread in its own order or in one.
template <bool kIsCrosswise>
struct TwoLocks {
  static constexpr int kThreads = 2;
  Word locks[2];
  int inside = 0;

  static void Lock(Word& lock) {
    for (;;) {
      std::uint32_t open = 0;
      if (lock.LoadRelaxed() == 0 && lock.CompareExchangeAcqRel(open, 1)) return;
      ModelAtomics::Pause();
    }
  }
  void Run(int thread) {
    const int first = kIsCrosswise ? thread : 0;
    Lock(locks[first]);
    Lock(locks[1 - first]);
    ModelAtomics::PlainWrite(&inside, sizeof(inside));
    locks[1 - first].StoreRelease(0);
    locks[first].StoreRelease(0);
  }
  void AtEnd() {}
};

TEST_CASE("locks taken crosswise are a deadlock, also of threads that spin", "[explore][faults]") {
  CHECK(Says(Exhaust<TwoLocks<true>>(), "deadlock: thread 1 waits for a store"));
  CHECK(Exhaust<TwoLocks<false>>().Holds());
}

// Each undoes what the other did, for ever.
struct Quarrel {
  static constexpr int kThreads = 1;
  Word x;
  void Run(int /*thread*/) {
    while (x.LoadRelaxed() != 7) x.StoreRelaxed(x.LoadRelaxed() == 0 ? 1 : 0);
  }
  void AtEnd() {}
};

TEST_CASE("a thread that never comes to its end is a livelock", "[explore][faults]") {
  CHECK(Says(Exhaust<Quarrel>(), "livelock"));
}

// A spin loop that sees an old value sees the new one in the end.
struct SpinForFlag {
  static constexpr int kThreads = 2;
  Word flag;
  void Run(int thread) {
    if (thread == 0) return flag.StoreRelaxed(1);
    while (flag.LoadRelaxed() == 0) ModelAtomics::Pause();
  }
  void AtEnd() {}
};

TEST_CASE("a loop that waits is not explored without end", "[explore][faults]") {
  const Report report = Exhaust<SpinForFlag>();
  CHECK(report.Holds());
  CHECK(report.executions < 20);
}

// ---- What kills a program ----

struct BrokenInvariant {
  static constexpr int kThreads = 2;
  Word x;
  void Run(int thread) {
    if (thread == 0) return x.StoreRelaxed(1);
    WEIR_CHECK(x.LoadRelaxed() == 0, "seen by a test that looks for it");
  }
  void AtEnd() {}
};

TEST_CASE("a WEIR_CHECK that does not hold in one execution is found, and is survived",
          "[explore][faults]") {
  for (int i = 0; i < 3; ++i) CHECK(Says(Exhaust<BrokenInvariant>(), "WEIR_CHECK"));
}

struct NullPointer {
  static constexpr int kThreads = 2;
  ModelAtomics::Atomic<int*> pointer{nullptr};
  int target = 1;
  void Run(int thread) {
    if (thread == 0) return pointer.StoreRelease(&target);
    Require(*pointer.LoadAcquire() == 1, "what the pointer points to");
  }
  void AtEnd() {}
};

TEST_CASE("a null pointer that is followed in one execution is found", "[explore][faults]") {
  CHECK(Says(Exhaust<NullPointer>(), "a signal"));
}

// ---- The life of an atomic ----

// An object with an atomic in it is made by one thread and used by another.
template <bool kIsReleased>
struct Published {
  static constexpr int kThreads = 2;
  alignas(Word) std::byte place[sizeof(Word)];
  ModelAtomics::Atomic<Word*> pointer{nullptr};
  void Run(int thread) {
    if (thread == 0) {
      Word* const word = new (place) Word(1);
      kIsReleased ? pointer.StoreRelease(word) : pointer.StoreRelaxed(word);
    } else if (Word* const word = pointer.LoadAcquire(); word != nullptr) {
      Require(word->LoadRelaxed() == 1, "as it was constructed");
    }
  }
  void AtEnd() {}
};

TEST_CASE("an atomic that is used before its construction is known is a data race",
          "[explore][faults]") {
  CHECK(Says(Exhaust<Published<false>>(), "does not know that it was constructed"));
  CHECK(Exhaust<Published<true>>().Holds());
}

struct UsedAfterItsEnd {
  static constexpr int kThreads = 2;
  alignas(Word) std::byte place[sizeof(Word)];
  Word* word = new (place) Word(1);
  void Run(int thread) { thread == 0 ? word->~Word() : static_cast<void>(word->LoadRelaxed()); }
  void AtEnd() {}
};

// Its last use is known to be over, and not ordered; it sees what the one before saw.
template <bool kIsReleased>
struct UsedOnceMore {
  static constexpr int kThreads = 2;
  alignas(Word) std::byte place[sizeof(Word)];
  Word* word = new (place) Word(1);
  Word first{0};
  Word second{0};
  void Run(int thread) {
    if (thread == 0) {
      word->LoadRelaxed();
      first.StoreRelease(1);
      word->LoadRelaxed();
      kIsReleased ? second.StoreRelease(1) : second.StoreRelaxed(1);
    } else if (first.LoadAcquire() == 1 && second.LoadAcquire() == 1) {
      word->~Word();
    }
  }
  void AtEnd() {}
};

TEST_CASE("an atomic that is used at its end is a data race, and after it an error",
          "[explore][faults]") {
  CHECK(Says(Exhaust<UsedAfterItsEnd>(), "an atomic"));
  CHECK(Says(Exhaust<UsedOnceMore<false>>(), "an atomic ends"));
  CHECK(Exhaust<UsedOnceMore<true>>().Holds());
}

}  // namespace
}  // namespace weir::explore::faults_test
