// SPDX-License-Identifier: MIT
//
// What a user would write: a std::deque<std::string> behind a std::mutex. "MutexSwap"
// polls and takes all there is at a time; "MutexCondition" waits on a condition
// variable and takes one.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "handover/handover.h"

namespace weir::bench {
namespace {

void Visit(const auto& visit, const std::string& record) {
  const std::string_view bytes = record;
  visit(bytes.substr(0, kKeyBytes), bytes.substr(kKeyBytes));
}

struct MutexSwap {
  struct Producer {
    explicit Producer(MutexSwap& of) : queue(&of) {}
    bool TryPut(const Payload& payload) {
      std::string record(payload.All());
      const std::lock_guard<std::mutex> lock(queue->mutex);
      if (queue->records.size() == kQueueRecords) return false;
      queue->records.push_back(std::move(record));
      return true;
    }
    MutexSwap* queue;
  };

  struct Consumer {
    explicit Consumer(MutexSwap& of) : queue(&of) {}
    template <class F>
    std::size_t Take(const F& visit) {
      taken.clear();
      {
        const std::lock_guard<std::mutex> lock(queue->mutex);
        taken.swap(queue->records);
      }
      for (const std::string& record : taken) Visit(visit, record);
      return taken.size();
    }
    MutexSwap* queue;
    std::deque<std::string> taken{};
  };

  std::mutex mutex;
  std::deque<std::string> records;
};

struct MutexCondition {
  struct Producer {
    explicit Producer(MutexCondition& of) : queue(&of) {}
    bool TryPut(const Payload& payload) {
      std::string record(payload.All());
      {
        const std::lock_guard<std::mutex> lock(queue->mutex);
        if (queue->records.size() == kQueueRecords) return false;
        queue->records.push_back(std::move(record));
      }
      queue->condition.notify_one();
      return true;
    }
    MutexCondition* queue;
  };

  struct Consumer {
    explicit Consumer(MutexCondition& of) : queue(&of) {}
    template <class F>
    std::size_t Take(const F& visit) {
      std::string record;
      {
        std::unique_lock<std::mutex> lock(queue->mutex);
        // Not for ever, so that a pass can be given up; it looks at the clock only where
        // it goes to sleep.
        if (queue->records.empty() &&
            !queue->condition.wait_for(lock, std::chrono::milliseconds(10),
                                       [this] { return !queue->records.empty(); })) {
          return 0;
        }
        record = std::move(queue->records.front());
        queue->records.pop_front();
      }
      Visit(visit, record);
      return 1;
    }
    MutexCondition* queue;
  };

  std::mutex mutex;
  std::condition_variable condition;
  std::deque<std::string> records;
};

[[maybe_unused]] const bool swap = RegisterHandover<CopyPerConsumer<MutexSwap>>(
    "MutexSwap", {kOneToOne, kOneToThree, kTwoToOne, kFourToOne});
[[maybe_unused]] const bool condition = RegisterHandover<CopyPerConsumer<MutexCondition>>(
    "MutexCondition", {kOneToOne, kOneToThree, kTwoToOne, kFourToOne});

}  // namespace
}  // namespace weir::bench
