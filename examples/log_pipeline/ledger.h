// SPDX-License-Identifier: MIT
//
// A Ledger says which records somebody saw of each shard, and in which order.
//
// Of each shard it keeps count, bytes and a chain: each record's hash is added
// to the chain times a constant. Two equal ledgers saw the same records, each
// once and in the same order, but for a chance of one in 2^100. The order within
// a shard is what a stream promises; across shards there is none to check.
//
// Threads: one at a time. Memory: 32 bytes a shard.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "support/record_checksum.h"
#include "weir/base/uint128.h"
#include "weir/model/shard_id.h"

namespace log_pipeline {

class Ledger {
 public:
  struct Entry {
    std::uint64_t records = 0;
    // Of keys and data.
    std::uint64_t bytes = 0;
    weir::Uint128 chain;

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  explicit Ledger(std::size_t shard_count) : shards_(shard_count) {}

  // False for a shard that there is not.
  bool Add(weir::ShardId shard_id, std::string_view partition_key, std::string_view data) {
    if (shard_id.index >= shards_.size()) return false;
    Entry& shard = shards_[shard_id.index];
    shard.records += 1;
    shard.bytes += partition_key.size() + data.size();
    shard.chain = shard.chain * kChainFactor + examples::RecordHash(partition_key, data);
    return true;
  }

  // Counts and bytes of all shards; the chains' sum stands for them in a report.
  Entry Total() const {
    Entry total;
    for (const Entry& shard : shards_) {
      total.records += shard.records;
      total.bytes += shard.bytes;
      total.chain = total.chain + shard.chain;
    }
    return total;
  }

  friend bool operator==(const Ledger&, const Ledger&) = default;

 private:
  // Odd, so that no bit of an earlier record is ever lost.
  static constexpr std::uint64_t kChainFactor = 0x9e3779b97f4a7c15;

  // By ShardId::index.
  std::vector<Entry> shards_;
};

}  // namespace log_pipeline
