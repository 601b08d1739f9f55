// SPDX-License-Identifier: MIT
//
// Limits say how much one shard takes and gives per second.
//
// Every shard has its own allowance, as in Kinesis: a stream's limit is the sum
// over its shards, and one hot key is bound by one shard. Not a memory limit:
// that is StreamOptions::memory_bytes_max.
//
//   auto stream = weir::Stream::Create({.shard_count = 4, .limits = weir::Limits::Kinesis()});
//
// Threads:   values.
// Progress:  wait-free.
// Cost:      none; see quota/rate_gate.h for what a limit costs a put.
// Lifetime:  none.
#pragma once

#include <cstdint>

namespace weir {

// A token bucket: `per_second` tokens flow in, at most `burst` of them wait.
struct Rate {
  // Tokens per second: 1 to 10,000,000,000. 0 means no limit.
  std::int64_t per_second = 0;
  // The most that can be taken at once, after a rest. 0 means one second's
  // worth. The largest request must fit: a stream checks that at creation.
  std::int64_t burst = 0;

  constexpr bool IsLimited() const { return per_second > 0; }
  constexpr std::int64_t EffectiveBurst() const { return burst > 0 ? burst : per_second; }
  friend constexpr bool operator==(const Rate&, const Rate&) = default;
};

// The fastest rate that the arithmetic of a limit holds: tokens per second.
inline constexpr std::int64_t kRatePerSecondMax = 10'000'000'000;

enum class LimitMode : std::uint8_t {
  // Nothing is limited and nothing counted.
  kOff,
  // Everything is admitted; what kEnforce would have refused is counted.
  kObserve,
  // What exceeds a limit is refused, and told how long to wait.
  kEnforce,
};

// Per shard. A rate is per second, and 0, the default of all four, is no limit.
struct Limits {
  // ---- What it does ----

  // Whether the two below are enforced, counted or off, the default. kObserve tells
  // how many puts Kinesis would refuse, and refuses none: touch it first.
  LimitMode write_mode = LimitMode::kOff;
  // Data and partition key bytes put. Its burst must admit the largest record.
  // Touch it to bound what one hot key may cost the memory budget.
  Rate write_bytes = {};
  // Records put, whatever their size. Touch it to protect readers whose cost is per
  // record.
  Rate write_records = {};

  // The same for what is read.
  LimitMode read_mode = LimitMode::kOff;
  // Data and partition key bytes handed out, to all cursors together but those
  // of a registered consumer, which have this much each. A read is admitted
  // while the bucket is not empty and may overdraw it: the next one waits. Touch
  // it to see how a program fares with Kinesis's fan-out.
  Rate read_bytes = {};
  // Calls of Read(), to all cursors together; registered consumers have no limit of
  // them. Touch it together with read_bytes.
  Rate read_calls = {};

  // ---- How fast it does it ----

  // Nothing to choose: quota/rate_gate.h says what a limit costs, and off costs none.

  static constexpr Limits Unlimited() { return {}; }

  // What a provisioned shard of Kinesis Data Streams gives: 1 MiB/s and 1,000
  // records/s in, 2 MiB/s and 5 calls/s out. Source: the service's quotas page.
  static constexpr Limits Kinesis() {
    return {.write_mode = LimitMode::kEnforce,
            .write_bytes = {.per_second = 1'048'576},
            .write_records = {.per_second = 1'000},
            .read_mode = LimitMode::kEnforce,
            .read_bytes = {.per_second = 2 * 1'048'576},
            .read_calls = {.per_second = 5}};
  }
};

}  // namespace weir
