// SPDX-License-Identifier: MIT
//
// Which shard a hash key belongs to: a table over the key's highest bits.
//
// Not a binary search: its mispredicted branches cost 10 to 66 ns. An entry is
// the shard that holds the first key of the entry's slice, or held it once; the
// put follows neighbours and children from there. So the table is never wrong,
// only late, and a reshard changes entries in place while puts go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "weir/base/atomic.h"
#include "weir/model/hash_key.h"
#include "weir/stream/internal/shard.h"

namespace weir::stream_internal {

// A shard, and whether the whole slice is its.
template <class Atomics>
class BasicRouteEntry {
 public:
  using Shard = BasicShard<Atomics>;

  explicit BasicRouteEntry(std::uintptr_t word) : word_(word) {}
  BasicRouteEntry(Shard* shard, bool is_whole)
      : word_(reinterpret_cast<std::uintptr_t>(shard) | (is_whole ? 0 : kIsShared)) {}

  std::uintptr_t word() const { return word_; }
  bool IsWhole() const { return (word_ & kIsShared) == 0; }
  Shard* shard() const { return reinterpret_cast<Shard*>(word_ & ~kIsShared); }

 private:
  // A shard's address is even.
  static constexpr std::uintptr_t kIsShared = 1;

  std::uintptr_t word_;
};

template <class Atomics>
class BasicRouteTable {
 public:
  using Entry = BasicRouteEntry<Atomics>;
  using Shard = BasicShard<Atomics>;

  // With at least two slices a shard; null when there is no memory.
  static std::unique_ptr<BasicRouteTable> Create(std::uint32_t shard_count) {
    std::unique_ptr<BasicRouteTable> table(new (std::nothrow) BasicRouteTable);
    if (table == nullptr) return nullptr;
    while ((std::uint64_t{1} << table->bits_) < 2 * std::uint64_t{shard_count}) ++table->bits_;
    table->shift_ = 64 - table->bits_;
    table->entries_.reset(new (std::nothrow) Word[table->size()]);
    if (table->entries_ == nullptr) return nullptr;
    return table;
  }

  std::size_t size() const { return std::size_t{1} << bits_; }

  // For a key with these highest 64 bits.
  Entry At(std::uint64_t high) const {
    // Edge R, acquire: pairs with Set(). The shard was made before it came here.
    return Entry(entries_[static_cast<std::size_t>(high >> shift_)].LoadAcquire());
  }

  // Points every slice that begins within the shard's range to it.
  void Set(Shard* shard) {
    const HashKeyRange& range = shard->lineage.range;
    const std::uint64_t slice = std::uint64_t{1} << (64 - bits_);
    std::uint64_t first = range.starting_hash_key.value.high / slice;
    // The slice in which the range begins is another shard's, unless both begin together.
    if (HashKey{{.high = first * slice, .low = 0}} < range.starting_hash_key) ++first;
    const std::uint64_t last = range.ending_hash_key.value.high / slice;
    for (std::uint64_t i = first; i <= last; ++i) {
      const HashKey end{{.high = i * slice + (slice - 1), .low = ~std::uint64_t{0}}};
      const Entry entry(shard, end <= range.ending_hash_key);
      // Edge R, release: the shard's words before its address.
      entries_[static_cast<std::size_t>(i)].StoreRelease(entry.word());
    }
  }

 private:
  using Word = typename Atomics::template Atomic<std::uintptr_t>;

  BasicRouteTable() = default;

  // Set at creation, never written again: 1 to 16, and what is left of 64.
  unsigned bits_ = 1;
  unsigned shift_ = 63;
  std::unique_ptr<Word[]> entries_;
};

using RouteTable = BasicRouteTable<StdAtomics>;

}  // namespace weir::stream_internal
