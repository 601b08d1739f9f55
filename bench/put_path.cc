// SPDX-License-Identifier: MIT
//
// Puts records and does nothing else, for put_instructions.sh to count what a put
// executes: 16 bytes of key, 100 of data, four shards, a cached clock.
//
//   put_path PUTS limited|unlimited

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <string_view>

#include "weir/stream/stream.h"

namespace {

constexpr std::size_t kKeys = 256;

bool PutAll(std::size_t puts, const weir::Limits& limits) {
  const weir::CachedClock clock;
  absl::StatusOr<weir::Stream> stream =
      weir::Stream::Create({.shard_count = 4,
                            .limits = limits,
                            .memory_bytes_max = std::int64_t{64} << 20,
                            .memory_policy = weir::MemoryPolicy::kDropOldest,
                            .clock = &clock});
  if (!stream.ok()) return false;
  std::array<std::array<char, 17>, kKeys> keys;
  for (std::size_t i = 0; i < kKeys; ++i) {
    std::snprintf(keys[i].data(), keys[i].size(), "key-%012zu", i * 7919);
  }
  const std::array<std::byte, 100> data{};
  for (std::size_t i = 0; i < puts; ++i) {
    if (!stream->Put({.partition_key = {keys[i % kKeys].data(), 16}, .data = data}).ok()) {
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t puts = 0;
  const std::string_view count = argc == 3 ? argv[1] : "";
  const std::string_view mode = argc == 3 ? argv[2] : "";
  const bool is_limited = mode == "limited";
  if (std::from_chars(count.data(), count.data() + count.size(), puts).ec != std::errc() ||
      (!is_limited && mode != "unlimited")) {
    std::fputs("usage: put_path PUTS limited|unlimited\n", stderr);
    return 2;
  }
  const weir::Rate most{.per_second = weir::kRatePerSecondMax};
  const weir::Limits limited{
      .write_mode = weir::LimitMode::kEnforce, .write_bytes = most, .write_records = most};
  if (PutAll(puts, is_limited ? limited : weir::Limits::Unlimited())) return 0;
  std::fputs("a put was refused\n", stderr);
  return 1;
}
