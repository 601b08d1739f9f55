// SPDX-License-Identifier: MIT
//
// A KeyOrderChecker holds what one cursor reads against I3: the records of a key come
// in the order in which their producer put them, over splits and merges too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "stress/support/faults.h"
#include "stress/support/record_id.h"

namespace weir::testing {

class KeyOrderChecker {
 public:
  explicit KeyOrderChecker(std::string cursor) : cursor_(std::move(cursor)) {}

  void Observe(const RecordId& id) {
    const std::size_t index = std::size_t{id.producer} * kKeysPerProducer + id.key;
    if (index >= next_.size()) next_.resize(index + 1);
    if (id.number < next_[index]) {
      faults_.Add(cursor_, " reads ", id.ToString(), " after record ", next_[index] - 1);
    }
    next_[index] = id.number + 1;
  }

  const Faults& Check() const { return faults_; }

 private:
  // Set at construction, never written again.
  const std::string cursor_;
  // By producer and key: the lowest number that may come.
  std::vector<std::uint64_t> next_;
  Faults faults_{"I3"};
};

}  // namespace weir::testing
