// SPDX-License-Identifier: MIT
//
// A StoppedThread does some work on SteppedAtomics and stands still before one of its
// steps until it is told to go on. Of all threads only one runs at a time.
//
//   StoppedThread stopped(/*at=*/7, [&] { log.Put(); });
//   if (stopped.is_standing()) OthersGoOn();
//   stopped.GoOn();
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "log/support/stepped_atomics.h"

namespace weir::testing {

class StoppedThread {
 public:
  // Returns when the thread stands before its step `at`, counted from 0, or has done all
  // of its work, which has not so many.
  StoppedThread(std::size_t at, std::function<void()> work)
      : work_(std::move(work)), thread_([this, at] { Run(at); }) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return state_ != State::kRunning; });
    is_standing_ = state_ == State::kStanding;
  }
  StoppedThread(const StoppedThread&) = delete;
  StoppedThread& operator=(const StoppedThread&) = delete;
  ~StoppedThread() {
    if (thread_.joinable()) GoOn();
  }

  // Whether it stood, of its own accord, when it was made.
  bool is_standing() const { return is_standing_; }

  // Returns when all of its work is done.
  void GoOn() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_let_go_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }
  // After GoOn(): whether it was done within kStepsMax steps.
  bool is_stuck() const { return is_stuck_; }

 private:
  enum class State { kRunning, kStanding, kDone };

  void Run(std::size_t at) {
    std::size_t taken = 0;
    try {
      const Steps::Scope scope([&] {
        if (taken++ == at) Stand();
        if (taken > kStepsMax) throw Stuck{};
      });
      work_();
    } catch (const Stuck&) {
      is_stuck_ = true;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    state_ = State::kDone;
    changed_.notify_all();
  }

  void Stand() {
    std::unique_lock<std::mutex> lock(mutex_);
    state_ = State::kStanding;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_let_go_; });
  }

  // Set at construction, never written again.
  const std::function<void()> work_;
  // Under the mutex.
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::kRunning;
  bool is_let_go_ = false;
  // Of the maker, and of the thread until it is done.
  bool is_standing_ = false;
  bool is_stuck_ = false;
  std::thread thread_;
};

}  // namespace weir::testing
