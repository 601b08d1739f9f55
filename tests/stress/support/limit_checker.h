// SPDX-License-Identifier: MIT
//
// A LimitChecker holds the grants of one limit, in the order of time, against I11: over
// any window never more than came in and a burst; and to who never stops asking, 99 % of
// the rate at the least.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "quota/support/exact_gate.h"
#include "stress/support/faults.h"
#include "weir/model/limits.h"

namespace weir::testing {

class LimitChecker {
 public:
  // The limit's time began at `start_nanos`.
  LimitChecker(std::string what, const Rate& rate, std::int64_t start_nanos)
      : what_(std::move(what)), rate_(rate), start_nanos_(start_nanos) {}

  // `count` tokens were granted at `nanos`. Of all windows that end here, the one that
  // begins with the least (granted before, less what had come in) decides.
  void Grant(std::int64_t nanos, std::uint64_t count) {
    if (!rate_.IsLimited()) return;
    const Wide came_in = TokensIn(rate_, nanos - start_nanos_);
    least_ = std::min(least_, granted_ - came_in);
    granted_ += count;
    if (granted_ - came_in - least_ <= rate_.EffectiveBurst()) return;
    faults_.Add(what_, ": up to ", nanos, " a window was granted ",
                static_cast<std::int64_t>(granted_ - came_in - least_ - rate_.EffectiveBurst()),
                " tokens more than came in and a burst");
  }

  // All who ask were refused before the clock moved on from `from_nanos` to `to_nanos`:
  // the bucket was empty and has taken what it holds.
  void Step(std::int64_t from_nanos, std::int64_t to_nanos) {
    const Wide came_in =
        TokensIn(rate_, to_nanos - start_nanos_) - TokensIn(rate_, from_nanos - start_nanos_);
    could_ += std::min(came_in, Wide{rate_.EffectiveBurst()});
  }
  // After the last step was used up too.
  void ObserveEnd() {
    const Wide could = could_ + rate_.EffectiveBurst();
    if (granted_ * 100 >= could * 99) return;
    faults_.Add(what_, ": only ", static_cast<std::int64_t>(granted_), " tokens were granted of ",
                static_cast<std::int64_t>(could));
  }

  std::uint64_t granted() const { return static_cast<std::uint64_t>(granted_); }
  const Faults& Check() const { return faults_; }

 private:
  // Set at construction, never written again.
  const std::string what_;
  const Rate rate_;
  const std::int64_t start_nanos_;
  // Grow with every grant and step.
  Wide granted_ = 0;
  Wide least_ = Wide{1} << 100;
  Wide could_ = 0;
  Faults faults_{"I11"};
};

}  // namespace weir::testing
