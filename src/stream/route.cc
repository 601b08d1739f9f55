// SPDX-License-Identifier: MIT
#include "weir/stream/internal/route_walk.h"
#include "weir/stream/internal/shard_map.h"

namespace weir::stream_internal {

template class BasicShardMap<StdAtomics>;

}  // namespace weir::stream_internal
