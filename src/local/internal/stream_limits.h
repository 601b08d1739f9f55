// SPDX-License-Identifier: MIT
//
// How many streams an account may have of each kind, and how many shards a stream of the
// on-demand mode begins with.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "local/internal/account.h"
#include "weir/service/stream_shapes.h"

namespace weir::local_internal {

// LimitExceededException if no stream of `mode` may be added now. The account is held.
absl::Status CheckStreamLimits(Account& account, kinesis::StreamMode mode);

// LimitExceededException if no stream more may be of the on-demand mode. The account is held.
absl::Status CheckOnDemandLimit(Account& account);

// Streams of the on-demand mode, and those that are going to be. The account is held.
std::int64_t CountOnDemandStreams(const Account& account);

// How many of them there may be: what AWS gives by default, if that is neither limited nor
// said here.
std::int64_t OnDemandStreamLimit(const Account& account);

// Four, or as many as take `warm_throughput_mibps`: each takes 1 MiB/s.
std::int32_t OnDemandShardCount(std::int32_t warm_throughput_mibps);

}  // namespace weir::local_internal
