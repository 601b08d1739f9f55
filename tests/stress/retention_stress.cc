// SPDX-License-Identifier: MIT
//
// Streams whose records expire all the time, under a clock that creeps and jumps and a
// retention period that changes: nothing is lost but by time.
#include <cstdint>

#include "absl/time/time.h"
#include "stress/support/stress_rounds.h"

namespace weir {
namespace {

using testing::RunRounds;
using testing::StressSetting;

// Three producers and some ten cursors; one thread moves the clock, one ticks.
//   allowed:    a record read | reported as trimmed once it is old
//   forbidden:  one lost, twice, reordered, altered, served too late, gone too early
TEST_CASE("records go when their time has come, and not before", "[stress][retention]") {
  RunRounds(5, [](std::uint64_t draw) {
    StressSetting setting;
    setting.stream = {.shard_count = 1 + static_cast<std::uint32_t>(draw % 4),
                      .retention_period = absl::Seconds(1),
                      .record_bytes_max = draw / 4 % 2 == 0 ? 200 : 1'500,
                      .memory_bytes_max = 64 * 1024 * 1024,
                      .segment_bytes_max = draw / 8 % 2 == 0 ? 1024 : 0};
    setting.is_retention_changing = true;
    return setting;
  });
}

// Every tenth step of the clock, everything expires: segments are retired under who
// stands in them, and idle logs are parked and woken.
TEST_CASE("records that expire all at once are all reported", "[stress][retention]") {
  RunRounds(5, [](std::uint64_t draw) {
    StressSetting setting;
    setting.stream = {.shard_count = 1 + static_cast<std::uint32_t>(draw % 8),
                      .retention_period = absl::Seconds(1),
                      .record_bytes_max = 200,
                      .memory_bytes_max = 64 * 1024 * 1024,
                      .segment_bytes_max = 1024};
    setting.tick_every = 20;
    setting.step_every = 30;
    setting.jump_once_in = 10;
    setting.aborts_percent = 80;
    return setting;
  });
}

}  // namespace
}  // namespace weir
