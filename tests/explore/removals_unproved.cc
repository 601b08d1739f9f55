// SPDX-License-Identifier: MIT
//
// Operations that nobody has shown to be needed, and what it would take to show it. What a
// scenario notices since is to be taken out.
#include "explore/known_mutants.h"

namespace weir::explore {

namespace {

constexpr KnownMutant kUnproved[] = {
    Removed("slab.h", "Carve", "arena = state.arena.Load", Verb::kLoad,
            "An old arena is used up, or there is none: fresh memory is mapped for another, the "
            "exchange fails, and it goes back. It would take a system that refuses that mapping, "
            "although there is room in the newest arena."),
};

}  // namespace

std::span<const KnownMutant> UnprovedRemovals() { return kUnproved; }

}  // namespace weir::explore
