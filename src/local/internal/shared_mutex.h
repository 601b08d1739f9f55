// SPDX-License-Identifier: MIT
//
// A SharedMutex is held by many who read or by one who changes, and the latter is let in
// before readers who come after it.
//
// Not std::shared_mutex: on Linux it prefers readers, and while producers put without a
// pause, none of them would ever let a stream be resharded.
//
// Threads:   any.
#pragma once

#include <pthread.h>

#include "weir/base/check.h"

namespace weir::local_internal {

// With std::unique_lock and std::shared_lock.
class SharedMutex {
 public:
  SharedMutex() {
    pthread_rwlockattr_t attributes;
    int error = pthread_rwlockattr_init(&attributes);
#ifdef __GLIBC__
    error |=
        pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#endif
    error |= pthread_rwlock_init(&lock_, &attributes);
    error |= pthread_rwlockattr_destroy(&attributes);
    WEIR_CHECK(error == 0, "a lock in memory of its own needs nothing else");
  }
  SharedMutex(const SharedMutex&) = delete;
  SharedMutex& operator=(const SharedMutex&) = delete;
  ~SharedMutex() { pthread_rwlock_destroy(&lock_); }

  // Spelt as the standard's locks want them.
  void lock() { Check(pthread_rwlock_wrlock(&lock_)); }
  bool try_lock() { return pthread_rwlock_trywrlock(&lock_) == 0; }
  void unlock() { Check(pthread_rwlock_unlock(&lock_)); }
  void lock_shared() { Check(pthread_rwlock_rdlock(&lock_)); }
  bool try_lock_shared() { return pthread_rwlock_tryrdlock(&lock_) == 0; }
  void unlock_shared() { Check(pthread_rwlock_unlock(&lock_)); }

 private:
  static void Check(int error) {
    WEIR_CHECK(error == 0, "a lock is taken once, and given back by who has it");
  }

  pthread_rwlock_t lock_;
};

}  // namespace weir::local_internal
