// SPDX-License-Identifier: MIT
//
// The kernel's wait-while-this-word-is, with a timeout, which the standard library
// does not have. Elsewhere than on Linux: short sleeps.
#pragma once

#include <cstdint>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <ctime>
#else
#include <chrono>
#include <thread>
#endif

namespace weir::base_internal {

#if defined(__linux__)

// Sleeps while the 32-bit word at `address` is `expected`, at most `timeout_nanos`.
inline void FutexWait(const void* address, std::uint32_t expected, std::int64_t timeout_nanos) {
  if (timeout_nanos <= 0) return;
  timespec timeout{};
  timeout.tv_sec = static_cast<std::time_t>(timeout_nanos / 1'000'000'000);
  timeout.tv_nsec = static_cast<long>(timeout_nanos % 1'000'000'000);
  syscall(SYS_futex, address, FUTEX_WAIT_PRIVATE, expected, &timeout, nullptr, 0);
}

inline void FutexWakeAll(const void* address) {
  syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

#else

inline void FutexWait(const void* /*address*/, std::uint32_t /*expected*/,
                      std::int64_t timeout_nanos) {
  constexpr std::int64_t kNapNanos = 500'000;
  std::this_thread::sleep_for(
      std::chrono::nanoseconds(timeout_nanos < kNapNanos ? timeout_nanos : kNapNanos));
}

inline void FutexWakeAll(const void* /*address*/) {}

#endif

}  // namespace weir::base_internal
