// SPDX-License-Identifier: MIT
//
// A ViewChecker holds batches that were looked at twice against I10: the bytes of a
// view do not change until the next call on its cursor.
#pragma once

#include <string>

#include "stress/support/faults.h"
#include "stress/support/trace.h"

namespace weir::testing {

class ViewChecker {
 public:
  void Observe(const std::string& cursor, const LookedTwice& view) {
    if (view.first == view.last) return;
    faults_.Add("a batch of ", cursor, " changed from ", view.first, " to ", view.last);
  }

  const Faults& Check() const { return faults_; }

 private:
  Faults faults_{"I10"};
};

}  // namespace weir::testing
