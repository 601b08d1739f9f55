// SPDX-License-Identifier: MIT
//
// A MemoryBudget is how many bytes all connections together may hold of what strangers
// sent and of what they have not yet taken; a MemoryHold is a part of it.
//
// What a client claims it will send is not counted, since nothing is allocated for it: a
// hold grows with what has come.
//
// Threads:   a budget by any number; a hold by one at a time.
#pragma once

#include <cstddef>
#include <utility>

#include "weir/base/mutex.h"

namespace weir::serve_internal {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  // False, and nothing is taken, if that would be too much.
  bool TryTake(std::size_t bytes) {
    const MutexLock lock(mutex_);
    if (bytes_used_ > bytes_max_ || bytes > bytes_max_ - bytes_used_) return false;
    bytes_used_ += bytes;
    return true;
  }
  // Of what is there already, and cannot be refused: beyond what there is, too.
  void TakeAnyway(std::size_t bytes) {
    const MutexLock lock(mutex_);
    bytes_used_ += bytes;
  }
  void Give(std::size_t bytes) {
    const MutexLock lock(mutex_);
    bytes_used_ -= bytes;
  }

  // So that who can wait leaves the other half to those who cannot.
  bool IsHalfUsed() const { return bytes_used() >= bytes_max_ / 2; }

  std::size_t bytes_used() const {
    const MutexLock lock(mutex_);
    return bytes_used_;
  }

 private:
  const std::size_t bytes_max_;
  mutable Mutex mutex_;
  std::size_t bytes_used_ ABSL_GUARDED_BY(mutex_) = 0;
};

class MemoryHold {
 public:
  MemoryHold() = default;
  explicit MemoryHold(MemoryBudget& budget) : budget_(&budget) {}
  MemoryHold(MemoryHold&& other) noexcept
      : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
  MemoryHold& operator=(MemoryHold&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~MemoryHold() { ShrinkTo(0); }

  // False, and nothing changes, if the budget has not so much.
  bool Grow(std::size_t bytes) {
    if (budget_ == nullptr || !budget_->TryTake(bytes)) return false;
    bytes_ += bytes;
    return true;
  }
  // Grow() or ShrinkTo(), in one step.
  bool Resize(std::size_t bytes) {
    if (bytes > bytes_) return Grow(bytes - bytes_);
    ShrinkTo(bytes);
    return true;
  }
  void GrowAnyway(std::size_t bytes) {
    if (budget_ == nullptr) return;
    budget_->TakeAnyway(bytes);
    bytes_ += bytes;
  }
  void ShrinkTo(std::size_t bytes) {
    if (budget_ == nullptr || bytes >= bytes_) return;
    budget_->Give(bytes_ - bytes);
    bytes_ = bytes;
  }

  std::size_t bytes() const { return bytes_; }

 private:
  // Null: it cannot grow.
  MemoryBudget* budget_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace weir::serve_internal
