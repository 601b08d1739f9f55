// SPDX-License-Identifier: MIT
//
// What all benchmarks share: the records, how they are read, and a stream with
// everything on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "weir/base/clock.h"
#include "weir/model/limits.h"
#include "weir/model/record.h"
#include "weir/model/stream_options.h"

namespace weir::bench {

inline constexpr std::size_t kKeyBytes = 16;
inline constexpr std::size_t kDataBytes = 100;
inline constexpr std::int64_t kKeptBytes = 256 << 20;
// Records that fit into as much memory in Weir: 132 bytes of frame, 8 of lane.
inline constexpr std::size_t kKeptRecords = static_cast<std::size_t>(kKeptBytes) / 140;

// A record as peers store it, with no member that could need padding.
struct Payload {
  std::string_view Key() const { return {key.data(), key.size()}; }
  std::string_view Data() const { return {data.data(), data.size()}; }
  std::string_view All() const { return {key.data(), sizeof(Payload)}; }

  std::array<char, kKeyBytes> key;
  std::array<char, kDataBytes> data;
};
static_assert(sizeof(Payload) == kKeyBytes + kDataBytes, "All() is key and data, no more");

// Payloads that were not written a moment ago, so that the copy is measured and
// not the forwarding of stores.
class Payloads {
 public:
  static const Payloads& Get() {
    static const Payloads* const payloads = new Payloads;
    return *payloads;
  }

  // Neighbours in order are not neighbours in memory.
  const Payload& operator[](std::size_t i) const { return payloads_[i * 13 % kCount]; }

 private:
  Payloads() {
    for (std::size_t i = 0; i < kCount; ++i) {
      payloads_[i].data.fill(static_cast<char>('a' + i % 26));
      std::array<char, kKeyBytes + 1> text{};
      std::snprintf(text.data(), text.size(), "key-%012zu", i * 7919);
      std::memcpy(payloads_[i].key.data(), text.data(), kKeyBytes);
    }
  }

  static constexpr std::size_t kCount = 256;
  std::array<Payload, kCount> payloads_{};
};

// Reads every byte, and returns a sum of them that does not depend on the order of
// the records. Never inlined: a size that the compiler knows must not make reading
// cheaper for one competitor than for another.
[[gnu::noinline]] inline std::uint64_t Touch(std::string_view key, std::string_view data) {
  std::uint64_t sum = 0;
  for (const std::string_view bytes : {key, data}) {
    std::uint64_t word = 0;
    std::size_t at = 0;
    for (; at + sizeof(word) <= bytes.size(); at += sizeof(word)) {
      std::memcpy(&word, &bytes[at], sizeof(word));
      sum += word;
    }
    for (; at < bytes.size(); ++at) sum += static_cast<unsigned char>(bytes[at]);
  }
  return sum;
}

inline weir::CachedClock& Cached() {
  static weir::CachedClock* const clock = new weir::CachedClock;
  return *clock;
}

// Hash, route, clock, enforced limits that never refuse, a look for sleepers, and the
// oldest records dropped beyond 256 MiB.
inline weir::StreamOptions EverythingOn(std::uint32_t shard_count) {
  return {.shard_count = shard_count,
          .limits = {.write_mode = weir::LimitMode::kEnforce,
                     .write_bytes = {.per_second = weir::kRatePerSecondMax},
                     .write_records = {.per_second = weir::kRatePerSecondMax}},
          .memory_bytes_max = kKeptBytes,
          .memory_policy = weir::MemoryPolicy::kDropOldest,
          .clock = &Cached()};
}

// Has the compiler believe that somebody reads these bytes behind its back whenever memory
// is clobbered. Of a buffer that nobody ever saw, clang leaves out the writing.
inline void Show(const void* bytes) { asm volatile("" : : "r"(bytes) : "memory"); }

// Whether to measure less, to be done sooner.
inline bool IsQuick() { return std::getenv("WEIR_BENCH_QUICK") != nullptr; }

}  // namespace weir::bench
