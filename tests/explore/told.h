// SPDX-License-Identifier: MIT
//
// One thread does something and tells another, who then asks: it must see all of that.
// There is little to interleave; what is tried is that nobody answers from memory.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "explore/model/model_atomics.h"
#include "explore/scenarios.h"

namespace weir::explore {

// `Case` has Do() for the first thread and Ask() for the second.
template <class Case>
struct Told : Case {
  static constexpr int kThreads = 2;
  ModelAtomics::Atomic<std::uint32_t> is_told;
  void Run(int thread) {
    if (thread == 0) {
      Case::Do();
      is_told.StoreRelease(1);
    } else {
      while (is_told.LoadAcquire() == 0) ModelAtomics::Pause();
      Case::Ask();
    }
  }
  void AtEnd() {}
};

// Whoever has been told sees one value of each word: there is little to choose.
template <class Case>
NamedScenario NamedTold(std::string name) {
  return {std::move(name), TypeOf<Told<Case>>(), {.systematic_max = 60, .random_max = 20}};
}

}  // namespace weir::explore
