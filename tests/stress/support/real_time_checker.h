// SPDX-License-Identifier: MIT
//
// A RealTimeChecker holds puts against I2: if one was answered before another was
// called, on the same shard, it has the lower number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stress/support/faults.h"

namespace weir::testing {

struct TimedPut {
  std::uint32_t shard = 0;
  // Stamps of one counter.
  std::uint64_t called = 0;
  std::uint64_t answered = 0;
  std::uint64_t number = 0;
};

class RealTimeChecker {
 public:
  void Observe(const TimedPut& put) {
    if (put.shard >= puts_.size()) puts_.resize(put.shard + 1);
    puts_[put.shard].push_back(put);
  }

  const Faults& Check() {
    for (std::vector<TimedPut>& puts : puts_) CheckShard(puts);
    return faults_;
  }

 private:
  // Since numbers are unique, it is enough to know the highest one that was answered
  // before each call.
  void CheckShard(std::vector<TimedPut>& puts) {
    std::vector<TimedPut> answered = puts;
    std::sort(puts.begin(), puts.end(),
              [](const TimedPut& a, const TimedPut& b) { return a.called < b.called; });
    std::sort(answered.begin(), answered.end(),
              [](const TimedPut& a, const TimedPut& b) { return a.answered < b.answered; });
    std::size_t before = 0;
    const TimedPut* highest = nullptr;
    for (const TimedPut& put : puts) {
      for (; before < answered.size() && answered[before].answered < put.called; ++before) {
        if (highest == nullptr || answered[before].number > highest->number) {
          highest = &answered[before];
        }
      }
      if (highest == nullptr || highest->number < put.number) continue;
      faults_.Add("in shard ", put.shard, " number ", highest->number, " was answered at ",
                  highest->answered, ", and number ", put.number, " called at ", put.called);
    }
  }

  // By shard.
  std::vector<std::vector<TimedPut>> puts_;
  Faults faults_{"I2"};
};

}  // namespace weir::testing
