// SPDX-License-Identifier: MIT
//
// A Slab keeps the memory of all segments of a process, in size classes, and
// recycles it.
//
// Not malloc: a first touch of fresh memory costs 2.2 us per 4 KiB, several times
// the append itself, so a block that was used once stays mapped and warm and is
// handed out again. Nothing goes back to the system before the slab ends. Not
// for anything but segments.
//
//   class      0        1        2         3       4       5
//   block    16 KiB   64 KiB   256 KiB   1 MiB   4 MiB   16 MiB
//
//   weir::Segment* segment = weir::Slab::Process().Take(0);
//   weir::Slab::Process().Give(segment);
//
// Threads:   Take and Give from any thread.
// Progress:  lock-free.
// Cost:      one compare-and-swap; a system call for each 64 MiB of fresh memory.
// Lifetime:  must outlive every pool that takes from it.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <new>

#include "weir/base/atomic.h"
#include "weir/base/check.h"
#include "weir/log/internal/poison.h"
#include "weir/log/segment.h"

namespace weir {

struct SlabOptions {
  // Of class 0; each class has blocks four times as large. A power of two from
  // 512 B to 16 KiB. Touch it in tests, to make segments end all the time.
  std::uint64_t smallest_block_bytes = 16 * 1024;
};

template <class Atomics>
class BasicSlab {
 public:
  using Segment = BasicSegment<Atomics>;
  static constexpr std::uint8_t kClassCount = 6;

  explicit BasicSlab(const SlabOptions& options = {})
      : smallest_block_bytes_(options.smallest_block_bytes) {
    static_assert(Segment::CapacityFor((16 * 1024) << (2 * (kClassCount - 1))) <=
                      log_internal::kOffsetMax,
                  "every offset in the largest segment fits the tail word");
  }
  BasicSlab(const BasicSlab&) = delete;
  BasicSlab& operator=(const BasicSlab&) = delete;
  // Every segment must have been given back.
  ~BasicSlab() {
    for (ClassState& state : classes_) {
      // Relaxed: nobody else is left.
      Arena* arena = state.arena.LoadRelaxed();
      while (arena != nullptr) {
        Arena* const older = arena->older;
        Unmap(arena);
        arena = older;
      }
    }
  }

  // The process's own, never destroyed, because cursors may outlive main().
  static BasicSlab& Process() {
    // Not from the heap, which may have no room: what a stream is made of may be
    // missing, but not the place where it is looked for.
    alignas(BasicSlab) static std::byte place[sizeof(BasicSlab)];
    static BasicSlab* const slab = new (place) BasicSlab;
    return *slab;
  }

  std::uint64_t BlockBytes(std::uint8_t size_class) const {
    return smallest_block_bytes_ << (2 * size_class);
  }
  std::uint64_t CapacityBytes(std::uint8_t size_class) const {
    return Segment::CapacityFor(BlockBytes(size_class));
  }
  // The smallest class whose segments hold `frame_bytes`, or kClassCount.
  std::uint8_t ClassFor(std::uint64_t frame_bytes) const {
    std::uint8_t size_class = 0;
    while (size_class < kClassCount && CapacityBytes(size_class) < frame_bytes) ++size_class;
    return size_class;
  }

  // A segment that nobody else has; null when the system has no memory.
  Segment* Take(std::uint8_t size_class) {
    Segment* segment = Pop(classes_[size_class]);
    if (segment == nullptr) segment = Carve(size_class);
    if (segment != nullptr) {
      log_internal::Unpoison(segment->block, static_cast<std::size_t>(segment->capacity_bytes));
    }
    return segment;
  }

  // Takes back what Take() gave. Its bytes may change from now on.
  void Give(Segment* segment) {
    log_internal::Poison(segment->block, static_cast<std::size_t>(segment->capacity_bytes));
    ClassState& state = classes_[segment->size_class];
    // Relaxed: a first guess; the exchange below decides.
    std::uint64_t top = state.free_top.LoadRelaxed();
    for (;;) {
      const Link link(top);
      // Relaxed: published by the exchange.
      segment->list_link.StoreRelaxed(link.pointer());
      // Edge F, release: whoever pops the segment sees what this thread did to it.
      if (state.free_top.CompareExchangeAcqRel(top, Link(segment, link.tag() + 1).raw())) return;
    }
  }

 private:
  template <class T>
  using Atomic = typename Atomics::template Atomic<T>;
  using Link = typename Segment::Link;

  // A piece of address space that is cut into blocks of one class.
  struct Arena {
    Arena* older = nullptr;
    std::byte* blocks = nullptr;
    Segment* segments = nullptr;
    std::uint32_t count = 0;
    // Blocks handed out so far; runs past `count` when the arena is used up.
    Atomic<std::uint32_t> used{0};
  };

  // One per class, on a line pair of its own.
  struct alignas(kDestructiveBytes) ClassState {
    // Top of the stack of free segments. The tag counts changes: a thread that
    // read a top and its neighbour, and slept while both were popped and the top
    // pushed again, would otherwise put a used neighbour on top.
    Atomic<std::uint64_t> free_top{0};
    Atomic<Arena*> arena{nullptr};
  };

  static constexpr std::uint64_t kArenaBytes = 64 * 1024 * 1024;
  static constexpr std::uint64_t kHugePageBytes = 2 * 1024 * 1024;

  Segment* Pop(ClassState& state) {
    // Edge F, acquire: pairs with Give().
    std::uint64_t top = state.free_top.LoadAcquire();
    for (;;) {
      Segment* const segment = Link(top).pointer();
      if (segment == nullptr) return nullptr;
      // Relaxed: if the segment was popped meanwhile, this is anything, and the
      // exchange fails by its tag.
      Segment* const below = segment->list_link.LoadRelaxed();
      // Edge F, acquire and release: as above, also after a failure.
      if (state.free_top.CompareExchangeAcqRel(top, Link(below, Link(top).tag() + 1).raw())) {
        return segment;
      }
    }
  }

  // Fresh memory.
  Segment* Carve(std::uint8_t size_class) {
    ClassState& state = classes_[size_class];
    for (;;) {
      // Edge B, acquire: pairs with the exchange below.
      Arena* arena = state.arena.LoadAcquire();
      if (arena != nullptr) {
        // Relaxed, both: it only hands out different numbers. Looked at first, so that
        // it cannot run round where a full arena is asked for ever, and no other comes.
        if (arena->used.LoadRelaxed() < arena->count) {
          const std::uint32_t index = arena->used.FetchAddRelaxed(1);
          if (index < arena->count) return MakeSegment(*arena, index, size_class);
        }
      }
      Arena* const fresh = Map(size_class);
      if (fresh == nullptr) return nullptr;
      fresh->older = arena;
      // Edge B, release: the arena's members before its address.
      if (!state.arena.CompareExchangeAcqRel(arena, fresh)) Unmap(fresh);
    }
  }

  Segment* MakeSegment(Arena& arena, std::uint32_t index, std::uint8_t size_class) {
    Segment* const segment = new (&arena.segments[index]) Segment;
    segment->block = arena.blocks + BlockBytes(size_class) * index;
    segment->capacity_bytes = CapacityBytes(size_class);
    segment->half_bytes = BlockBytes(size_class) / 2;
    segment->size_class = size_class;
    segment->lane =
        reinterpret_cast<typename Segment::Lane*>(segment->block + segment->capacity_bytes);
    if constexpr (!Atomics::kZeroIsInitialized) {
      for (std::size_t i = 0; i < Segment::LaneLength(segment->capacity_bytes); ++i) {
        new (&segment->lane[i]) typename Segment::Lane(0);
      }
    }
    return segment;
  }

  static void* MapPages(std::uint64_t bytes) {
    void* const pages = mmap(nullptr, static_cast<std::size_t>(bytes), PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return pages == MAP_FAILED ? nullptr : pages;
  }

  // Address space only: memory is the system's until it is touched. One mapping:
  // the segments' words, then the blocks from the next huge page on.
  Arena* Map(std::uint8_t size_class) {
    Arena* const arena = new (std::nothrow) Arena;
    if (arena == nullptr) return nullptr;
    arena->count = static_cast<std::uint32_t>(ArenaBytes() / BlockBytes(size_class));
    void* const pages = MapPages(MappedBytes(arena->count));
    if (pages == nullptr) {
      delete arena;
      return nullptr;
    }
    arena->segments = static_cast<Segment*>(pages);
    const std::uintptr_t behind =
        reinterpret_cast<std::uintptr_t>(pages) + arena->count * sizeof(Segment);
    arena->blocks = reinterpret_cast<std::byte*>((behind + kHugePageBytes - 1) / kHugePageBytes *
                                                 kHugePageBytes);
#ifdef MADV_HUGEPAGE
    // A wish; where it is not granted, nothing is lost. Not for small blocks, of
    // which one would then take 2 MiB.
    if (BlockBytes(size_class) >= kHugePageBytes / 2) {
      madvise(arena->blocks, static_cast<std::size_t>(ArenaBytes()), MADV_HUGEPAGE);
    }
#endif
    return arena;
  }

  void Unmap(Arena* arena) {
    log_internal::Unpoison(arena->blocks, static_cast<std::size_t>(ArenaBytes()));
    munmap(arena->segments, static_cast<std::size_t>(MappedBytes(arena->count)));
    delete arena;
  }

  std::uint64_t ArenaBytes() const { return kArenaBytes / (16 * 1024) * smallest_block_bytes_; }
  std::uint64_t MappedBytes(std::uint32_t count) const {
    return count * sizeof(Segment) + kHugePageBytes + ArenaBytes();
  }

  // Set at construction, never written again.
  const std::uint64_t smallest_block_bytes_;
  // Written by whoever takes and gives.
  ClassState classes_[kClassCount];
};

using Slab = BasicSlab<StdAtomics>;

}  // namespace weir
