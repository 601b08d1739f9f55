// SPDX-License-Identifier: MIT
//
// As many records as the machine can put, read and check in a minute.
#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "log/support/build_kind.h"
#include "stress/support/flood_run.h"

namespace weir {
namespace {

using testing::FloodSetting;
using testing::RunFloods;

// Of a round. There are a tenth of the rounds under a sanitizer, which makes a record
// twenty times as dear.
constexpr std::size_t kRecords = testing::kIsSanitized ? 300'000 : 1'000'000;

// Memory for all of it, and a clock that stands still.
//   allowed:    every record read by every cursor
//   forbidden:  one lost, twice, altered, out of order | one trimmed
TEST_CASE("a flood that fits the memory is read to the last byte", "[stress][flood]") {
  const auto tally = RunFloods(60, [](std::uint64_t draw) {
    FloodSetting setting;
    setting.stream.shard_count = 1 + static_cast<std::uint32_t>(draw % 4);
    setting.producers = 1 + static_cast<std::uint32_t>(draw / 4 % 3);
    setting.records_per_producer = kRecords / setting.producers;
    return setting;
  });
  CHECK(tally.trimmed == 0);
  CHECK(tally.read == tally.put);
}

// A tenth of the memory, and records that expire: segments are recycled all the time.
//   allowed:    a record read | reported as trimmed
//   forbidden:  one lost, twice, altered, out of order | trimmed in silence
TEST_CASE("a flood through little memory is read, or reported to the last record",
          "[stress][flood]") {
  RunFloods(60, [](std::uint64_t draw) {
    FloodSetting setting;
    setting.stream.shard_count = 1 + static_cast<std::uint32_t>(draw % 4);
    setting.stream.memory_bytes_max = (1 + static_cast<std::int64_t>(draw / 4 % 8)) * 1024 * 1024;
    setting.stream.memory_policy = MemoryPolicy::kDropOldest;
    setting.stream.retention_period = absl::Seconds(1);
    setting.step_max = absl::Milliseconds(20);
    setting.is_tiny = draw / 32 % 2 == 0;
    setting.readers = 2;
    setting.records_per_producer = kRecords / setting.producers;
    return setting;
  });
}

}  // namespace
}  // namespace weir
