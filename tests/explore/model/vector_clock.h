// SPDX-License-Identifier: MIT
//
// A VectorClock says, for each thread, how many of its steps happen before a moment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::explore {

// The one that sets a scenario up and looks at the end, and the scenario's own.
inline constexpr int kThreadsMax = 6;

class VectorClock {
 public:
  std::uint32_t of(int thread) const { return steps_[static_cast<std::size_t>(thread)]; }
  void Tick(int thread) { ++steps_[static_cast<std::size_t>(thread)]; }
  void Raise(int thread, std::uint32_t steps) {
    std::uint32_t& known = steps_[static_cast<std::size_t>(thread)];
    if (steps > known) known = steps;
  }
  void Join(const VectorClock& other) {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (other.steps_[i] > steps_[i]) steps_[i] = other.steps_[i];
    }
  }
  // Without each thread's last step.
  VectorClock WithoutLast() const {
    VectorClock earlier = *this;
    for (std::uint32_t& steps : earlier.steps_) steps -= steps > 0 ? 1 : 0;
    return earlier;
  }

 private:
  std::array<std::uint32_t, kThreadsMax> steps_{};
};

}  // namespace weir::explore
