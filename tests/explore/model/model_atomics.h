// SPDX-License-Identifier: MIT
//
// The atomics policy whose memory is modelled: the engine's own classes, instantiated
// with it, run in an Explorer.
//
//   BasicLog<explore::ModelAtomics> log(pool);
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "explore/model/call_site.h"
#include "explore/model/explorer.h"

namespace weir::explore {

struct ModelAtomics {
  // Fresh pages hold no location; each atomic is constructed.
  static constexpr bool kZeroIsInitialized = false;
  // A Pause() is a wait for another's store, and hoping is none.
  static constexpr int kPatience = 0;
  static constexpr int kSingleFrames = 1;

  template <class T>
  class Atomic {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= 8, "a value fits one word");

   public:
    Atomic() : Atomic(T{}) {}
    explicit Atomic(T value) : index_(Explorer::Current().Add(this, kMask, ToWord(value))) {}
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;
    ~Atomic() { Explorer::Current().Remove(index_, this); }

    T LoadRelaxed(CallSite site = CallSite::Here()) const { return Load(Order::kRelaxed, site); }
    T LoadAcquire(CallSite site = CallSite::Here()) const { return Load(Order::kAcquire, site); }
    T LoadSeqCst(CallSite site = CallSite::Here()) const { return Load(Order::kSeqCst, site); }

    void StoreRelaxed(T value, CallSite site = CallSite::Here()) {
      Store(Order::kRelaxed, value, site);
    }
    void StoreRelease(T value, CallSite site = CallSite::Here()) {
      Store(Order::kRelease, value, site);
    }
    void StoreSeqCst(T value, CallSite site = CallSite::Here()) {
      Store(Order::kSeqCst, value, site);
    }

    T ExchangeAcqRel(T value, CallSite site = CallSite::Here()) {
      return Update(Verb::kExchange, Order::kAcqRel, value, site);
    }
    T ExchangeSeqCst(T value, CallSite site = CallSite::Here()) {
      return Update(Verb::kExchange, Order::kSeqCst, value, site);
    }

    T FetchAddRelaxed(T delta, CallSite site = CallSite::Here()) {
      return Update(Verb::kFetchAdd, Order::kRelaxed, delta, site);
    }
    T FetchAddRelease(T delta, CallSite site = CallSite::Here()) {
      return Update(Verb::kFetchAdd, Order::kRelease, delta, site);
    }
    T FetchSubRelaxed(T delta, CallSite site = CallSite::Here()) {
      return Update(Verb::kFetchSub, Order::kRelaxed, delta, site);
    }
    T FetchSubAcqRel(T delta, CallSite site = CallSite::Here()) {
      return Update(Verb::kFetchSub, Order::kAcqRel, delta, site);
    }
    T FetchOrSeqCst(T bits, CallSite site = CallSite::Here()) {
      return Update(Verb::kFetchOr, Order::kSeqCst, bits, site);
    }

    bool CompareExchangeRelaxed(T& expected, T desired, CallSite site = CallSite::Here()) {
      return CompareExchange(Order::kRelaxed, expected, desired, site);
    }
    bool CompareExchangeAcqRel(T& expected, T desired, CallSite site = CallSite::Here()) {
      return CompareExchange(Order::kAcqRel, expected, desired, site);
    }
    bool CompareExchangeSeqCst(T& expected, T desired, CallSite site = CallSite::Here()) {
      return CompareExchange(Order::kSeqCst, expected, desired, site);
    }

   private:
    friend struct ModelAtomics;
    static constexpr std::uint64_t kMask = ~std::uint64_t{0} >> (64 - 8 * sizeof(T));

    static std::uint64_t ToWord(T value) {
      std::uint64_t word = 0;
      std::memcpy(&word, &value, sizeof(value));
      return word;
    }
    static T FromWord(std::uint64_t word) {
      T value;
      std::memcpy(&value, &word, sizeof(value));
      return value;
    }

    T Load(Order order, const CallSite& site) const {
      return FromWord(Explorer::Current().Load(index_, this, order, site));
    }
    void Store(Order order, T value, const CallSite& site) {
      Explorer::Current().Store(index_, this, order, ToWord(value), site);
    }
    T Update(Verb verb, Order order, T operand, const CallSite& site) {
      return FromWord(Explorer::Current().Update(index_, this, verb, order, ToWord(operand), site));
    }
    bool CompareExchange(Order order, T& expected, T desired, const CallSite& site) {
      const Swapped swapped = Explorer::Current().CompareExchange(
          index_, this, order, ToWord(expected), ToWord(desired), site);
      if (!swapped.is_done) expected = FromWord(swapped.value);
      return swapped.is_done;
    }

    LocationIndex index_;
  };

  static void Pause(CallSite site = CallSite::Here()) { Explorer::Current().Pause(site); }

  // The timeout never comes: a wake that is lost is to be found, and not made good.
  static void FutexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected,
                        std::int64_t /*timeout_nanos*/, CallSite site = CallSite::Here()) {
    Explorer::Current().Sleep(word.index_, &word, expected, site);
  }
  static void FutexWakeAll(const Atomic<std::uint32_t>& word, CallSite site = CallSite::Here()) {
    Explorer::Current().WakeAll(word.index_, site);
  }

  static void PlainWrite(const void* bytes, std::size_t count, CallSite site = CallSite::Here()) {
    Explorer::Current().Plain(PlainMemory::Kind::kWrite, bytes, count, site);
  }
  static void PlainRead(const void* bytes, std::size_t count, CallSite site = CallSite::Here()) {
    Explorer::Current().Plain(PlainMemory::Kind::kRead, bytes, count, site);
  }
  // Nobody may use these bytes any more. The engine has no such call; tests do.
  static void PlainFree(const void* bytes, std::size_t count, CallSite site = CallSite::Here()) {
    Explorer::Current().Plain(PlainMemory::Kind::kFree, bytes, count, site);
  }

  // One step, and none between two of the bytes. Nothing is lost by that: an old value
  // may be seen of each, as if it had been looked at earlier.
  static std::size_t CountEqualAcquire(const Atomic<std::uint8_t>* bytes, std::size_t count,
                                       std::uint8_t mask, std::uint8_t value,
                                       CallSite site = CallSite::Here()) {
    Explorer& explorer = Explorer::Current();
    const Operation look = explorer.BeginLook(Verb::kCountEqual, Order::kAcquire, site);
    std::size_t equal = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const auto byte = explorer.LoadInStep(bytes[i].index_, &bytes[i], look);
      equal += (byte & mask) == value ? 1 : 0;
    }
    return equal;
  }
  static std::uint64_t LoadEightAcquire(const Atomic<std::uint8_t>* bytes,
                                        CallSite site = CallSite::Here()) {
    Explorer& explorer = Explorer::Current();
    const Operation look = explorer.BeginLook(Verb::kLoadEight, Order::kAcquire, site);
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 8; ++i) {
      word |= explorer.LoadInStep(bytes[i].index_, &bytes[i], look) << 8 * i;
    }
    return word;
  }
  static void ClearRelaxed(Atomic<std::uint8_t>* bytes, std::size_t count,
                           CallSite site = CallSite::Here()) {
    for (std::size_t i = 0; i < count; ++i) bytes[i].StoreRelaxed(0, site);
  }
};

}  // namespace weir::explore
