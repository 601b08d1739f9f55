// SPDX-License-Identifier: MIT
//
// One step of a thread, as the explorer sees it: which verb, with which order, on
// which location, from where in the source.
#pragma once

#include <cstdint>

#include "explore/model/call_site.h"

namespace weir::explore {

enum class Order : std::uint8_t { kRelaxed, kAcquire, kRelease, kAcqRel, kSeqCst };

constexpr bool Acquires(Order order) {
  return order == Order::kAcquire || order == Order::kAcqRel || order == Order::kSeqCst;
}
constexpr bool Releases(Order order) {
  return order == Order::kRelease || order == Order::kAcqRel || order == Order::kSeqCst;
}
constexpr const char* NameOf(Order order) {
  constexpr const char* kNames[] = {"Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"};
  return kNames[static_cast<int>(order)];
}

enum class Verb : std::uint8_t {
  kLoad,
  kStore,
  kExchange,
  kFetchAdd,
  kFetchSub,
  kFetchOr,
  kCompareExchange,
  // A look at many locations in one step.
  kCountEqual,
  kLoadEight,
  kPause,
  kSleep,
  kWake,
};

constexpr const char* NameOf(Verb verb) {
  constexpr const char* kNames[] = {
      "Load",       "Store",     "Exchange", "FetchAdd", "FetchSub", "FetchOr", "CompareExchange",
      "CountEqual", "LoadEight", "Pause",    "Sleep",    "Wake"};
  return kNames[static_cast<int>(verb)];
}

// Those that a line of source may call on an atomic.
inline constexpr Verb kVerbsOfAtomics[] = {Verb::kLoad,           Verb::kStore,    Verb::kExchange,
                                           Verb::kFetchAdd,       Verb::kFetchSub, Verb::kFetchOr,
                                           Verb::kCompareExchange};

constexpr bool IsLoad(Verb verb) {
  return verb == Verb::kLoad || verb == Verb::kCountEqual || verb == Verb::kLoadEight;
}

using LocationIndex = std::uint32_t;
inline constexpr LocationIndex kNoLocation = 0xffffffff;

struct Operation {
  Verb verb = Verb::kPause;
  Order order = Order::kRelaxed;
  LocationIndex location = kNoLocation;
  CallSite site;
  // By a Mutation: it has its turn, and is not done.
  bool is_removed = false;
};

// Whether the order in which two threads take these steps can make a difference.
// What is said to matter and does not costs executions; the reverse would lose them.
constexpr bool Matters(const Operation& a, const Operation& b) {
  if (a.verb == Verb::kPause || b.verb == Verb::kPause) return true;
  if (IsLoad(a.verb) && IsLoad(b.verb)) return false;
  return a.location == b.location || a.location == kNoLocation || b.location == kNoLocation;
}

}  // namespace weir::explore
