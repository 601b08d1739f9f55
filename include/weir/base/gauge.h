// SPDX-License-Identifier: MIT
//
// A Gauge is a number to look at: a count, an age, when something was last done.
//
// Nobody may conclude anything from it about any other word, which is all there is
// to it: every operation is relaxed, and there is none for who needs more. Not for a
// number that must fit another one, such as what was claimed.
//
//   weir::Gauge reads;
//   reads.Add(1);
//   std::uint64_t count = reads.value();
//
// Threads:   any. Of Add() and Subtract() none is lost.
// Progress:  wait-free.
// Cost:      one relaxed operation.
// Lifetime:  none.
#pragma once

#include <cstdint>

#include "weir/base/atomic.h"

namespace weir {

template <class Atomics, class T = std::uint64_t>
class BasicGauge {
 public:
  explicit BasicGauge(T value = 0) : value_(value) {}

  // Relaxed, here and in all below: nothing is reached through it.
  T value() const { return value_.LoadRelaxed(); }
  void Set(T value) { value_.StoreRelaxed(value); }          // Relaxed: as above.
  void Add(T count) { value_.FetchAddRelaxed(count); }       // Relaxed: as above.
  void Subtract(T count) { value_.FetchSubRelaxed(count); }  // Relaxed: as above.

 private:
  typename Atomics::template Atomic<T> value_;
};

using Gauge = BasicGauge<StdAtomics>;

}  // namespace weir
