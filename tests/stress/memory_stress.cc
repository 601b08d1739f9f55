// SPDX-License-Identifier: MIT
//
// Streams that have less memory than they could use, with both policies: the budget
// holds, what is dropped is counted and told, and what is refused is never seen.
#include <cstdint>

#include "absl/time/time.h"
#include "stress/support/stress_rounds.h"

namespace weir {
namespace {

using testing::RunRounds;
using testing::StressSetting;

// Some tens of segments for all shards, and a dozen cursors that may keep one each.
StressSetting TightSetting(std::uint64_t draw, MemoryPolicy policy) {
  StressSetting setting;
  setting.stream.shard_count = 1 + static_cast<std::uint32_t>(draw % 3);
  setting.stream.record_bytes_max = draw / 4 % 2 == 0 ? 200 : 1'500;
  setting.stream.memory_bytes_max = (24 + static_cast<std::int64_t>(draw / 8 % 64)) * 1024;
  setting.stream.memory_policy = policy;
  setting.stream.segment_bytes_max = draw / 512 % 2 == 0 ? 1024 : 0;
  setting.reshard_every = draw / 1'024 % 2 == 0 ? 0 : 5'000;
  return setting;
}

StressSetting DroppingSetting(std::uint64_t draw) {
  return TightSetting(draw, MemoryPolicy::kDropOldest);
}

StressSetting ThrottlingSetting(std::uint64_t draw) {
  return TightSetting(draw, MemoryPolicy::kThrottle);
}

// Producers overrun every cursor; nothing expires.
//   allowed:    a record read | reported as trimmed and counted as dropped
//   forbidden:  one dropped in silence | more dropped than counted | over the budget
TEST_CASE("what a full budget drops is counted and told to every cursor", "[stress][memory]") {
  RunRounds(5, DroppingSetting, [](StressSetting& setting) {
    setting.step_max = absl::Nanoseconds(100);
    setting.jump_once_in = 1'000'000;
  });
}

// The same with records that expire too, so that both take segments from one log.
TEST_CASE("dropping and expiring together lose no record in silence", "[stress][memory]") {
  RunRounds(5, DroppingSetting, [](StressSetting& setting) {
    setting.tick_every = 50;
    setting.step_every = 50;
    setting.jump_once_in = 50;
    setting.aborts_percent = 80;
    setting.is_retention_changing = true;
  });
}

// Many segments hold nothing but abandoned claims, and cursors are overrun while they
// walk over them.
TEST_CASE("abandoned claims between two drops are counted once", "[stress][memory]") {
  RunRounds(3, DroppingSetting, [](StressSetting& setting) {
    setting.claims_percent = 98;
    setting.aborts_percent = 85;
  });
}

// Producers are refused until records expire.
//   allowed:    a put refused
//   forbidden:  a refused record read | a record gone before its time | over the budget
TEST_CASE("what a full budget refuses is never seen, and nothing is dropped", "[stress][memory]") {
  RunRounds(5, ThrottlingSetting, [](StressSetting& setting) {
    setting.tick_every = 100;
    setting.step_every = 20;
    setting.jump_once_in = 4;
    setting.step_max = absl::Milliseconds(100);
  });
}

}  // namespace
}  // namespace weir
