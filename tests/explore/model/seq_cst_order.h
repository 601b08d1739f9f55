// SPDX-License-Identifier: MIT
//
// Whether the sequentially consistent operations of an execution can still be put into
// one order.
//
// C++20 wants a single order of them, in which one comes before another if it comes
// strongly before it (Viewer), or if it is coherence-ordered before it: both are at one
// location, and the first has seen or made an older value. That order need not be the one
// in which the explorer runs them. So it is kept as a graph: each operation knows all that
// must come before it, and a value may be seen unless that would close a circle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "explore/model/vector_clock.h"

namespace weir::explore {

// A place in a location's modification order.
using Stamp = std::uint64_t;

// At one location: which operation, what it has seen or made.
struct SeqCstUse {
  std::size_t event = 0;
  Stamp stamp = 0;
  bool is_write = false;
};

class SeqCstOrder {
 public:
  void Begin() {
    for (std::vector<Event>& events : of_thread_) events.clear();
    count_ = 0;
  }

  // What a next operation would see (load) or see and come behind (others) at a
  // location; `strong` is what of the other threads comes strongly before it then.
  struct Place {
    Stamp stamp = 0;
    bool is_write = false;
    int thread = 0;
    const VectorClock* strong = nullptr;
  };
  bool IsPossible(const std::vector<SeqCstUse>& uses, const Place& place);
  // It has taken that place, in that step of its thread; returns its number.
  std::size_t Add(const std::vector<SeqCstUse>& uses, const Place& place, std::uint32_t step);

 private:
  using Set = std::vector<std::uint64_t>;
  struct Event {
    std::uint32_t step = 0;
    std::size_t number = 0;
  };

  static bool Has(const Set& set, std::size_t event) {
    return event / 64 < set.size() && (set[event / 64] >> event % 64 & 1) != 0;
  }
  static void Put(Set& set, std::size_t event) {
    if (event / 64 >= set.size()) set.resize(event / 64 + 1);
    set[event / 64] |= std::uint64_t{1} << event % 64;
  }
  static void Join(Set& set, const Set& other) {
    if (other.size() > set.size()) set.resize(other.size());
    for (std::size_t i = 0; i < other.size(); ++i) set[i] |= other[i];
  }

  // An operation of these that would come before, or behind.
  static bool IsBefore(const SeqCstUse& use, const Place& place) {
    // Two loads of one value are in no order.
    return use.stamp < place.stamp ||
           (use.stamp == place.stamp && (use.is_write || place.is_write));
  }
  static bool IsBehind(const SeqCstUse& use, const Place& place) { return use.stamp > place.stamp; }
  // All that comes before the place, into earlier_.
  void FindEarlier(const std::vector<SeqCstUse>& uses, const Place& place);

  // By thread, in its order.
  std::vector<Event> of_thread_[kThreadsMax];
  // By number: all that come before. Those of the present execution come first.
  std::vector<Set> before_;
  std::size_t count_ = 0;
  Set earlier_;
};

}  // namespace weir::explore
