// SPDX-License-Identifier: MIT
//
// What EnableEnhancedMonitoring and DisableEnhancedMonitoring share.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "weir/service/enum_value.h"
#include "weir/service/stream_shapes.h"

namespace weir::local_internal {

using MetricsSet = std::set<kinesis::MetricsName>;

// Those that a request, which was checked, names: all seven for kAll.
MetricsSet NamedMetrics(
    const std::optional<std::vector<EnumValue<kinesis::MetricsName>>>& shard_level_metrics);

std::vector<kinesis::MetricsName> ListMetrics(const MetricsSet& metrics);

}  // namespace weir::local_internal
