// SPDX-License-Identifier: MIT
//
// A SegmentPool gives the logs of one stream their segments, within a hard
// memory budget, and takes back what they trim.
//
// A trimmed segment that a cursor still reads, or in which a claim is still
// unfinished, is detached: it is out of its log and waits here, counted in the
// budget, until Sweep() finds it free. Nobody ever waits for a reader. Not the
// place that decides what to trim: that is the stream.
//
//   weir::SegmentPool pool(weir::Slab::Process(), {.budget_bytes = 1 << 20});
//   weir::Segment* segment = pool.Take(0);         // null: the budget is reached
//
// Threads:   every method from any thread.
// Progress:  lock-free.
// Cost:      Retire counts the segment's lane (2 us per MiB), or walks its frames where
//            these are few and large, and looks at all pins.
// Lifetime:  must outlive the logs and cursors that use it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/base/check.h"
#include "weir/log/pins.h"
#include "weir/log/segment.h"
#include "weir/log/slab.h"

namespace weir {

template <class Atomics>
class BasicSegmentPool {
 public:
  using Segment = BasicSegment<Atomics>;
  using Slab = BasicSlab<Atomics>;

  struct Options {
    // What all segments together may hold.
    std::int64_t budget_bytes = 0;
    // The largest class that a busy log grows to. Larger records get larger ones.
    std::uint8_t class_max = 3;
  };
  BasicSegmentPool(Slab& slab, const Options& options)
      : slab_(slab), budget_bytes_(options.budget_bytes), class_max_(options.class_max) {}
  BasicSegmentPool(const BasicSegmentPool&) = delete;
  BasicSegmentPool& operator=(const BasicSegmentPool&) = delete;
  ~BasicSegmentPool() = default;

  // Gives every detached segment back, whoever still looks at it. The owner calls
  // it when no cursor and no claim is left, before its logs go.
  void FreeDetached() {
    // Relaxed: nobody else is left.
    Segment* segment = detached_.LoadRelaxed();
    while (segment != nullptr) {
      Segment* const below = segment->list_link.LoadRelaxed();  // Relaxed: as above.
      AddDetachedBytes(*segment, -1);
      if (segment->HasBlock()) GiveUnused(segment);
      segment = below;
    }
    detached_.StoreRelaxed(nullptr);  // Relaxed: as above.
  }

  const Slab& slab() const { return slab_; }
  BasicPinSet<Atomics>& pins() { return pins_; }
  std::int64_t budget_bytes() const { return budget_bytes_; }
  std::uint8_t class_max() const { return class_max_; }

  // Relaxed, both: gauges. Nothing is reached through them.
  std::int64_t held_bytes() const { return held_bytes_.LoadRelaxed(); }
  std::int64_t detached_bytes() const { return detached_bytes_.LoadRelaxed(); }

  // A segment that nobody else has; null when that would exceed the budget or
  // the system has no memory: then nothing has changed.
  Segment* Take(std::uint8_t size_class) {
    const auto bytes = static_cast<std::int64_t>(slab_.BlockBytes(size_class));
    // Edge O, acquire: pairs with the exchange below. Whoever finds that all memory is
    // taken finds the segment that the taker had linked into the log before.
    std::int64_t held = held_bytes_.LoadAcquire();
    do {
      if (bytes > budget_bytes_ - held) return nullptr;
      // Edge O, release; and acquire, where it fails.
    } while (!held_bytes_.CompareExchangeAcqRel(held, held + bytes));
    Segment* const segment = slab_.Take(size_class);
    // Relaxed: a count.
    if (segment == nullptr) held_bytes_.FetchSubRelaxed(bytes);
    return segment;
  }

  // Takes back a segment that never came into a log.
  void GiveUnused(Segment* segment) {
    slab_.Give(segment);
    // Relaxed: a count. After Give(), so that the budget is never exceeded.
    held_bytes_.FetchSubRelaxed(static_cast<std::int64_t>(slab_.BlockBytes(segment->size_class)));
  }

  // Takes a segment that the caller alone took out of its log. True if it is free
  // for other use already; false if it is detached.
  bool Retire(Segment* segment) {
    if (TryFree(segment)) return true;
    AddDetachedBytes(*segment, 1);
    Push(segment);
    return false;
  }

  // Frees what readers and claims have let go of. Returns how many segments.
  std::size_t Sweep() {
    // Relaxed: only to spare the exchange; a sweep too late is made up by the next.
    if (detached_.LoadRelaxed() == nullptr) return 0;
    std::size_t freed = 0;
    // Edge D, acquire: pairs with Push(). Whoever takes the list has it alone.
    Segment* segment = detached_.ExchangeAcqRel(nullptr);
    while (segment != nullptr) {
      // Relaxed: this thread has the list alone.
      Segment* const below = segment->list_link.LoadRelaxed();
      AddDetachedBytes(*segment, -1);
      if (TryFree(segment)) {
        ++freed;
      } else {
        AddDetachedBytes(*segment, 1);
        Push(segment);
      }
      segment = below;
    }
    return freed;
  }

 private:
  template <class T>
  using Atomic = typename Atomics::template Atomic<T>;

  bool TryFree(Segment* segment) {
    // Relaxed: the segment was retired by this thread, or came through edge D.
    // A segment is retired after its end was set.
    const std::uint64_t extent = segment->end.LoadRelaxed();
    WEIR_CHECK(!Segment::IsUnset(extent), "a retired segment has an end");
    if (!segment->IsComplete(extent) || pins_.IsPinned(segment)) return false;
    if (!segment->HasBlock()) {
      // Edge J, release: pairs with the log that uses its spare segment again.
      segment->list_link.StoreRelease(segment);
      return true;
    }
    GiveUnused(segment);
    return true;
  }

  void Push(Segment* segment) {
    // Relaxed: a first guess; the exchange decides.
    Segment* top = detached_.LoadRelaxed();
    do {
      segment->list_link.StoreRelaxed(top);  // Relaxed: published by the exchange.
      // Edge D, release: what this thread knows of the segment goes with it.
    } while (!detached_.CompareExchangeAcqRel(top, segment));
  }

  void AddDetachedBytes(const Segment& segment, int sign) {
    if (!segment.HasBlock()) return;
    // Relaxed: a gauge.
    detached_bytes_.FetchAddRelaxed(
        sign * static_cast<std::int64_t>(slab_.BlockBytes(segment.size_class)));
  }

  // Set at construction, never written again.
  Slab& slab_;
  const std::int64_t budget_bytes_;
  const std::uint8_t class_max_;

  BasicPinSet<Atomics> pins_;

  // Written when segments come and go.
  alignas(kDestructiveBytes) Atomic<std::int64_t> held_bytes_{0};
  Atomic<std::int64_t> detached_bytes_{0};
  // Stack of detached segments, by list_link. Only pushed to and taken whole, so
  // it needs no tag.
  Atomic<Segment*> detached_{nullptr};
};

using SegmentPool = BasicSegmentPool<StdAtomics>;

}  // namespace weir
