// SPDX-License-Identifier: MIT
//
// All shards of a stream by their index, which only ever grows.
//
// A list of chunks, each twice as large as the one before, so that a reader needs
// no lock and nothing ever moves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "weir/base/atomic.h"
#include "weir/base/check.h"
#include "weir/stream/internal/shard.h"

namespace weir::stream_internal {

template <class Atomics>
class BasicShardTable {
 public:
  using Shard = BasicShard<Atomics>;

  BasicShardTable() = default;
  BasicShardTable(const BasicShardTable&) = delete;
  BasicShardTable& operator=(const BasicShardTable&) = delete;
  ~BasicShardTable() {
    Clear();
    // Relaxed: nobody else is left.
    for (auto& chunk : chunks_) delete[] chunk.LoadRelaxed();
  }

  // Deletes all shards. The owner calls it when nobody else is left, and before the
  // pool ends, to which their logs give their segments.
  void Clear() {
    // Relaxed, both: nobody else is left.
    for (std::uint32_t i = 0; i < size_.LoadRelaxed(); ++i) delete At(i);
    size_.StoreRelaxed(0);
  }

  // Edge M, acquire: pairs with Add(). Shards below this may be asked for.
  std::uint32_t size() const { return size_.LoadAcquire(); }

  // `index` must have come from the stream: below size() at some time.
  Shard* At(std::uint32_t index) const {
    const Place place = PlaceOf(index);
    // Relaxed, both: who knows the index got it behind the shard's adding (edges M and R).
    return chunks_[place.chunk].LoadRelaxed()[place.slot].LoadRelaxed();
  }

  // Makes room for `count` more. False if there is no memory; nothing has changed
  // then. One thread at a time.
  bool Reserve(std::uint32_t count) {
    const std::uint32_t size = size_.LoadRelaxed();  // Relaxed: only this thread adds.
    if (count == 0) return true;
    if (count > kSizeMax - size) return false;
    for (std::uint32_t chunk = 0; chunk <= PlaceOf(size + count - 1).chunk; ++chunk) {
      if (chunks_[chunk].LoadRelaxed() != nullptr) continue;  // Relaxed: as above.
      Slots* const slots = new (std::nothrow) Slots[kFirstChunk << chunk];
      if (slots == nullptr) return false;
      chunks_[chunk].StoreRelaxed(slots);  // Relaxed: published with a shard.
    }
    return true;
  }

  // Adds the shard whose index is size(), for which there is room. One thread at
  // a time.
  void Add(std::unique_ptr<Shard> shard) {
    const std::uint32_t index = size_.LoadRelaxed();  // Relaxed: only this thread adds.
    WEIR_CHECK(shard->lineage.index == index, "shards are added in the order of their ids");
    const Place place = PlaceOf(index);
    // Relaxed, both: published by the store below.
    chunks_[place.chunk].LoadRelaxed()[place.slot].StoreRelaxed(shard.release());
    // Edge M, release: the shard and its place before the size that shows it.
    size_.StoreRelease(index + 1);
  }

 private:
  template <class T>
  using Atomic = typename Atomics::template Atomic<T>;
  using Slots = Atomic<Shard*>;
  struct Place {
    std::uint32_t chunk;
    std::uint32_t slot;
  };

  static constexpr std::uint32_t kFirstChunk = 16;
  static constexpr std::uint32_t kChunkCount = 24;
  // Shards that a stream can have in its life: 268,435,440.
  static constexpr std::uint32_t kSizeMax = kFirstChunk * ((1u << kChunkCount) - 1);

  static Place PlaceOf(std::uint32_t index) {
    const std::uint32_t scaled = index / kFirstChunk + 1;
    const auto chunk = static_cast<std::uint32_t>(31 - __builtin_clz(scaled));
    return {chunk, index - kFirstChunk * ((1u << chunk) - 1)};
  }

  Atomic<Slots*> chunks_[kChunkCount];
  Atomic<std::uint32_t> size_{0};
};

using ShardTable = BasicShardTable<StdAtomics>;

}  // namespace weir::stream_internal
