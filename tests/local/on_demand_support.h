// SPDX-License-Identifier: MIT
//
// A stream of the on-demand mode to which a test writes by the minute.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "local/reshard_support.h"

namespace weir::testing {

inline const kinesis::StreamModeDetails kOnDemandDetails = {.stream_mode =
                                                                kinesis::StreamMode::kOnDemand};
inline const kinesis::StreamModeDetails kProvisionedDetails = {
    .stream_mode = kinesis::StreamMode::kProvisioned};

struct OnDemandTest : ReshardTest {
  using ReshardTest::ReshardTest;

  void CreateOnDemand(std::string_view name = "s") {
    REQUIRE(Answer(kinesis.CreateStream(
                {.stream_name = name, .stream_mode_details = kOnDemandDetails})) == "OK");
  }
  // Writes so many bytes, data and keys, to the shard that `hash_key` belongs to.
  void WriteBytes(std::string_view hash_key, std::int64_t bytes) {
    static const std::string data(1024 * 1024, 'x');
    while (bytes > 0) {
      const std::int64_t size = std::min<std::int64_t>(bytes, 1024 * 1024);
      // Of which the key is one.
      PutAt(hash_key, std::string_view(data).substr(0, static_cast<std::size_t>(size - 1)));
      bytes -= size;
    }
  }
  // What makes that rate, if it is all that is written in a minute.
  void Write(std::string_view hash_key, std::int64_t bytes_per_second) {
    WriteBytes(hash_key, bytes_per_second * 60);
  }
  absl::Status TryMode(const kinesis::StreamModeDetails& details,
                       std::optional<std::int32_t> warm_throughput = std::nullopt) {
    const std::string arn = Summary().stream_arn;
    return kinesis.UpdateStreamMode({.stream_arn = arn,
                                     .stream_mode_details = details,
                                     .warm_throughput_mibps = warm_throughput});
  }
  absl::StatusOr<kinesis::UpdateStreamWarmThroughputResult> TryWarm(std::int32_t mibps) {
    return kinesis.UpdateStreamWarmThroughput({.stream_name = "s", .warm_throughput_mibps = mibps});
  }
  std::int32_t OpenCount() { return Summary().open_shard_count; }
  Indexes Open() {
    return IndexesOf(Listed(
        {.stream_name = "s",
         .shard_filter = kinesis::ShardFilter{.type = kinesis::ShardFilterType::kAtLatest}}));
  }
};

}  // namespace weir::testing
