// SPDX-License-Identifier: MIT
//
// A BudgetChecker holds samples of a stream's memory against I14: segments never hold
// more than the budget, what is detached included.
#pragma once

#include "stress/support/faults.h"
#include "stress/support/history.h"

namespace weir::testing {

class BudgetChecker {
 public:
  void Observe(const MemorySample& sample) {
    if (sample.held_bytes > sample.budget_bytes) {
      faults_.Add("segments hold ", sample.held_bytes, " bytes of a budget of ",
                  sample.budget_bytes);
    }
    if (sample.held_bytes < 0 || sample.detached_bytes < 0) {
      faults_.Add("segments hold ", sample.held_bytes, " bytes, ", sample.detached_bytes,
                  " of them detached");
    }
  }

  const Faults& Check() const { return faults_; }

 private:
  Faults faults_{"I14"};
};

}  // namespace weir::testing
