// SPDX-License-Identifier: MIT
//
// Tells AddressSanitizer that bytes are out of bounds while no segment uses
// them, so that a view kept too long faults at its first use.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define WEIR_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEIR_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef WEIR_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace weir::log_internal {

inline void Poison([[maybe_unused]] const void* bytes, [[maybe_unused]] std::size_t count) {
#ifdef WEIR_ADDRESS_SANITIZER
  __asan_poison_memory_region(bytes, count);
#endif
}

inline void Unpoison([[maybe_unused]] const void* bytes, [[maybe_unused]] std::size_t count) {
#ifdef WEIR_ADDRESS_SANITIZER
  __asan_unpoison_memory_region(bytes, count);
#endif
}

}  // namespace weir::log_internal
