// SPDX-License-Identifier: MIT
//
// Pins say which segments readers stand in, so that their bytes stay.
//
// A reader writes the segment it wants into its Pin and then looks whether the
// log still holds that segment; a trimmer takes the segment out of the log and
// then looks at the pins. Both sides are sequentially consistent (edge H), so at
// least one of them sees the other: either the reader learns that the segment is
// gone, or the trimmer learns that it is read. Acquire and release would not do:
//
//   1. the reader's pin still waits in its store buffer
//   2. the reader looks: the segment is in the log. It begins to read
//   3. the trimmer takes the segment out, and looks: no pin
//   4. the segment is given to a producer, who writes under the reader's eyes
//
// Not counters in the segment: a thousand readers would fight for that line.
// Each Pin is alone on its own.
//
//   weir::PinSet pins;
//   weir::Pin* pin = pins.Acquire();               // one per cursor
//   pin->segment.ExchangeSeqCst(segment);          // then look again
//
// Threads:   Acquire, Release and IsPinned from any thread; a Pin belongs to one.
// Progress:  lock-free.
// Cost:      128 bytes per pin; IsPinned looks at each pin ever in use at once.
// Lifetime:  pins live as long as their set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

#include "weir/base/atomic.h"
#include "weir/base/cache_line.h"
#include "weir/log/segment.h"

namespace weir {

template <class Atomics>
struct alignas(kDestructiveBytes) BasicPin {
  // What the owner reads, or null. Edge H for its setting, edge U for its end.
  typename Atomics::template Atomic<BasicSegment<Atomics>*> segment{nullptr};
  // Whether a cursor has this pin.
  typename Atomics::template Atomic<std::uint32_t> taken{0};

  // Lets go of the segment.
  void Clear() {
    // Edge U, release: the owner's reads of the segment come before whoever then
    // finds it unpinned and reuses it (PinSet::IsPinned).
    segment.StoreRelease(nullptr);
  }
};

template <class Atomics>
class BasicPinSet {
 public:
  using Pin = BasicPin<Atomics>;
  using Segment = BasicSegment<Atomics>;

  BasicPinSet() = default;
  BasicPinSet(const BasicPinSet&) = delete;
  BasicPinSet& operator=(const BasicPinSet&) = delete;
  ~BasicPinSet() {
    // Relaxed: nobody else is left.
    Chunk* chunk = chunks_.LoadRelaxed();
    while (chunk != nullptr) {
      Chunk* const older = chunk->older;
      delete chunk;
      chunk = older;
    }
  }

  // A pin that nobody else has; null when the system has no memory.
  Pin* Acquire() {
    // Edge K, acquire: pairs with the exchange below.
    for (Chunk* chunk = chunks_.LoadAcquire(); chunk != nullptr; chunk = chunk->older) {
      for (Pin& pin : chunk->pins) {
        if (TryTake(pin)) return &pin;
      }
    }
    Chunk* const fresh = new (std::nothrow) Chunk;
    if (fresh == nullptr) return nullptr;
    TryTake(fresh->pins[0]);
    // Relaxed: a first guess; the exchange decides.
    Chunk* older = chunks_.LoadRelaxed();
    do {
      fresh->older = older;
      // Edge K, release: the chunk's members before its address. Sequentially
      // consistent, with edge H: a trimmer that does not find this chunk looked
      // before any of its pins was set.
    } while (!chunks_.CompareExchangeSeqCst(older, fresh));
    return &fresh->pins[0];
  }

  // Gives back what Acquire() gave.
  void Release(Pin* pin) {
    pin->Clear();
    // Edge K, release: the next owner starts behind this one's last use.
    pin->taken.StoreRelease(0);
  }

  // Whether some reader holds `segment`, which must be out of its log.
  bool IsPinned(const Segment* segment) const {
    // Edge H, sequentially consistent: pairs with the reader's exchange. The
    // caller has taken the segment out of the log before. Forbidden: the reader
    // finds the segment in the log, and this finds no pin.
    for (Chunk* chunk = chunks_.LoadSeqCst(); chunk != nullptr; chunk = chunk->older) {
      for (const Pin& pin : chunk->pins) {
        // Edge H, sequentially consistent, as above; and edge U, acquire: pairs
        // with BasicPin::Clear().
        if (pin.segment.LoadSeqCst() == segment) return true;
      }
    }
    return false;
  }

 private:
  static constexpr std::size_t kPinsPerChunk = 16;

  struct Chunk {
    Pin pins[kPinsPerChunk];
    Chunk* older = nullptr;
  };

  static bool TryTake(Pin& pin) {
    std::uint32_t free = 0;
    // Edge K, acquire: pairs with Release().
    return pin.taken.LoadAcquire() == 0 && pin.taken.CompareExchangeAcqRel(free, 1);
  }

  // Chunks are only ever added.
  typename Atomics::template Atomic<Chunk*> chunks_{nullptr};
};

using Pin = BasicPin<StdAtomics>;
using PinSet = BasicPinSet<StdAtomics>;

}  // namespace weir
