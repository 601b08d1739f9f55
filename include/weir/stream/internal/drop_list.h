// SPDX-License-Identifier: MIT
//
// The segments that a stream would drop next, oldest first: of many shards, so that not
// all of them are looked at for each segment that is dropped.
//
// A look at all shards offers the first segment of each, and the list keeps those that
// began first. When one is dropped, the next of its shard takes its place, if that is
// older than the youngest listed. What comes to be droppable later waits until the list is
// used up.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "weir/stream/internal/shard.h"

namespace weir::stream_internal {

struct DropCandidate {
  std::int64_t arrival_nanos = 0;
  Shard* shard = nullptr;
};

class DropList {
 public:
  bool IsEmpty() const { return begin_ == end_; }

  // ---- Filling: Clear(), Offer() each, Sort() ----

  void Clear() { begin_ = end_ = 0; }
  void Offer(const DropCandidate& candidate) {
    if (end_ == kListedMax) {
      // The first of the heap is the youngest.
      if (!IsOlder(candidate, listed_[0])) return;
      std::pop_heap(listed_.begin(), listed_.begin() + end_, IsOlder);
      --end_;
    }
    listed_[static_cast<std::size_t>(end_++)] = candidate;
    std::push_heap(listed_.begin(), listed_.begin() + end_, IsOlder);
  }
  void Sort() { std::sort_heap(listed_.begin(), listed_.begin() + end_, IsOlder); }

  // ---- Using ----

  // It must not be empty.
  DropCandidate TakeOldest() { return listed_[static_cast<std::size_t>(begin_++)]; }
  // Lists the one that follows the one just taken, unless it is younger than all.
  void Follow(const DropCandidate& candidate) {
    const auto begin = listed_.begin() + begin_;
    const auto end = listed_.begin() + end_;
    const auto place = std::upper_bound(begin, end, candidate, IsOlder);
    if (place == end) return;
    std::move(begin, place, begin - 1);
    *(place - 1) = candidate;
    --begin_;
  }

 private:
  static constexpr std::ptrdiff_t kListedMax = 128;

  static bool IsOlder(const DropCandidate& a, const DropCandidate& b) {
    return a.arrival_nanos < b.arrival_nanos;
  }

  std::ptrdiff_t begin_ = 0;
  std::ptrdiff_t end_ = 0;
  std::array<DropCandidate, static_cast<std::size_t>(kListedMax)> listed_{};
};

}  // namespace weir::stream_internal
