// SPDX-License-Identifier: MIT
//
// The AlertBoard is where the alert engine writes what it found and where the
// dashboard reads it.
//
// Threads: any; a lock that is held for a copy of a few dozen lines at most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "live_telemetry/alerts/rule.h"
#include "weir/base/mutex.h"

namespace live_telemetry {

// One thing to tell: an alert that began, or one that is over.
struct Alert {
  enum class Event : std::uint8_t { kFired, kOver };

  // Counts from 1, without gaps.
  std::uint64_t number = 0;
  Event event = Event::kFired;
  std::int64_t unix_nanos = 0;
  // With the label: "proc.4711.rss (bash)".
  std::string sensor = {};
  std::string text = {};
};

// How one rule stands.
struct RuleStatus {
  const Rule* rule = nullptr;
  // Sensors that it watches, and those of them for which it fires.
  std::size_t sensors = 0;
  std::size_t firing = 0;
  // The one nearest to firing, if `sensors` is not 0.
  std::string nearest_sensor;
  double nearest_measured = 0;
};

class AlertBoard {
 public:
  void Post(Alert alert) {
    const weir::MutexLock lock(mutex_);
    alert.number = ++posted_;
    if (alert.event == Alert::Event::kFired) ++fired_;
    alerts_.push_back(std::move(alert));
    if (alerts_.size() > kAlertsMax) alerts_.pop_front();
  }

  void SetStatuses(std::vector<RuleStatus> statuses) {
    const weir::MutexLock lock(mutex_);
    statuses_ = std::move(statuses);
  }

  // Those with a number above `number`, oldest first, as far as they are kept.
  std::vector<Alert> After(std::uint64_t number) const {
    const weir::MutexLock lock(mutex_);
    std::vector<Alert> found;
    for (const Alert& alert : alerts_) {
      if (alert.number > number) found.push_back(alert);
    }
    return found;
  }

  std::vector<RuleStatus> Statuses() const {
    const weir::MutexLock lock(mutex_);
    return statuses_;
  }

  // How many fired so far.
  std::uint64_t fired() const {
    const weir::MutexLock lock(mutex_);
    return fired_;
  }

 private:
  static constexpr std::size_t kAlertsMax = 200;

  mutable weir::Mutex mutex_;
  std::uint64_t posted_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t fired_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<Alert> alerts_ ABSL_GUARDED_BY(mutex_);
  std::vector<RuleStatus> statuses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace live_telemetry
