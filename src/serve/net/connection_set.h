// SPDX-License-Identifier: MIT
//
// The connections that are open, so that they can be drained and closed.
//
// Threads:   any.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "serve/net/connection.h"

namespace weir::serve_internal {

class ConnectionSet {
 public:
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
  }

  void Add(std::uint64_t number, std::weak_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    connections_.emplace(number, std::move(connection));
  }

  void Remove(std::uint64_t number) {
    {
      const std::lock_guard lock(mutex_);
      connections_.erase(number);
    }
    removed_.notify_all();
  }

  std::vector<std::shared_ptr<Connection>> All() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Connection>> all;
    for (const auto& [number, weak] : connections_) {
      if (std::shared_ptr<Connection> connection = weak.lock(); connection != nullptr) {
        all.push_back(std::move(connection));
      }
    }
    return all;
  }

  // Whether there is none, at last.
  bool WaitUntilEmpty(std::chrono::nanoseconds timeout) {
    // A point in time that far ahead can still be told.
    constexpr std::chrono::nanoseconds kTimeoutMax = std::chrono::hours(24 * 365);
    std::unique_lock lock(mutex_);
    return removed_.wait_for(lock, std::min(timeout, kTimeoutMax),
                             [this] { return connections_.empty(); });
  }

 private:
  // Not weir::Mutex: a condition variable wants a std::mutex.
  mutable std::mutex mutex_;
  std::condition_variable removed_;
  // Under the mutex.
  std::map<std::uint64_t, std::weak_ptr<Connection>> connections_;
};

}  // namespace weir::serve_internal
