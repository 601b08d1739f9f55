// SPDX-License-Identifier: MIT
#include "testing/internal/completion_gate.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>

namespace weir::testing_internal {

void CompletionGate::Enter() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++inside_count_;
}

void CompletionGate::Leave() {
  const std::lock_guard<std::mutex> lock(mutex_);
  --inside_count_;
  ++completed_count_;
  changed_.notify_all();
}

void CompletionGate::Hold(std::uint64_t until_completed, const std::function<void()>& meanwhile) {
  std::unique_lock<std::mutex> lock(mutex_);
  const std::uint64_t ticket = ++ticket_;
  const std::uint64_t completed_before = completed_count_;
  held_.push_back(ticket);
  // One that was held before may now be one of none but such.
  changed_.notify_all();
  if (meanwhile != nullptr) {
    lock.unlock();
    meanwhile();
    lock.lock();
  }
  changed_.wait(lock, [&] {
    if (completed_count_ - completed_before >= until_completed) return true;
    return held_.size() == inside_count_ && held_.back() == ticket;
  });
  held_.erase(std::find(held_.begin(), held_.end(), ticket));
}

}  // namespace weir::testing_internal
