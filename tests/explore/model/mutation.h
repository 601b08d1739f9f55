// SPDX-License-Identifier: MIT
//
// A Mutation makes an operation weaker than the source says, or leaves it out, to see
// whether anybody notices: a canary for the explorer, a mutant for the engine.
#pragma once

#include <optional>
#include <vector>

#include "explore/model/operation.h"

namespace weir::explore {

// An operation of the source, by its place. Two of one verb on one line are one.
struct Site {
  CallSite at;
  Verb verb = Verb::kLoad;
  Order order = Order::kRelaxed;

  friend bool operator==(const Site& a, const Site& b) {
    return a.at == b.at && a.verb == b.verb && a.order == b.order;
  }
};

// Which sites a scenario passes.
class SiteSet {
 public:
  void Add(const Site& site) {
    if (!Has(site)) sites_.push_back(site);
  }
  bool Has(const Site& site) const {
    for (const Site& known : sites_) {
      if (known == site) return true;
    }
    return false;
  }
  const std::vector<Site>& sites() const { return sites_; }

 private:
  std::vector<Site> sites_;
};

// What is not done:
//   a load        gives what its thread last saw or stored there, or found when it began,
//                 as if it were not worth looking again. Whoever has never seen the
//                 location does look, and so does whoever is alone. A look at many bytes
//                 gives each of them so
//   a store       stores nothing
//   an update     gives the newest value, and orders and stores nothing: an exchange for
//                 an expected value says that it has succeeded, if it would have
//   a wake        wakes nobody
//   a sleep       is a Pause(): whoever would sleep looks again
struct Mutation {
  Site of;
  // What its order becomes; nothing if it is not done at all.
  std::optional<Order> to;

  bool AppliesTo(const Operation& operation) const {
    return operation.verb == of.verb && operation.order == of.order && operation.site == of.at;
  }
};

}  // namespace weir::explore
