// SPDX-License-Identifier: MIT
#include "local/internal/describe.h"

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace weir::local_internal {

absl::Time CreationTimestamp(const LocalStream& stream) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(absl::FromUnixNanos(stream.created_nanos)));
}

kinesis::EnhancedMetrics DescribeMonitoring(const LocalStream& stream) {
  return {.shard_level_metrics = {stream.shard_level_metrics.begin(),
                                  stream.shard_level_metrics.end()}};
}

std::optional<std::string> KeyIdOf(const LocalStream& stream) {
  if (stream.encryption_type == kinesis::EncryptionType::kNone) return std::nullopt;
  return stream.key_id;
}

kinesis::WarmThroughput DescribeWarmThroughput(const LocalStream& stream) {
  return {.target_mibps = stream.next_warm_throughput_mibps.value_or(stream.warm_throughput_mibps),
          .current_mibps = stream.warm_throughput_mibps};
}

}  // namespace weir::local_internal
