// SPDX-License-Identifier: MIT
//
// What is known of the mutants that no scenario notices. orders_mutant.cc and
// removals_mutant.cc hold these lists against what they find.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "explore/model/operation.h"

namespace weir::explore {

// A verb of one order that gets another one; without orders, a verb that is not done.
struct KnownMutant {
  // Of these operations: the file's name, the function, and what stands on the line.
  std::string_view file;
  std::string_view function;
  std::string_view text;
  Verb verb = Verb::kLoad;
  std::optional<Order> from;
  std::optional<Order> to;
  std::string_view reason;
};

constexpr KnownMutant Removed(std::string_view file, std::string_view function,
                              std::string_view text, Verb verb, std::string_view reason) {
  return {file, function, text, verb, std::nullopt, std::nullopt, reason};
}

// It allows no execution that differs in what anybody can observe, and this is why.
std::span<const KnownMutant> EquivalentOrders();
std::span<const KnownMutant> EquivalentRemovals();

}  // namespace weir::explore
