// SPDX-License-Identifier: MIT
//
// A Weakening gives operations a weaker order than the source says, to see whether
// anybody notices: a canary for the explorer, a mutant for the engine.
#pragma once

#include <string>
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
    for (const Site& known : sites_) {
      if (known == site) return;
    }
    sites_.push_back(site);
  }
  const std::vector<Site>& sites() const { return sites_; }

 private:
  std::vector<Site> sites_;
};

struct Weakening {
  // Everywhere, if it has no file.
  CallSite at;
  Verb verb = Verb::kLoad;
  // What it is in the source, and what it becomes.
  Order from = Order::kSeqCst;
  Order to = Order::kRelaxed;

  bool AppliesTo(const Operation& operation) const {
    if (operation.order != from) return false;
    if (at.line == 0) return true;
    return operation.verb == verb && operation.site == at;
  }
};

}  // namespace weir::explore
