// SPDX-License-Identifier: MIT
//
// Cursors that are overtaken again and again, by retention and by a full budget: what
// each received and what it was told to have missed is all that there was, exactly.
#include <cstdint>

#include "absl/time/time.h"
#include "log/support/build_kind.h"
#include "stress/support/flood_run.h"

namespace weir {
namespace {

using testing::FloodSetting;
using testing::FloodTally;
using testing::RunFloods;

// Cursors that stay away after every other read, in a stream of 1 KiB segments.
FloodSetting SlowSetting(std::uint64_t draw) {
  FloodSetting setting;
  setting.is_tiny = true;
  setting.stream.shard_count = 1 + static_cast<std::uint32_t>(draw % 4);
  setting.stream.record_bytes_max = 700;
  setting.stream.segment_bytes_max = 1024;
  setting.stream.memory_bytes_max = (96 + static_cast<std::int64_t>(draw / 4 % 256)) * 1024;
  setting.stream.memory_policy = MemoryPolicy::kDropOldest;
  setting.producers = 2;
  setting.records_per_producer = 200'000;
  setting.readers = 2;
  setting.pause_once_in = 2;
  setting.pause_yields = 32;
  return setting;
}

// A million in a plain build, and as much as WEIR_STRESS_SCALE says.
std::uint64_t TrimmedMin() { return testing::StressRounds(8) * 125'000; }

// Nothing expires.
//   allowed:    received + abandoned + reported as dropped = appended
//   forbidden:  any other sum, of any batch or any cursor
TEST_CASE("what a full budget takes from slow cursors is told to the last record",
          "[stress][accounting]") {
  const FloodTally tally = RunFloods(8, SlowSetting);
  CHECK(tally.trimmed >= TrimmedMin());
}

// Both at once; every fourth step of the clock, everything expires.
//   allowed:    received + abandoned + reported as trimmed = appended
//   forbidden:  any other sum, of any batch or any cursor
TEST_CASE("what time and a full budget take from slow cursors is told to the last record",
          "[stress][accounting]") {
  const FloodTally tally = RunFloods(8, [](std::uint64_t draw) {
    FloodSetting setting = SlowSetting(draw);
    setting.stream.retention_period = absl::Seconds(1);
    setting.step_max = absl::Milliseconds(100);
    setting.jump_once_in = 4;
    return setting;
  });
  CHECK(tally.trimmed >= TrimmedMin());
}

}  // namespace
}  // namespace weir
