// SPDX-License-Identifier: MIT
//
// A CompletionGate holds calls that have ended until others have.
//
// A call that is held waits for a number of others to end, or until all that are inside are
// held: the one that was held last then goes, which is one more that has ended.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

namespace weir::testing_internal {

class CompletionGate {
 public:
  // A call that is inside.
  class Inside {
   public:
    explicit Inside(CompletionGate& gate) : gate_(gate) { gate.Enter(); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
    ~Inside() { gate_.Leave(); }

   private:
    CompletionGate& gate_;
  };

  // For a call that is inside. `meanwhile` may be null.
  void Hold(std::uint64_t until_completed, const std::function<void()>& meanwhile);

 private:
  void Enter();
  void Leave();

  // Not weir::Mutex: a condition variable wants a std::mutex.
  std::mutex mutex_;
  std::condition_variable changed_;
  // Under the mutex. The calls that are inside, and how many have left.
  std::uint64_t inside_count_ = 0;
  std::uint64_t completed_count_ = 0;
  // Of those inside that are held, in the order in which they began to be.
  std::vector<std::uint64_t> held_;
  std::uint64_t ticket_ = 0;
};

}  // namespace weir::testing_internal
