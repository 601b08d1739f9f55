// SPDX-License-Identifier: MIT
//
// Many producers on one shard, where all of them want the same word: numbers, real-time
// order and the order of keys.
#include <cstdint>

#include "absl/time/time.h"
#include "stress/support/stress_rounds.h"

namespace weir {
namespace {

using testing::RunRounds;
using testing::StressSetting;

// Six producers, segments of the sizes that programs use.
//   allowed:    any order of puts that overlap
//   forbidden:  a put before one that was answered when it was called
TEST_CASE("puts on one shard are numbered in real-time order", "[stress][order]") {
  RunRounds(4, [](std::uint64_t draw) {
    StressSetting setting;
    setting.stream.record_bytes_max = draw % 2 == 0 ? 200 : 4'000;
    setting.stream.memory_bytes_max = 256 * 1024 * 1024;
    setting.stream.segment_bytes_max = 0;
    setting.is_tiny = false;
    setting.producers = 6;
    // Cursors can keep up, now and then.
    setting.step_max = absl::Milliseconds(2);
    return setting;
  });
}

// The same where the segment ends after every few records.
TEST_CASE("puts are numbered in real-time order over the ends of segments", "[stress][order]") {
  RunRounds(4, [](std::uint64_t draw) {
    StressSetting setting;
    setting.stream.record_bytes_max = 60 + static_cast<std::int64_t>(draw % 140);
    setting.producers = 6;
    // Cursors can keep up, now and then.
    setting.step_max = absl::Milliseconds(2);
    return setting;
  });
}

}  // namespace
}  // namespace weir
