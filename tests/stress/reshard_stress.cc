// SPDX-License-Identifier: MIT
//
// Streams that are split, merged and rescaled all the time, while records expire and
// while none do.
#include <cstdint>

#include "absl/time/time.h"
#include "stress/support/stress_rounds.h"

namespace weir {
namespace {

using testing::RunRounds;
using testing::StressSetting;

StressSetting ReshardSetting(std::uint64_t draw) {
  StressSetting setting;
  setting.stream.shard_count = 1 + static_cast<std::uint32_t>(draw % 4);
  setting.stream.memory_bytes_max = 256 * 1024 * 1024;
  setting.reshard_every = 500;
  return setting;
}

// The clock stands still and memory is ample.
//   allowed:    every record read by every cursor from the beginning
//   forbidden:  one trimmed | lost | twice | before an earlier one of its key
TEST_CASE("reshards lose and reorder nothing where nothing may go", "[stress][reshard]") {
  RunRounds(4, ReshardSetting, [](StressSetting& setting) { setting.step_every = 0; });
}

// Closed shards expire behind their cursors, or before them.
TEST_CASE("reshards keep the order of keys while records expire", "[stress][reshard]") {
  RunRounds(4, ReshardSetting, [](StressSetting& setting) {
    setting.tick_every = 100;
    setting.step_every = 100;
    setting.jump_once_in = 50;
    setting.is_retention_changing = true;
  });
}

// One thread closes the stream under the producers and the reshards.
//   allowed:    a put acknowledged | refused as closed
//   forbidden:  one acknowledged and not read | refused and read
TEST_CASE("a stream that closes under load keeps what it acknowledged", "[stress][reshard]") {
  RunRounds(4, ReshardSetting, [](StressSetting& setting) {
    setting.attempts = 40'000;
    setting.is_closed_early = true;
  });
}

}  // namespace
}  // namespace weir
