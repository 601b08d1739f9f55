// SPDX-License-Identifier: MIT
//
// What is known of the orders that could be one step weaker without any scenario's
// noticing it. orders_mutant.cc holds these lists against what it finds.
#pragma once

#include <span>
#include <string_view>

#include "explore/model/operation.h"

namespace weir::explore {

struct KnownOrder {
  // Of these operations: the file's name, the function, and what stands on the line.
  std::string_view file;
  std::string_view function;
  std::string_view text;
  Verb verb = Verb::kLoad;
  Order from = Order::kAcquire;
  Order to = Order::kRelaxed;
  std::string_view reason;
};

// The weaker order allows no execution that differs in what anybody can observe, and
// this is why.
std::span<const KnownOrder> EquivalentOrders();

// No scenario notices it, and nobody has shown that none could; what it would take.
std::span<const KnownOrder> UnprovedOrders();

}  // namespace weir::explore
