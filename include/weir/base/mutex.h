// SPDX-License-Identifier: MIT
//
// A Mutex that clang checks: what is guarded says so, and is touched under it.
//
// Not absl::Mutex: from a prebuilt library it makes ThreadSanitizer report races
// that are none. Never on the path of a put or a read.
//
//   weir::Mutex mutex;
//   int count ABSL_GUARDED_BY(mutex) = 0;
//   weir::MutexLock lock(mutex);
//
// Threads:   any.
// Progress:  blocking.
// Cost:      a std::mutex.
// Lifetime:  must outlive its locks.
#pragma once

#include <mutex>

#include "absl/base/thread_annotations.h"

namespace weir {

class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  bool TryLock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) { return mutex_.try_lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_.Lock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace weir
