// SPDX-License-Identifier: MIT
#include "local/internal/monitoring.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace weir::local_internal {

using kinesis::MetricsName;

MetricsSet NamedMetrics(
    const std::optional<std::vector<EnumValue<MetricsName>>>& shard_level_metrics) {
  MetricsSet metrics;
  for (const EnumValue<MetricsName>& metric : *shard_level_metrics) {
    if (!metric.Is(MetricsName::kAll)) {
      metrics.insert(*metric.known());
      continue;
    }
    for (std::size_t i = 0; i < EnumWords<MetricsName>::kWords.size(); ++i) {
      if (const auto each = static_cast<MetricsName>(i); each != MetricsName::kAll) {
        metrics.insert(each);
      }
    }
  }
  return metrics;
}

std::vector<MetricsName> ListMetrics(const MetricsSet& metrics) {
  return {metrics.begin(), metrics.end()};
}

}  // namespace weir::local_internal
