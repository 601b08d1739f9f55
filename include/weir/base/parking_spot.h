// SPDX-License-Identifier: MIT
//
// A ParkingSpot is where readers sleep until a producer has something for them.
//
// Not a condition variable: nobody holds a lock, and a producer pays one load
// while nobody sleeps. That is safe because both sides have a sequentially
// consistent pair of steps (edge W):
//
//   sleeper                              producer
//   1. Announce(): the word becomes 1    a. its claim moves the log's tail
//   2. looks at the tail: unmoved?       b. IsOccupied(): looks at the word
//   3. Park() while the word is 1        c. WakeAll() if it is 1
//
// If b sees no sleeper, then 2 comes after a and sees the claim: no sleep. A
// claim that is not yet published keeps a reader awake, which is short, or shows
// a stopped producer, which nobody can be woken by; it then looks again in turns.
//
//   spot.Announce();
//   if (!SomethingToRead()) spot.Park(timeout_nanos);
//
// Threads:   any number of sleepers and wakers.
// Progress:  Park blocks; the rest is wait-free.
// Cost:      IsOccupied one load; a wake is a system call, at most one per sleep.
// Lifetime:  must outlive who sleeps on it.
#pragma once

#include <cstdint>

#include "weir/base/internal/futex.h"

namespace weir {

template <class Atomics>
class BasicParkingSpot {
 public:
  // Says that the caller is about to sleep.
  void Announce() {
    // Edge W, sequentially consistent: the word is 1 before the caller looks for
    // work. Forbidden: the producer reads 0 here and the caller misses its claim.
    word_.ExchangeSeqCst(1);
  }

  // Whether somebody sleeps or is about to. After a sequentially consistent step
  // that makes the work visible.
  bool IsOccupied() const {
    // Edge W, sequentially consistent: pairs with Announce(), as drawn above.
    return word_.LoadSeqCst() != 0;
  }

  // Wakes all who sleep. Of several wakers, one makes the system call.
  void WakeAll() {
    // Edge W, acquire and release: whoever finds the 1 wakes; a sleeper that
    // announces itself later is the next waker's.
    if (word_.ExchangeAcqRel(0) != 0) base_internal::FutexWakeAll(Address());
  }

  // Sleeps while nobody has called WakeAll() since Announce(), but not longer
  // than `timeout_nanos`. May return early.
  void Park(std::int64_t timeout_nanos) {
    base_internal::FutexWait(Address(), /*expected=*/1, timeout_nanos);
  }

 private:
  const void* Address() const { return &word_; }

  // 1 while somebody sleeps or is about to.
  typename Atomics::template Atomic<std::uint32_t> word_{0};
};

}  // namespace weir
