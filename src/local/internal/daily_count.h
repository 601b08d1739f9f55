// SPDX-License-Identifier: MIT
//
// Counts what may be done so many times within any 24 hours.
#pragma once

#include <cstdint>
#include <deque>

#include "local/internal/world.h"

namespace weir::local_internal {

// Whether it may be done once more at `now_nanos`: if so, that is added to `times_nanos`, when
// it was done, oldest first; those of 24 hours ago and before are taken out.
bool CountDaily(World& world, KinesisLimit which, const CountLimit& limit,
                std::deque<std::int64_t>& times_nanos, std::int64_t now_nanos);

}  // namespace weir::local_internal
