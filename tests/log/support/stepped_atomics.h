// SPDX-License-Identifier: MIT
//
// Atomics that stop before each step, so that a test can say what other threads
// do while one thread stands still there.
//
// One real thread is enough: what a stopped thread's rivals do meanwhile is run
// from within its step. Every interruption is thereby repeatable, and a test can
// try all of them, one after the other. What it cannot show is a step that is
// seen late by another thread: memory is sequentially consistent here.
//
//   for (std::size_t at = 0; InterruptedAt(at, [&] { Claim(); }, [&] { Retire(); }); ++at) ...
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "log/support/build_kind.h"
#include "weir/base/atomic.h"

#ifdef WEIR_TEST_ADDRESS_SANITIZER
#include <sanitizer/lsan_interface.h>
#endif

namespace weir::testing {

// What is thrown out of a step.
struct Frozen {};
// Somebody who is alone takes more steps than any operation needs.
struct Stuck {};

class Steps {
 public:
  static void Take() {
    if (hook_) hook_();
  }

  // Calls `hook` before every step while it lives. Hooks may be nested: within a
  // hook, none is called unless the hook sets another.
  class Scope {
   public:
    explicit Scope(std::function<void()> hook) : outer_(std::exchange(hook_, std::move(hook))) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { hook_ = std::move(outer_); }

   private:
    std::function<void()> outer_;
  };

 private:
  // Of this thread, as the only one that takes steps.
  inline static thread_local std::function<void()> hook_;
};

struct SteppedAtomics {
  static constexpr bool kZeroIsInitialized = true;
  // Nobody else gets on while this thread waits.
  static constexpr int kPatience = 0;
  static constexpr int kSingleFrames = 1;

  template <class T>
  class Atomic : private StdAtomics::Atomic<T> {
   public:
    using Base = StdAtomics::Atomic<T>;

    constexpr Atomic() noexcept = default;
    constexpr explicit Atomic(T value) noexcept : Base(value) {}

    T LoadRelaxed() const { return Steps::Take(), Base::LoadRelaxed(); }
    T LoadAcquire() const { return Steps::Take(), Base::LoadAcquire(); }
    T LoadSeqCst() const { return Steps::Take(), Base::LoadSeqCst(); }
    void StoreRelaxed(T value) { Steps::Take(), Base::StoreRelaxed(value); }
    void StoreRelease(T value) { Steps::Take(), Base::StoreRelease(value); }
    void StoreSeqCst(T value) { Steps::Take(), Base::StoreSeqCst(value); }
    T ExchangeAcqRel(T value) { return Steps::Take(), Base::ExchangeAcqRel(value); }
    T ExchangeSeqCst(T value) { return Steps::Take(), Base::ExchangeSeqCst(value); }
    T FetchAddRelaxed(T delta) { return Steps::Take(), Base::FetchAddRelaxed(delta); }
    T FetchAddRelease(T delta) { return Steps::Take(), Base::FetchAddRelease(delta); }
    T FetchSubRelaxed(T delta) { return Steps::Take(), Base::FetchSubRelaxed(delta); }
    T FetchSubAcqRel(T delta) { return Steps::Take(), Base::FetchSubAcqRel(delta); }
    T FetchOrSeqCst(T bits) { return Steps::Take(), Base::FetchOrSeqCst(bits); }
    bool CompareExchangeRelaxed(T& expected, T desired) {
      return Steps::Take(), Base::CompareExchangeRelaxed(expected, desired);
    }
    bool CompareExchangeAcqRel(T& expected, T desired) {
      return Steps::Take(), Base::CompareExchangeAcqRel(expected, desired);
    }
    bool CompareExchangeSeqCst(T& expected, T desired) {
      return Steps::Take(), Base::CompareExchangeSeqCst(expected, desired);
    }
  };

  static void Pause() { Steps::Take(); }
  // Nobody sleeps, where all run in turn; it is counted who would have.
  static void FutexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected,
                        std::int64_t /*timeout_nanos*/) {
    if (word.LoadAcquire() == expected) ++futex_waits;
  }
  static void FutexWakeAll(const Atomic<std::uint32_t>& /*word*/) { Steps::Take(); }
  // Of this thread.
  inline static thread_local std::size_t futex_waits = 0;

  static void PlainWrite(const void* /*bytes*/, std::size_t /*count*/) { Steps::Take(); }
  static void PlainRead(const void* /*bytes*/, std::size_t /*count*/) { Steps::Take(); }

  static std::uint64_t LoadEightAcquire(const Atomic<std::uint8_t>* bytes) {
    Steps::Take();
    return StdAtomics::LoadEightAcquire(Plain(bytes));
  }
  static void ClearRelaxed(Atomic<std::uint8_t>* bytes, std::size_t count) {
    Steps::Take();
    StdAtomics::ClearRelaxed(const_cast<StdAtomics::Atomic<std::uint8_t>*>(Plain(bytes)), count);
  }
  static std::size_t CountEqualAcquire(const Atomic<std::uint8_t>* bytes, std::size_t count,
                                       std::uint8_t mask, std::uint8_t value) {
    Steps::Take();
    return StdAtomics::CountEqualAcquire(Plain(bytes), count, mask, value);
  }

 private:
  static const StdAtomics::Atomic<std::uint8_t>* Plain(const Atomic<std::uint8_t>* bytes) {
    static_assert(sizeof(Atomic<std::uint8_t>) == 1, "a lane of these is an array of bytes");
    return reinterpret_cast<const StdAtomics::Atomic<std::uint8_t>*>(bytes);
  }
};

// More than any operation of these tests takes.
inline constexpr std::size_t kStepsMax = 200'000;

// Does `work`, and throws Stuck if it takes too many steps.
template <class Work>
void WithinSteps(Work&& work) {
  std::size_t taken = 0;
  const Steps::Scope scope([&taken] {
    if (++taken > kStepsMax) throw Stuck{};
  });
  work();
}

// Does `work`, and before its step `at`, counted from 0, all of `others`: a thread
// is stopped there while others go on. False if `work` has not so many steps, and
// then `others` have done nothing.
template <class Work, class Others>
bool InterruptedAt(std::size_t at, Work&& work, Others&& others) {
  std::size_t taken = 0;
  const Steps::Scope scope([&] {
    if (taken++ == at) WithinSteps(others);
    if (taken > kStepsMax) throw Stuck{};
  });
  work();
  return taken > at;
}

// What a frozen thread had just allocated stays with it for good.
class NoLeaksLookedFor {
 public:
#ifdef WEIR_TEST_ADDRESS_SANITIZER
  NoLeaksLookedFor() { __lsan_disable(); }
  ~NoLeaksLookedFor() { __lsan_enable(); }
#else
  NoLeaksLookedFor() = default;
#endif
  NoLeaksLookedFor(const NoLeaksLookedFor&) = delete;
  NoLeaksLookedFor& operator=(const NoLeaksLookedFor&) = delete;
};

// Begins `work` and never goes on behind its first `at` steps. False if it was
// done before that.
template <class Work>
bool FrozenAt(std::size_t at, Work&& work) {
  [[maybe_unused]] const NoLeaksLookedFor scope_of_leaks;
  std::size_t taken = 0;
  try {
    const Steps::Scope scope([&] {
      if (taken++ == at) throw Frozen{};
      if (taken > kStepsMax) throw Stuck{};
    });
    work();
  } catch (const Frozen&) {
    return true;
  }
  return false;
}

}  // namespace weir::testing
