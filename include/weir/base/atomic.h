// SPDX-License-Identifier: MIT
//
// Atomics whose verb names the memory order, behind a policy that a test can
// replace.
//
// Not std::atomic directly, for two reasons. Its default order is the
// strongest one, so a forgotten argument looks like a decision; here there is no
// default, and every call says what it relies on. And the classes that use
// atomics are templates on a policy, so that an interleaving explorer can run
// the shipped code on a modelled memory instead of the machine's. This policy,
// StdAtomics, adds nothing to std::atomic. Not for code above the log: there a
// mutex or a value is clearer.
//
//   template <class Atomics> struct Gauge {
//     typename Atomics::template Atomic<std::uint64_t> records{0};
//   };
//
// Threads:   any, on one Atomic; that is its purpose.
// Progress:  wait-free, but for a CompareExchange loop, which is lock-free.
// Cost:      that of the std::atomic operation named.
// Lifetime:  as std::atomic.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "weir/base/internal/futex.h"

#if defined(__SANITIZE_THREAD__)
#define WEIR_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WEIR_THREAD_SANITIZER 1
#endif
#endif
#ifndef WEIR_THREAD_SANITIZER
#define WEIR_THREAD_SANITIZER 0
#endif

namespace weir {

// The real machine's memory. A policy provides Atomic<T>, Pause(), the two Futex… calls,
// the two Plain… hooks, three calls for neighbouring bytes and three constants.
struct StdAtomics {
  // Zero bytes are a valid Atomic<T>{0}: fresh pages need no constructor call.
  static constexpr bool kZeroIsInitialized = true;
  // How many times Pause() may be called in a row, 10 to 50 ns each, in the mere hope
  // that another thread gets on. With 0 nothing else is different: what would have been
  // waited for is found later.
  static constexpr int kPatience = 128;
  // How many frames a reader looks at one by one before it looks for a shorter way.
  static constexpr int kSingleFrames = 64;

  template <class T>
  class Atomic {
   public:
    constexpr Atomic() noexcept : value_(T{}) {}
    constexpr explicit Atomic(T value) noexcept : value_(value) {}
    Atomic(const Atomic&) = delete;
    Atomic& operator=(const Atomic&) = delete;

    T LoadRelaxed() const noexcept { return value_.load(std::memory_order_relaxed); }
    T LoadAcquire() const noexcept { return value_.load(std::memory_order_acquire); }
    T LoadSeqCst() const noexcept { return value_.load(std::memory_order_seq_cst); }

    void StoreRelaxed(T value) noexcept { value_.store(value, std::memory_order_relaxed); }
    void StoreRelease(T value) noexcept { value_.store(value, std::memory_order_release); }
    void StoreSeqCst(T value) noexcept { value_.store(value, std::memory_order_seq_cst); }

    T ExchangeAcqRel(T value) noexcept { return value_.exchange(value, std::memory_order_acq_rel); }
    T ExchangeSeqCst(T value) noexcept { return value_.exchange(value, std::memory_order_seq_cst); }

    T FetchAddRelaxed(T delta) noexcept {
      return value_.fetch_add(delta, std::memory_order_relaxed);
    }
    T FetchAddRelease(T delta) noexcept {
      return value_.fetch_add(delta, std::memory_order_release);
    }
    T FetchSubRelaxed(T delta) noexcept {
      return value_.fetch_sub(delta, std::memory_order_relaxed);
    }
    T FetchSubAcqRel(T delta) noexcept {
      return value_.fetch_sub(delta, std::memory_order_acq_rel);
    }
    T FetchOrSeqCst(T bits) noexcept { return value_.fetch_or(bits, std::memory_order_seq_cst); }

    // Strong: fails only when the value differs, which it then puts into
    // `expected`. The failing load has the order's acquire half.
    bool CompareExchangeRelaxed(T& expected, T desired) noexcept {
      return value_.compare_exchange_strong(expected, desired, std::memory_order_relaxed,
                                            std::memory_order_relaxed);
    }
    bool CompareExchangeAcqRel(T& expected, T desired) noexcept {
      return value_.compare_exchange_strong(expected, desired, std::memory_order_acq_rel,
                                            std::memory_order_acquire);
    }
    bool CompareExchangeSeqCst(T& expected, T desired) noexcept {
      return value_.compare_exchange_strong(expected, desired, std::memory_order_seq_cst,
                                            std::memory_order_seq_cst);
    }

   private:
    std::atomic<T> value_;
  };

  // Tells the processor that this is a spin loop.
  static void Pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  // Sleeps while `word` is `expected`, but not longer than `timeout_nanos`. May return
  // early.
  static void FutexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected,
                        std::int64_t timeout_nanos) noexcept {
    base_internal::FutexWait(&word, expected, timeout_nanos);
  }
  // Wakes all who sleep because of `word`.
  static void FutexWakeAll(const Atomic<std::uint32_t>& word) noexcept {
    base_internal::FutexWakeAll(&word);
  }

  // Called where plain bytes shared between threads are written and read. The
  // machine needs nothing; an explorer looks for races there.
  static void PlainWrite(const void* /*bytes*/, std::size_t /*count*/) noexcept {}
  static void PlainRead(const void* /*bytes*/, std::size_t /*count*/) noexcept {}

  // Eight neighbouring bytes, the first in the lowest place; `bytes` is aligned to eight.
  // Each is read once, and what was released by its store is visible afterwards.
  static std::uint64_t LoadEightAcquire(const Atomic<std::uint8_t>* bytes) noexcept {
#if WEIR_THREAD_SANITIZER || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    // The sanitizer does not pair a load of eight bytes with the eight stores.
    std::uint64_t word = 0;
    for (unsigned i = 0; i < 8; ++i) word |= std::uint64_t{bytes[i].LoadAcquire()} << 8 * i;
    return word;
#else
    using Word [[gnu::may_alias]] = std::uint64_t;
    static_assert(sizeof(Atomic<std::uint8_t>) == 1, "neighbours are an array of bytes");
    // A word is read in one piece on every 64-bit machine, so each of its bytes is a value
    // that was stored there.
    return __atomic_load_n(reinterpret_cast<const Word*>(bytes), __ATOMIC_ACQUIRE);
#endif
  }

  // Stores 0 in `count` bytes, a multiple of eight; `bytes` is aligned to eight.
  static void ClearRelaxed(Atomic<std::uint8_t>* bytes, std::size_t count) noexcept {
#if WEIR_THREAD_SANITIZER
    for (std::size_t i = 0; i < count; ++i) bytes[i].StoreRelaxed(0);
#else
    using Word [[gnu::may_alias]] = std::uint64_t;
    Word* const words = reinterpret_cast<Word*>(bytes);
    for (std::size_t i = 0; i < count / 8; ++i) __atomic_store_n(&words[i], 0, __ATOMIC_RELAXED);
#endif
  }

  // How many of `count` bytes hold `value` in the bits of `mask`; `count` is a multiple
  // of eight and `bytes` is aligned to eight. Each byte is read once, and what was
  // released by the store of each counted byte is visible afterwards.
  static std::size_t CountEqualAcquire(const Atomic<std::uint8_t>* bytes, std::size_t count,
                                       std::uint8_t mask, std::uint8_t value) noexcept {
#if WEIR_THREAD_SANITIZER
    // As above.
    std::size_t found = 0;
    for (std::size_t i = 0; i < count; ++i) {
      found += (bytes[i].LoadAcquire() & mask) == value ? 1 : 0;
    }
    return found;
#else
    // Eight bytes a load, compared sixteen at a time: one by one this costs 2.4 ns per
    // record of a recycled segment. A word is read in one piece on every 64-bit
    // machine, so each of its bytes is a value that was stored there.
    using Word [[gnu::may_alias]] = std::uint64_t;
    using Words __attribute__((vector_size(16))) = std::uint64_t;
    using Bytes __attribute__((vector_size(16))) = std::uint8_t;
    static_assert(sizeof(Atomic<std::uint8_t>) == 1, "the lane is an array of bytes");
    const Word* const words = reinterpret_cast<const Word*>(bytes);
    const std::size_t word_count = count / 8;
    const Bytes pattern = Bytes{} + value;
    const Bytes masks = Bytes{} + mask;
    // 255 where two words' bytes are equal to `value`, else 0.
    const auto matches = [&pattern, &masks](std::uint64_t first, std::uint64_t second) {
      const auto both = reinterpret_cast<Bytes>(Words{first, second});
      return reinterpret_cast<Bytes>((both & masks) == pattern);
    };
    // Relaxed: the fence below acquires.
    const auto load = [words](std::size_t i) {
      return __atomic_load_n(&words[i], __ATOMIC_RELAXED);
    };
    std::size_t equal = 0;
    for (std::size_t i = 0; i < word_count;) {
      Bytes sums{};  // Each up to 255.
      const std::size_t end = word_count - i < 2 * 255 ? word_count : i + 2 * 255;
      for (; i + 1 < end; i += 2) sums -= matches(load(i), load(i + 1));
      if (i < end) {
        // A last word without a neighbour: what stands in for that is equal nowhere.
        sums -= matches(load(i), ~reinterpret_cast<Words>(pattern)[0]);
        ++i;
      }
      for (std::size_t k = 0; k < sizeof(sums); ++k) equal += sums[k];
    }
    // What was released by each byte that was counted comes before what follows.
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return equal;
#endif
  }
};

}  // namespace weir
