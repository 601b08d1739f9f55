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

StressSetting ExpiringSetting(std::uint64_t draw) {
  StressSetting setting;
  setting.stream.shard_count = 1 + static_cast<std::uint32_t>(draw % 8);
  return setting;
}

// Three producers and some ten cursors; one thread moves the clock, one ticks.
//   allowed:    a record read | reported as trimmed once it is old
//   forbidden:  one lost, twice, reordered, altered, served too late, gone too early
TEST_CASE("records go when their time has come, and not before", "[stress][retention]") {
  const auto draw_sizes = [](std::uint64_t draw) {
    StressSetting setting = ExpiringSetting(draw / 4);
    setting.stream.record_bytes_max = draw % 2 == 0 ? 200 : 1'500;
    setting.stream.segment_bytes_max = draw / 2 % 2 == 0 ? 1024 : 0;
    return setting;
  };
  RunRounds(5, draw_sizes, [](StressSetting& setting) { setting.is_retention_changing = true; });
}

// Every tenth step of the clock, everything expires: segments are retired under who
// stands in them, and idle logs are parked and woken.
TEST_CASE("records that expire all at once are all reported", "[stress][retention]") {
  RunRounds(5, ExpiringSetting, [](StressSetting& setting) {
    setting.tick_every = 20;
    setting.step_every = 30;
    setting.jump_once_in = 10;
    setting.aborts_percent = 80;
  });
}

}  // namespace
}  // namespace weir
