// SPDX-License-Identifier: MIT
//
// A ParkingSpot is where readers sleep until a producer has something for them.
//
// Not a condition variable: nobody holds a lock, and a producer pays one load
// while nobody sleeps. That is safe because both sides have a sequentially
// consistent pair of steps (edge W):
//
//   sleeper                              producer
//   1. Announce(): the word is odd       a. its claim moves the log's tail
//   2. looks at the tail: unmoved?       b. IsOccupied(): looks at the word
//   3. Park() while the word is as 1     c. WakeAll() if it is odd
//      left it
//
// If b sees no sleeper, then 2 comes after a and sees the claim: no sleep. A
// claim that is not yet published keeps a reader awake, which is short, or shows
// a stopped producer, which nobody can be woken by; it then looks again in turns.
//
// The word is odd while somebody sleeps or is about to, and counts the wakes above
// that bit. An odd word alone would not do for several sleepers:
//
//   1. sleeper A announces itself, and finds nothing to read
//   2. the producer claims and wakes: the word is even, and nobody sleeps yet
//   3. sleeper B announces itself: the word is odd, as A left it
//   4. A goes to sleep, although there is a record for it
//
//   const std::uint32_t ticket = spot.Announce();
//   if (!SomethingToRead()) spot.Park(ticket, timeout_nanos);
//
// Threads:   any number of sleepers and wakers.
// Progress:  Park blocks; the rest is wait-free.
// Cost:      IsOccupied one load; a wake is a system call, at most one per sleep.
// Lifetime:  must outlive who sleeps on it.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"

namespace weir {

template <class Atomics>
class BasicParkingSpot {
 public:
  // Says that the caller is about to sleep. Returns the ticket for Park().
  std::uint32_t Announce() {
    // Edge W, sequentially consistent: the word is odd before the caller looks for
    // work. Forbidden: the producer reads it even and the caller misses its claim.
    return word_.FetchOrSeqCst(kOccupied) | kOccupied;
  }

  // Whether somebody sleeps or is about to. After a sequentially consistent step
  // that makes the work visible.
  bool IsOccupied() const {
    // Edge W, sequentially consistent: pairs with Announce(), as drawn above.
    return (word_.LoadSeqCst() & kOccupied) != 0;
  }

  // Wakes all who sleep. Of several wakers, one makes the system call. If it stops for
  // good before that, they sleep on: so a sleeper looks again in turns.
  void WakeAll() {
    // Edge W, sequentially consistent: as IsOccupied(), for who did not ask it.
    std::uint32_t word = word_.LoadSeqCst();
    if ((word & kOccupied) == 0) return;
    // Edge W, acquire and release: to the next even number, which no ticket is. If it
    // fails, another waker has done so after the load above: it wakes those before it,
    // and who announces itself after it sees this caller's work.
    if (word_.CompareExchangeAcqRel(word, word + 1)) Atomics::FutexWakeAll(word_);
  }

  // Sleeps while nobody has called WakeAll() since the Announce() that gave `ticket`,
  // but not longer than `timeout_nanos`. May return early.
  void Park(std::uint32_t ticket, std::int64_t timeout_nanos) {
    Atomics::FutexWait(word_, ticket, timeout_nanos);
  }

 private:
  static constexpr std::uint32_t kOccupied = 1;

  // Twice the number of wakes, and kOccupied. A ticket comes again after 2^31 wakes:
  // that many would have to fall between an Announce() and its Park().
  typename Atomics::template Atomic<std::uint32_t> word_{0};
};

}  // namespace weir
