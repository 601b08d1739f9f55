// SPDX-License-Identifier: MIT
//
// Orders that nobody has shown to be stronger than they need be, and what it would take to
// show that they are not. What a scenario notices since is to be taken out.
#include "explore/known_mutants.h"

namespace weir::explore {
namespace {

constexpr KnownMutant kUnproved[] = {
    // Not to be shown with this explorer.
    {"log_trim.h", "RaiseHeadOrdinal", "head_ordinal_.Load", Verb::kLoad, Order::kSeqCst,
     Order::kAcquire,
     "Another trimmer's exchange would happen before the look at the pins, and by "
     "C++20 need not come before it in the single order: the exception from happens- "
     "before, which the explorer does not model. By C++11 it would be equivalent."},
};

}  // namespace

std::span<const KnownMutant> UnprovedOrders() { return kUnproved; }

}  // namespace weir::explore
