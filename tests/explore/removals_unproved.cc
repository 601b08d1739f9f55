// SPDX-License-Identifier: MIT
//
// Operations that nobody has shown to be needed, and what it would take to show it. What a
// scenario notices since is to be taken out.
#include "explore/known_mutants.h"

namespace weir::explore {

std::span<const KnownMutant> UnprovedRemovals() { return {}; }

}  // namespace weir::explore
