// SPDX-License-Identifier: MIT
//
// A Pace counts what the producers have tried to put, and lets everybody else wait for
// it: what happens beside the puts happens so often per put, on any machine.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace weir::testing {

class Pace {
 public:
  void Add(std::uint64_t attempts) {
    const std::uint64_t before = count_.fetch_add(attempts);
    // Who waits is woken a few hundred attempts late at most, and a put is not made
    // slow for it.
    if (before / kStep == (before + attempts) / kStep) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    changed_.notify_all();
  }

  std::uint64_t count() const { return count_; }

  // Waits for the count to reach `target`. False once all is over: then at once.
  bool WaitFor(std::uint64_t target) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return is_over_ || count_ >= target; });
    return !is_over_;
  }

  void End() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
    changed_.notify_all();
  }

  bool is_over() const { return is_over_; }

 private:
  static constexpr std::uint64_t kStep = 256;

  std::atomic<std::uint64_t> count_{0};
  std::atomic<bool> is_over_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace weir::testing
