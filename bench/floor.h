// SPDX-License-Identifier: MIT
//
// What a put over shards comes to that does nothing but what nobody can do without who keeps
// the records, in one order for each shard: hash the key, look up the shard, swap its tail,
// copy the record to its place, and say that it is whole. No limits, no time, no validation,
// one size of records, and the oldest is overwritten without a word to anybody.
#pragma once

#include <sys/mman.h>

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "weir/base/cache_line.h"
#include "weir/base/hash.h"
#include "workload.h"

namespace weir::bench {

// Memory in huge pages where the system has them, and written, so that no page is new.
class FloorMemory {
 public:
  explicit FloorMemory(std::size_t bytes)
      : bytes_(static_cast<char*>(std::aligned_alloc(kHugePageBytes, Whole(bytes))), &std::free) {
#ifdef MADV_HUGEPAGE
    madvise(bytes_.get(), Whole(bytes), MADV_HUGEPAGE);
#endif
    std::memset(bytes_.get(), 0, Whole(bytes));
    Show(bytes_.get());
  }

  char* data() const { return bytes_.get(); }

 private:
  static constexpr std::size_t kHugePageBytes = 2 << 20;

  static std::size_t Whole(std::size_t bytes) {
    return (bytes + kHugePageBytes - 1) / kHugePageBytes * kHugePageBytes;
  }

  std::unique_ptr<char, decltype(&std::free)> bytes_;
};

class FloorShards {
 public:
  // As many frames as fit, but a power of two for each shard, so that no place is divided for.
  FloorShards(std::size_t shard_count, std::int64_t kept_bytes)
      : frames_(std::bit_floor(static_cast<std::size_t>(kept_bytes) / shard_count / kFrameBytes)),
        generation_shift_(std::countr_zero(frames_)),
        bytes_ahead_(shard_count < 64 ? 2'048 : 192),
        memory_(shard_count * frames_ * kFrameBytes + 4'096),
        lane_(shard_count * frames_ + 4'096),
        segments_(shard_count),
        shards_(shard_count) {
    auto* const lane = reinterpret_cast<std::atomic<std::uint8_t>*>(lane_.data());
    for (std::size_t s = 0; s < shard_count; ++s) {
      segments_[s] = {memory_.data() + s * frames_ * kFrameBytes, lane + s * frames_};
      shards_[s].active = &segments_[s];
    }
  }

  void Put(const Payload& payload, std::string_view key) {
    Shard& shard = ShardOf(key);
    // Acquire: as who goes by what another did before would have to.
    std::uint64_t tail = shard.tail.load(std::memory_order_acquire);
    const Segment& segment = *shard.active.load(std::memory_order_acquire);
    while (!shard.tail.compare_exchange_weak(tail, tail + 1)) {
    }
    Write(segment, tail, payload);
  }

  // One swap for the records of a shard, where each of them is known already.
  void PutBatch(std::span<const Payload* const> payloads) {
    for (const Payload* const payload : payloads) {
      Shard& shard = ShardOf(payload->Key());
      Write(*shard.active.load(std::memory_order_relaxed), shard.claimed++, *payload);
    }
    for (Shard& shard : shards_) {
      std::uint64_t tail = shard.tail.load(std::memory_order_acquire);
      shard.tail.compare_exchange_strong(tail, shard.claimed);
    }
  }

 private:
  static constexpr std::size_t kFrameBytes = 16 + sizeof(Payload);

  struct alignas(kDestructiveBytes) Segment {
    char* block = nullptr;
    std::atomic<std::uint8_t>* lane = nullptr;
  };
  struct alignas(kDestructiveBytes) Shard {
    std::atomic<std::uint64_t> tail = 0;
    std::atomic<Segment*> active = nullptr;
    std::uint64_t claimed = 0;
  };

  Shard& ShardOf(std::string_view key) {
    // By the highest bits, which needs no division.
    const std::uint64_t high = weir::Xxh3_128(key).high >> 32;
    return shards_[static_cast<std::size_t>(high * shards_.size() >> 32)];
  }

  void Write(const Segment& segment, std::uint64_t number, const Payload& payload) const {
    const std::size_t at = number & (frames_ - 1);
    char* const frame = segment.block + at * kFrameBytes;
    std::memcpy(frame + 16, payload.All().data(), sizeof(Payload));
    const char* const ahead = frame + kFrameBytes + bytes_ahead_;
    __builtin_prefetch(ahead, /*write=*/1);
    __builtin_prefetch(ahead + kCacheLineBytes, /*write=*/1);
    __builtin_prefetch(ahead + 2 * kCacheLineBytes, /*write=*/1);
    // Release: the frame before its byte.
    segment.lane[at].store(static_cast<std::uint8_t>(1 + (number >> generation_shift_)),
                           std::memory_order_release);
  }

  std::size_t frames_;
  int generation_shift_;
  // As Weir, which fetches less far ahead for many shards.
  std::size_t bytes_ahead_;
  FloorMemory memory_;
  FloorMemory lane_;
  std::vector<Segment> segments_;
  std::vector<Shard> shards_;
};

}  // namespace weir::bench
