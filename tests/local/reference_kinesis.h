// SPDX-License-Identifier: MIT
//
// A stream of Kinesis as plainly as it can be written: lists of records, and every rule
// applied by going through them. For comparing LocalKinesis with.
//
// It has the same clock, which stands still during a call. What it does not know:
// sequence numbers, which it takes from LocalKinesis, and everything but puts, reads,
// reshards and retention.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "weir/base/md5.h"
#include "weir/base/uint128.h"

namespace weir::testing {

struct ReferenceRecord {
  std::string text;
  std::int64_t arrival_nanos = 0;
  std::string sequence_number;
};

// So many at once, and so many more in a second.
class ReferenceBucket {
 public:
  ReferenceBucket(std::int64_t per_second, std::int64_t now_nanos)
      : per_second_(per_second), level_(per_second), looked_nanos_(now_nanos) {}

  bool Take(std::int64_t count, std::int64_t now_nanos, std::int64_t epoch_nanos) {
    const auto in = [&](std::int64_t nanos) {
      constexpr std::int64_t kSecond = 1'000'000'000;
      const std::int64_t since = nanos - epoch_nanos;
      return since / kSecond * per_second_ + since % kSecond * per_second_ / kSecond;
    };
    level_ = std::min(per_second_, level_ + in(now_nanos)-in(looked_nanos_));
    looked_nanos_ = now_nanos;
    if (level_ < count) return false;
    level_ -= count;
    return true;
  }
  void GiveBack(std::int64_t count) { level_ = std::min(per_second_, level_ + count); }

 private:
  std::int64_t per_second_;
  std::int64_t level_;
  std::int64_t looked_nanos_;
};

struct ReferenceShard {
  Uint128 first_key;
  Uint128 last_key;
  std::vector<std::size_t> parents;
  std::optional<std::int64_t> closed_nanos;
  std::vector<ReferenceRecord> records;
  ReferenceBucket record_bucket;
  ReferenceBucket byte_bucket;
};

struct ReferenceRead {
  std::vector<ReferenceRecord> records;
  // Index of the next record.
  std::size_t next = 0;
  bool is_at_end = false;
  std::int64_t millis_behind_latest = 0;
  std::vector<std::size_t> children;
};

class ReferenceStream {
 public:
  struct Limits {
    std::int64_t records_per_second;
    std::int64_t bytes_per_second;
  };

  ReferenceStream(std::size_t shard_count, const Limits& limits, std::int64_t epoch_nanos,
                  std::int64_t now_nanos)
      : limits_(limits), epoch_nanos_(epoch_nanos) {
    // floor(2^128 / n) keys each, the last what is left.
    const Uint128 width = Uint128::TwoTo128DividedBy(static_cast<std::uint32_t>(shard_count));
    for (std::size_t i = 0; i < shard_count; ++i) {
      const Uint128 first = width * static_cast<std::uint32_t>(i);
      const Uint128 last =
          i + 1 == shard_count ? Uint128::Max() : first + width - Uint128{.low = 1};
      AddShard(first, last, {}, now_nanos);
    }
  }

  const std::vector<ReferenceShard>& shards() const { return shards_; }

  // The open shard that holds the key's hash.
  std::size_t ShardOf(std::string_view key) const {
    const Uint128 hash = Md5(key);
    std::size_t found = shards_.size();
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      const ReferenceShard& shard = shards_[i];
      if (!shard.closed_nanos && shard.first_key <= hash && hash <= shard.last_key) found = i;
    }
    return found;
  }

  // The record, to be given its number; null if a limit refuses it.
  ReferenceRecord* Put(std::string_view key, std::string_view text, std::int64_t now_nanos) {
    ReferenceShard& shard = shards_[ShardOf(key)];
    const auto bytes = static_cast<std::int64_t>(key.size() + text.size());
    if (!shard.byte_bucket.Take(bytes, now_nanos, epoch_nanos_)) return nullptr;
    if (!shard.record_bucket.Take(1, now_nanos, epoch_nanos_)) {
      shard.byte_bucket.GiveBack(bytes);
      return nullptr;
    }
    shard.records.push_back(
        {.text = std::string(text), .arrival_nanos = now_nanos, .sequence_number = {}});
    return &shard.records.back();
  }

  void Split(std::size_t index, const Uint128& key, std::int64_t now_nanos) {
    const Uint128 first = shards_[index].first_key;
    const Uint128 last = shards_[index].last_key;
    shards_[index].closed_nanos = now_nanos;
    AddShard(first, key - Uint128{.low = 1}, {index}, now_nanos);
    AddShard(key, last, {index}, now_nanos);
  }
  void Merge(std::size_t index, std::size_t adjacent, std::int64_t now_nanos) {
    const Uint128 first = shards_[index].first_key;
    const Uint128 last = shards_[adjacent].last_key;
    shards_[index].closed_nanos = now_nanos;
    shards_[adjacent].closed_nanos = now_nanos;
    AddShard(first, last, {index, adjacent}, now_nanos);
  }
  // The open shard right behind it; nullopt of the last.
  std::optional<std::size_t> RightOf(std::size_t index) const {
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      if (!shards_[i].closed_nanos && shards_[index].last_key != Uint128::Max() &&
          shards_[i].first_key == shards_[index].last_key + Uint128{.low = 1}) {
        return i;
      }
    }
    return std::nullopt;
  }

  void SetRetentionHours(std::int32_t hours, std::int64_t now_nanos) {
    // What has expired by now stays so.
    floor_nanos_ = HorizonNanos(now_nanos);
    retention_hours_ = hours;
  }
  std::int32_t retention_hours() const { return retention_hours_; }
  std::int64_t HorizonNanos(std::int64_t now_nanos) const {
    return std::max(floor_nanos_, now_nanos - retention_hours_ * std::int64_t{3'600'000'000'000});
  }
  bool IsExpired(std::size_t index, std::int64_t now_nanos) const {
    const ReferenceShard& shard = shards_[index];
    return shard.closed_nanos && *shard.closed_nanos < HorizonNanos(now_nanos);
  }

  // Where an iterator stands that is asked for now.
  std::size_t TrimHorizon(std::size_t index, std::int64_t now_nanos) const {
    return FirstArrivedAt(index, HorizonNanos(now_nanos));
  }
  std::size_t Latest(std::size_t index) const { return shards_[index].records.size(); }
  std::size_t AtTimestamp(std::size_t index, std::int64_t nanos) const {
    return FirstArrivedAt(index, nanos);
  }

  ReferenceRead Read(std::size_t index, std::size_t from, std::size_t limit,
                     std::int64_t now_nanos) const {
    const ReferenceShard& shard = shards_[index];
    ReferenceRead read;
    read.next = std::max(from, TrimHorizon(index, now_nanos));
    while (read.next < shard.records.size() && read.records.size() < limit) {
      read.records.push_back(shard.records[read.next++]);
    }
    const bool is_all = read.next == shard.records.size();
    if (!is_all) {
      read.millis_behind_latest = (now_nanos - shard.records[read.next].arrival_nanos) / 1'000'000;
    }
    // A read that was full has not looked behind its last record.
    read.is_at_end = is_all && shard.closed_nanos && read.records.size() < limit;
    if (!read.is_at_end) return read;
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      const std::vector<std::size_t>& parents = shards_[i].parents;
      if (std::find(parents.begin(), parents.end(), index) != parents.end()) {
        read.children.push_back(i);
      }
    }
    return read;
  }

 private:
  void AddShard(const Uint128& first, const Uint128& last, std::vector<std::size_t> parents,
                std::int64_t now_nanos) {
    shards_.push_back({.first_key = first,
                       .last_key = last,
                       .parents = std::move(parents),
                       .closed_nanos = std::nullopt,
                       .records = {},
                       .record_bucket = {limits_.records_per_second, now_nanos},
                       .byte_bucket = {limits_.bytes_per_second, now_nanos}});
  }

  std::size_t FirstArrivedAt(std::size_t index, std::int64_t nanos) const {
    const std::vector<ReferenceRecord>& records = shards_[index].records;
    std::size_t i = 0;
    while (i < records.size() && records[i].arrival_nanos < nanos) ++i;
    return i;
  }

  Limits limits_;
  std::int64_t epoch_nanos_;
  std::int64_t floor_nanos_ = 0;
  std::int32_t retention_hours_ = 24;
  std::vector<ReferenceShard> shards_;
};

}  // namespace weir::testing
