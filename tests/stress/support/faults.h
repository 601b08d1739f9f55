// SPDX-License-Identifier: MIT
//
// Faults are what a checker has found wrong: all are counted, the first few told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "weir/base/concat.h"

namespace weir::testing {

class Faults {
 public:
  // `invariant` is the number that src/README.md gives it, as "I3".
  explicit Faults(std::string invariant) : invariant_(std::move(invariant)) {}

  template <class... Pieces>
  void Add(const Pieces&... pieces) {
    ++count_;
    if (told_.size() < kToldMax) told_.push_back(Concat(invariant_, ": ", pieces...));
  }

  std::uint64_t count() const { return count_; }
  const std::vector<std::string>& told() const { return told_; }

 private:
  // One cause often shows at a thousand records; the first of them say enough.
  static constexpr std::size_t kToldMax = 4;

  // Set at construction, never written again.
  const std::string invariant_;
  // Grow with every fault.
  std::uint64_t count_ = 0;
  std::vector<std::string> told_;
};

}  // namespace weir::testing
