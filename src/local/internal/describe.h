// SPDX-License-Identifier: MIT
//
// The parts of a stream's description that several operations give.
#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "local/internal/local_stream.h"
#include "weir/service/stream_requests.h"

namespace weir::local_internal {

// To the second, as AWS gives it.
absl::Time CreationTimestamp(const LocalStream& stream);

kinesis::EnhancedMetrics DescribeMonitoring(const LocalStream& stream);

// nullopt if it is not encrypted.
std::optional<std::string> KeyIdOf(const LocalStream& stream);

kinesis::WarmThroughput DescribeWarmThroughput(const LocalStream& stream);

}  // namespace weir::local_internal
