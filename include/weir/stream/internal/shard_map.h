// SPDX-License-Identifier: MIT
//
// A ShardMap is all shards of a stream, and which of them a key belongs to.
//
// Puts go by a table that may be late, and from there to the right neighbour or to a
// closed shard's children (route_walk.h). Shards are never removed, and tables that
// were replaced are kept, so that whoever found one may use it without holding
// anything. All of them together are no larger than the last.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "weir/base/atomic.h"
#include "weir/base/gauge.h"
#include "weir/base/hash.h"
#include "weir/model/hash_key.h"
#include "weir/stream/internal/route_table.h"
#include "weir/stream/internal/shard.h"
#include "weir/stream/internal/shard_table.h"

namespace weir::stream_internal {

template <class Atomics>
class BasicShardMap {
 public:
  using Shard = BasicShard<Atomics>;
  using RouteTable = BasicRouteTable<Atomics>;

  BasicShardMap() = default;

  // ---- On the path of a put ----

  // A shard that holds the key, or held it: if it is closed, ChildFor() leads on. Who
  // knows of the last reshard is led straight to the one that holds it.
  Shard* Route(HashKey key) const {
    // Edge R, acquire: pairs with Install().
    const auto entry = table_.LoadAcquire()->At(key.value.high);
    return __builtin_expect(entry.IsWhole(), 1) ? entry.shard() : Resolve(entry.shard(), key);
  }
  // The same of a partition key, by KeyHash::kXxh3.
  Shard* RouteXxh3(std::string_view key) const {
    // The low half is needed only at a boundary, so it is not computed here.
    const std::uint64_t high = Xxh3_128(key).high;
    // Edge R, acquire: as in Route().
    const auto entry = table_.LoadAcquire()->At(high);
    if (__builtin_expect(entry.IsWhole(), 1)) return entry.shard();
    return ResolveXxh3(entry.shard(), high, key);
  }

  // ---- Off it (route_walk.h) ----

  // Who took over from the shard: of a split two, lower range first, of a merge one and
  // null, else null twice.
  std::array<Shard*, 2> Children(const Shard& shard) const;
  Shard* ChildFor(const Shard& shard, HashKey key) const;
  // The one that takes the key's records now; if the stream is closed, the one that did.
  Shard* FindOpen(HashKey key) const;

  // ---- By index ----

  // Shards below this may be asked for.
  std::uint32_t size() const { return shards_.size(); }
  Shard* At(std::uint32_t index) const { return shards_.At(index); }
  // Null if there is none with this index.
  Shard* Find(std::uint32_t index) const { return index < size() ? At(index) : nullptr; }

  // ---- Changing: one thread at a time, under the stream's reshard mutex ----

  std::uint32_t open_count() const { return open_count_.value(); }
  // The table that puts go by.
  RouteTable& table() { return *tables_.back(); }
  // Makes room for `count` more shards and a table. False if there is no memory.
  bool Reserve(std::uint32_t count) {
    tables_.reserve(tables_.size() + 1);
    return shards_.Reserve(count);
  }
  // There must be room for both.
  void Add(std::unique_ptr<Shard> shard) { shards_.Add(std::move(shard)); }
  void Install(std::unique_ptr<RouteTable> table) {
    // Edge R, release: the table's entries before its address.
    table_.StoreRelease(table.get());
    tables_.push_back(std::move(table));
  }
  // Lets puts find an open shard that was added.
  void Open(Shard& shard) {
    table().Set(&shard);
    open_count_.Add(1);
  }
  // False if it was closed.
  template <class Clock>
  bool Close(Shard& shard, const Clock& clock) {
    const bool is_first = shard.Close(clock);
    if (is_first) open_count_.Subtract(1);
    return is_first;
  }

  // Deletes all shards, when nobody else is left, and before the pool ends.
  void Clear() { shards_.Clear(); }

 private:
  Shard* RightOf(const Shard& shard) const;
  Shard* Resolve(Shard* shard, HashKey key) const;
  Shard* ResolveXxh3(Shard* shard, std::uint64_t high, std::string_view key) const;

  // The last of `tables_`. Edge R.
  typename Atomics::template Atomic<RouteTable*> table_{nullptr};
  BasicShardTable<Atomics> shards_;

  // Touched by who changes the map alone; the count is looked at by others.
  std::vector<std::unique_ptr<RouteTable>> tables_;
  BasicGauge<Atomics, std::uint32_t> open_count_;
};

using ShardMap = BasicShardMap<StdAtomics>;

// In src/stream/route.cc.
extern template class BasicShardMap<StdAtomics>;

}  // namespace weir::stream_internal
